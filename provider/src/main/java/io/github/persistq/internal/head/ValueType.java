package io.github.persistq.internal.head;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The types of typed values, as properties, map entries and stream elements have them. Their codes are stored. */
enum ValueType {
    NULL(0),
    FALSE(1),
    TRUE(2),
    BYTE(3),
    SHORT(4),
    CHAR(5),
    INT(6),
    LONG(7),
    FLOAT(8),
    DOUBLE(9),
    STRING(10),
    BYTES(11);

    private static final List<ValueType> BY_CODE = List.of(values());

    private final int code;

    ValueType(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static ValueType at(int code, int offset) {
        if (code >= BY_CODE.size()) {
            throw new MalformedMessageException(
                    "The value at %d has the type %d; expected 0 to %d; the message is damaged"
                            .formatted(offset, code, BY_CODE.size() - 1));
        }
        return BY_CODE.get(code);
    }

    static ValueType of(@Nullable Object value) {
        if (value == null) {
            return NULL;
        } else if (value instanceof String) {
            return STRING;
        } else if (value instanceof Boolean b) {
            return b ? TRUE : FALSE;
        } else if (value instanceof Integer) {
            return INT;
        } else if (value instanceof Long) {
            return LONG;
        } else if (value instanceof Byte) {
            return BYTE;
        } else if (value instanceof Short) {
            return SHORT;
        } else if (value instanceof Character) {
            return CHAR;
        } else if (value instanceof Float) {
            return FLOAT;
        } else if (value instanceof Double) {
            return DOUBLE;
        } else if (value instanceof byte[]) {
            return BYTES;
        }
        throw new IllegalArgumentException(
                "A value of class " + value.getClass().getName()
                        + " cannot be stored; expected a boxed primitive, a String or a byte array");
    }

    void write(WireWriter out, @Nullable Object value) {
        if (value == null) {
            return;
        }
        switch (this) {
            case NULL, FALSE, TRUE -> {}
            case BYTE -> out.u8((Byte) value);
            case SHORT -> out.i16((Short) value);
            case CHAR -> out.i16((short) ((Character) value).charValue());
            case INT -> out.i32((Integer) value);
            case LONG -> out.i64((Long) value);
            case FLOAT -> out.i32(Float.floatToRawIntBits((Float) value));
            case DOUBLE -> out.i64(Double.doubleToRawLongBits((Double) value));
            case STRING -> out.string((String) value);
            case BYTES -> out.bytes((byte[]) value);
        }
    }

    @Nullable
    Object read(WireReader in) {
        return switch (this) {
            case NULL -> null;
            case FALSE -> false;
            case TRUE -> true;
            case BYTE -> (byte) in.u8();
            case SHORT -> in.i16();
            case CHAR -> (char) in.i16();
            case INT -> in.i32();
            case LONG -> in.i64();
            case FLOAT -> Float.intBitsToFloat(in.i32());
            case DOUBLE -> Double.longBitsToDouble(in.i64());
            case STRING -> in.string();
            case BYTES -> in.bytes();
        };
    }
}
