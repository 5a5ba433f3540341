package io.github.persistq.crash;

import io.github.persistq.jms.PersistqXAConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;

/**
 * What the threads of a {@link StressRun} do in branches of global transactions.
 *
 * <p>Threading: thread-safe; each call uses connections of its own.
 */
final class StressBranches {
    private final StressRun run;
    private final StressParts parts;
    private final Ledger ledger;
    private final PersistqXAConnectionFactory factory;
    private final AtomicInteger committed = new AtomicInteger();

    /** One branch, and what was done in it. */
    private record Branch(NamedXid xid, StressSource source, List<String> received, List<String> sent) {
        boolean isEmpty() {
            return received.isEmpty() && sent.isEmpty();
        }
    }

    StressBranches(StressRun run, StressParts parts, PersistqXAConnectionFactory factory) {
        this.run = run;
        this.parts = parts;
        this.ledger = run.ledger();
        this.factory = factory;
    }

    /** How many branches were committed with something in them. */
    int committed() {
        return committed.get();
    }

    /** Moves messages between queues, in one branch after the other, each ended at random. */
    void move(String name, Random random) throws Exception {
        try (XAConnection connection = run.closable(factory.createXAConnection())) {
            connection.start();
            XASession session = run.quiet(run.closable(connection.createXASession()));
            StressSource source = parts.queues(random);
            MessageConsumer consumer = run.closable(source.opening().open(session));
            for (int i = random.nextInt(20); i >= 0 && !run.isOver(); i--) {
                NamedXid xid = new NamedXid(name + "." + i);
                Branch branch = new Branch(xid, source, new ArrayList<>(), new ArrayList<>());
                boolean worked = false;
                try {
                    work(session, consumer, branch, random);
                    worked = true;
                } finally {
                    if (!worked) {
                        fail(session.getXAResource(), branch);
                        rollBack(session.getXAResource(), branch);
                    }
                }
                end(session.getXAResource(), branch, random);
            }
            run.forget(consumer);
            run.forget(session);
            run.forget(connection);
        } catch (XAException e) {
            unlessClosed(e);
        }
    }

    private void work(XASession session, MessageConsumer consumer, Branch branch, Random random) throws Exception {
        XAResource resource = session.getXAResource();
        resource.start(branch.xid(), XAResource.TMNOFLAGS);
        MessageProducer producer = session.createProducer(null);
        for (int k = random.nextInt(4); k > 0; k--) {
            Message message = consumer.receive(5);
            if (message != null) {
                parts.received(branch.source(), branch.xid().toString(), message, false);
                branch.received().add(branch.source().key(message));
            }
            if (random.nextInt(4) == 0) {
                resource.end(branch.xid(), XAResource.TMSUSPEND);
                resource.start(branch.xid(), XAResource.TMRESUME);
            }
            if (random.nextBoolean()) {
                String id = branch.xid() + "." + k;
                branch.sent().add(id);
                producer.send(session.createQueue(StressParts.queue(random)), StressParts.message(session, id, k % 2));
            }
        }
        resource.end(branch.xid(), XAResource.TMSUCCESS);
    }

    /** Ends the work in a branch, unless the closing of the session has done so or it never began. */
    private static void fail(XAResource resource, Branch branch) throws XAException {
        try {
            resource.end(branch.xid(), XAResource.TMFAIL);
        } catch (XAException e) {
            if (e.errorCode != XAException.XAER_PROTO) {
                unlessClosed(e);
            }
        }
    }

    private void end(XAResource resource, Branch branch, Random random) throws Exception {
        switch (random.nextInt(5)) {
            case 0 -> rollBack(resource, branch);
            case 1 -> {
                resource.commit(branch.xid(), true);
                committed(branch);
            }
            default -> {
                if (resource.prepare(branch.xid()) == XAResource.XA_RDONLY) {
                    if (!branch.isEmpty()) {
                        ledger.violation(branch + " was taken for one that did nothing");
                    }
                } else if (random.nextInt(3) == 0) {
                    rollBack(resource, branch);
                } else {
                    commit(resource, branch);
                }
            }
        }
    }

    private void committed(Branch branch) {
        branch.sent().forEach(ledger::sent);
        ledger.settled(branch.received(), branch.xid().toString());
        run.backlog().addAndGet(branch.sent().size());
        if (!branch.isEmpty()) {
            committed.incrementAndGet();
        }
    }

    /** The branch is prepared: it must be committed, if need be over another connection. */
    private void commit(XAResource resource, Branch branch) throws Exception {
        branch.received().forEach(key -> ledger.note(key, "prepared in " + branch.xid()));
        try {
            resource.commit(branch.xid(), false);
        } catch (XAException e) {
            if (e.errorCode != XAException.XAER_RMFAIL) {
                throw new AssertionError("a prepared branch was not committed: " + branch, e);
            }
            // The store was closed, and the branch waits in it.
            commitAgain(branch);
        }
        committed(branch);
    }

    private void commitAgain(Branch branch) throws JMSException {
        try (XAConnection connection = factory.createXAConnection()) {
            connection.createXASession().getXAResource().commit(branch.xid(), false);
        } catch (XAException e) {
            throw new AssertionError("a prepared branch was not there to be committed: " + branch, e);
        }
    }

    /** Gone it must be, whether or not the closing of its session has already seen to that. */
    private void rollBack(XAResource resource, Branch branch) throws Exception {
        branch.sent().forEach(ledger::doomed);
        run.backlog().addAndGet(branch.received().size());
        try {
            resource.rollback(branch.xid());
            return;
        } catch (XAException e) {
            unlessClosed(e);
        }
        try (XAConnection connection = factory.createXAConnection()) {
            connection.createXASession().getXAResource().rollback(branch.xid());
        } catch (XAException e) {
            unlessClosed(e);
        }
    }

    /** What a session that is closed by others, and the branches that it takes along, may answer. */
    private static void unlessClosed(XAException e) throws XAException {
        boolean rolledBack = e.errorCode >= XAException.XA_RBBASE && e.errorCode <= XAException.XA_RBEND;
        if (!rolledBack && e.errorCode != XAException.XAER_NOTA && e.errorCode != XAException.XAER_RMFAIL) {
            throw e;
        }
    }
}
