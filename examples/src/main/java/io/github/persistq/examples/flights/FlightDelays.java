package io.github.persistq.examples.flights;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Sends 5,000 flights, has a child process work on them, kills it midway with SIGKILL, starts it again, and shows that no
 * flight was lost or counted twice.
 */
final class FlightDelays {
    private static final String UNPARSABLE = "2001/02/30 25:61, LAX to nowhere";
    private static final String DEAD_LETTERS = "DLQ." + FlightSender.QUEUE;

    private final String url;
    private final ConnectionFactory factory;

    private FlightDelays(String url) {
        this.url = url;
        this.factory = new io.github.persistq.jms.PersistqConnectionFactory(url);
    }

    /** Runs the example; {@code args[0]} is the directory of the store, which may hold an earlier run. */
    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args.length > 0 ? args[0] : "target/flights").toAbsolutePath();
        FlightDelays example = new FlightDelays("persistq:file:" + directory + "?flights.maxDeliveries=3");
        if (!example.run()) {
            System.exit(1);
        }
    }

    private boolean run() throws IOException, InterruptedException, JMSException {
        System.out.println("Store: " + url);
        discardEarlierRun();
        List<Flight> flights = Flight.all();
        send(flights);
        int total = flights.size();
        int killedAfter = work("first worker process", total, total * 2 / 5);
        System.out.printf("Killed the worker process (SIGKILL) after %,d flights; starting it again.%n", killedAfter);
        work("second worker process", total - killedAfter, Integer.MAX_VALUE);
        return account(flights);
    }

    private void discardEarlierRun() {
        int left = 0;
        try (JMSContext context = factory.createContext()) {
            for (String queue : List.of(FlightSender.QUEUE, FlightWorker.RESULTS, DEAD_LETTERS)) {
                JMSConsumer consumer = context.createConsumer(context.createQueue(queue));
                while (consumer.receiveNoWait() != null) {
                    left++;
                }
            }
        }
        if (left > 0) {
            System.out.printf("Discarded %,d messages of an earlier run that did not end.%n", left);
        }
    }

    private void send(List<Flight> flights) throws IOException {
        List<String> records = new ArrayList<>();
        for (Flight flight : flights) {
            records.add(flight.toJson());
        }
        records.add(records.size() / 2, UNPARSABLE);
        try (ProgressBar bar = bar("sending", records.size())) {
            FlightSender.send(factory, records, bar::stepTo);
        }
    }

    /** Runs a worker process until it ends, or kills it after some flights; returns how many it said it finished. */
    private int work(String task, int total, int killAfter) throws IOException, InterruptedException {
        Process worker = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        FlightWorker.class.getName(),
                        url)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int finished = 0;
        try (ProgressBar bar = bar(task, total);
                BufferedReader lines = worker.inputReader(StandardCharsets.UTF_8)) {
            while (lines.readLine() != null) {
                finished++;
                bar.step();
                if (finished == killAfter) {
                    worker.toHandle().destroyForcibly(); // unlike the process, leaves what it printed readable
                }
            }
        }
        worker.waitFor();
        return finished;
    }

    private boolean account(List<Flight> flights) throws JMSException {
        AirportDelays expected = new AirportDelays();
        flights.forEach(flight -> expected.add(flight.origin(), flight.delay()));
        AirportDelays delays = new AirportDelays();
        int cameAgain = 0;
        List<String> deadLetters = new ArrayList<>();
        try (JMSContext context = factory.createContext()) {
            JMSConsumer results = context.createConsumer(context.createQueue(FlightWorker.RESULTS));
            for (Message message = results.receiveNoWait(); message != null; message = results.receiveNoWait()) {
                MapMessage result = (MapMessage) message;
                delays.add(result.getString("origin"), result.getInt("delay"));
                cameAgain += result.getBoolean("cameAgain") ? 1 : 0;
            }
            JMSConsumer dead = context.createConsumer(context.createQueue(DEAD_LETTERS));
            for (Message message = dead.receiveNoWait(); message != null; message = dead.receiveNoWait()) {
                deadLetters.add("\"%s\" (%s, delivered %d times)"
                        .formatted(
                                message.getBody(String.class),
                                message.getStringProperty("JMS_PERSISTQ_REASON"),
                                message.getIntProperty("JMS_PERSISTQ_DELIVERY_COUNT")));
            }
        }
        System.out.println();
        System.out.println(delays.table(10));
        System.out.printf("sent            %,6d flights and 1 unparsable record%n", flights.size());
        System.out.printf("processed       %,6d%n", delays.flights());
        System.out.printf("lost            %,6d%n", flights.size() - delays.flights());
        System.out.printf(
                "came again      %,6d, marked redelivered: in flight when the process was killed%n", cameAgain);
        System.out.printf("dead letters    %,6d: %s%n", deadLetters.size(), String.join("; ", deadLetters));
        boolean equal = delays.equals(expected);
        System.out.println("statistics      " + (equal ? "equal" : "DIFFER FROM") + " those computed from the file");
        return equal && deadLetters.size() == 1;
    }

    private static ProgressBar bar(String task, int total) {
        return new ProgressBarBuilder()
                .setTaskName("%-21s".formatted(task))
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(250)
                .build();
    }
}
