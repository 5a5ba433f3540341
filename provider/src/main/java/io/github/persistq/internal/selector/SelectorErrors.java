package io.github.persistq.internal.selector;

import io.github.persistq.internal.error.JmsErrors;
import jakarta.jms.JMSException;

/** Says where in a selector a mistake is: the position in words, and the surroundings with a caret below. */
final class SelectorErrors {
    private static final int CONTEXT = 60;

    private SelectorErrors() {}

    /** An InvalidSelectorException about the character at an index, counted from zero; the message counts from one. */
    static JMSException at(String selector, int index, String problem) {
        int from = Math.max(0, index - CONTEXT);
        int to = Math.min(selector.length(), index + CONTEXT);
        String before = from == 0 ? "" : "...";
        String after = to == selector.length() ? "" : "...";
        return JmsErrors.invalidSelector("Invalid selector at character " + (index + 1) + ": " + printable(problem)
                + "\n  " + before + printable(selector.substring(from, to)) + after
                + "\n  " + " ".repeat(before.length() + index - from) + "^");
    }

    /**
     * The text with each control character as a space, so that it stays on its line and the caret below its character.
     */
    private static String printable(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            shown.append(Character.isISOControl(c) ? ' ' : c);
        }
        return shown.toString();
    }
}
