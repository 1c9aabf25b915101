package postprox.setup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import postprox.posix.FileReason;

/**
 * What a set-up has saved of one instance of Postfix, in a directory of its own: master.cf as it was, with owner, mode and times, and the
 * texts that the set-up has written, so that it can be taken back when somebody else has edited the file since. All of it is on the disk
 * before the set-up begins.
 *
 * @param directory the directory of this set-up
 */
record SavedSetup(Path directory) {
    private static final String BEFORE = "master.cf";
    private static final String ADDED = "master.cf.added";
    private static final String COMPLETE = "master.cf.complete";
    private static final String PROXY_PORT = "port";
    private static final String UNFINISHED = ".new";
    private static final String UNDONE = ".undone";
    private static final FileAttribute<?> FOR_ROOT =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /** Names of this form have the order of time. Those of Instant.toString() have not: it leaves zeros out. */
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /**
     * Saves what a plan is about to change.
     *
     * @param state the directory for all set-ups
     * @throws SetupRefused if it cannot be saved
     */
    static SavedSetup of(Plan plan, EditedFile master, Path state) throws IOException, SetupRefused {
        Path instance = instance(plan.postfix().directory(), state);
        Path directory = instance.resolve(NAME.format(Instant.now()));
        Path unfinished = directory.resolveSibling(directory.getFileName() + UNFINISHED);
        try {
            Files.createDirectories(unfinished, FOR_ROOT);
            master.save(unfinished.resolve(BEFORE));
            write(unfinished.resolve(ADDED), plan.texts().added());
            write(unfinished.resolve(COMPLETE), plan.texts().complete());
            write(unfinished.resolve(PROXY_PORT), plan.ports().proxy() + "\n");
            Durable.force(unfinished.resolve(BEFORE));
            Durable.force(unfinished);
            Files.move(unfinished, directory, StandardCopyOption.ATOMIC_MOVE);
            Durable.forceUpTo(state.toAbsolutePath().normalize(), instance);
        } catch (IOException e) {
            remove(unfinished);
            throw new SetupRefused("cannot save what is before in " + state + ": " + FileReason.of(e)
                    + ". Nothing was changed. Another directory: --state DIR");
        }
        return new SavedSetup(directory);
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardCharsets.ISO_8859_1);
        Durable.force(file);
    }

    private static void remove(Path unfinished) throws IOException {
        for (String name : List.of(BEFORE, ADDED, COMPLETE, PROXY_PORT, "")) {
            boolean _ = Files.deleteIfExists(unfinished.resolve(name));
        }
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
                            && !entry.toString().endsWith(UNFINISHED))
                    .max(Comparator.naturalOrder())
                    .map(SavedSetup::new);
        }
    }

    /** The path of the instance's own directory below that of all set-ups, so that no two instances share one. */
    private static Path instance(Path postfix, Path state) throws IOException {
        return state.toAbsolutePath()
                .normalize()
                .resolve(postfix.toRealPath().toString().substring(1));
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
