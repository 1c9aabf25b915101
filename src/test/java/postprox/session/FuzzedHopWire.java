package postprox.session;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import postprox.net.Deadline;
import postprox.net.Wire;
import postprox.net.WireException;
import postprox.testkit.Promise;

/** One connection to the next hop in memory. */
final class FuzzedHopWire implements Wire {
    private static final String END = "\r\n.\r\n";

    private final FuzzedNextHop hop;
    private final StringBuilder pending = new StringBuilder();
    private byte[] toSay = {};
    private boolean open = true;
    private boolean inContent;
    private boolean opaque;
    private int verdict;

    FuzzedHopWire(FuzzedNextHop hop, FuzzedNextHop.Words greeting) {
        this.hop = hop;
        say(greeting);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws WireException {
        int count = readNow(buffer, offset, length);
        if (count == 0) {
            throw new WireException(WireException.Cause.TIMEOUT, "timed out");
        }
        return count;
    }

    @Override
    public int readNow(byte[] buffer, int offset, int length) {
        if (toSay.length == 0) {
            return open ? 0 : -1;
        }
        int count = Math.min(length, toSay.length);
        System.arraycopy(toSay, 0, buffer, offset, count);
        toSay = Arrays.copyOfRange(toSay, count, toSay.length);
        return count;
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws WireException {
        if (!open) {
            throw new WireException(WireException.Cause.CLOSED, "broken pipe");
        }
        pending.append(new String(buffer, offset, length, StandardCharsets.ISO_8859_1));
        boolean more = true;
        while (open && more) {
            more = inContent ? takeContent() : takeCommand();
        }
    }

    private boolean takeCommand() {
        int end = pending.indexOf("\n");
        if (end < 0) {
            return false;
        }
        String line = pending.substring(0, end + 1);
        pending.delete(0, end + 1);
        Promise.holds("a command is one line: " + line, line.matches("[^\\x00\\r\\n]*\r\n"));
        String command = line.substring(0, line.length() - 2);
        FuzzedNextHop.Words reply = hop.command(command, opaque);
        opaque = reply.text().startsWith("334");
        inContent = command.equals("DATA") && reply.text().startsWith("354");
        if (inContent) {
            verdict = hop.verdict();
            pending.insert(0, "\r\n");
        }
        say(reply);
        return true;
    }

    private boolean takeContent() {
        int end = pending.indexOf(END);
        if (end < 0) {
            return false;
        }
        inContent = false;
        FuzzedNextHop.Words answer = hop.content(pending.substring(2, end + 2), verdict);
        pending.delete(0, end + END.length());
        say(answer);
        return true;
    }

    private void say(FuzzedNextHop.Words words) {
        if (words.hangUp()) {
            open = false;
            return;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(toSay);
        all.writeBytes(FuzzedNextHop.bytes(words.text()));
        toSay = all.toByteArray();
    }

    @Override
    public void close() {
        if (inContent && pending.length() > 2) {
            hop.unfinished(pending.substring(2), verdict);
        }
        inContent = false;
        open = false;
    }

    @Override
    public void patience(Duration step, Deadline whole) {}

    @Override
    public void interrupt() {}

    @Override
    public String peer() {
        return "next hop";
    }
}
