package io.plenum.signaling.messages;

import org.jspecify.annotations.Nullable;

/** The rule for names of rooms and participants. */
public final class Names {
    /** Longest name in characters (code points). */
    public static final int MAX_LENGTH = 128;

    private Names() {}

    /**
     * What is wrong with a name, as a clause that follows "the room name" or the like; null if
     * nothing.
     */
    public static @Nullable String problem(String name) {
        int length = name.codePointCount(0, name.length());
        if (length == 0) {
            return "is empty";
        }
        if (length > MAX_LENGTH) {
            return "has " + length + " characters; at most " + MAX_LENGTH + " are allowed";
        }
        if (name.isBlank()) {
            return "holds nothing but spaces";
        }
        for (int i = 0; i < name.length(); i += Character.charCount(name.codePointAt(i))) {
            int c = name.codePointAt(i);
            boolean mark =
                    Character.getType(c) == Character.NON_SPACING_MARK
                            || Character.getType(c) == Character.COMBINING_SPACING_MARK;
            if (!Character.isLetterOrDigit(c) && !mark && "-_. ".indexOf(c) < 0) {
                return "holds the character U+%04X; letters, digits, '-', '_', '.' and space are allowed"
                        .formatted(c);
            }
        }
        return null;
    }
}
