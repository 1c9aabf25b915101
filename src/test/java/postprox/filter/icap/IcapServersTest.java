package postprox.filter.icap;

import static org.assertj.core.api.Assertions.assertThat;
import static postprox.filter.icap.IcapLab.SMALL;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.testkit.ScriptedIcap;

/** Which failures have an ICAP service left alone, and which say nothing about other messages. */
class IcapServersTest {
    @AutoClose
    private final IcapLab lab;

    IcapServersTest(@TempDir Path directory) throws IOException {
        lab = new IcapLab(directory);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ICAP/1.0 500 Server error\r\nConnection: close\r\n\r\n",
                "ICAP/1.0 400 Bad request\r\n\r\n",
                "ICAP/1.0 408 Request timeout\r\n\r\n",
                "ICAP/1.0 413 Too large\r\n\r\n",
            })
    void messagesThatCannotBeExaminedDoNotSwitchScanningOff(String reply) {
        IcapFilter filter = lab.filter();
        lab.service.behave(conversation -> {
            conversation.awaitRequest();
            conversation.say(reply);
            conversation.close();
        });
        for (int i = 0; i < 6; i++) {
            assertThat(lab.ask(filter, "Message-ID: <" + i + "@example.org>\n\n"))
                    .isInstanceOf(NoVerdict.Failed.class);
        }
        lab.service.behave(IcapServersTest::saysClean);

        assertThat(lab.ask(filter, SMALL)).isInstanceOf(Verdict.Accept.class);
        assertThat(lab.events).isEmpty();
    }

    /** What a service says of a message may be too long, or have a line end of the sender's in it. */
    @ParameterizedTest
    @ValueSource(strings = {"X-Name: x\r\nno field\r\n", "LONG"})
    void aHeadThatCannotBeReadNeitherPassesNorCounts(String head) {
        IcapFilter filter = lab.filter();
        lab.service.behave(conversation -> {
            conversation.awaitRequest();
            conversation.say("ICAP/1.0 200 OK\r\n" + head.replace("LONG", "X-Name: " + "x".repeat(300_000) + "\r\n")
                    + "X-Virus-ID: Eicar\r\nEncapsulated: null-body=0\r\n\r\n");
        });
        for (int i = 0; i < 6; i++) {
            assertThat(lab.ask(filter, "Message-ID: <" + i + "@example.org>\n\n"))
                    .isInstanceOf(NoVerdict.Doubtful.class);
        }
        assertThat(lab.events).isEmpty();
    }

    /** It may have been about a finding, and a sender may have made it what it is. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "200 OK\r\nEncapsulated: null-body=0\r\n\r\n",
                "200 OK\r\nEncapsulated: res-body=0\r\n\r\n3\r\nSub\r\n0\r\n\r\n",
                "200 OK\r\nEncapsulated: res-body=0\r\n\r\n4\r\npage\r\n0\r\n\r\n",
                "200 OK\r\nEncapsulated: res-body=0\r\n\r\nzz\r\npage\r\n0\r\n\r\n",
                "200 OK\r\nEncapsulated: res-body=0\r\n\r\n3\r\nSubject: x\r\n0\r\n\r\n",
                "200 OK\r\nEncapsulated: res-hdr=0, null-body=40\r\n\r\nHTTP/1.1 302 Found\r\nLocation: /virus\r\n\r\n",
                "200 OK\r\nEncapsulated: res-hdr=0, null-body=40\r\n\r\nFound: a virus\r\n\r\n",
                "200 OK\r\nEncapsulated: res-hdr=0, null-body=40\r\n\r\nLONG\r\n\r\n",
                "200 OK\r\nEncapsulated: res-hdr=0, null-body=40\r\n\r\nHTTP/1.1 403 Forb",
                "200 OK\r\nEncapsulated: res-hdr=0, res-body=40\r\n\r\nHTTP/1.1 200 OK\r\n\r\n4\r\npa",
                "200 OK\r\nEncapsulated: nothing\r\n\r\n",
                "200 OK\r\n\r\n",
                "200 OK\r\n",
                "200 OK\r\nX-Infection-Found: Type=0; Threat=Eicar;\r\n",
                "403 Forbidden\r\nX-Virus-ID: Eicar\r\nX-Na",
                "500 Server error\r\nX-Virus-ID: Eicar\r\n",
                "204 Unmodified\r\nEncapsulated: nothing\r\n\r\n",
                "204 Unmodified\r\nEncapsulated: res-body=0\r\n\r\n4\r\npage\r\n0\r\n\r\n",
            })
    void anAnswerThatMayHaveBeenAboutAFindingNeitherPassesNorCounts(String reply) {
        IcapFilter filter = lab.filter();
        lab.service.behave(conversation -> {
            conversation.awaitRequest();
            conversation.say("ICAP/1.0 " + reply.replace("LONG", "x".repeat(9000)));
            conversation.close();
        });
        for (int i = 0; i < 6; i++) {
            assertThat(lab.ask(filter, "Message-ID: <" + i + "@example.org>\n\n"))
                    .isInstanceOf(NoVerdict.Doubtful.class);
        }
        assertThat(lab.events).isEmpty();
    }

    /** Each message would wait for it until its time is over. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "200 OK\r\nEncapsulated: res-body=0\r\n\r\n",
                "200 OK\r\nX-Infection-Found: Type=0; Threat=Eicar;\r\n",
                "403 Forbidden\r\nX-Virus-ID: Eicar\r\n",
            })
    void aServiceThatHangsInTheMiddleOfItsAnswersIsLeftAlone(String beginning) {
        IcapFilter filter = lab.filter();
        lab.service.behave(conversation -> {
            conversation.awaitRequest();
            conversation.say("ICAP/1.0 " + beginning);
            conversation.awaitEnd();
        });
        for (int i = 0; i < 5; i++) {
            assertThat(lab.ask(filter, "Message-ID: <" + i + "@example.org>\n\n", Duration.ofMillis(100)))
                    .isInstanceOf(NoVerdict.Doubtful.class);
        }
        assertThat(lab.events).hasSize(1);
    }

    @Test
    void anotherServiceIsFoundOutByItsFirstLine() {
        lab.service.behave(conversation -> {
            conversation.awaitRequest();
            conversation.say("220 mail.example.org ESMTP\r\n");
            conversation.awaitEnd();
        });

        assertThat(lab.ask(SMALL))
                .isEqualTo(lab.failed("no ICAP is spoken there: it answered '220 mail.example.org ESMTP'"));
    }

    /** Its sender tries again and again; the messages of others are scanned all the while. */
    @Test
    void aPoisonMessageDoesNotSwitchScanningOffForOthers() {
        IcapFilter filter = lab.filter();
        lab.service.behave(conversation -> {
            if (new String(conversation.awaitRequest(), StandardCharsets.ISO_8859_1).contains("poison")) {
                conversation.close();
            } else {
                conversation.say(ScriptedIcap.CLEAN);
            }
        });
        for (int i = 0; i < 10; i++) {
            assertThat(lab.ask(filter, "Message-ID: <1@example.org>\nX-Try: " + i + "\n\npoison\n"))
                    .isEqualTo(lab.failed("it closed the connection without a reply"));
        }

        assertThat(lab.ask(filter, SMALL)).isInstanceOf(Verdict.Accept.class);
        assertThat(lab.events).isEmpty();
    }

    @Test
    void aServiceThatFailsOnAllMessagesIsLeftAloneAndComesBack() {
        IcapFilter filter = lab.filter();
        lab.service.behave(conversation -> {
            conversation.awaitRequest();
            conversation.say("ICAP/1.0 503 Overloaded\r\n\r\n");
            conversation.close();
        });
        for (int i = 0; i < 8; i++) {
            assertThat(lab.ask(filter, "Message-ID: <" + i + "@example.org>\n\n"))
                    .isInstanceOf(NoVerdict.Failed.class);
        }
        assertThat(lab.service.requests()).hasSize(5);
        lab.service.behave(IcapServersTest::saysClean);
        lab.clock.advance(Duration.ofSeconds(10));

        assertThat(lab.ask(filter, SMALL)).isInstanceOf(Verdict.Accept.class);
        assertThat(lab.events).hasSize(2);
    }

    @Test
    void aServiceThatIsNotThereIsAFailureAndTheNextServerIsAsked() throws IOException {
        ScriptedIcap gone = ScriptedIcap.start();
        gone.close();
        IcapFilter filter = lab.filter(IcapLab.rules(), List.of(gone.place(), lab.service.place()));
        lab.service.behave(IcapServersTest::saysClean);

        assertThat(lab.ask(filter, SMALL)).isInstanceOf(Verdict.Accept.class);
        lab.service.close();
        assertThat(lab.ask(filter, SMALL))
                .isEqualTo(new NoVerdict.Failed(
                        gone.place() + ": Connection refused; " + lab.service.place() + ": Connection refused"));
    }

    /** A preferred service whose answers are always broken must not hold up all mail. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "200 OK\r\nEncapsulated: res-body=0\r\n\r\n3\r\nSub\r\n0\r\n\r\n",
                "200 OK\r\nEncapsulated: nothing\r\n\r\n",
                "200 OK\r\nno field\r\n\r\n",
                "204 Unmodified\r\nEncapsulated: res-body=0\r\n\r\n4\r\npage\r\n0\r\n\r\n",
            })
    void besideAServiceWhoseAnswersAreBrokenAnotherOneAnswers(String reply) throws IOException {
        try (ScriptedIcap broken = ScriptedIcap.start()) {
            broken.behave(conversation -> {
                conversation.awaitRequest();
                conversation.say("ICAP/1.0 " + reply);
                conversation.close();
            });
            IcapFilter filter = lab.filter(IcapLab.rules(), List.of(broken.place(), lab.service.place()));
            lab.service.behave(IcapServersTest::saysClean);
            assertThat(lab.ask(filter, SMALL)).isInstanceOf(Verdict.Accept.class);

            lab.service.behave(ScriptedIcap.Conversation::close);
            assertThat(lab.ask(filter, SMALL)).isInstanceOf(NoVerdict.Doubtful.class);
        }
    }

    private static void saysClean(ScriptedIcap.Conversation conversation) throws IOException {
        conversation.awaitRequest();
        conversation.say(ScriptedIcap.CLEAN);
    }
}
