package postprox.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory for one test, gone when it is closed. Other than JUnit's, ordinary users can enter it, and its path is short
 * enough for Unix sockets.
 */
public final class Workspace implements AutoCloseable {
    private final Path directory;
    private final List<Runnable> lastActions = new ArrayList<>();

    private Workspace(Path directory) {
        this.directory = directory;
    }

    public static Workspace create() {
        try {
            Path directory = Files.createTempDirectory(Path.of("/tmp"), "pp");
            return new Workspace(withPermissions(directory, "rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path path(String name) {
        return directory.resolve(name);
    }

    /** A new directory that everybody may read. */
    public Path directory(String name) {
        return newDirectory(name, "rwxr-xr-x");
    }

    /** A new directory that everybody may write to, and remove from it what is theirs, as /tmp is. */
    public Path openDirectory(String name) {
        Path made = newDirectory(name, "rwxrwxrwx");
        setMode(made, 01777);
        return made;
    }

    /** Gives a file permissions that Java has no names for. */
    static void setMode(Path file, int mode) {
        try {
            Files.setAttribute(file, "unix:mode", mode);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Makes a main.cf as old as it is on a real machine. Postfix takes one that is younger than two seconds for unfinished: each of its programs
     * then waits before it goes on.
     */
    public static void letCool(Path main) {
        try {
            Path _ = Files.setLastModifiedTime(main, FileTime.from(Instant.now().minus(Duration.ofMinutes(1))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new file that everybody may read. */
    public Path file(String name, String text) {
        return write(name, text, "rw-r--r--");
    }

    /** A new program that everybody may run. */
    public Path script(String name, String text) {
        return write(name, "#!/bin/sh\n" + text, "rwxr-xr-x");
    }

    /** The names of the files in one of its directories. */
    public List<String> list(Path of) {
        try (Stream<Path> files = Files.list(of)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String read(String name) {
        try {
            return Files.readString(path(name), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has something done before the directory goes. */
    public void atEnd(Runnable action) {
        lastActions.add(action);
    }

    @Override
    public void close() {
        lastActions.forEach(Runnable::run);
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) throws IOException {
                    Files.deleteIfExists(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path newDirectory(String name, String permissions) {
        try {
            return withPermissions(Files.createDirectories(path(name)), permissions);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path write(String name, String text, String permissions) {
        try {
            return withPermissions(Files.writeString(path(name), text, StandardCharsets.ISO_8859_1), permissions);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whatever the umask of whoever runs the tests. */
    private static Path withPermissions(Path path, String permissions) throws IOException {
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
}
