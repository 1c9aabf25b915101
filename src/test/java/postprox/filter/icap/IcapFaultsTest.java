package postprox.filter.icap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static postprox.filter.icap.IcapLab.LARGE;
import static postprox.filter.icap.IcapLab.LONG;
import static postprox.filter.icap.IcapLab.SHORT;
import static postprox.filter.icap.IcapLab.SMALL;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.spool.SpoolException;
import postprox.spool.SpooledMessage;
import postprox.testkit.OpenDescriptors;
import postprox.testkit.ScriptedIcap;

/** An ICAP service that breaks, hangs, talks nonsense or is at odds with itself: no message passes by that. */
class IcapFaultsTest {
    @AutoClose
    private final IcapLab lab;

    IcapFaultsTest(@TempDir Path directory) throws IOException {
        lab = new IcapLab(directory);
    }

    @Test
    void silenceIsAFailureAfterTheTimeout() {
        lab.service.behave(ScriptedIcap.Conversation::awaitEnd);

        assertThat(lab.ask(lab.filter(), SMALL, SHORT)).isEqualTo(lab.failed("no answer in 1.0 s"));
    }

    @Test
    void silenceAfterOptionsWasAskedIsAFailureAfterTheTimeout() {
        lab.service.behaveOnOptions(ScriptedIcap.Conversation::awaitEnd);

        assertThat(lab.ask(lab.filter(), SMALL, SHORT)).isEqualTo(lab.failed("no answer in 1.0 s"));
    }

    @Test
    void aReplyByteByByteIsReadOnlyUntilTheDeadline() {
        lab.service.behave(conversation -> {
            conversation.awaitRequest();
            conversation.trickle("x");
        });

        assertThat(lab.ask(lab.filter(), SMALL, SHORT)).isEqualTo(lab.failed("no answer in 1.0 s"));
    }

    @Test
    void aServiceThatReadsNoMoreIsAFailureAfterTheTimeout() {
        lab.service.behave(_ -> new CountDownLatch(1).await());

        assertThat(lab.ask(lab.filter(), LARGE, SHORT)).isEqualTo(lab.failed("no answer in 1.0 s"));
    }

    @Test
    void aReplyWithoutEndIsNotReadToItsEnd() {
        lab.service.behave(conversation -> {
            conversation.awaitRequest();
            conversation.say("ICAP/1.0 200 OK\r\n");
            while (true) {
                conversation.say("X-Field: flood\r\n");
            }
        });

        assertThat(lab.ask(SMALL))
                .isEqualTo(new NoVerdict.Doubtful(
                        lab.service.place() + ": the head of its answer has more than 262144 bytes"));
    }

