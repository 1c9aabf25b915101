package postprox.smtp;

import static postprox.testkit.Promise.holds;
import static postprox.testkit.Promise.same;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import postprox.smtp.DataReaderTest.Outcome;
import postprox.smtp.DataWriter.LineEnds;
import postprox.testkit.FuzzInput;
import postprox.text.WireText;

/** Any bytes as content and as a filter's OUTFILE: one message, its lines clean, and what the filter saw is what goes out. */
public final class ContentFuzz {
    private static final Pattern STRAY_CR = Pattern.compile("\r(?!\n)");
    private static final Pattern STRAY_LF = Pattern.compile("(?<!\r)\n");

    private ContentFuzz() {}

    public static void attack(byte[] input) throws IOException {
        FuzzInput parts = new FuzzInput(input);
        StrayCr cr = parts.oneOf(StrayCr.values());
        LineEnds ends = parts.oneOf(LineEnds.values());
        List<Integer> lengths = parts.lengths(40);
        String bytes = parts.text();

        String read = asContent(bytes, lengths);
        holds("the filter's text has no stray CR", cr == StrayCr.KEEP || read.indexOf('\r') < 0);
        String sent = written(read, lengths, LineEnds.LF, StrayCr.SPACE);
        same("what goes out is what the filter saw", asContent(sent + ContentModel.END, List.of()), ended(read));

        same("the text of chunks", inChunks(bytes, lengths, cr), ContentModel.ofChunks(bytes, cr));

        String wire = written(bytes, lengths, ends, cr);
        same("what a program wrote", wire, ContentModel.wire(bytes, ends, cr));
        same("splits change nothing", wire, written(bytes, List.of(), ends, cr));
        same("no text ends content", ContentModel.end(wire), -1);
    }

    /** What a filter sees of these bytes, up to the first end of content among them or to all of them. */
    private static String asContent(String bytes, List<Integer> lengths) throws IOException {
        int end = ContentModel.end(bytes);
        String content = end >= 0 ? bytes.substring(0, end) : bytes + "\r\n";
        if (end < 0 && ContentModel.end(content + ContentModel.END) != content.length()) {
            // The line end that was added made an end of a last dot.
            content = bytes + "x\r\n";
        }
        Outcome outcome = Outcome.of(Portions.split(content + ContentModel.END, lengths), StrayCr.SPACE);
        same("content", outcome, new Outcome(true, ContentModel.text(content, StrayCr.SPACE)));
        Outcome kept = Outcome.of(Portions.split(content + ContentModel.END, lengths), StrayCr.KEEP);
        same("content with every CR", kept.text(), ContentModel.text(content, StrayCr.KEEP));
        return outcome.text();
    }

    /** What a filter sees of these octets behind BDAT, in chunks of these lengths that come in halves, with one for the rest. */
    private static String inChunks(String octets, List<Integer> lengths, StrayCr cr) throws IOException {
        InputBuffer in = Portions.split(
                octets, lengths.stream().map(length -> length / 2).toList());
        ChunkReader reader = new ChunkReader(cr);
        StringBuilder text = new StringBuilder();
        ByteSink sink = (bytes, offset, length) -> text.append(WireText.of(bytes, offset, length));
        List<String> chunks = Portions.cut(octets, lengths);
        for (int i = 0; i < chunks.size(); i++) {
            Chunk chunk = new Chunk(chunks.get(i).length(), i == chunks.size() - 1);
            holds("all octets were there", reader.read(chunk, in, sink));
        }
        holds("and no more", in.isEmpty());
        return text.toString();
    }

    private static String written(String text, List<Integer> lengths, LineEnds ends, StrayCr cr) throws IOException {
        String wire = DataWriterTest.write(Portions.cut(text, lengths), ends, cr);
        holds("a last line end", wire.isEmpty() || wire.endsWith("\r\n"));
        holds("no stray LF", !STRAY_LF.matcher(wire).find());
        holds("no stray CR", cr == StrayCr.KEEP || !STRAY_CR.matcher(wire).find());
        return wire;
    }

    private static String ended(String text) {
        return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
    }
}
