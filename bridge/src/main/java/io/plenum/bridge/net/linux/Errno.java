package io.plenum.bridge.net.linux;

/** Error numbers of Linux (asm-generic/errno.h), and what they mean to an operator. */
final class Errno {
    static final int EPERM = 1;
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int EAGAIN = 11;
    static final int ENOMEM = 12;
    static final int EACCES = 13;
    static final int EINVAL = 22;
    static final int ENFILE = 23;
    static final int EMFILE = 24;
    static final int EMSGSIZE = 90;
    static final int EAFNOSUPPORT = 97;
    static final int EADDRINUSE = 98;
    static final int EADDRNOTAVAIL = 99;
    static final int ENOBUFS = 105;

    private Errno() {}

    /** The reason in words, for the middle of a sentence. */
    static String text(int errno) {
        return switch (errno) {
            case EPERM -> "the system does not permit it";
            case ENOMEM, ENOBUFS -> "the system is out of memory";
            case EACCES -> "this user may not use that port";
            case ENFILE, EMFILE -> "too many files are open";
            case EAFNOSUPPORT -> "this machine does not speak that kind of IP";
            case EADDRINUSE -> "another program uses it";
            case EADDRNOTAVAIL -> "this machine has no such address";
            default -> "error " + errno;
        };
    }
}
