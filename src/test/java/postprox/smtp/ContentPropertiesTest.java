package postprox.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import postprox.smtp.DataReaderTest.Outcome;
import postprox.smtp.DataWriter.LineEnds;

/** What holds for content of any bytes on its way from the client through the spool to the next hop. */
class ContentPropertiesTest {
    private static final String END = ".\r\n";

    @Property(tries = 5000)
    void anyBytesInAnySplitsMakeTheSameText(
            @ForAll("bytes") String wire,
            @ForAll @Size(max = 40) List<@IntRange(max = 5) Integer> lengths,
            @ForAll StrayCr cr)
            throws IOException {
        InputBuffer whole = Portions.of(wire);
        InputBuffer split = Portions.split(wire, lengths);
        assertThat(Outcome.of(split, cr)).isEqualTo(Outcome.of(whole, cr));
        assertThat(rest(split)).isEqualTo(rest(whole));
    }

    @Property(tries = 5000)
    void endIsTheFirstCrlfDotCrlfAndNothingElse(@ForAll("bytes") String wire) throws IOException {
        InputBuffer in = Portions.of(wire);
        boolean ended = Outcome.of(in, StrayCr.SPACE).ended();
        // The content begins behind the CRLF of DATA.
        int end = ("\r\n" + wire).indexOf("\r\n.\r\n");
        assertThat(ended).isEqualTo(end >= 0);
        assertThat(rest(in)).isEqualTo(end >= 0 ? wire.substring(end + 3) : rest(Portions.of(wire), StrayCr.SPACE));
    }

    @Property(tries = 5000)
    void contentThatKeepsTheLineEndsOfRfc5321ArrivesByteForByte(
            @ForAll List<@From("line") String> lines, @ForAll StrayCr cr) throws IOException {
        String content = lines.isEmpty() ? "" : String.join("\r\n", lines) + "\r\n";
        String wire = stuff(content);
        assertThat(relayed(wire + END, cr)).isEqualTo(wire);
    }

    /** A stray LF becomes CRLF, a stray CR a space; with KEEP every byte but the stray LF survives. */
    @Property(tries = 5000)
    void strayLineEndsAreMadeCleanAndNothingElseChanges(@ForAll("bytes") String bytes) throws IOException {
        String content = bytes + "\r\n";
        String kept = content.replaceAll("(?<!\r)\n", "\r\n");
        String clean = kept.replaceAll("\r(?!\n)", " ");
        assertThat(relayed(stuff(content) + END, StrayCr.KEEP)).isEqualTo(stuff(kept));
        assertThat(relayed(stuff(content) + END, StrayCr.SPACE)).isEqualTo(stuff(clean));
    }

    @Property(tries = 5000)
    void noTextCanEndContentOrPutAStrayCrOrLfIntoIt(
            @ForAll("bytes") String text,
            @ForAll @Size(max = 20) List<@IntRange(max = 5) Integer> lengths,
            @ForAll LineEnds ends)
            throws IOException {
        List<String> blocks = Portions.cut(text, lengths);
        String wire = DataWriterTest.write(blocks, ends, StrayCr.SPACE);
        assertThat("\r\n" + wire)
                .doesNotContain("\r\n.\r\n")
                .endsWith("\r\n")
                .doesNotMatch("(?s).*(\r(?!\n)|(?<!\r)\n).*");
        String kept = DataWriterTest.write(blocks, ends, StrayCr.KEEP);
        assertThat("\r\n" + kept).doesNotContain("\r\n.\r\n").endsWith("\r\n").doesNotMatch("(?s).*(?<!\r)\n.*");
    }

    /** The filter sees exactly what the next hop gets. */
    @Property(tries = 5000)
    void textThatWasSentIsReadAgainAsItWas(@ForAll("bytes") String bytes) throws IOException {
        String text = Outcome.of(Portions.of(stuff(bytes + "\r\n") + END), StrayCr.SPACE)
                .text();
        String wire = DataWriterTest.write(List.of(text), LineEnds.LF, StrayCr.SPACE);
        assertThat(Outcome.of(Portions.of(wire + END), StrayCr.SPACE)).isEqualTo(new Outcome(true, text));
    }

    /** Whatever it is cut into, content behind BDAT makes the text that it makes behind DATA, which needs a last line end. */
    @Property(tries = 5000)
    void contentInAnyChunksMakesTheTextThatItMakesBehindData(
            @ForAll("bytes") String bytes,
            @ForAll @Size(max = 20) List<@IntRange(max = 5) Integer> chunks,
            @ForAll @Size(max = 40) List<@IntRange(max = 5) Integer> reads,
            @ForAll StrayCr cr)
            throws IOException {
        InputBuffer in = Portions.split(bytes + "QUIT\r\n", reads);
        String text = ChunkReaderTest.read(Portions.cut(bytes, chunks), in, cr);
        String ended =
                bytes.isEmpty() || bytes.endsWith("\n") ? bytes.replaceFirst("(?<!\r)\n\\z", "\r\n") : bytes + "\r\n";
        assertThat(Outcome.of(Portions.of(stuff(ended) + END), cr)).isEqualTo(new Outcome(true, text));
        assertThat(rest(in)).isEqualTo("QUIT\r\n");
    }

    /** Bytes among which those that matter are frequent. */
    @Provide
    Arbitrary<String> bytes() {
        return Arbitraries.frequencyOf(
                        Tuple.of(3, Arbitraries.just(".")),
                        Tuple.of(3, Arbitraries.just("\r")),
                        Tuple.of(3, Arbitraries.just("\n")),
                        Tuple.of(3, Arbitraries.just("\r\n")),
                        Tuple.of(2, Arbitraries.chars().range('\0', '\u00ff').map(String::valueOf)))
                .list()
                .ofMaxSize(40)
                .map(parts -> String.join("", parts));
    }

    /** A line of any bytes but CR and LF, often with dots in front. */
    @Provide
    Arbitrary<String> line() {
        Arbitrary<String> rest = Arbitraries.strings()
                .withCharRange('\0', '\u00ff')
                .excludeChars('\r', '\n')
                .ofMaxLength(30);
        return Arbitraries.of("", ".", "..").flatMap(dots -> rest.map(text -> dots + text));
    }

    private static String relayed(String wire, StrayCr cr) throws IOException {
        Outcome outcome = Outcome.of(Portions.of(wire), cr);
        assertThat(outcome.ended()).isTrue();
        return DataWriterTest.write(List.of(outcome.text()), LineEnds.LF, cr);
    }

    /** What a client does (RFC 5321 section 4.5.2), in the simplest way to say it. */
    private static String stuff(String content) {
        return ("\r\n" + content).replace("\r\n.", "\r\n..").substring(2);
    }

    private static String rest(InputBuffer in) throws IOException {
        StringBuilder rest = new StringBuilder(in.take(in.limit));
        while (in.fill()) {
            rest.append(in.take(in.limit));
        }
        return rest.toString();
    }

    /** What is left of content that never ended. */
    private static String rest(InputBuffer in, StrayCr cr) throws IOException {
        assertThat(Outcome.of(in, cr).ended()).isFalse();
        return rest(in);
    }
}
