package postprox.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.Filter;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.filter.program.FilterFiles;
import postprox.mail.Envelope;
import postprox.smtp.Reply;
import postprox.spool.SpoolException;

/** A filter that remembers what it saw and decides as it is told. */
public final class FilterProbe implements Filter {
    private final Patience patience = new Patience();
    private final List<Seen> seen = new ArrayList<>();
    private final Decision decision;

    /**
     * What it saw of a message.
     *
     * @param text     the content, one byte a character
     * @param envelope what else is known
     */
    public record Seen(String text, Envelope envelope) {}

    /** How it decides. */
    @FunctionalInterface
    public interface Decision {
        Answer of(String text, FilterFiles files) throws IOException;
    }

    private FilterProbe(Decision decision) {
        this.decision = decision;
    }

    public static FilterProbe accepting() {
        return new FilterProbe((_, _) -> new Verdict.Accept());
    }

    public static FilterProbe refusing(int code, String text) {
        return new FilterProbe((_, _) -> new Verdict.Reject(Reply.of(code, text)));
    }

    public static FilterProbe failing(String reason) {
        return new FilterProbe((_, _) -> new NoVerdict.Failed(reason));
    }

    /** One that writes this to OUTFILE, one byte a character. */
    public static FilterProbe rewriting(String text) {
        return rewriting(_ -> text);
    }

    /** One that writes to OUTFILE what becomes of the content, one byte a character. */
    public static FilterProbe rewriting(UnaryOperator<String> change) {
        return new FilterProbe((text, files) -> {
            Files.write(files.output(), change.apply(text).getBytes(StandardCharsets.ISO_8859_1));
            return Verdict.Edit.replacing(files.written().text().orElseThrow());
        });
    }

    /** One that does something before it says what it thinks. */
    public static FilterProbe deciding(Supplier<? extends Answer> decision) {
        return new FilterProbe((_, _) -> decision.get());
    }

    /** One that goes by the content. */
    public static FilterProbe judging(Function<String, ? extends Answer> judgement) {
        return new FilterProbe((text, _) -> judgement.apply(text));
    }

    @Override
    public Answer examine(Examination examination) throws SpoolException {
        FilterFiles files = FilterFiles.make(examination.message(), examination.envelope());
        try {
            String text = Files.readString(files.email(), StandardCharsets.ISO_8859_1);
            patience.change(() -> seen.add(new Seen(text, examination.envelope())));
            return decision.of(text, files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<Seen> seen() {
        return patience.locked(() -> List.copyOf(seen));
    }

    /** What it saw of the only message so far. */
    public Seen only() {
        List<Seen> all = seen();
        if (all.size() != 1) {
            throw new AssertionError("the filter was asked " + all.size() + " times, not once");
        }
        return all.getFirst();
    }
}
