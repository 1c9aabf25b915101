package postprox.spool;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of spool files. A name says which process owns the file, so that a later process can tell what a killed one
 * left behind (kill -9 by Postfix's spawn(8) leaves no time to clean up), and is otherwise unpredictable, so that nobody
 * can put something else in its place beforehand.
 *
 * <p>A process is known by its number, the time it was started (proc(5), field 22 of stat: numbers are used again) and
 * its PID namespace (two containers that share a directory may both have a process 7).
 */
final class SpoolFiles {
    private static final String PREFIX = "postprox-";
    private static final Pattern FIELDS = Pattern.compile(" ");
    private static final Pattern NAME = Pattern.compile("postprox-(\\d+)-(\\d+)-(\\d+)-[0-9a-f]{32}\\.[a-z]+");

    /** A file of another container is left behind for sure when nobody has touched it for this long. */
    private static final Duration FOREIGN_AGE = Duration.ofDays(1);

    /** The third field of stat. */
    private static final String ZOMBIE = "Z";

    private static final int RANDOM_BYTES = 16;

    /** As many as make a look at the kernel's random numbers cheap for each name. */
    private static final int NAMES_AT_ONCE = 64;

    private final String namespace;
    private final String owner;
    private final ByteBuffer random =
            ByteBuffer.allocate(RANDOM_BYTES * NAMES_AT_ONCE).limit(0);

    SpoolFiles() throws IOException {
        this.namespace =
                digits(Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString());
        long pid = ProcessHandle.current().pid();
        this.owner = PREFIX + namespace + "-" + pid + "-" + startTime(Long.toString(pid)) + "-";
    }

    /** A name that no other file has, without its ending. */
    String next() throws IOException {
        byte[] name = new byte[RANDOM_BYTES];
        synchronized (random) {
            if (!random.hasRemaining()) {
                refill();
            }
            random.get(name);
        }
        return owner + HexFormat.of().formatHex(name);
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

    /** What processes left behind that are no more. */
    List<Path> leftBehind(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, this::isLeftBehind)) {
            List<Path> left = new ArrayList<>();
            files.forEach(left::add);
            return left;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** Whether a spool file's owner is, or was, a process of our PID namespace. */
    boolean isFromHere(Path file) {
        return String.valueOf(file.getFileName()).startsWith(PREFIX + namespace + "-");
    }

    /** One file that cannot go (another user's, in a directory like /tmp) must not keep the others. */
    static boolean sweep(Path file) {
        try {
            return Files.deleteIfExists(file);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Removes files: all that can be removed, before it throws what kept one of them. A directory that a filter has put in
     * a file's place and filled stays: to go into one that others may write to is how privileged programs are led astray.
     */
    static void removeAll(Disk disk, List<Path> files) throws IOException {
        Optional<IOException> failure = Optional.empty();
        for (Path file : files) {
            try {
                disk.remove(file);
            } catch (DirectoryNotEmptyException e) {
                failure = Optional.of(new IOException(file + " is a directory with files in it", e));
            } catch (IOException e) {
                failure = Optional.of(e);
            }
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    private boolean isLeftBehind(Path file) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        if (!name.matches()) {
            return false;
        }
        try {
            if (!isFromHere(file)) {
                FileTime touched = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS);
                return touched.toInstant().isBefore(Instant.now().minus(FOREIGN_AGE));
            }
            return !name.group(3).equals(startTime(name.group(2)));
        } catch (IOException e) {
            // Removed meanwhile, or nobody can tell.
            return false;
        }
    }

    /**
     * When a process was started, in clock ticks since the machine's start; empty where there is no such process, or only
     * its zombie: in a container nobody may ever reap it.
     */
    private static String startTime(String pid) throws IOException {
        String stat;
        try {
            stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return "";
        }
        // The second field is the program's name in parentheses, which may itself hold blanks and parentheses.
        String[] fields = FIELDS.split(stat.substring(stat.lastIndexOf(')') + 2));
        return fields[0].equals(ZOMBIE) ? "" : fields[19];
    }

    private static String digits(String text) {
        return text.replaceAll("\\D", "");
    }
}
