package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.JMSException;
import jakarta.jms.TransactionRolledBackException;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.Test;

/** Each call of an XAResource in each state of a branch, and what else a transaction manager may ask. */
class XaResourceTest extends XaFixture {
    /** What a transaction manager calls. */
    private interface Call {
        void on(XAResource resource, Xid xid) throws XAException;
    }

    /** A branch in some state, begun by {@code own}, and the resource that is called next. */
    private record Case(XASession own, XAResource called, TestXid xid) {}

    private static final Map<Integer, String> CODES = Map.ofEntries(
            Map.entry(XAException.XAER_NOTA, "NOTA"),
            Map.entry(XAException.XAER_PROTO, "PROTO"),
            Map.entry(XAException.XAER_DUPID, "DUPID"),
            Map.entry(XAException.XAER_INVAL, "INVAL"),
            Map.entry(XAException.XAER_RMFAIL, "RMFAIL"),
            Map.entry(XAException.XAER_OUTSIDE, "OUTSIDE"),
            Map.entry(XAException.XA_RBROLLBACK, "RB"),
            Map.entry(XAException.XA_RBTIMEOUT, "TIMEOUT"));

    private static final List<String> STATES =
            List.of("unknown", "active", "suspended", "idle", "failed", "prepared", "closed", "timedout");

    private static Map<String, Call> calls() {
        Map<String, Call> calls = new LinkedHashMap<>();
        calls.put("start", (r, xid) -> r.start(xid, XAResource.TMNOFLAGS));
        calls.put("join", (r, xid) -> r.start(xid, XAResource.TMJOIN));
        calls.put("resume", (r, xid) -> r.start(xid, XAResource.TMRESUME));
        calls.put("suspend", (r, xid) -> r.end(xid, XAResource.TMSUSPEND));
        calls.put("end", (r, xid) -> r.end(xid, XAResource.TMSUCCESS));
        calls.put("fail", (r, xid) -> r.end(xid, XAResource.TMFAIL));
        calls.put("prepare", (r, xid) -> r.prepare(xid));
        calls.put("commit", (r, xid) -> r.commit(xid, false));
        calls.put("onephase", (r, xid) -> r.commit(xid, true));
        calls.put("rollback", (r, xid) -> r.rollback(xid));
        calls.put("forget", (r, xid) -> r.forget(xid));
        return calls;
    }

    private void bring(XASession session, TestXid xid, String state) throws JMSException, XAException {
        XAResource r = session.getXAResource();
        if (state.equals("unknown")) {
            return;
        }
        r.setTransactionTimeout(state.equals("timedout") ? 1 : 0);
        r.start(xid, XAResource.TMNOFLAGS);
        sendIn(session, queue, "x");
        switch (state) {
            case "suspended" -> r.end(xid, XAResource.TMSUSPEND);
            case "idle" -> r.end(xid, XAResource.TMSUCCESS);
            case "failed" -> r.end(xid, XAResource.TMFAIL);
            case "prepared" -> {
                r.end(xid, XAResource.TMSUCCESS);
                r.prepare(xid);
            }
            case "closed" -> session.close();
            default -> assertThat(state).isIn("active", "timedout");
        }
    }

    /** Makes every case first, so that all timeouts run at the same time, then calls, and shows the outcomes as a table. */
    private List<String> table(boolean bySame) throws JMSException, XAException {
        Map<String, List<Case>> cases = new LinkedHashMap<>();
        for (String state : STATES) {
            List<Case> row = new ArrayList<>();
            for (int i = 0; i < calls().size(); i++) {
                XASession own = xaConnection.createXASession();
                TestXid xid = TestXid.fresh();
                bring(own, xid, state);
                XAResource called = bySame ? own.getXAResource() : xaConnection.createXASession().getXAResource();
                row.add(new Case(own, called, xid));
            }
            cases.put(state, row);
        }
        for (Case waiting : cases.getOrDefault("timedout", List.of())) {
            eventually(() -> isRolledBack(waiting.own()));
        }
        List<String> table = new ArrayList<>();
        cases.forEach((state, row) -> {
            List<String> outcomes = new ArrayList<>(List.of(state));
            List<Call> calls = List.copyOf(calls().values());
            for (int i = 0; i < row.size(); i++) {
                outcomes.add(outcome(calls.get(i), row.get(i)));
            }
            table.add(String.join(" ", outcomes));
        });
        return table;
    }

    private boolean isRolledBack(XASession session) throws JMSException {
        try {
            sendIn(session, queue, "x");
            return false;
        } catch (TransactionRolledBackException e) {
            return true;
        }
    }

    private static String outcome(Call call, Case one) {
        try {
            call.on(one.called(), one.xid());
            return "ok";
        } catch (XAException e) {
            return CODES.getOrDefault(e.errorCode, String.valueOf(e.errorCode));
        }
    }

    private static List<String> rows(String table) {
        return table.lines().map(line -> line.trim().replaceAll(" +", " ")).toList();
    }

