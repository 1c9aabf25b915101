package postprox.posix;

import java.io.IOException;

/** The error numbers that postprox distinguishes (asm-generic/errno-base.h and errno.h), and words for these and others. */
final class Errno {
    static final int ENOENT = 2;
    static final int ESRCH = 3;
    static final int EINTR = 4;
    static final int ENXIO = 6;
    static final int EAGAIN = 11;
    static final int ENOMEM = 12;
    static final int EINVAL = 22;
    static final int ENOBUFS = 105;
    static final int ETOOMANYREFS = 109;
    static final int ECONNREFUSED = 111;

    private Errno() {}

    /** The exception for a system call that failed. Its message has the call, perhaps with an argument, and the error. */
    static IOException exception(String call, int errno) {
        return new IOException(call + ": " + name(errno));
    }

    static String name(int errno) {
        return switch (errno) {
            case 1 -> "operation not permitted";
            case ENOENT -> "no such file or directory";
            case ESRCH -> "no such process";
            case 7 -> "argument list too long";
            case EAGAIN -> "resource temporarily unavailable (too many processes?)";
            case ENOMEM -> "out of memory";
            case 13 -> "permission denied";
            case 20 -> "not a directory";
            case 21 -> "it is a directory";
            case EINVAL -> "invalid argument";
            case 23 -> "too many open files in the system";
            case 24 -> "too many open files";
            case 28 -> "no space left on device";
            case 32 -> "broken pipe";
            case 40 -> "it is a symbolic link";
            case 88 -> "not a socket";
            case 104 -> "connection reset by peer";
            case ENOBUFS -> "no buffer space left";
            case ETOOMANYREFS -> "too many descriptors are on their way to other processes";
            case ECONNREFUSED -> "connection refused";
            default -> "error " + errno;
        };
    }
}
