package postprox.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a filter waits until the test lets it go on: two FIFOs, so that each knows of the other without a guess. */
final class Gate {
    private final Path arrived;
    private final Path opened;
    private final Path filter;

    private Gate(Path arrived, Path opened, Path filter) {
        this.arrived = arrived;
        this.opened = opened;
        this.filter = filter;
    }

    static Gate in(Workspace workspace) {
        Path arrived = workspace.path("arrived");
        Path opened = workspace.path("opened");
        Tools.run("mkfifo", "-m", "666", arrived.toString(), opened.toString());
        Path filter = workspace.script("gate", "echo \"$EMAIL\" >" + arrived + "\nread -r _ <" + opened + "\n");
        return new Gate(arrived, opened, filter);
    }

    /** A filter that stops at the gate and then accepts. */
    String filter() {
        return filter.toString();
    }

    /** Waits until the filter is there; returns the message's file. */
    Path awaitFilter() {
        try {
            return Path.of(Files.readString(arrived).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets the next filter through as soon as it is there. */
    void pass() {
        Path _ = awaitFilter();
        open();
    }

    /** Lets the filter go on. */
    void open() {
        try {
            Files.writeString(opened, "go\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