    @Test
    void answersEachCallInEachStateOfTheBranchOfItsSession() throws Exception {
        assertThat("state " + String.join(" ", calls().keySet()))
                .isEqualTo("state start join resume suspend end fail prepare commit onephase rollback forget");
        assertThat(table(true)).isEqualTo(rows("""
                unknown   ok    NOTA    NOTA    NOTA    NOTA    NOTA    NOTA    NOTA  NOTA    NOTA NOTA
                active    PROTO PROTO   PROTO   ok      ok      ok      PROTO   PROTO PROTO   PROTO PROTO
                suspended DUPID ok      ok      PROTO   ok      ok      PROTO   PROTO PROTO   ok   PROTO
                idle      DUPID ok      PROTO   PROTO   PROTO   PROTO   ok      PROTO ok      ok   PROTO
                failed    DUPID RB      RB      RB      RB      RB      RB      PROTO RB      ok   PROTO
                prepared  DUPID PROTO   PROTO   PROTO   PROTO   PROTO   PROTO   ok    PROTO   ok   PROTO
                closed    RMFAIL RMFAIL RMFAIL  RB      RB      RB      RB      PROTO RB      ok   PROTO
                timedout  PROTO PROTO   PROTO   TIMEOUT TIMEOUT TIMEOUT TIMEOUT PROTO TIMEOUT ok   PROTO"""));
    }

    @Test
    void answersEachCallInEachStateOfTheBranchOfAnotherSession() throws Exception {
        assertThat(table(false)).isEqualTo(rows("""
                unknown   ok    NOTA    NOTA    NOTA    NOTA    NOTA    NOTA    NOTA  NOTA    NOTA NOTA
                active    DUPID ok      PROTO   PROTO   PROTO   PROTO   PROTO   PROTO PROTO   PROTO PROTO
                suspended DUPID ok      ok      PROTO   ok      ok      PROTO   PROTO PROTO   ok   PROTO
                idle      DUPID ok      PROTO   PROTO   PROTO   PROTO   ok      PROTO ok      ok   PROTO
                failed    DUPID RB      RB      RB      RB      RB      RB      PROTO RB      ok   PROTO
                prepared  DUPID PROTO   PROTO   PROTO   PROTO   PROTO   PROTO   ok    PROTO   ok   PROTO
                closed    DUPID RB      RB      RB      RB      RB      RB      PROTO RB      ok   PROTO
                timedout  DUPID TIMEOUT TIMEOUT TIMEOUT TIMEOUT TIMEOUT TIMEOUT PROTO TIMEOUT ok   PROTO"""));
    }

    @Test
    void knowsABranchThatEndedNoMore() throws Exception {
        for (String end : List.of("onephase", "rollback", "commit", "prepare of nothing", "prepare of failed work")) {
            TestXid xid = begin();
            if (!end.equals("prepare of nothing")) {
                sendXa("x");
            }
            resource.end(xid, end.endsWith("failed work") ? XAResource.TMFAIL : XAResource.TMSUCCESS);
            switch (end) {
                case "onephase" -> resource.commit(xid, true);
                case "rollback" -> resource.rollback(xid);
                case "commit" -> {
                    resource.prepare(xid);
                    resource.commit(xid, false);
                }
                case "prepare of nothing" -> assertThat(resource.prepare(xid)).isEqualTo(XAResource.XA_RDONLY);
                default -> assertThat(code(() -> resource.prepare(xid))).isEqualTo(XAException.XA_RBROLLBACK);
            }
            for (Map.Entry<String, Call> call : calls().entrySet()) {
                if (!call.getKey().equals("start")) {
                    assertThat(code(() -> call.getValue().on(resource, xid)))
                            .as("%s after %s", call.getKey(), end)
                            .isEqualTo(XAException.XAER_NOTA);
                }
            }
        }
    }

    @Test
    void votesToCommitWhatWasSentOrReceivedAndReadOnlyOtherwise() throws Exception {
        send("a");
        TestXid receiving = begin();
        receiveXa();
        end(receiving);
        TestXid sending = begin();
        sendXa("b");
        end(sending);
        TestXid idle = begin();
        xa.createConsumer(xa.createQueue("nothing here")).receiveNoWait();
        end(idle);

        assertThat(resource.prepare(receiving)).isEqualTo(XAResource.XA_OK);
        assertThat(resource.prepare(sending)).isEqualTo(XAResource.XA_OK);
        assertThat(resource.prepare(idle)).isEqualTo(XAResource.XA_RDONLY);

        assertThat(recovered(receiving, sending, idle)).hasSize(2);
        resource.commit(receiving, false);
        resource.rollback(sending);
        assertThat(browse(queue)).isEmpty();
    }

