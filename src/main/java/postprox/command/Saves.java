package postprox.command;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Waits for the saves of files. Editors write a file anew, or put another one in its place (rename(2)), so directories are watched, and
 * what counts is whether a file is another one than before. Not thread-safe.
 */
final class Saves implements AutoCloseable {
    /** A save is over when nothing has happened for this time: some editors save in several steps. */
    private static final int SETTLED_MILLIS = 200;

    private final WatchService watcher;

    /** Makes a watcher, which watches no directory yet. */
    Saves() throws IOException {
        this.watcher = FileSystems.getDefault().newWatchService();
    }

    /** What tells two states of a file apart. */
    private record Stamp(String identity) {
        static Optional<Stamp> of(Path file) {
            try {
                PosixFileAttributes now = Files.readAttributes(file, PosixFileAttributes.class);
                return Optional.of(new Stamp(
                        now.fileKey() + " " + now.size() + " " + now.lastModifiedTime() + " " + now.permissions()));
            } catch (IOException e) {
                return Optional.empty();
            }
        }
    }

    /**
     * The state of files.
     *
     * @param stamps what each of them is; empty for one that is not there
     */
    record State(Map<Path, Optional<Stamp>> stamps) {
        /** Whether this is another state, in which all files are there that were there before. A save may remove a file first. */
        boolean follows(State before) {
            return !equals(before)
                    && stamps.entrySet().stream()
                            .noneMatch(file -> file.getValue().isEmpty()
                                    && before.stamps
                                            .getOrDefault(file.getKey(), Optional.empty())
                                            .isPresent());
        }
    }

    /** Looks at files, and watches their directories from now on. */
    State look(Collection<Path> files) throws IOException {
        Map<Path, Optional<Stamp>> stamps = new LinkedHashMap<>();
        for (Path file : files) {
            watch(file.toAbsolutePath());
            if (Files.isSymbolicLink(file) && Files.exists(file)) {
                watch(file.toRealPath());
            }
            stamps.put(file, Stamp.of(file));
        }
        return new State(stamps);
    }

    /** Has the kernel report on a file's directory; nothing new if it does so already. */
    private void watch(Path file) throws IOException {
        Path directory = file.getParent();
        if (directory != null && Files.isDirectory(directory)) {
            WatchKey _ = directory.register(watcher, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE);
        }
    }

    /** The files to watch, which may be others after a save. */
    @FunctionalInterface
    interface Watched {
        List<Path> files() throws IOException;
    }

    /** Waits until the files are in another state than before, and nothing has happened to them for a moment. */
    void await(State before, Watched watched) throws IOException, InterruptedException {
        State now = look(watched.files());
        while (!now.follows(before)) {
            settle(watcher.take());
            now = look(watched.files());
        }
        // The first step of a save may be all that has been seen so far.
        State seen = now;
        do {
            now = seen;
            settle(watcher.poll(SETTLED_MILLIS, TimeUnit.MILLISECONDS));
            seen = look(watched.files());
        } while (!seen.equals(now));
    }

    private void settle(WatchKey first) throws InterruptedException {
        WatchKey key = first;
        while (key != null) {
            key.pollEvents();
            boolean _ = key.reset();
            key = watcher.poll(SETTLED_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void close() throws IOException {
        watcher.close();
    }
}
