package postprox.smtp;

import static postprox.testkit.Promise.same;

import java.io.IOException;
import java.util.Optional;
import postprox.testkit.FuzzInput;
import postprox.text.WireText;

/**
 * A client's bytes, read by turns as lines, as a chunk of octets and as content, in portions of any length: what is read is
 * what a plain string says, and nothing is lost between one way of reading and the next.
 */
public final class InputFuzz {
    private final String wire;
    private final InputBuffer in;
    private int at;

    private InputFuzz(FuzzInput input) {
        var lengths = input.lengths(60);
        this.wire = input.text();
        this.in = Portions.split(wire, lengths);
    }

    public static void attack(byte[] input) throws IOException {
        FuzzInput turns = new FuzzInput(input);
        int[] steps = new int[turns.number(8) + 1];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = turns.number(256);
        }
        InputFuzz reader = new InputFuzz(turns);
        int step = 0;
        while (reader.at < reader.wire.length()) {
            reader.perform(steps[step++ % steps.length]);
        }
        same("the end stays the end", LineReader.read(reader.in, 100), Optional.empty());
    }

    private void perform(int step) throws IOException {
        switch (step % 4) {
            case 0 -> readContent();
            case 1 -> skip(step / 4 + 1);
            case 2 -> readLine(SmtpLimits.COMMAND_BYTES);
            default -> readLine(step / 4 + 1);
        }
    }

    private void readLine(int most) throws IOException {
        int end = wire.indexOf('\n', at);
        same("the line", LineReader.read(in, most), line(end, most));
        at = end < 0 ? wire.length() : end + 1;
    }

    private Optional<Line> line(int end, int most) {
        if (end < 0) {
            return Optional.empty();
        }
        if (end + 1 - at > most) {
            return Optional.of(new Line(wire.substring(at, at + Math.min(most, 64)), Line.Form.TOO_LONG));
        }
        String line = wire.substring(at, end);
        return Optional.of(Line.whole(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line));
    }

    private void skip(int octets) throws IOException {
        boolean all = new ChunkReader(StrayCr.SPACE).read(new Chunk(octets, false), in, (_, _, _) -> {});
        same("all octets were there", all, octets <= wire.length() - at);
        at = Math.min(at + octets, wire.length());
    }

    private void readContent() throws IOException {
        String rest = wire.substring(at);
        int end = ContentModel.end(rest);
        StringBuilder text = new StringBuilder();
        boolean ended = new DataReader(StrayCr.SPACE)
                .read(in, (bytes, offset, length) -> text.append(WireText.of(bytes, offset, length)));
        same("the end is the first CRLF.CRLF", ended, end >= 0);
        if (ended) {
            same("the text", text.toString(), ContentModel.text(rest.substring(0, end), StrayCr.SPACE));
        }
        at = ended ? at + end + ContentModel.END.length() : wire.length();
        if (!ended) {
            // What could have become the end (a CR or a dot) was left in the buffer; it is nobody's any more.
            in.position = in.limit;
        }
    }
}
