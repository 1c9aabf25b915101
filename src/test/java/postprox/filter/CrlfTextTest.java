package postprox.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import postprox.spool.Spool;
import postprox.spool.SpooledMessage;

/** Services that want a message as it is on the wire get each line end as CRLF, and every other byte as it is. */
class CrlfTextTest {
    @Property(tries = 300)
    void eachLfBecomesCrlfAndNothingElseChanges(
            @ForAll @Size(max = 2000) byte[] content, @ForAll @IntRange(min = 1, max = 70) int blockBytes)
            throws IOException {
        for (int i = 0; i < content.length; i += 3) {
            content[i] = '\n';
        }
        Path directory = Files.createTempDirectory("crlf");
        try (Spool spool = Spool.in(directory);
                SpooledMessage message = spool.create()) {
            message.write(content, 0, content.length);

            byte[] expected = bytes(text(content).replace("\n", "\r\n"));
            assertThat(read(new CrlfText(message.text()), blockBytes)).isEqualTo(expected);
            assertThat(CrlfText.size(message.text())).isEqualTo(expected.length);
        }
        Files.delete(directory);
    }

    private static byte[] read(CrlfText text, int blockBytes) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] block = new byte[blockBytes];
        for (int count = text.read(block); count >= 0; count = text.read(block)) {
            all.writeBytes(Arrays.copyOf(block, count));
        }
        return all.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
