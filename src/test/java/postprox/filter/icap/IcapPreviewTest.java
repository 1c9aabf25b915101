package postprox.filter.icap;

import static org.assertj.core.api.Assertions.assertThat;
import static postprox.filter.icap.IcapLab.LARGE;
import static postprox.filter.icap.IcapLab.SMALL;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.Verdict;
import postprox.testkit.ScriptedIcap;

/** With {@code preview=yes} a service gets the beginning of a message first, and the rest if it wants that. */
class IcapPreviewTest {
    @AutoClose
    private final IcapLab lab;

    IcapPreviewTest(@TempDir Path directory) throws IOException {
        lab = new IcapLab(directory);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 17, 18, 1024, 100_000})
    void theRestOfAMessageIsSentOnlyIfTheServiceWantsIt(int preview) {
        options("Preview: " + preview);
        for (String text : List.of(SMALL, "", LARGE)) {
            lab.service.behave(conversation -> {
                String parts = conversation.awaitParts();
                assertThat(parts).isNotEmpty();
                StringBuilder seen = new StringBuilder();
                boolean isAll = previewOf(conversation, seen);
                if (!isAll) {
                    conversation.say("ICAP/1.0 100 Continue\r\n\r\n");
                    seen.append(conversation.chunks(new ByteArrayOutputStream()).toString(StandardCharsets.ISO_8859_1));
                }
                conversation.say(
                        seen.toString().equals(text) && isAll == text.length() <= preview
                                ? ScriptedIcap.CLEAN
                                : "ICAP/1.0 418 " + seen.length() + "\r\n\r\n");
            });
            assertThat(lab.ask(lab.filter(IcapLab.rules(true, false)), text)).isInstanceOf(Verdict.Accept.class);
        }
    }

    /** RFC 3507, erratum 5893. */
    @Test
    void aServiceThatWantsMoreAlthoughThatWasAllGetsNothingMore() {
        options("Preview: 1024");
        lab.service.behave(conversation -> {
            conversation.awaitParts();
            assertThat(previewOf(conversation, new StringBuilder())).isTrue();
            conversation.say("ICAP/1.0 100 Continue\r\n\r\n" + ScriptedIcap.CLEAN);
        });
        IcapFilter filter = lab.filter(IcapLab.rules(true, false));

        assertThat(lab.ask(filter, SMALL)).isInstanceOf(Verdict.Accept.class);
        assertThat(lab.ask(filter, SMALL)).isInstanceOf(Verdict.Accept.class);
        assertThat(lab.service.connections()).isEqualTo(1);
    }

    /** It may call a message clean for what it saw there: that is what a preview is for. */
    @Test
    void cleanByThePreviewIsCleanAndTheConnectionIsKept() {
        options("Preview: 4");
        lab.service.behave(conversation -> {
            conversation.awaitParts();
            boolean _ = previewOf(conversation, new StringBuilder());
            conversation.say(ScriptedIcap.CLEAN);
        });
        IcapFilter filter = lab.filter(IcapLab.rules(true, false));
        for (int i = 0; i < 3; i++) {
            assertThat(lab.ask(filter, LARGE)).isInstanceOf(Verdict.Accept.class);
        }
        assertThat(lab.service.connections()).isEqualTo(1);
    }

    @Test
    void aSecondWishForMoreIsAFailure() {
        options("Preview: 4");
        lab.service.behave(conversation -> {
            conversation.awaitParts();
            boolean _ = previewOf(conversation, new StringBuilder());
            conversation.say("ICAP/1.0 100 Continue\r\n\r\nICAP/1.0 100 Continue\r\n\r\n");
        });

        assertThat(lab.ask(lab.filter(IcapLab.rules(true, false)), SMALL))
                .isEqualTo(lab.failed("it answered 'ICAP/1.0 100 Continue'"));
    }

    /** Returns whether the preview said that it was all. */
    private static boolean previewOf(ScriptedIcap.Conversation conversation, StringBuilder seen) throws IOException {
        String size = conversation.chunkLine();
        while (!size.startsWith("0")) {
            byte[] chunk = conversation.read(Integer.parseInt(size, 16));
            seen.append(new String(chunk, StandardCharsets.ISO_8859_1));
            assertThat(conversation.chunkLine()).isEmpty();
            size = conversation.chunkLine();
        }
        assertThat(conversation.chunkLine()).isEmpty();
        return size.equals("0; ieof");
    }

    private void options(String field) {
        lab.service.behaveOnOptions(conversation ->
                conversation.say("ICAP/1.0 200 OK\r\n" + field + "\r\nEncapsulated: null-body=0\r\n\r\n"));
    }
}
