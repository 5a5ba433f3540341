package io.github.persistq.crash;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Judges processes that consume one queue together, some of which are killed.
 *
 * <p>Events of one process, each one line:
 * <pre>
 * got CONSUMER ID COUNT REDELIVERED   a message was received; with AUTO_ACKNOWLEDGE it is settled already
 * done CONSUMER                       the acknowledgement or commit of all that it has, has returned
 * back CONSUMER                       it is about to give back all that it has
 * E TEXT                              something went wrong
 * </pre>
 *
 * <p>The first letter of a consumer tells its kind: a automatic, c client acknowledgement, t transacted. A transacted one sends
 * a copy of each message in the transaction that consumes it.
 *
 * <p>Lines of several processes come in any order. A message's delivery count tells which receipt of it was first: no two are
 * the same, and all but the last must have been given back, or their process was killed before the next.
 *
 * <p>Threading: thread-safe.
 */
final class SharedLedger {
    private static final int MAX_VIOLATIONS = 20;

    /** How a receipt ended. */
    private enum End {
        OPEN,
        DONE,
        BACK,
        KILLED
    }

    /** One delivery of a message to a consumer. */
    private static final class Receipt {
        final String id;
        final String consumer;
        final int count;
        final long readNanos;
        End end = End.OPEN;
        long killedNanos;

        Receipt(String id, String consumer, int count, long readNanos) {
            this.id = id;
            this.consumer = consumer;
            this.count = count;
            this.readNanos = readNanos;
        }

        boolean isOf(char kind) {
            return consumer.charAt(consumer.indexOf('/') + 1) == kind;
        }

        @Override
        public String toString() {
            return "%s count %d %s".formatted(consumer, count, end);
        }
    }

    private final ReentrantLock lock = new ReentrantLock(); // guards all below
    private final Condition progress = lock.newCondition();
    private final Map<String, List<Receipt>> messages = new LinkedHashMap<>();
    private final Map<String, List<Receipt>> held = new HashMap<>();
    private final Map<String, Integer> lastFirst = new HashMap<>();
    private final Set<String> automatic = new HashSet<>();
    private final List<String> violations = new ArrayList<>();
    private final List<Long> returnMillis = new ArrayList<>();
    private int done;
    private int redelivered;
    private int kills;
    private int automaticKilled;
    private long lastDoneNanos;

    /** A message was sent, and that is committed. An id is {@code SENDER.NUMBER}. */
    void sent(String id) {
        locked(() -> messages.put(id, new ArrayList<>()));
    }

    /** Takes in what a process said, as it was read at a time of {@link System#nanoTime}. */
    void apply(String process, String event, long readNanos) {
        String[] words = event.split(" ");
        locked(() -> {
            switch (words[0]) {
                case "got" -> {
                    Receipt receipt =
                            new Receipt(words[2], process + "/" + words[1], Integer.parseInt(words[3]), readNanos);
                    got(receipt, Boolean.parseBoolean(words[4]));
                }
                case "done" -> {
                    ended(process + "/" + words[1], End.DONE);
                    lastDoneNanos = readNanos;
                }
                case "back" -> ended(process + "/" + words[1], End.BACK);
                case "E" -> violation("an error in %s: %s", process, event);
                default -> {
                    // Lines that tell the parent when the process runs.
                }
            }
        });
    }

    private void got(Receipt receipt, boolean flagged) {
        List<Receipt> receipts = messages.get(receipt.id);
        if (receipts == null) {
            violation("%s was never sent, or that was rolled back; received by %s", receipt.id, receipt);
            return;
        }
        receipts.add(receipt);
        if (flagged != receipt.count > 1) {
            violation("%s has redelivered %b and: %s", receipt.id, flagged, receipt);
        }
        if (receipt.count > 1) {
            redelivered++;
        } else {
            checkOrder(receipt);
        }
        if (receipt.isOf('a')) {
            automatic.add(receipt.consumer);
        }
        held.computeIfAbsent(receipt.consumer, name -> new ArrayList<>()).add(receipt);
    }

    /** What one consumer receives for the first time of one sender comes in the order of sending. */
    private void checkOrder(Receipt receipt) {
        String sender = receipt.id.substring(0, receipt.id.indexOf('.'));
        int number = Integer.parseInt(receipt.id.substring(sender.length() + 1));
        Integer before = lastFirst.put(receipt.consumer + " " + sender, number);
        if (before != null && before > number) {
            violation("%s came after %s.%d to %s", receipt.id, sender, before, receipt.consumer);
        }
    }

    private void ended(String consumer, End end) {
        List<Receipt> receipts = held.remove(consumer);
        if (receipts == null) {
            violation("%s has nothing to end with %s", consumer, end);
            return;
        }
        receipts.forEach(receipt -> receipt.end = end);
        if (end == End.DONE) {
            done += receipts.size();
            progress.signalAll();
        }
    }

