package postprox.chaos;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import postprox.posix.LockFile;
import postprox.quarantine.Facts;
import postprox.quarantine.KeptMessage;
import postprox.quarantine.KeptMessages;
import postprox.spool.SpooledText;
import postprox.text.WireText;

/**
 * Takes whole messages out of the quarantine while mail flows, as an administrator would, so that its small file system does not stay
 * full. Each is noted in a ledger as the next hop notes its own. Of one thread.
 */
final class Collector {
    private static final String NAME = "X-Attempt: ";

    private final Path quarantine;
    private final Path ledger;
    private final List<String> damaged = new ArrayList<>();

    Collector(Path quarantine, Path ledger) throws IOException {
        this.quarantine = quarantine;
        this.ledger = Files.createFile(ledger);
    }

    void collect() throws IOException {
        KeptMessages all = KeptMessages.in(quarantine);
        for (Path day : all.days()) {
            for (KeptMessage message : all.of(day)) {
                Optional<LockFile> lock = message.lack().isPresent() ? Optional.empty() : message.lock();
                if (lock.isPresent()) {
                    try (LockFile _ = lock.get()) {
                        note(message);
                        message.remove();
                    }
                }
            }
        }
    }

    private void note(KeptMessage message) throws IOException {
        try (FileChannel open = message.open()) {
            Facts facts = message.facts();
            String content = read(message.text(open, facts)).replace("\n", "\r\n");
            String name = content.substring(NAME.length(), content.indexOf('\r'));
            String line = name + " " + digest(content) + " "
                    + String.join(",", facts.occasion().envelope().recipients()) + "\n";
            Files.writeString(ledger, line, StandardCharsets.ISO_8859_1, StandardOpenOption.APPEND);
        } catch (IOException e) {
            damaged.add(message.id() + ": " + e.getMessage());
        }
    }

    private static String read(SpooledText text) throws IOException {
        StringBuilder content = new StringBuilder();
        byte[] block = new byte[64 * 1024];
        for (int count = text.read(block); count >= 0; count = text.read(block)) {
            content.append(WireText.of(block, 0, count));
        }
        return content.toString();
    }

    private static String digest(String content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(WireText.bytes(content)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The files of messages that no process has finished, or has in hand. */
    List<String> unfinished() throws IOException {
        return files().filter(name -> name.endsWith(".tmp")).toList();
    }

    /** What must not be in the quarantine after the last message was collected, and what was wrong with messages. */
    List<String> left() throws IOException {
        return Stream.concat(files().map(name -> "a file in the quarantine: " + name), damaged.stream())
                .toList();
    }

    private Stream<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(quarantine)) {
            return all.filter(Files::isRegularFile).map(Path::toString).toList().stream();
        }
    }
}
