package io.github.persistq.jndi;

import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** What an entry of the environment binds, told by the word before its first dot. */
enum EntryKind {
    CONNECTION_FACTORY("connectionFactory"),
    XA_CONNECTION_FACTORY("xaConnectionFactory"),
    QUEUE("queue"),
    TOPIC("topic");

    /** A word is taken for a misspelt one if it has at most one fault in so many letters. */
    private static final int LETTERS_PER_FAULT = 4;

    private final String word;

    EntryKind(String word) {
        this.word = word;
    }

    /** The kind that a word names, in any case; null if none. */
    static @Nullable EntryKind of(String word) {
        for (EntryKind kind : values()) {
            if (kind.word.equalsIgnoreCase(word)) {
                return kind;
            }
        }
        return null;
    }

    /** The kind that a word was probably meant to name: the nearest one; null if none is near. */
    static @Nullable EntryKind resembling(String word) {
        EntryKind nearest = null;
        int fewest = Integer.MAX_VALUE;
        for (EntryKind kind : values()) {
            int faults = Spelling.faults(word, kind.word);
            if (faults <= kind.word.length() / LETTERS_PER_FAULT && faults < fewest) {
                nearest = kind;
                fewest = faults;
            }
        }
        return nearest;
    }

    /** All words, for error messages. */
    static String words() {
        StringJoiner words = new StringJoiner(", ");
        for (EntryKind kind : values()) {
            words.add(kind.word + ".NAME");
        }
        return words.toString();
    }

    @Override
    public String toString() {
        return word;
    }
}
