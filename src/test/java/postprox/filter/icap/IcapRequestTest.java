package postprox.filter.icap;

import static org.assertj.core.api.Assertions.assertThat;
import static postprox.filter.icap.IcapLab.SMALL;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.Allowance;
import postprox.filter.Examination;
import postprox.filter.Origin;
import postprox.filter.Verdict;
import postprox.mail.Envelope;
import postprox.net.Endpoint;
import postprox.smtp.Xforward;
import postprox.spool.SpooledMessage;
import postprox.testkit.HostileTexts;
import postprox.testkit.ScriptedIcap;
import postprox.text.WireText;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** What a service is asked, to the byte. */
class IcapRequestTest {
    private static final Endpoint SERVER = new Endpoint.Tcp("127.0.0.1", 1344);

    @TempDir
    private Path directory;

    private IcapLab lab;

    @BeforeEach
    void start() throws IOException {
        lab = new IcapLab(directory);
        lab.service.behave(conversation -> {
            conversation.awaitRequest();
            conversation.say(ScriptedIcap.CLEAN);
        });
    }

    @AfterEach
    void stop() throws IOException {
        lab.close();
    }

    @Test
    void aMessageIsTheBodyOfAResponse() {
        assertThat(WireText.of(respmod("192.0.2.7"), 0, respmod("192.0.2.7").length))
                .isEqualTo("""
                RESPMOD icap://127.0.0.1:1344/avscan?mode=simple&x=1 ICAP/1.0
                Host: 127.0.0.1:1344
                User-Agent: postprox
                Allow: 204
                Preview: 30
                X-Client-IP: 192.0.2.7
                Encapsulated: req-hdr=0, res-hdr=62, res-body=132

                GET http://127.0.0.1/message.eml HTTP/1.1
                Host: 127.0.0.1

                HTTP/1.1 200 OK
                Content-Type: message/rfc822
                Content-Length: 123

                """.replace("\n", "\r\n"));
    }

    @Test
    void aMessageIsTheBodyOfARequest() {
        byte[] request = new IcapRequests(IcapLab.rules()).about(SERVER, Method.REQMOD, OptionalInt.empty(), 123, "");
        assertThat(WireText.of(request, 0, request.length)).isEqualTo("""
                REQMOD icap://127.0.0.1:1344/avscan?mode=simple&x=1 ICAP/1.0
                Host: 127.0.0.1:1344
                User-Agent: postprox
                Allow: 204
                Encapsulated: req-hdr=0, req-body=114

                POST http://127.0.0.1/message.eml HTTP/1.1
                Host: 127.0.0.1
                Content-Type: message/rfc822
                Content-Length: 123

                """.replace("\n", "\r\n"));
    }

    /** The scripted service cuts the heads off where Encapsulated says, and reads chunks from there. */
    @ParameterizedTest
    @ValueSource(strings = {"", "x", "Subject: x\n\nbody\n", "a\0\u00ff\r\n"})
    void offsetsAndChunksAreExact(String text) {
        for (Method method : List.of(Method.RESPMOD, Method.REQMOD)) {
            IcapFilter filter = lab.filter(
                    IcapLab.rules(method, false, false, IcapLab.rules().meaning()));

            assertThat(lab.ask(filter, text)).isInstanceOf(Verdict.Accept.class);
            ScriptedIcap.Request request = lab.service.requests().getLast();
            assertThat(request.body()).isEqualTo(text);
            assertThat(request.parts()).endsWith("Content-Length: " + text.length() + "\r\n\r\n");
        }
    }

    @Test
    void aLargeMessageArrivesWhole() {
        assertThat(lab.ask(IcapLab.LARGE)).isInstanceOf(Verdict.Accept.class);

        assertThat(lab.service.requests().getLast().body()).isEqualTo(IcapLab.LARGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.7", "2001:db8::1", "::ffff:192.0.2.7"})
    void theClientsAddressIsNamed(String address) {
        assertThat(text(respmod(address))).contains("\r\nX-Client-IP: " + address + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "unknown", "10", "10.1", "::1%lo", "192.0.2.7\r\nX-Evil: 1", "1.2.3.4.5", "999.0.2.7", "..."
            })
    void whatIsNoAddressIsNotNamed(String address) {
        assertThat(text(respmod(address))).doesNotContain("X-Client-IP").doesNotContain("Evil");
    }

    /** Whatever a client says of itself, the request is the same. */
    @Test
    void nothingFromOutsideComesIntoARequest() throws IOException {
        IcapFilter filter = lab.filter();
        assertThat(lab.ask(filter, SMALL)).isInstanceOf(Verdict.Accept.class);
        String usual = lab.service.requests().getLast().head();
        for (String hostile : HostileTexts.ofAscii().toList()) {
            try (SpooledMessage message = lab.message(SMALL)) {
                Envelope envelope = new Envelope(
                        "s3ss10n", hostile, List.of(hostile), hostile, Map.of(Xforward.Attribute.ADDR, hostile));
                Deadline deadline = Deadline.after(Ticker.SYSTEM, Duration.ofSeconds(60));
                assertThat(filter.examine(
                                new Examination(message, envelope, Allowance.until(deadline), new Origin(List.of()))))
                        .isInstanceOf(Verdict.Accept.class);
            }
            assertThat(lab.service.requests().getLast().head()).isEqualTo(usual);
        }
    }

    private static byte[] respmod(String client) {
        return new IcapRequests(IcapLab.rules()).about(SERVER, Method.RESPMOD, OptionalInt.of(30), 123, client);
    }

    private static String text(byte[] bytes) {
        return WireText.of(bytes, 0, bytes.length);
    }
}