    /** A process was killed, not before the time that is given; all that it came to say was applied. */
    void killed(String process, long nanos) {
        locked(() -> {
            kills++;
            automaticKilled += removeAutomatic(process);
            held.forEach((consumer, receipts) -> {
                if (consumer.startsWith(process + "/")) {
                    receipts.forEach(receipt -> {
                        receipt.end = receipt.isOf('a') ? End.DONE : End.KILLED;
                        receipt.killedNanos = nanos;
                    });
                }
            });
            held.keySet().removeIf(consumer -> consumer.startsWith(process + "/"));
        });
    }

    /** How many of a process's consumers acknowledged by themselves. */
    private int removeAutomatic(String process) {
        int before = automatic.size();
        automatic.removeIf(consumer -> consumer.startsWith(process + "/"));
        return before - automatic.size();
    }

    /** Waits until so many messages are done, and says whether that came about in time. */
    boolean awaitDone(int count, long seconds) throws InterruptedException {
        long left = TimeUnit.SECONDS.toNanos(seconds);
        lock.lock();
        try {
            while (done < count && violations.isEmpty()) {
                if (left <= 0) {
                    return false;
                }
                left = progress.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Judges the end, when nothing is left in the queue; the copies are those of the transacted consumers. */
    List<String> finish(Map<String, Integer> copies) {
        lock.lock();
        try {
            held.forEach((consumer, receipts) -> violation("%s ended and still had %s", consumer, receipts));
            int vanished = 0;
            for (Map.Entry<String, List<Receipt>> entry : messages.entrySet()) {
                List<Receipt> receipts = entry.getValue();
                receipts.sort(Comparator.comparingInt(receipt -> receipt.count));
                checkReceipts(entry.getKey(), receipts);
                vanished += checkEnd(entry.getKey(), receipts, copies.getOrDefault(entry.getKey(), 0));
            }
            copies.keySet().stream()
                    .filter(id -> !messages.containsKey(id))
                    .forEach(id -> violation("%s was never sent, and there is a copy of it", id));
            // Such a consumer acknowledges before it can tell: its kill may hide one message.
            if (vanished > automaticKilled) {
                violation(
                        "%d messages are gone and nobody told of them; %d automatic consumers were killed",
                        vanished, automaticKilled);
            }
            return List.copyOf(violations);
        } finally {
            lock.unlock();
        }
    }

    private void checkReceipts(String id, List<Receipt> receipts) {
        for (int i = 0; i < receipts.size(); i++) {
            Receipt receipt = receipts.get(i);
            // Each kill may hide one delivery.
            if (receipt.count > i + 1 + kills) {
                violation("%s was delivered too often for %d kills: %s", id, kills, receipts);
            }
            if (i > 0) {
                checkSecond(id, receipts.get(i - 1), receipt);
            }
        }
    }

    private void checkSecond(String id, Receipt first, Receipt second) {
        if (first.count == second.count) {
            violation("%s was claimed twice at once: %s and %s", id, first, second);
        } else if (first.end == End.DONE) {
            violation("%s was received again after it was settled: %s and %s", id, first, second);
        } else if (first.end == End.KILLED) {
            if (second.readNanos < first.killedNanos) {
                violation("%s came to %s while its owner was alive: %s", id, second, first);
            }
            returnMillis.add((second.readNanos - first.killedNanos) / 1_000_000);
        } else if (first.end == End.OPEN) {
            violation("%s came to %s while another had it: %s", id, second, first);
        }
    }

    /** 1 if the message is gone and nobody told of it. */
    private int checkEnd(String id, List<Receipt> receipts, int copies) {
        Receipt last = receipts.isEmpty() ? null : receipts.get(receipts.size() - 1);
        boolean moved = last != null && last.isOf('t') && (last.end == End.DONE || last.end == End.KILLED);
        if (copies > 1 || copies == 1 && !moved) {
            violation("%s has %d copies and these receipts: %s", id, copies, receipts);
        } else if (moved && copies == 0) {
            if (last.end == End.DONE) {
                violation("%s was moved and has no copy: %s", id, receipts);
            }
            return 1;
        }
        return last == null || last.end == End.BACK ? 1 : 0;
    }

    /** What is wrong so far; what takes the whole to see is told by {@link #finish}. */
    List<String> violations() {
        lock.lock();
        try {
            return List.copyOf(violations);
        } finally {
            lock.unlock();
        }
    }

    String summary(long startNanos) {
        lock.lock();
        try {
            List<Long> sorted = returnMillis.stream().sorted().toList();
            double seconds = (lastDoneNanos - startNanos) / 1e9;
            return "%d messages, %d kills, %d redelivered, %.0f messages/s; back after a kill: %s"
                    .formatted(
                            messages.size(),
                            kills,
                            redelivered,
                            done / seconds,
                            sorted.isEmpty()
                                    ? "none"
                                    : "%d, median %d to %d ms"
                                            .formatted(
                                                    sorted.size(),
                                                    sorted.get(sorted.size() / 2),
                                                    sorted.get(sorted.size() - 1)));
        } finally {
            lock.unlock();
        }
    }

    private void violation(String text, Object... arguments) {
        if (violations.size() < MAX_VIOLATIONS) {
            violations.add(text.formatted(arguments));
            progress.signalAll();
        }
    }

    private void locked(Runnable work) {
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }
}
