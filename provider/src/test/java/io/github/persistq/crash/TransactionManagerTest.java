package io.github.persistq.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.persistq.jms.PersistqXAConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.XAJMSContext;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real transaction manager drives transactions of one store and of two. */
@Timeout(120)
class TransactionManagerTest {
    @TempDir
    static Path log;

    private static TransactionManager manager;

    @TempDir
    Path directory;

    private PersistqXAConnectionFactory orders;
    private PersistqXAConnectionFactory bills;
    private XAJMSContext ordersContext;
    private XAJMSContext billsContext;

    @BeforeAll
    static void startManager() throws Exception {
        manager = Narayana.start(log);
    }

    @BeforeEach
    void open() {
        orders = new PersistqXAConnectionFactory("persistq:file:" + directory.resolve("orders"));
        bills = new PersistqXAConnectionFactory("persistq:file:" + directory.resolve("bills"));
        ordersContext = orders.createXAContext();
        billsContext = bills.createXAContext();
        ordersContext.createProducer().send(ordersContext.createQueue("in"), "order");
    }

    @AfterEach
    void close() throws JMSException {
        orders.close();
        bills.close();
    }

    private static void enlist(XAJMSContext... contexts) throws Exception {
        for (XAJMSContext context : contexts) {
            assertThat(manager.getTransaction().enlistResource(context.getXAResource()))
                    .isTrue();
        }
    }

    /** Receives the order in one store, and sends its bill to the other. */
    private void bill() {
        JMSConsumer consumer = ordersContext.createConsumer(ordersContext.createQueue("in"));
        assertThat(consumer.receiveBody(String.class, 1000)).isEqualTo("order");
        billsContext.createProducer().send(billsContext.createQueue("out"), "bill");
    }

    private static List<String> contents(PersistqXAConnectionFactory store, String queue) {
        List<String> bodies = new ArrayList<>();
        try (JMSContext context = store.createContext()) {
            JMSConsumer consumer = context.createConsumer(context.createQueue(queue));
            for (String body = consumer.receiveBodyNoWait(String.class);
                    body != null;
                    body = consumer.receiveBodyNoWait(String.class)) {
                bodies.add(body);
            }
        }
        return bodies;
    }

    @Test
    void commitsInTwoStores() throws Exception {
        manager.begin();
        enlist(ordersContext, billsContext);
        bill();

        manager.commit();

        assertThat(contents(orders, "in")).isEmpty();
        assertThat(contents(bills, "out")).containsExactly("bill");
    }

    @Test
    void rollsBackInTwoStores() throws Exception {
        manager.begin();
        enlist(ordersContext, billsContext);
        bill();

        manager.rollback();

        assertThat(contents(orders, "in")).containsExactly("order");
        assertThat(contents(bills, "out")).isEmpty();
    }

    @Test
    void commitsInOneStoreWithOnePhase() throws Exception {
        manager.begin();
        enlist(ordersContext);
        ordersContext.createProducer().send(ordersContext.createQueue("in"), "second");

        manager.commit();

        assertThat(contents(orders, "in")).containsExactly("order", "second");
    }

    @Test
    void letsTwoSessionsOfOneStoreWorkInOneTransaction() throws Exception {
        try (XAJMSContext second = orders.createXAContext()) {
            manager.begin();
            enlist(ordersContext, second);
            ordersContext.createProducer().send(ordersContext.createQueue("out"), "first");
            second.createProducer().send(second.createQueue("out"), "second");

            manager.commit();

            assertThat(contents(orders, "out")).containsExactly("first", "second");
        }
    }

    @Test
    void goesOnAfterATransactionWasSuspended() throws Exception {
        manager.begin();
        enlist(ordersContext);
        manager.getTransaction().delistResource(ordersContext.getXAResource(), XAResource.TMSUSPEND);
        Transaction suspended = manager.suspend();
        ordersContext.createProducer().send(ordersContext.createQueue("out"), "outside");
        manager.resume(suspended);
        enlist(ordersContext);
        ordersContext.createProducer().send(ordersContext.createQueue("out"), "inside");

        manager.rollback();

        assertThat(contents(orders, "out")).containsExactly("outside");
    }

    @Test
    void rollsTheOtherStoreBackWhenOneCannotPrepare() throws Exception {
        manager.begin();
        enlist(ordersContext, billsContext);
        bill();
        billsContext.close();

        assertThatThrownBy(manager::commit).isInstanceOf(RollbackException.class);

        assertThat(contents(orders, "in")).containsExactly("order");
        assertThat(contents(bills, "out")).isEmpty();
    }

    @Test
    void rollsBackATransactionThatIsOverItsTime() throws Exception {
        manager.setTransactionTimeout(1);
        try {
            manager.begin();
            enlist(ordersContext, billsContext);
            bill();
            Transaction transaction = manager.getTransaction();
            await().until(() -> transaction.getStatus() != Status.STATUS_ACTIVE);

            assertThatThrownBy(manager::commit).isInstanceOf(RollbackException.class);
        } finally {
            manager.setTransactionTimeout(0);
        }

        await().until(() -> contents(orders, "in").equals(List.of("order")));
        assertThat(contents(bills, "out")).isEmpty();
    }
}
