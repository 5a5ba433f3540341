package io.github.persistq.crash;

import io.github.persistq.jms.PersistqXAConnectionFactory;
import jakarta.jms.XAJMSContext;
import jakarta.transaction.TransactionManager;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

/** A program with a transaction manager: works in a transaction of two stores and dies within its commit, or recovers. */
final class Coordinator {
    /** The exit code of a program that died as it should. */
    static final int DEAD = 9;

    /** When it dies. */
    enum Death {
        /** One store is prepared and the other is not; nothing is decided. */
        ONE_PREPARED,
        /** Both are prepared and the decision to commit is in the log. */
        BOTH_PREPARED,
        /** One store has committed. */
        ONE_COMMITTED
    }

    private final AtomicInteger prepares = new AtomicInteger();
    private final AtomicInteger commits = new AtomicInteger();
    private final Death death;

    private Coordinator(Death death) {
        this.death = death;
    }

    /** Takes {@code work} or {@code recover}, when to die, the log's directory, and the URLs of the stores. */
    public static void main(String[] args) throws Exception {
        TransactionManager manager = Narayana.start(Path.of(args[2]));
        PersistqXAConnectionFactory orders = new PersistqXAConnectionFactory(args[3]);
        PersistqXAConnectionFactory bills = new PersistqXAConnectionFactory(args[4]);
        if (args[0].equals("work")) {
            new Coordinator(Death.valueOf(args[1])).work(manager, orders, bills);
            Runtime.getRuntime().halt(1);
        }
        recover(orders, bills);
        Runtime.getRuntime().halt(0);
    }

    private void work(TransactionManager manager, PersistqXAConnectionFactory orders, PersistqXAConnectionFactory bills)
            throws Exception {
        XAJMSContext from = orders.createXAContext();
        XAJMSContext to = bills.createXAContext();
        from.createProducer().send(from.createQueue("in"), "order");
        manager.begin();
        manager.getTransaction().enlistResource(new Mortal(from.getXAResource()));
        manager.getTransaction().enlistResource(new Mortal(to.getXAResource()));
        String order = from.createConsumer(from.createQueue("in")).receiveBody(String.class, 1000);
        to.createProducer().send(to.createQueue("out"), order.equals("order") ? "bill" : "nothing");
        manager.commit();
    }

    private void dieAt(Death here) {
        if (here == death) {
            Runtime.getRuntime().halt(DEAD);
        }
    }

    /** Scans until nothing is prepared any more; one who scans for ever is stopped by the test's time limit. */
    private static void recover(PersistqXAConnectionFactory orders, PersistqXAConnectionFactory bills)
            throws Exception {
        XAResource first = orders.createXAContext().getXAResource();
        XAResource second = bills.createXAContext().getXAResource();
        int scans = 0;
        while (prepared(first) + prepared(second) > 0) {
            if (++scans > 10) {
                throw new AssertionError("Still prepared: " + prepared(first) + " and " + prepared(second));
            }
            Narayana.recover(List.of(orders, bills));
        }
    }

    private static int prepared(XAResource resource) throws Exception {
        return resource.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN).length;
    }

    /** A resource in front of which the program dies. */
    private final class Mortal implements XAResource {
        private final XAResource resource;

        Mortal(XAResource resource) {
            this.resource = resource;
        }

        @Override
        public int prepare(Xid xid) throws XAException {
            if (prepares.getAndIncrement() == 1) {
                dieAt(Death.ONE_PREPARED);
            }
            return resource.prepare(xid);
        }

        @Override
        public void commit(Xid xid, boolean onePhase) throws XAException {
            dieAt(commits.getAndIncrement() == 0 ? Death.BOTH_PREPARED : Death.ONE_COMMITTED);
            resource.commit(xid, onePhase);
        }

        @Override
        public void start(Xid xid, int flags) throws XAException {
            resource.start(xid, flags);
        }

        @Override
        public void end(Xid xid, int flags) throws XAException {
            resource.end(xid, flags);
        }

        @Override
        public void rollback(Xid xid) throws XAException {
            resource.rollback(xid);
        }

        @Override
        public void forget(Xid xid) throws XAException {
            resource.forget(xid);
        }

        @Override
        public Xid[] recover(int flags) throws XAException {
            return resource.recover(flags);
        }

        @Override
        public boolean isSameRM(XAResource other) throws XAException {
            return other instanceof Mortal that && resource.isSameRM(that.resource);
        }

        @Override
        public int getTransactionTimeout() throws XAException {
            return resource.getTransactionTimeout();
        }

        @Override
        public boolean setTransactionTimeout(int seconds) throws XAException {
            return resource.setTransactionTimeout(seconds);
        }
    }
}
