package postprox.quarantine;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import postprox.posix.FileReason;
import postprox.quarantine.MessageFiles.Part;
import postprox.spool.Disk;

/** The messages in a quarantine's directory. Thread-safe. */
public final class KeptMessages {
    private final Path directory;
    private final Disk disk;

    KeptMessages(Path directory, Disk disk) {
        this.directory = directory;
        this.disk = disk;
    }

    /** The messages in a directory. */
    public static KeptMessages in(Path directory) {
        return new KeptMessages(directory, new Disk());
    }

    /** The directories of days, the oldest first. */
    public List<Path> days() throws QuarantineException {
        List<Path> days = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            for (Path entry : all) {
                if (MessageFiles.dateOf(entry).isPresent() && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    days.add(entry);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw cannotRead(directory, new IOException(String.valueOf(e.getMessage()), e));
        } catch (IOException e) {
            throw cannotRead(directory, e);
        }
        days.sort(null);
        return days;
    }

    /** The messages of a day, in the order of their names; none if the directory is gone. */
    public List<KeptMessage> of(Path day) throws QuarantineException {
        Map<String, Set<Part>> parts = new TreeMap<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(day)) {
            for (Path entry : all) {
                String name = String.valueOf(entry.getFileName());
                Optional<String> id = MessageFiles.idOf(name);
                if (id.isPresent()) {
                    var _ = parts.computeIfAbsent(id.get(), _ -> EnumSet.noneOf(Part.class))
                            .add(MessageFiles.partOf(name).orElseThrow());
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw cannotRead(day, new IOException(String.valueOf(e.getMessage()), e));
        } catch (IOException e) {
            throw cannotRead(day, e);
        }
        return parts.entrySet().stream()
                .map(entry -> new KeptMessage(disk, new MessageFiles(day, entry.getKey()), entry.getValue()))
                .toList();
    }

    /**
     * The messages of a day in the order in which they were kept aside. Those whose time cannot be read come last: a message that a
     * process keeps aside at this moment is one of them. A list of messages has no facts, which may be large.
     */
    public List<KeptMessage> inOrder(Path day) throws QuarantineException {
        record Timed(Instant time, KeptMessage message) {}
        return of(day).stream()
                .map(message -> new Timed(timeOf(message), message))
                .sorted(Comparator.comparing(Timed::time))
                .map(Timed::message)
                .toList();
    }

    private static Instant timeOf(KeptMessage message) {
        try {
            return message.lack().isPresent() ? Instant.MAX : message.facts().time();
        } catch (QuarantineException e) {
            // Whoever shows the message reads its facts again, and says what is wrong with them.
            return Instant.MAX;
        }
    }

    /**
     * The message with a name; empty if there is none.
     *
     * @param id any text; a text that no message can have as its name, such as a path, names none
     */
    public Optional<KeptMessage> find(String id) throws QuarantineException {
        if (!MessageFiles.isId(id)) {
            return Optional.empty();
        }
        for (Path day : days().reversed()) {
            MessageFiles files = new MessageFiles(day, id);
            Set<Part> parts = files.present();
            if (!parts.isEmpty()) {
                return Optional.of(new KeptMessage(disk, files, parts));
            }
        }
        return Optional.empty();
    }

    private static QuarantineException cannotRead(Path path, IOException reason) {
        return new QuarantineException("cannot read " + path + ": " + FileReason.of(reason), reason);
    }
}
