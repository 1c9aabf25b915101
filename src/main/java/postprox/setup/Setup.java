package postprox.setup;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import postprox.posix.OwnProcess;
import postprox.postfix.Postfix;

/** A set-up of one instance of Postfix: its plan, and what can be done with it. For one thread. */
public final class Setup {
    private static final String MASTER = "master.cf";
    private static final String LOCK = "lock";
    private static final int CONTEXT = 3;

    private final Plan plan;
    private final EditedFile master;

    private Setup(Plan plan, EditedFile master) {
        this.plan = plan;
        this.master = master;
    }

    /**
     * Plans a set-up. Nothing is changed.
     *
     * @throws SetupRefused if it cannot be done; the message says why, and what to do
     */
    public static Setup plan(Postfix postfix, Request request) throws IOException, SetupRefused {
        EditedFile master = new EditedFile(postfix.directory().resolve(MASTER));
        return new Setup(Planner.plan(postfix, master.text(), request), master);
    }

    /** The plan, a line for each way of mail. */
    public String describe() {
        StringBuilder text = new StringBuilder(
                "Postfix " + plan.postfix().version() + ", " + plan.postfix().directory() + "\n");
        for (Plan.Row row : plan.rows()) {
            String line = "%-11s %-48s %s".formatted(row.subject(), row.plan(), row.choice());
            text.append(line.stripTrailing()).append('\n');
        }
        return text.toString();
    }

    /** Each line that is changed, as diff -u shows it. */
    public String diff() throws IOException {
        List<String> before = master.text().lines().toList();
        var patch = DiffUtils.diff(before, plan.complete().lines().toList());
        return String.join(
                        "\n",
                        UnifiedDiffUtils.generateUnifiedDiff(
                                master.path().toString(), master.path() + " (with postprox)", before, patch, CONTEXT))
                + "\n";
    }

    /**
     * Carries the plan out, and tests it.
     *
     * @param state     the directory that saves what was before
     * @param recipient whose mailbox the test message goes to; empty to send none
     * @param logs      files that may have postprox's line about the test message
     * @param force     whether to edit a file that another program writes
     * @param out       takes each line of the report
     * @throws SetupRefused if it could not be done; all is then as it was before
     */
    public void apply(Path state, Optional<String> recipient, List<Path> logs, boolean force, Consumer<String> out)
            throws IOException, SetupRefused {
        Optional<String> objection = force ? Optional.empty() : master.objection();
        if (objection.isPresent()) {
            throw new SetupRefused(objection.get());
        }
        try (Locked _ = Locked.in(state)) {
            new Applying(plan, master, new Applying.Options(state, recipient, logs), out).run();
        }
    }

    /**
     * Takes the latest set-up of an instance back.
     *
     * @param force whether to forget a set-up whose lines somebody has changed, and to change nothing
     */
    public static void undo(Postfix postfix, Path state, boolean force, Consumer<String> out)
            throws IOException, SetupRefused {
        EditedFile master = new EditedFile(postfix.directory().resolve(MASTER));
        try (Locked _ = Locked.in(state)) {
            new Undoing(postfix, master, out).run(state, force);
        }
    }

    /** Only one set-up at a time may change files. */
    private record Locked(FileChannel channel, FileLock lock) implements AutoCloseable {
        static Locked in(Path state) throws IOException, SetupRefused {
            if (OwnProcess.user() != 0) {
                throw new SetupRefused(
                        "only root can edit Postfix's configuration and reload it: run this as root, or by sudo");
            }
            makeDirectory(state);
            FileChannel channel =
                    FileChannel.open(state.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            Optional<FileLock> lock = Optional.ofNullable(channel.tryLock());
            if (lock.isEmpty()) {
                channel.close();
                throw new SetupRefused("another postprox setup is at work: wait for its end");
            }
            return new Locked(channel, lock.get());
        }

        /** Directories above it, such as /var/lib/postprox, have the modes of directories that are made by hand. */
        private static void makeDirectory(Path state) throws IOException {
            if (!Files.isDirectory(state)) {
                Path above = state.toAbsolutePath().getParent();
                if (above != null) {
                    Files.createDirectories(above);
                }
                Files.createDirectory(
                        state, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
