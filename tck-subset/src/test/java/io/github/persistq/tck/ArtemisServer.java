package io.github.persistq.tck;

import java.nio.file.Path;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/** An embedded Artemis server without a network port, configured so that it takes nothing away from the statements. */
final class ArtemisServer {
    private static final int KILOBYTE = 1 << 10;

    private final String url;
    private final EmbeddedActiveMQ server;

    private ArtemisServer(String url, Configuration configuration) {
        this.url = url;
        this.server = new EmbeddedActiveMQ().setConfiguration(configuration);
        start();
    }

    /** A server that keeps nothing. */
    static ArtemisServer volatileOne(int number) {
        String url = "vm://" + number;
        return new ArtemisServer(url, configuration(url).setPersistenceEnabled(false));
    }

    /** A server that keeps its journal in a directory. */
    static ArtemisServer lasting(int number, Path directory) {
        String url = "vm://" + number;
        return new ArtemisServer(
                url,
                configuration(url)
                        .setPersistenceEnabled(true)
                        .setJournalType(JournalType.NIO)
                        .setJournalFileSize(100 * KILOBYTE)
                        .setJournalMinFiles(2)
                        .setJournalDirectory(directory.resolve("journal").toString())
                        .setBindingsDirectory(directory.resolve("bindings").toString())
                        .setPagingDirectory(directory.resolve("paging").toString())
                        .setLargeMessagesDirectory(directory.resolve("large").toString()));
    }

    private static Configuration configuration(String url) {
        Configuration configuration = new ConfigurationImpl()
                .setName(url)
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .setCriticalAnalyzer(false)
                .setMaxDiskUsage(-1)
                .addAddressSetting("#", addressSettings());
        try {
            return configuration.addAcceptorConfiguration("in-vm", url);
        } catch (Exception e) {
            throw new IllegalStateException("Artemis refuses the acceptor " + url, e);
        }
    }

    /** Queues come with their first use and stay; redelivery is at once and without end, as a plain PersistQ store's nearly is. */
    private static AddressSettings addressSettings() {
        return new AddressSettings()
                .setAutoCreateAddresses(true)
                .setAutoCreateQueues(true)
                .setAutoDeleteAddresses(false)
                .setAutoDeleteQueues(false)
                .setMaxDeliveryAttempts(-1)
                .setRedeliveryDelay(0);
    }

    String url() {
        return url;
    }

    void restart() throws Exception {
        stop();
        start();
    }

    void stop() throws Exception {
        server.stop();
    }

    private void start() {
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException("Artemis does not start on " + url, e);
        }
    }
}
