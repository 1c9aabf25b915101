package postprox.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import postprox.net.Wire;
import postprox.time.Deadline;

/** A client that says all it has to say at once, hears what it is told, and closes. */
public final class Monologue implements Wire {
    private final List<String> packets = new ArrayList<>();
    private String rest;

    public Monologue(String commands) {
        this.rest = commands;
    }

    public String heard() {
        return String.join("", packets);
    }

    /** The same, one write each. */
    public List<String> packets() {
        return packets;
    }

    @Override
    public void timeouts(Duration perOperation, Deadline deadline) {}

    @Override
    public int read(byte[] buffer, int offset, int length) {
        int count = Math.min(length, rest.length());
        byte[] bytes = rest.substring(0, count).getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, buffer, offset, count);
        rest = rest.substring(count);
        return count == 0 ? -1 : count;
    }

    @Override
    public int readNow(byte[] buffer, int offset, int length) {
        return 0;
    }

    @Override
    public void write(byte[] buffer, int offset, int length) {
        packets.add(new String(buffer, offset, length, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void endOutput() {}

    @Override
    public void interrupt() {}

    @Override
    public String peer() {
        return "test";
    }

    @Override
    public void close() {}
}
