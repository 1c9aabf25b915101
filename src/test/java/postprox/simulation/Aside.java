package postprox.simulation;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import postprox.quarantine.Facts;
import postprox.quarantine.KeptMessage;
import postprox.quarantine.KeptMessages;
import postprox.quarantine.Quarantine;
import postprox.quarantine.QuarantineReply;
import postprox.quarantine.QuarantineRules;
import postprox.spool.Disk;

/** What became of the messages that were neither passed on nor refused: the quarantine, and the log's lines. Not thread-safe. */
final class Aside {
    private final Path directory;
    private final boolean on;
    private final QuarantineReply reply;
    private final List<String> discardLines = new ArrayList<>();
    private final Set<String> acknowledged = new HashSet<>();

    /**
     * An empty quarantine.
     *
     * @param on whether quarantine and discard are switched on
     */
    Aside(Path directory, boolean on, QuarantineReply reply) {
        this.directory = directory;
        this.on = on;
        this.reply = reply;
    }

    boolean isOn() {
        return on;
    }

    QuarantineReply reply() {
        return reply;
    }

    Optional<Quarantine> quarantine(Disk disk, World world) {
        QuarantineRules rules = new QuarantineRules(directory, 1 << 30, 1000, 30, reply);
        return on ? Optional.of(new Quarantine(rules, disk, InstantSource.system(), world)) : Optional.empty();
    }

    void discarded(String line) {
        discardLines.add(line);
    }

    boolean hasLineOfDiscard(String session) {
        return discardLines.stream().anyMatch(line -> line.endsWith("; session=" + session));
    }

    /** Why there is no copy of a message with this name; empty if there is one. */
    Optional<String> lack(String id, String text, Message message) {
        acknowledged.add(id);
        try {
            Optional<KeptMessage> kept = KeptMessages.in(directory).find(id);
            if (kept.isEmpty() || kept.get().lack().isPresent()) {
                return Optional.of("there is no " + id);
            }
            Facts facts = kept.get().facts();
            try (FileChannel file = kept.get().open()) {
                String copy = new String(Channels.newInputStream(file).readAllBytes(), StandardCharsets.ISO_8859_1);
                if (!copy.equals(text)) {
                    return Optional.of("the copy is " + Wording.quoted(copy));
                }
            }
            boolean rightEnvelope = facts.occasion().envelope().recipients().equals(message.recipients())
                    && facts.occasion().envelope().sender().equals(message.sender());
            return !message.isPlain() || rightEnvelope
                    ? Optional.empty()
                    : Optional.of("its envelope is " + facts.occasion().envelope());
        } catch (IOException e) {
            return Optional.of(String.valueOf(e));
        }
    }

    /** Nothing is half kept, and nothing is kept that its client does not know of. Then all is removed. */
    void check(World world, boolean mayKeepFiles, boolean clientListened) {
        try {
            for (Path day : KeptMessages.in(directory).days()) {
                for (KeptMessage kept : KeptMessages.in(directory).of(day)) {
                    if (!mayKeepFiles && kept.lack().isPresent()) {
                        world.complain("a message is half kept: " + kept.lack().get());
                    }
                    if (!mayKeepFiles && clientListened && !acknowledged.contains(kept.id())) {
                        world.complain("a message is kept that was not acknowledged");
                    }
                }
            }
            clear();
        } catch (IOException e) {
            world.complain("the quarantine cannot be read: " + e);
        }
    }

    private void clear() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                if (!path.equals(directory)) {
                    Files.delete(path);
                }
            }
        }
    }
}
