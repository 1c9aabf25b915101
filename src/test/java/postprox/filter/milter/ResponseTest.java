package postprox.filter.milter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import postprox.mail.HeaderBlock;
import postprox.mail.HeaderEdit;
import postprox.text.WireText;

/** Whatever a milter puts into a packet: it means one thing, or nothing. */
class ResponseTest {
    @Property
    void onlyTwoPacketsLetAMessagePass(
            @ForAll @CharRange(from = '\0', to = '\u00ff') char letter,
            @ForAll @CharRange(from = '\0', to = '\u00ff') String data,
            @ForAll boolean hasLeadingSpace) {
        Optional<Response> response = read(new Packet(letter, data), hasLeadingSpace);

        boolean passes = response.filter(said -> said instanceof Response.GoOn || said instanceof Response.Accept)
                .isPresent();
        assertThat(passes).isEqualTo((letter == 'c' || letter == 'a') && data.isEmpty());
    }

    /** A name and a value from anywhere make one field, or none. */
    @Property
    void aFieldIsNeverMoreThanOne(
            @ForAll @CharRange(from = '\1', to = '\u00ff') String name,
            @ForAll @CharRange(from = '\1', to = '\u00ff') String value,
            @ForAll boolean isPlain,
            @ForAll boolean hasLeadingSpace)
            throws IOException {
        String data = (isPlain ? "X-Name" : name) + "\0" + value + "\0";
        Optional<Response> response = read(new Packet('h', data), hasLeadingSpace);

        if (response.isPresent() && response.get() instanceof Response.ChangeHeader(HeaderEdit edit)) {
            HeaderBlock header = header("A: 1\n\nbody\n");
            boolean _ = header.edit(List.of(edit));
            String edited = WireText.of(header.bytes(), 0, header.bytes().length);
            assertThat(header(edited + "\nbody\n").names()).hasSize(2).startsWith("a");
        }
    }

    private static Optional<Response> read(Packet packet, boolean hasLeadingSpace) {
        try {
            return Optional.of(Response.of(packet, hasLeadingSpace));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static HeaderBlock header(String text) throws IOException {
        byte[] bytes = WireText.bytes(text);
        int[] at = {0};
        return HeaderBlock.read(block -> {
            int count = Math.min(block.length, bytes.length - at[0]);
            System.arraycopy(bytes, at[0], block, 0, count);
            at[0] += count;
            return count == 0 ? -1 : count;
        });
    }
}
