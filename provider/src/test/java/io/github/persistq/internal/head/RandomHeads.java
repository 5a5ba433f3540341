package io.github.persistq.internal.head;

import io.github.persistq.internal.destination.DestinationRef;
import io.github.persistq.spi.Bytes;
import java.util.Random;

/** Makes heads with every field drawn at random, absent ones included. */
public final class RandomHeads {
    private final Random random;

    public RandomHeads(Random random) {
        this.random = random;
    }

    public MessageHead next() {
        MessageHeadBuilder head = MessageHead.builder()
                .messageId(maybeText())
                .timestampMillis(maybeLong())
                .destination(maybeDestination())
                .replyTo(maybeDestination())
                .persistent(random.nextBoolean())
                .type(maybeText())
                .expirationMillis(maybeLong())
                .deliveryTimeMillis(maybeLong())
                .priority(random.nextInt(10))
                .bodyKind(BodyKind.values()[random.nextInt(BodyKind.values().length)]);
        switch (random.nextInt(3)) {
            case 0 -> head.correlationId(text());
            case 1 -> head.correlationBytes(Bytes.wrap(bytes()));
            default -> head.correlationId(null);
        }
        for (int i = random.nextInt(6); i > 0; i--) {
            head.property("p" + random.nextInt(100), property());
        }
        return head.build();
    }

    /** A value of one of the types of properties, or null. */
    public Object property() {
        return switch (random.nextInt(9)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> (byte) random.nextInt();
            case 3 -> (short) random.nextInt();
            case 4 -> random.nextInt();
            case 5 -> random.nextLong();
            case 6 -> random.nextFloat();
            case 7 -> random.nextDouble();
            default -> text();
        };
    }

    /** A value of one of the types of map entries and stream elements, or null. */
    public Object bodyValue() {
        return switch (random.nextInt(4)) {
            case 0 -> (char) random.nextInt();
            case 1 -> bytes();
            default -> property();
        };
    }

    /** Text of any chars: mostly ASCII, sometimes with lone surrogates. */
    public String text() {
        int bound = random.nextBoolean() ? 0x80 : 0x10000;
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(20); i > 0; i--) {
            text.append((char) random.nextInt(bound));
        }
        return text.toString();
    }

    public byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        return bytes;
    }

    private String maybeText() {
        return random.nextBoolean() ? text() : null;
    }

    private long maybeLong() {
        return random.nextBoolean() ? random.nextLong() : 0;
    }

    private DestinationRef maybeDestination() {
        DestinationRef.Kind[] kinds = DestinationRef.Kind.values();
        return random.nextBoolean() ? new DestinationRef(kinds[random.nextInt(kinds.length)], "d" + text()) : null;
    }
}
