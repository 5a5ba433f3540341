package io.github.persistq.tck;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.XAConnectionFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.jms.client.ActiveMQJMSConnectionFactory;
import org.apache.activemq.artemis.jms.client.ActiveMQXAConnectionFactory;

/**
 * Apache ActiveMQ Artemis in this virtual machine, as a second opinion: one server without persistence for all tests, and a
 * server of its own for each that restarts it.
 */
enum ArtemisProvider implements Provider {
    ARTEMIS;

    private static final AtomicInteger LAST_SERVER = new AtomicInteger();

    /** Started by the first test that comes here. */
    private static final class Shared {
        static final ArtemisServer SERVER = ArtemisServer.volatileOne(LAST_SERVER.incrementAndGet());
    }

    /** The title: the name of the test's parameter, from which the report takes its column. */
    @Override
    public String toString() {
        return title();
    }

    @Override
    public String title() {
        return "Artemis";
    }

    @Override
    public boolean isArtemis() {
        return true;
    }

    @Override
    public Store open(Path scratch) {
        return new ArtemisStore(Shared.SERVER, false);
    }

    @Override
    public Store openLasting(Path scratch) {
        return new ArtemisStore(ArtemisServer.lasting(LAST_SERVER.incrementAndGet(), scratch), true);
    }

    private static final class ArtemisStore implements Store {
        private final ArtemisServer server;
        private final boolean own;
        private final List<ActiveMQConnectionFactory> factories = new CopyOnWriteArrayList<>();
        private final ConnectionFactory factory;

        private ArtemisStore(ArtemisServer server, boolean own) {
            this.server = server;
            this.own = own;
            this.factory = made(new ActiveMQJMSConnectionFactory(server.url()));
        }

        private <T extends ActiveMQConnectionFactory> T made(T made) {
            // Without these, a send or an acknowledgement returns before the server has it.
            made.setBlockOnAcknowledge(true);
            made.setBlockOnNonDurableSend(true);
            factories.add(made);
            return made;
        }

        @Override
        public ConnectionFactory factory() {
            return factory;
        }

        @Override
        public ConnectionFactory factory(String clientId) {
            ActiveMQConnectionFactory made = made(new ActiveMQJMSConnectionFactory(server.url()));
            made.setClientID(clientId);
            return made;
        }

        @Override
        public XAConnectionFactory xaFactory() {
            return made(new ActiveMQXAConnectionFactory(server.url()));
        }

        @Override
        public void restart() throws Exception {
            if (!own) {
                throw new NotApplicable("all tests share one Artemis; one that restarts it opens a lasting store");
            }
            server.restart();
        }

        @Override
        public void close() throws Exception {
            for (ActiveMQConnectionFactory each : factories) {
                each.close();
            }
            if (own) {
                server.stop();
            }
        }
    }
}
