package postprox.spool;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The names in a spool: of a process's directory, of a message and of its files. A name is random, so that no
 * other user can guess one and put another file in its place beforehand. {@link SpoolFiles} makes files with these names and removes
 * them. Thread-safe.
 */
final class SpoolNames {
    /** How the name of a process's directory begins. */
    private static final String PREFIX = "postprox-";

    private static final String LOCK = "lock";

    private static final int RANDOM_BYTES = 16;

    /** How many names one read of /dev/urandom is for: one system call for each name would be dear. */
    private static final int NAMES_AT_ONCE = 64;

    private final ByteBuffer random =
            ByteBuffer.allocate(RANDOM_BYTES * NAMES_AT_ONCE).limit(0);

    /** A name for the directory of a process. */
    String ofDirectory() throws IOException {
        return PREFIX + ofMessage();
    }

    /** The path of a message's file, which filters get as EMAIL. */
    static Path messageIn(Path directory, String name) {
        return directory.resolve(name + ".email");
    }

    /**
     * The path of a file beside that of a message.
     *
     * @param number 1 for the first file with this ending, 2 for the next; several filters may get the message in turn
     */
    static Path besideIn(Path directory, String name, String ending, int number) {
        return directory.resolve(name + (number == 1 ? "" : "." + number) + ending);
    }

    /** The path of the lock file in the directory of a process. */
    static Path lockOf(Path directory) {
        return directory.resolve(LOCK);
    }

    /** Whether a name has the form of those that {@link #ofDirectory} makes. */
    static boolean isOfDirectory(String name) {
        return name.length() == PREFIX.length() + 2 * RANDOM_BYTES
                && name.startsWith(PREFIX)
                && isHex(name, PREFIX.length());
    }

    /**
     * The name of the message that a file belongs to, with which the file's name begins; empty if it begins with no such name.
     */
    static Optional<String> messageOf(String file) {
        int end = 2 * RANDOM_BYTES;
        return file.length() >= end && isHex(file.substring(0, end), 0)
                ? Optional.of(file.substring(0, end))
                : Optional.empty();
    }

    private static boolean isHex(String text, int start) {
        for (int i = start; i < text.length(); i++) {
            if (!HexFormat.isHexDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /**
     * A name for a message, to which each of its files adds an ending. No two messages get the same name, so that a filter can
     * use it for files of its own elsewhere.
     */
    String ofMessage() throws IOException {
        byte[] name = new byte[RANDOM_BYTES];
        synchronized (random) {
            if (!random.hasRemaining()) {
                refill();
            }
            random.get(name);
        }
        return HexFormat.of().formatHex(name);
    }

    private void refill() throws IOException {
        // Not SecureRandom: it would cost the first message of every process 20 ms of start-up for the same bytes.
        try (InputStream kernel = new FileInputStream("/dev/urandom")) {
            byte[] more = kernel.readNBytes(random.capacity());
            if (more.length < random.capacity()) {
                throw new IOException("/dev/urandom has no more bytes");
            }
            random.clear().put(more).flip();
        }
    }
}
