package postprox.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.filter.Envelope;
import postprox.filter.FailurePolicy;
import postprox.filter.Filter;
import postprox.filter.Verdict;
import postprox.smtp.ContentModel;
import postprox.smtp.DataWriter.LineEnds;
import postprox.smtp.Reply;
import postprox.smtp.StrayCr;
import postprox.spool.SpoolException;
import postprox.spool.SpooledMessage;
import postprox.spool.SpooledText;

/** A filter that goes by the first character of the content, and remembers what may go out. */
final class FuzzedFilter implements Filter {
    private final StrayCr cr;
    private final FailurePolicy policy;
    private final List<String> seen = new ArrayList<>();
    private final List<Optional<String>> passed = new ArrayList<>();

    FuzzedFilter(StrayCr cr, FailurePolicy policy) {
        this.cr = cr;
        this.policy = policy;
    }

    /** The texts that it saw. */
    List<String> seen() {
        return seen;
    }

    int verdicts() {
        return passed.size();
    }

    /** What may go to the next hop by a verdict: content without its final dot, or nothing. */
    Optional<String> passed(int verdict) {
        return verdict == 0 ? Optional.empty() : passed.get(verdict - 1);
    }

    @Override
    public Verdict examine(SpooledMessage message, Envelope envelope, Duration time) throws SpoolException {
        String text = read(message.original());
        seen.add(text);
        if (text.startsWith("R") && text.length() > 1) {
            String output = text.substring(1);
            write(message, output);
            return verdict(new Verdict.Replace(), Optional.of(ContentModel.wire(output, LineEnds.LF_OR_CRLF, cr)));
        }
        return switch (text.isEmpty() ? ' ' : text.charAt(0)) {
            case '4' -> verdict(new Verdict.Reject(Reply.of(421, text)), Optional.empty());
            case '5' -> verdict(new Verdict.Reject(Reply.of(554, text)), Optional.empty());
            case 'P' -> verdict(new Verdict.Postponed(text), Optional.empty());
            case 'F' -> {
                Optional<String> original = Optional.of(ContentModel.wire(text, LineEnds.LF, cr));
                yield verdict(new Verdict.Failed(text), policy == FailurePolicy.PASS ? original : Optional.empty());
            }
            default -> verdict(new Verdict.Accept(), Optional.of(ContentModel.wire(text, LineEnds.LF, cr)));
        };
    }

    private Verdict verdict(Verdict verdict, Optional<String> wire) {
        passed.add(wire);
        return verdict;
    }

    private static String read(SpooledText text) throws SpoolException {
        StringBuilder all = new StringBuilder();
        byte[] block = new byte[512];
        for (int count = text.read(block); count >= 0; count = text.read(block)) {
            all.append(new String(block, 0, count, StandardCharsets.ISO_8859_1));
        }
        return all.toString();
    }

    private static void write(SpooledMessage message, String output) throws SpoolException {
        message.prepareForFilter(new byte[0]);
        try {
            Files.writeString(message.output(), output, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
