package io.plenum.signaling.sdp;

import java.util.ArrayList;
import java.util.List;

/** Cuts text into words, each in one pass: no regular expressions on what a stranger sent. */
final class Words {
    private Words() {}

    /** The words between spaces; no empty ones. */
    static List<String> of(String text) {
        final List<String> words = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == ' ') {
                if (i > from) {
                    words.add(text.substring(from, i));
                }
                from = i + 1;
            }
        }
        return words;
    }

    /** The parts between separators; empty ones too. */
    static List<String> split(String text, char separator) {
        final List<String> parts = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == separator) {
                parts.add(text.substring(from, i));
                from = i + 1;
            }
        }
        return parts;
    }

    /** Without spaces at both ends. */
    static String trim(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && text.charAt(from) == ' ') {
            from++;
        }
        while (to > from && text.charAt(to - 1) == ' ') {
            to--;
        }
        return text.substring(from, to);
    }

    /** A decimal number of at most 10 digits within the range, or -1. */
    static int number(String digits, int min, int max) {
        return (int) longNumber(digits, min, max);
    }

    /** A decimal number of at most 18 digits within the range, or -1. */
    static long longNumber(String digits, long min, long max) {
        if (digits.isEmpty() || digits.length() > 18 || !isDigits(digits)) {
            return -1;
        }
        final long number = Long.parseLong(digits);
        return number >= min && number <= max ? number : -1;
    }

    static boolean isDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** Letters, digits and one of {@code others}; not empty. */
    static boolean consistsOf(String text, String others) {
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            final boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && !(c >= '0' && c <= '9') && others.indexOf(c) < 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
