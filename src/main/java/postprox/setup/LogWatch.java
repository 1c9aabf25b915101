package postprox.setup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import postprox.posix.RegularFile;
import postprox.postfix.Tool;
import postprox.time.Deadline;

/** Finds the line that postprox logs about a message, in whichever log it goes to: what is new in the files since this was made. */
final class LogWatch {
    private static final int MOST = 4 << 20;
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final String PROGRAM = "postprox";

    private final Map<Path, Long> files = new LinkedHashMap<>();

    private final Instant begin = Instant.now();

    /** Notes how long each file is. One that is not there may come. */
    LogWatch(List<Path> candidates) throws IOException {
        for (Path file : candidates) {
            files.put(file, isThere(file) ? Files.size(file) : 0);
        }
    }

    /** A pipe in a log's place would have this wait. */
    private static boolean isThere(Path file) {
        return Files.isReadable(file) && Files.isRegularFile(file);
    }

    /** Waits for a line. */
    Optional<String> find(Predicate<String> wanted, Duration patience) throws IOException, InterruptedException {
        Deadline deadline = Deadline.after(System::nanoTime, patience);
        do {
            boolean hasFile = false;
            for (Map.Entry<Path, Long> file : files.entrySet()) {
                if (isThere(file.getKey())) {
                    hasFile = true;
                    Optional<String> line = first(news(file.getKey(), file.getValue()), wanted);
                    if (line.isPresent()) {
                        return line;
                    }
                }
            }
            Optional<String> line = !hasFile ? first(journal(), wanted) : Optional.empty();
            if (line.isPresent()) {
                return line;
            }
            Thread.sleep(PAUSE);
        } while (!deadline.isOver());
        return Optional.empty();
    }

    private static Optional<String> first(String text, Predicate<String> wanted) {
        return text.lines()
                .filter(line -> line.contains(PROGRAM + "[") || line.startsWith("{"))
                .filter(wanted)
                .findFirst();
    }

    /** What is new. The log may belong to the filter's user, who can put a fifo in its place, for whose writer one would wait for ever. */
    private static String news(Path file, long from) {
        try (FileChannel channel = RegularFile.open(file.toRealPath())) {
            long start = channel.size() < from ? 0 : from;
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(MOST, channel.size() - start));
            channel.position(start);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // It is being rotated, or is no file any more: nothing is known of the message.
            return "";
        }
    }

    /** What journald has, on machines that have no other log. */
    private String journal() throws IOException {
        if (Tool.find("journalctl").isEmpty()) {
            return "";
        }
        return Tool.run(List.of(
                        "journalctl",
                        "-q",
                        "-t",
                        PROGRAM,
                        "--since",
                        "@" + begin.getEpochSecond(),
                        "-n",
                        "1000",
                        "--no-pager"))
                .output();
    }
}
