package io.github.persistq.benchmark;

import io.github.persistq.jms.PersistqConnectionFactory;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import java.nio.file.Path;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.io.aio.AIOSequentialFileFactory;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/**
 * A provider in this process, with its store in a directory.
 *
 * <p>Threading: thread-safe.
 */
interface Provider extends AutoCloseable {
    /** Its connections send persistent messages that are on the device when the send returns. */
    ConnectionFactory factory();

    @Override
    void close() throws JMSException;

    /** Opens a provider. */
    @FunctionalInterface
    interface Opener {
        Provider open(Path directory) throws Exception;
    }

    /** PersistQ on a file store, as it is by default. */
    static Provider persistq(Path directory) {
        PersistqConnectionFactory factory = new PersistqConnectionFactory("persistq:file:" + directory);
        return new Provider() {
            @Override
            public ConnectionFactory factory() {
                return factory;
            }

            @Override
            public void close() throws JMSException {
                factory.close();
            }
        };
    }

    /** Which journal Artemis has here: the one that its documentation recommends, if the system can. */
    static JournalType artemisJournal() {
        return AIOSequentialFileFactory.isSupported() ? JournalType.ASYNCIO : JournalType.NIO;
    }

    /**
     * Artemis without a network, security, management and disk checks, so that it has no more to do than PersistQ.
     *
     * @param bufferNanos how long its journal lets writes gather before it forces them; {@code artemis create} sets this to what a
     *     force takes on the disk, and the default for NIO, 3.3 ms, is what a lone sender then waits for each time
     */
    static Provider artemis(Path directory, int bufferNanos) throws Exception {
        String url = "vm://0";
        Configuration configuration = new ConfigurationImpl()
                .setName("benchmark")
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .setCriticalAnalyzer(false)
                .setMaxDiskUsage(-1)
                .setPersistenceEnabled(true)
                .setJournalType(artemisJournal())
                .setJournalBufferTimeout_NIO(bufferNanos)
                .setJournalBufferTimeout_AIO(bufferNanos)
                .setJournalSyncTransactional(true)
                .setJournalSyncNonTransactional(true)
                .setJournalDirectory(directory.resolve("journal").toString())
                .setBindingsDirectory(directory.resolve("bindings").toString())
                .setPagingDirectory(directory.resolve("paging").toString())
                .setLargeMessagesDirectory(directory.resolve("large").toString())
                .addAcceptorConfiguration("in-vm", url);
        EmbeddedActiveMQ server = new EmbeddedActiveMQ().setConfiguration(configuration);
        server.start();
        ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(url);
        factory.setBlockOnDurableSend(true);
        return new Provider() {
            @Override
            public ConnectionFactory factory() {
                return factory;
            }

            @Override
            public void close() {
                factory.close();
                try {
                    server.stop();
                } catch (Exception e) {
                    throw new IllegalStateException("Artemis does not stop", e);
                }
            }
        };
    }
}
