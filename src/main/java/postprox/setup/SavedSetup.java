package postprox.setup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a set-up has saved of one instance of Postfix, in a directory of its own: master.cf as it was, with owner, mode and times, and the
 * texts that the set-up has written, so that it can be taken back when somebody else has edited the file since.
 *
 * @param directory the directory of this set-up
 */
record SavedSetup(Path directory) {
    private static final String BEFORE = "master.cf";
    private static final String ADDED = "master.cf.added";
    private static final String COMPLETE = "master.cf.complete";
    private static final String PROXY_PORT = "port";
    private static final String UNDONE = ".undone";

    /**
     * Saves what a plan is about to change.
     *
     * @param state the directory for all set-ups
     */
    static SavedSetup of(Plan plan, EditedFile master, Path state) throws IOException {
        Path directory = instance(plan.postfix().directory(), state)
                .resolve(Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        Path unfinished = directory.resolveSibling(directory.getFileName() + ".new");
        Files.createDirectories(
                unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        master.save(unfinished.resolve(BEFORE));
        Files.writeString(unfinished.resolve(ADDED), plan.added(), StandardCharsets.ISO_8859_1);
        Files.writeString(unfinished.resolve(COMPLETE), plan.complete(), StandardCharsets.ISO_8859_1);
        Files.writeString(unfinished.resolve(PROXY_PORT), plan.ports().proxy() + "\n");
        Files.move(unfinished, directory, StandardCopyOption.ATOMIC_MOVE);
        return new SavedSetup(directory);
    }

    /** The latest set-up of an instance that has not been taken back. */
    static Optional<SavedSetup> latest(Path postfix, Path state) throws IOException {
        Path instance = instance(postfix, state);
        if (!Files.isDirectory(instance)) {
            return Optional.empty();
        }
        try (Stream<Path> entries = Files.list(instance)) {
            return entries.filter(entry -> Files.exists(entry.resolve(COMPLETE))
                            && !entry.toString().endsWith(UNDONE)
                            && !entry.toString().endsWith(".new"))
                    .max(Comparator.naturalOrder())
                    .map(SavedSetup::new);
        }
    }

    private static Path instance(Path postfix, Path state) throws IOException {
        return state.resolve(postfix.toRealPath().toString().substring(1).replace('/', '-'));
    }

    Path before() {
        return directory.resolve(BEFORE);
    }

    String beforeText() throws IOException {
        return text(BEFORE);
    }

    /** The text with the new services, which no other entry led to yet. */
    String addedText() throws IOException {
        return text(ADDED);
    }

    String completeText() throws IOException {
        return text(COMPLETE);
    }

    /** The proxy's port. */
    int port() throws IOException {
        return Integer.parseInt(text(PROXY_PORT).strip());
    }

    /** Notes that the set-up has been taken back. What was saved stays, for whoever wants to look. */
    void setUndone() throws IOException {
        Files.move(directory, directory.resolveSibling(directory.getFileName() + UNDONE));
    }

    private String text(String name) throws IOException {
        return Files.readString(directory.resolve(name), StandardCharsets.ISO_8859_1);
    }
}
