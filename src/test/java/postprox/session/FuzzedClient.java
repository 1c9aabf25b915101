package postprox.session;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import postprox.net.Deadline;
import postprox.net.Wire;
import postprox.net.WireException;
import postprox.testkit.Promise;

/** A client in memory, which says all that it has to say in portions, whatever it hears, and keeps what it hears. */
final class FuzzedClient implements Wire {
    private final byte[] bytes;
    private final List<Integer> lengths;
    private final Ending ending;
    private final StringBuilder heard = new StringBuilder();
    private int at;
    private int portion;

    /** What a client does when it has said everything. */
    enum Ending {
        CLOSES,
        CLOSES_ITS_SIDE,
        FALLS_SILENT
    }

    FuzzedClient(String says, List<Integer> lengths, Ending ending) {
        this.bytes = says.getBytes(StandardCharsets.ISO_8859_1);
        this.lengths = lengths;
        this.ending = ending;
    }

    /** The replies that it heard; the lines of a longer one are set apart by LF. */
    List<String> replies() {
        List<String> replies = new ArrayList<>();
        StringBuilder reply = new StringBuilder();
        for (String line : heard.toString().split("(?<=\n)")) {
            if (line.isEmpty()) {
                continue;
            }
            Promise.holds("a line of a reply: " + line, line.matches("[2-5]\\d\\d([ -][^\\x00-\\x1f\\x7f]*)?\r\n"));
            Promise.holds(
                    "one code a reply: " + reply + line,
                    reply.isEmpty() || reply.substring(0, 3).equals(line.substring(0, 3)));
            reply.append(line, 0, line.length() - 2);
            if (line.charAt(3) == '-') {
                reply.append('\n');
            } else {
                replies.add(reply.toString());
                reply.setLength(0);
            }
        }
        Promise.holds("whole replies: " + reply, reply.isEmpty());
        return replies;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws WireException {
        if (at < bytes.length) {
            return take(buffer, offset, length);
        }
        if (ending == Ending.FALLS_SILENT) {
            throw new WireException(WireException.Cause.TIMEOUT, "timed out");
        }
        return -1;
    }

    @Override
    public int readNow(byte[] buffer, int offset, int length) {
        if (at < bytes.length) {
            return take(buffer, offset, length);
        }
        return ending == Ending.CLOSES ? -1 : 0;
    }

    private int take(byte[] buffer, int offset, int length) {
        int most = portion < lengths.size() ? lengths.get(portion++) + 1 : bytes.length;
        int count = Math.min(Math.min(most, length), bytes.length - at);
        System.arraycopy(bytes, at, buffer, offset, count);
        at += count;
        return count;
    }

    @Override
    public void write(byte[] buffer, int offset, int length) {
        heard.append(new String(Arrays.copyOfRange(buffer, offset, offset + length), StandardCharsets.ISO_8859_1));
    }

    @Override
    public void patience(Duration step, Deadline whole) {}

    @Override
    public void interrupt() {}

    @Override
    public String peer() {
        return "client";
    }

    @Override
    public void close() {}
}