    @Test
    void refusesXidsAndFlagsThatAreNone() throws Exception {
        byte[] bytes = {1};
        List<TestXid> bad = Arrays.asList(
                null,
                new TestXid(-1, bytes, bytes),
                new TestXid(1, null, bytes),
                new TestXid(1, bytes, null),
                new TestXid(1, new byte[0], bytes),
                new TestXid(1, new byte[65], bytes),
                new TestXid(1, bytes, new byte[65]));
        for (TestXid xid : bad) {
            for (Call call : calls().values()) {
                assertThat(code(() -> call.on(resource, xid))).isEqualTo(XAException.XAER_INVAL);
            }
        }
        TestXid xid = TestXid.fresh();
        for (int flags : new int[] {XAResource.TMFAIL, XAResource.TMJOIN | XAResource.TMRESUME, 1}) {
            assertThat(code(() -> resource.start(xid, flags))).isEqualTo(XAException.XAER_INVAL);
        }
        resource.start(xid, XAResource.TMNOFLAGS);
        for (int flags : new int[] {XAResource.TMNOFLAGS, XAResource.TMJOIN, XAResource.TMFAIL | XAResource.TMSUCCESS}) {
            assertThat(code(() -> resource.end(xid, flags))).isEqualTo(XAException.XAER_INVAL);
        }
        end(xid);
    }

    @Test
    void takesXidsOfTheLargestAndSmallestSize() throws Exception {
        byte[] large = new byte[64];
        Arrays.fill(large, (byte) 0xFE);
        for (TestXid xid : List.of(
                new TestXid(Integer.MIN_VALUE, large, large), new TestXid(0, new byte[] {0}, new byte[0]))) {
            resource.start(xid, XAResource.TMNOFLAGS);
            sendXa("a");
            end(xid);
            resource.prepare(xid);

            Xid[] found = recovered(xid);
            assertThat(found).hasSize(1);
            resource.commit(found[0], false);
        }
        assertThat(browse(queue)).containsExactly("a", "a");
    }

    @Test
    void listsPreparedBranchesAtTheStartOfAScan() throws Exception {
        TestXid xid = begin();
        sendXa("a");
        end(xid);
        resource.prepare(xid);
        TestXid unprepared = begin();
        sendXa("b");

        assertThat(resource.recover(XAResource.TMSTARTRSCAN)).hasSize(1).allMatch(xid::names);
        assertThat(resource.recover(XAResource.TMNOFLAGS)).isEmpty();
        assertThat(resource.recover(XAResource.TMENDRSCAN)).isEmpty();
        assertThat(resource.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN)).hasSize(1);
        assertThat(code(() -> resource.recover(XAResource.TMNOFLAGS))).isEqualTo(XAException.XAER_INVAL);
        assertThat(code(() -> resource.recover(XAResource.TMENDRSCAN))).isEqualTo(XAException.XAER_INVAL);
        assertThat(code(() -> resource.recover(XAResource.TMJOIN))).isEqualTo(XAException.XAER_INVAL);
        assertThat(recovered(unprepared)).isEmpty();
    }

    @Test
    void handsOutXidsThatNobodyCanChange() throws Exception {
        TestXid xid = begin();
        sendXa("a");
        end(xid);
        resource.prepare(xid);
        Xid found = recovered(xid)[0];

        Arrays.fill(found.getGlobalTransactionId(), (byte) 0);
        Arrays.fill(found.getBranchQualifier(), (byte) 0);

        assertThat(xid.names(found)).isTrue();
        assertThat(found).isEqualTo(recovered(xid)[0]).hasSameHashCodeAs(recovered(xid)[0]);
        assertThat(found.toString()).contains("4711");
    }

    @Test
    void isTheSameManagerAsEveryResourceOfItsStore() throws Exception {
        try (PersistqXAConnectionFactory again = new PersistqXAConnectionFactory(url(""));
                PersistqXAConnectionFactory other =
                        new PersistqXAConnectionFactory("persistq:memory:other-" + TestXid.fresh().hashCode())) {
            XAConnection same = again.createXAConnection();
            assertThat(resource.isSameRM(same.createXASession().getXAResource())).isTrue();
            assertThat(resource.isSameRM(resource)).isTrue();
            assertThat(resource.isSameRM(other.createXAConnection().createXASession().getXAResource()))
                    .isFalse();
            assertThat(resource.isSameRM(null)).isFalse();
        }
    }

    @Test
    void keepsATimeoutPerResource() throws Exception {
        assertThat(resource.getTransactionTimeout()).isZero();

        assertThat(resource.setTransactionTimeout(30)).isTrue();

        assertThat(resource.getTransactionTimeout()).isEqualTo(30);
        assertThat(xaConnection.createXASession().getXAResource().getTransactionTimeout())
                .isZero();
        assertThat(code(() -> resource.setTransactionTimeout(-1))).isEqualTo(XAException.XAER_INVAL);
        assertThat(resource.setTransactionTimeout(0)).isTrue();
        assertThat(resource.getTransactionTimeout()).isZero();
    }

    @Test
    void failsAsUnavailableWhenTheStoreIsClosed() throws Exception {
        TestXid xid = begin();
        sendXa("x");
        end(xid);
        xaFactory.close();
        disconnect();

        for (Call call : calls().values()) {
            assertThat(code(() -> call.on(resource, xid))).isEqualTo(XAException.XAER_RMFAIL);
        }
        assertThat(code(() -> resource.recover(XAResource.TMSTARTRSCAN))).isEqualTo(XAException.XAER_RMFAIL);
    }
}
