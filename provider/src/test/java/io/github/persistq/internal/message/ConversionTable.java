package io.github.persistq.internal.message;

import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** The conversion table of Jakarta Messaging 3.1, 3.11.3; without char and byte[] it is that of 3.5.4. */
final class ConversionTable {
    private static final String TABLE = """
            -       boolean byte short char int long float double String byte[]
            boolean X       .    .     .    .   .    .     .      X      .
            byte    .       X    X     .    X   X    .     .      X      .
            short   .       .    X     .    X   X    .     .      X      .
            char    .       .    .     X    .   .    .     .      X      .
            int     .       .    .     .    X   X    .     .      X      .
            long    .       .    .     .    .   X    .     .      X      .
            float   .       .    .     .    .   .    X     X      X      .
            double  .       .    .     .    .   .    .     X      X      .
            String  X       X    X     .    X   X    X     X      X      .
            byte[]  .       .    .     .    .   .    .     .      .      X
            """;

    private static final Map<String, Object> SAMPLES = new LinkedHashMap<>();

    static {
        SAMPLES.put("boolean", true);
        SAMPLES.put("byte", (byte) 1);
        SAMPLES.put("short", (short) 1);
        SAMPLES.put("char", '1');
        SAMPLES.put("int", 1);
        SAMPLES.put("long", 1L);
        SAMPLES.put("float", 1.0f);
        SAMPLES.put("double", 1.0d);
        SAMPLES.put("String", "1");
        SAMPLES.put("byte[]", new byte[] {1});
    }

    private ConversionTable() {}

    /** Reads what was stored as one target type. */
    @FunctionalInterface
    interface Read {
        Object as(String target) throws JMSException;
    }

    static Stream<Arguments> bodyPairs() {
        List<String[]> rows = TABLE.lines().map(line -> line.split(" +")).toList();
        List<Arguments> pairs = new ArrayList<>();
        for (String[] row : rows.subList(1, rows.size())) {
            for (int column = 1; column < row.length; column++) {
                pairs.add(Arguments.of(row[0], rows.get(0)[column], row[column].equals("X")));
            }
        }
        return pairs.stream();
    }

    static Stream<Arguments> propertyPairs() {
        return bodyPairs().filter(pair -> isPropertyType(pair.get()[0]) && isPropertyType(pair.get()[1]));
    }

    /** The targets that are numbers. */
    static Stream<String> numbers() {
        return Stream.of("byte", "short", "int", "long", "float", "double");
    }

    static Object sample(String type) {
        return SAMPLES.get(type);
    }

    /** What a sample is when it is read as the target. */
    static Object expected(String from, String to) {
        return switch (to) {
            case "String" -> SAMPLES.get(from).toString();
            case "boolean" -> !from.equals("String");
            default -> SAMPLES.get(to);
        };
    }

    private static boolean isPropertyType(Object type) {
        return !type.equals("char") && !type.equals("byte[]");
    }
}
