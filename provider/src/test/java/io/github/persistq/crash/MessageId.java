package io.github.persistq.crash;

import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Names a test message; destination, delivery mode, priority and body follow from the name.
 *
 * <p>As text {@code sender.generation.unit.index.size}, then {@code x} if it must never arrive, then {@code ~} and the name
 * of the message that it was moved from.
 *
 * @param sender the thread that sent it; the first letter tells what it does: p sends, n sends messages that are not persistent, t
 *     sends in transactions, m moves
 * @param generation how many processes were killed before the one that sent it
 * @param unit counts the sender's units of work
 * @param index its place in its unit
 * @param size how many messages its unit has
 * @param doomed whether its unit is rolled back on purpose
 * @param origin the message that it was moved from, or null
 */
record MessageId(
        String sender,
        int generation,
        int unit,
        int index,
        int size,
        boolean doomed,
        @Nullable String origin) {

    static MessageId parse(String text) {
        int tilde = text.indexOf('~');
        String origin = tilde < 0 ? null : text.substring(tilde + 1);
        String name = tilde < 0 ? text : text.substring(0, tilde);
        boolean doomed = name.endsWith("x");
        String[] parts = (doomed ? name.substring(0, name.length() - 1) : name).split("\\.");
        return new MessageId(
                parts[0],
                Integer.parseInt(parts[1]),
                Integer.parseInt(parts[2]),
                Integer.parseInt(parts[3]),
                Integer.parseInt(parts[4]),
                doomed,
                origin);
    }

    @Override
    public String toString() {
        return "%s.%d.%d.%d.%d%s%s"
                .formatted(
                        sender, generation, unit, index, size, doomed ? "x" : "", origin == null ? "" : "~" + origin);
    }

    /** The unit of work that sends it, the same for all its messages. */
    String unitName() {
        return "%s.%d.%d".formatted(sender, generation, unit);
    }

    String queue() {
        return switch (sender.charAt(0)) {
            case 't' -> Queues.BATCH.get(index % Queues.BATCH.size());
            case 'm' -> Queues.MOVED;
            default -> Queues.PLAIN.get(Math.floorMod(hash(1), Queues.PLAIN.size()));
        };
    }

    /** Whether it is sent as PERSISTENT; a unit of work may have messages of both kinds. */
    boolean persistent() {
        return switch (sender.charAt(0)) {
            case 'n' -> false;
            case 't' -> Math.floorMod(hash(4), 4) > 0;
            default -> true;
        };
    }

    int priority() {
        return Math.floorMod(hash(2), 10);
    }

    /** Which of the selecting consumers takes it. */
    int half() {
        return Math.floorMod(hash(3), 2);
    }

    /** What the messages have in common that must arrive in the order in which they were sent. */
    String lane() {
        String queue = queue();
        return sender + "/" + queue + "/" + priority() + (queue.equals(Queues.HALVES) ? "/" + half() : "");
    }

    boolean isBefore(MessageId other) {
        if (generation != other.generation) {
            return generation < other.generation;
        }
        return unit != other.unit ? unit < other.unit : index < other.index;
    }

    /** Most bodies are small; some have up to 20 KB. */
    byte[] body() {
        Random random = new Random(toString().hashCode() * 0x9E3779B97F4A7C15L);
        int limit = random.nextInt(4) == 0 ? 20_000 : 400;
        byte[] body = new byte[10 + random.nextInt(limit - 10)];
        random.nextBytes(body);
        return body;
    }

    private int hash(int salt) {
        int h = (sender.hashCode() * 31 + generation) * 31 + unit;
        h = (h * 31 + index) * 31 + salt * 0x61C88647;
        h ^= h >>> 15;
        h *= 0x2C1B3C6D;
        return h ^ (h >>> 12);
    }
}