    @Test
    void aCloseWithoutAReplyIsNotClean() {
        lab.service.behave(conversation -> {
            conversation.awaitRequest();
            conversation.close();
        });

        assertThat(lab.ask(SMALL)).isEqualTo(lab.failed("it closed the connection without a reply"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ICAP/1.0 204", "ICAP/1.0 204 Unmodified\r\n", "ICAP/1.0 204 Unmodified\r\nISTag: \"x\"\r\n"})
    void aReplyThatBreaksOffIsNotClean(String beginning) {
        lab.service.behave(conversation -> {
            conversation.awaitRequest();
            conversation.say(beginning);
            conversation.close();
        });

        assertThat(lab.ask(SMALL)).isEqualTo(lab.failed("it closed the connection in the middle of its reply"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "220 mail.example.org ESMTP | no ICAP is spoken there: it answered '220 mail.example.org ESMTP'",
                "HTTP/1.1 204 No Content | no ICAP is spoken there: it answered 'HTTP/1.1 204 No Content'",
                "ICAP/1.0 2044 x | no ICAP is spoken there: it answered 'ICAP/1.0 2044 x'",
                "ICAP/1.0 100 Continue | it answered 'ICAP/1.0 100 Continue'",
                "ICAP/1.0 206 Partial Content | it answered 'ICAP/1.0 206 Partial Content'",
                "ICAP/1.0 404 Service not found | it answered 'ICAP/1.0 404 Service not found'",
                "ICAP/1.0 500 Server error | it answered 'ICAP/1.0 500 Server error'",
                "ICAP/1.0 503 Overloaded | it answered 'ICAP/1.0 503 Overloaded'",
                "ICAP/1.0 539 No license | it answered 'ICAP/1.0 539 No license'",
            })
    void anythingButCleanIsAFailureInItsWords(String line, String reason) {
        lab.service.behave(conversation -> {
            conversation.awaitRequest();
            conversation.say(line + "\r\n\r\n");
        });

        assertThat(lab.ask(SMALL)).isEqualTo(lab.failed(reason));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "res-hdr=0, res-hdr=1, null-body=2",
                "res-body=0, res-hdr=5",
                "res-hdr=0",
                "null-body",
                "nothing",
                "res-hdr=0; null-body=3",
            })
    void partsThatMakeNoSenseAreInDoubt(String parts) {
        lab.service.behave(conversation -> {
            conversation.awaitRequest();
            conversation.say("ICAP/1.0 204 Unmodified\r\nEncapsulated: " + parts + "\r\n\r\n");
        });

        assertThat(lab.ask(SMALL)).isEqualTo(lab.doubtful("its reply says of its parts '" + parts + "'"));
    }

    /** It was killed, perhaps, in front of a page about a virus. */
    @Test
    void anAnswerThatBreaksOffInFrontOfItsPageIsInDoubt() {
        lab.service.behave(conversation -> {
            conversation.awaitRequest();
            conversation.say("ICAP/1.0 200 OK\r\nEncapsulated: res-hdr=0, res-body=40\r\n\r\n");
            conversation.close();
        });

        assertThat(lab.ask(SMALL)).isEqualTo(lab.doubtful("it closed the connection in the middle of its reply"));
    }

    @Test
    void anAnswerWithoutTheMessageIsInDoubt() {
        lab.service.behave(conversation -> {
            conversation.awaitRequest();
            conversation.say("ICAP/1.0 200 OK\r\n\r\n");
        });

        assertThat(lab.ask(SMALL)).isEqualTo(lab.doubtful("it answered 'ICAP/1.0 200 OK' without the message"));
    }

    @Test
    void whatItSaysReachesTheLogAsPrintableText() {
        lab.service.behave(conversation -> {
            conversation.awaitRequest();
            conversation.say("ICAP/1.0 503 \u001b[2J\u0000" + "x".repeat(500) + "\r\n\r\n");
        });

        assertThat(lab.ask(SMALL))
                .isInstanceOfSatisfying(
                        NoVerdict.Failed.class,
                        failed -> assertThat(failed.reason())
                                .contains("'ICAP/1.0 503 ?[2J?xxx")
                                .matches("[ -~]{50,200}"));
    }

    /** A 204 that comes while the message is being sent is about a part of it. */
    @Test
    void cleanBeforeTheEndOfTheMessageIsNotClean() {
        lab.service.behave(conversation -> {
            conversation.awaitParts();
            conversation.say(ScriptedIcap.CLEAN);
            conversation.awaitEnd();
        });

        assertThat(lab.ask(LARGE)).isEqualTo(lab.failed("it called the message clean before it had all of it"));
    }

    /** c-icap answers an unknown service so, and closes while the message is still on its way. */
    @Test
    void aRefusalBeforeTheEndOfTheMessageIsHeard() {
        lab.service.behave(conversation -> {
            conversation.awaitParts();
            conversation.say("ICAP/1.0 404 Service not found\r\nConnection: close\r\n\r\n");
            conversation.awaitEnd();
        });
        for (int i = 0; i < 4; i++) {
            assertThat(lab.ask(LARGE)).isEqualTo(lab.failed("it answered 'ICAP/1.0 404 Service not found'"));
        }
    }

    @Test
    void aVirusThatIsFoundBeforeTheEndOfTheMessageIsHeard() {
        lab.service.behave(conversation -> {
            conversation.awaitParts();
            conversation.say("ICAP/1.0 200 OK\r\nX-Virus-ID: Early\r\nEncapsulated: null-body=0\r\n\r\n");
            conversation.close();
        });
        for (int i = 0; i < 4; i++) {
            assertThat(lab.ask(LARGE))
                    .isInstanceOfSatisfying(
                            Verdict.Reject.class,
                            reject -> assertThat(reject.reply().oneLine()).isEqualTo("554 5.7.1 Infected: Early"));
        }
    }

    /** c-icap that was started before clamd, or without an engine: it calls all messages clean until it is started anew. */
    @Test
    void aScannerWithoutAnEngineIsNotBelieved() {
        lab.service.behave(conversation -> {
            conversation.awaitRequest();
            conversation.say("ICAP/1.0 204 Unmodified\r\nISTag: \"CI0001-1B2M2Y8AsgTpgAmY7PhCfgAA\"\r\n\r\n");
        });

        assertThat(lab.ask(SMALL))
                .isEqualTo(lab.failed("its virus_scan has no scanner and calls all messages clean (ISTag"
                        + " CI0001-1B2M2Y8AsgTpgAmY7PhCfgAA); start clamd before c-icap, and see that c-icap.conf"
                        + " includes clamd_mod.conf"));
    }

    /** Another process may write into the spool. What is sent then is not the message. */
    @Test
    void aMessageThatWasChangedInTheSpoolIsNotExamined() throws IOException {
        lab.service.behave(IcapFaultsTest::saysClean);
        try (SpooledMessage message = lab.message(LARGE)) {
            Path file = message.asFile().path();
            byte[] bytes = Files.readAllBytes(file);
            bytes[LARGE.length() / 2] ^= 1;
            Files.write(file, bytes);

            assertThatThrownBy(() -> lab.filter().examine(lab.of(message, LONG)))
                    .isInstanceOf(SpoolException.class);
        }
        assertThat(lab.service.requests()).isEmpty();
    }

    @Test
    void nothingStaysOpen() throws IOException {
        List<ScriptedIcap.Script> scripts =
                List.of(IcapFaultsTest::saysClean, ScriptedIcap.Conversation::close, conversation -> {
                    conversation.awaitRequest();
                    conversation.say("nonsense\r\n\r\n");
                });
        Runnable all = () -> scripts.forEach(script -> {
            lab.service.behave(script);
            IcapFilter filter = lab.filter();
            var _ = lab.ask(filter, SMALL);
            filter.close();
        });
        all.run();
        long before = OpenDescriptors.count();
        for (int i = 0; i < 50; i++) {
            all.run();
        }

        assertThat(OpenDescriptors.count()).isLessThan(before + 20);
    }

    private static void saysClean(ScriptedIcap.Conversation conversation) throws IOException {
        conversation.awaitRequest();
        conversation.say(ScriptedIcap.CLEAN);
    }
}
