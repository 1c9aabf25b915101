package postprox.filter.rspamd;

import static org.assertj.core.api.Assertions.assertThat;
import static postprox.testkit.ScriptedRspamd.answering;
import static postprox.testkit.ScriptedRspamd.reply;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.testkit.ScriptedRspamd;

/** An rspamd that breaks, hangs or talks nonsense, on TCP and on a Unix socket. */
class RspamdFaultsTest {
    @AutoClose
    private final RspamdLab lab;

    RspamdFaultsTest(@TempDir Path directory) throws IOException {
        lab = new RspamdLab(directory);
    }

    @ParameterizedTest
    @EnumSource
    void aWholeAnswerLetsAMessagePass(RspamdLab.Way way) {
        lab.rspamd(way).behave(answering(RspamdLab.GOOD));

        assertThat(lab.ask(way, RspamdLab.SMALL, RspamdLab.LONG)).isInstanceOf(Verdict.Accept.class);
        assertThat(lab.ask(way, RspamdLab.LARGE, RspamdLab.LONG)).isInstanceOf(Verdict.Accept.class);
    }

    @ParameterizedTest
    @EnumSource
    void aCloseWithoutAnAnswerIsNoVerdict(RspamdLab.Way way) {
        lab.rspamd(way).behave(ScriptedRspamd.Conversation::awaitRequest);

        assertThat(lab.ask(way, RspamdLab.SMALL, RspamdLab.LONG))
                .isEqualTo(lab.failed(way, "it closed the connection without a reply"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 17, 100, 200, 300})
    void anAnswerThatBreaksOffIsNoVerdict(int bytes) {
        lab.tcp.behave(conversation -> {
            var _ = conversation.awaitRequest();
            conversation.say(reply(RspamdLab.GOOD)
                    .substring(0, Math.min(bytes, reply(RspamdLab.GOOD).length() - 1)));
        });

        assertThat(lab.ask(RspamdLab.Way.TCP, RspamdLab.SMALL, RspamdLab.LONG))
                .isEqualTo(lab.failed(RspamdLab.Way.TCP, "it closed the connection in the middle of its reply"));
    }

    /** Without a length only the JSON itself tells whether it is whole. */
    @Test
    void anAnswerWithoutALengthMustBeWhole() {
        String head = "HTTP/1.1 200 OK\r\n\r\n";
        lab.tcp.behave(RspamdLab.saying(head + RspamdLab.GOOD));
        assertThat(lab.ask(RspamdLab.Way.TCP, RspamdLab.SMALL, RspamdLab.LONG)).isInstanceOf(Verdict.Accept.class);

        lab.tcp.behave(RspamdLab.saying(head + RspamdLab.GOOD.substring(0, RspamdLab.GOOD.length() - 1)));
        assertThat(RspamdLab.reason(lab.ask(RspamdLab.Way.TCP, RspamdLab.SMALL, RspamdLab.LONG)))
                .contains("its answer cannot be read");
    }

    @ParameterizedTest
    @EnumSource
    void silenceIsAFailureAfterTheTimeout(RspamdLab.Way way) {
        lab.rspamd(way).behave(ScriptedRspamd.Conversation::awaitEnd);

        assertThat(lab.ask(way, RspamdLab.SMALL, RspamdLab.SHORT)).isEqualTo(lab.failed(way, "no answer in 1.0 s"));
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerByteByByteIsReadOnlyUntilTheDeadline(RspamdLab.Way way) {
        lab.rspamd(way).behave(conversation -> {
            var _ = conversation.awaitRequest();
            conversation.say("HTTP/1.1 200 OK\r\n\r\n");
            conversation.trickle(" ");
        });

        assertThat(lab.ask(way, RspamdLab.SMALL, RspamdLab.SHORT)).isEqualTo(lab.failed(way, "no answer in 1.0 s"));
    }

    @Test
    void aRequestThatNobodyReadsIsSentOnlyUntilTheDeadline() {
        lab.tcp.behave(_ -> new CountDownLatch(1).await());

        assertThat(lab.ask(RspamdLab.Way.TCP, RspamdLab.LARGE, RspamdLab.SHORT))
                .isEqualTo(lab.failed(RspamdLab.Way.TCP, "no answer in 1.0 s"));
    }

    @Test
    void anAnswerWithoutEndIsNotReadToItsEnd() {
        for (String endless : List.of("x", "A: b\r\n", "\r\n{\"a\":[" + "1,".repeat(4000))) {
            lab.tcp.behave(conversation -> {
                var _ = conversation.awaitRequest();
                conversation.say("HTTP/1.1 200 OK\r\n");
                while (true) {
                    conversation.say(endless.startsWith("\r\n") ? endless : endless.repeat(1000));
                }
            });
            assertThat(lab.ask(RspamdLab.Way.TCP, RspamdLab.SMALL, RspamdLab.LONG))
                    .isInstanceOf(NoVerdict.Failed.class);
        }
    }

    /** A verdict that comes while the message is being sent is about nothing. */
    @Test
    void aVerdictBeforeTheEndOfTheMessageIsNone() {
        lab.tcp.behave(conversation -> {
            var _ = conversation.awaitHead();
            conversation.answer(RspamdLab.GOOD);
            conversation.awaitEnd();
        });

        assertThat(lab.ask(RspamdLab.Way.TCP, RspamdLab.LARGE, RspamdLab.LONG))
                .isEqualTo(lab.failed(RspamdLab.Way.TCP, "it answered before it had all of the message"));
    }

    @Test
    void unsolicitedWordsAreNoVerdict() {
        lab.tcp.behave(conversation -> {
            conversation.say("220 mail.example.org ESMTP\r\n");
            conversation.awaitEnd();
        });

        assertThat(lab.ask(RspamdLab.Way.TCP, RspamdLab.SMALL, RspamdLab.LONG))
                .isEqualTo(lab.failed(
                        RspamdLab.Way.TCP, "no HTTP is spoken there: it answered '220 mail.example.org ESMTP'"));
    }

    @Test
    void anAnswerAboutAnEmptyMessageIsNoVerdict() {
        lab.tcp.behave(answering(RspamdLab.GOOD.replace("\"message-id\":\"undef\",", "")));

        assertThat(lab.ask(RspamdLab.Way.TCP, RspamdLab.SMALL, RspamdLab.LONG))
                .isEqualTo(lab.failed(RspamdLab.Way.TCP, "it has seen an empty message"));
        assertThat(lab.ask(RspamdLab.Way.TCP, "", RspamdLab.LONG)).isInstanceOf(Verdict.Accept.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Compression: zstd",
                "Content-Encoding: zstd",
                "Message-Offset: x",
                "Message-Offset: 5\r\nMessage-Offset: 6"
            })
    void anAnswerOfAnotherFormIsNoVerdict(String field) {
        lab.tcp.behave(RspamdLab.saying(reply(RspamdLab.GOOD, field)));

        assertThat(RspamdLab.reason(lab.ask(RspamdLab.Way.TCP, RspamdLab.SMALL, RspamdLab.LONG)))
                .contains("its answer ");
    }

    @Test
    void aMessageThatRspamdsAdministratorWantsLeftAlonePasses() {
        lab.tcp.behave(answering(RspamdLab.GOOD
                .replace("\"message-id\":\"undef\",", "")
                .replace("\"is_skipped\":false", "\"is_skipped\":true")));

        assertThat(lab.ask(RspamdLab.Way.TCP, RspamdLab.SMALL, RspamdLab.LONG)).isInstanceOf(Verdict.Accept.class);
    }
}
