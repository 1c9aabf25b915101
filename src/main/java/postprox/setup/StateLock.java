package postprox.setup;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import postprox.posix.FileReason;
import postprox.posix.FileStatus;
import postprox.posix.LockFile;
import postprox.posix.OwnProcess;

/** Only one set-up at a time may change files. The kernel takes the lock back from one that is killed. */
record StateLock(LockFile lock) implements AutoCloseable {
    private static final String NAME = "lock";

    /**
     * Takes the lock.
     *
     * @param state the directory for all set-ups, which is made if it is not there
     */
    static StateLock in(Path state) throws IOException, SetupRefused {
        if (OwnProcess.user() != 0) {
            throw new SetupRefused(
                    "only root can edit Postfix's configuration and reload it: run this as root, or by sudo");
        }
        Path file = state.toAbsolutePath().resolve(NAME);
        try {
            makeDirectory(state.toAbsolutePath());
            if (!Files.exists(file)) {
                Files.createFile(file);
            }
        } catch (FileAlreadyExistsException e) {
            // Another one has made it between our look and our try, which is all the same.
        } catch (IOException e) {
            throw new SetupRefused("cannot save what is before in " + state + ": " + FileReason.of(e)
                    + ". Nothing was changed. Another directory: --state DIR");
        }
        requireOwn(state.toAbsolutePath());
        Optional<LockFile> lock = LockFile.tryLock(file);
        if (lock.isEmpty()) {
            throw new SetupRefused("another postprox setup is at work: wait for its end");
        }
        return new StateLock(lock.get());
    }

    /** What is saved there becomes master.cf again, which says what root's master(8) starts. */
    private static void requireOwn(Path state) throws IOException, SetupRefused {
        FileStatus status = FileStatus.ofTarget(state);
        if (status.owner() != 0 || status.isGroupWritable() || status.isWorldWritable()) {
            throw new SetupRefused("another user may write to " + state
                    + ", and could so choose what an --undo puts back. Nothing was changed. If all that is there is yours: chown 0 "
                    + state + " && chmod 700 " + state + "; or another directory: --state DIR");
        }
    }

    /** Directories above it, such as /var/lib/postprox, have the modes of directories that are made by hand. */
    private static void makeDirectory(Path state) throws IOException {
        if (!Files.isDirectory(state)) {
            Path above = state.getParent();
            if (above != null) {
                Files.createDirectories(above);
            }
            Files.createDirectory(
                    state, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Durable.force(state.resolve(".."));
        }
    }

    @Override
    public void close() {
        lock.close();
    }
}
