package postprox.filter.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.filter.Examination;
import postprox.mail.Envelope;
import postprox.smtp.Xforward.Attribute;
import postprox.spool.SpooledMessage;
import postprox.testkit.Examinations;
import postprox.text.WireText;

/** What a service learns of a message, in the form in which Postfix tells it. */
class PolicyRequestsTest {
    private static final Map<Attribute, String> CLIENT = Map.of(
            Attribute.ADDR, "2001:db8::7",
            Attribute.NAME, "mail.example.org",
            Attribute.PORT, "4321",
            Attribute.PROTO, "ESMTP",
            Attribute.IDENT, "4ABC");

    @TempDir
    private Path directory;

    @Test
    void afterTheContentThereIsOneRequest() throws IOException {
        Envelope envelope = new Envelope("s3ss10n", "a@example.org", List.of("b@example.com"), "helo.name", CLIENT);
        List<Map<String, String>> requests = requests(RequestState.END_OF_MESSAGE, envelope);
        assertThat(requests).hasSize(1);
        assertThat(requests.getFirst())
                .containsEntry("request", "smtpd_access_policy")
                .containsEntry("protocol_state", "END-OF-MESSAGE")
                .containsEntry("protocol_name", "ESMTP")
                .containsEntry("client_address", "2001:db8::7")
                .containsEntry("client_name", "mail.example.org")
                .containsEntry("reverse_client_name", "mail.example.org")
                .containsEntry("client_port", "4321")
                .containsEntry("helo_name", "helo.name")
                .containsEntry("sender", "a@example.org")
                .containsEntry("recipient", "b@example.com")
                .containsEntry("recipient_count", "1")
                .containsEntry("queue_id", "4ABC")
                .containsEntry("size", "16")
                .containsEntry("sasl_username", "")
                .containsEntry("encryption_keysize", "0")
                .containsEntry("session", "s3ss10n")
                .containsEntry("ours", "yes");
    }

    @Test
    void postfixNamesARecipientAfterTheContentOnlyIfItIsTheOnlyOne() throws IOException {
        Envelope envelope = new Envelope("s", "<>", List.of("b@example.com", "c@example.com"), "", Map.of());
        assertThat(requests(RequestState.END_OF_MESSAGE, envelope).getFirst())
                .containsEntry("sender", "")
                .containsEntry("recipient", "")
                .containsEntry("recipient_count", "2")
                .containsEntry("client_name", "unknown")
                .containsEntry("client_address", "");
    }

    @Test
    void inTheStateOfRcptThereIsOneForEachRecipientOfOneInstance() throws IOException {
        Envelope envelope = new Envelope("s", "a@b", List.of("b@example.com", "c@example.com"), "", Map.of());
        List<Map<String, String>> requests = requests(RequestState.RCPT, envelope);
        assertThat(requests)
                .extracting(request -> request.get("recipient"))
                .containsExactly("b@example.com", "c@example.com");
        assertThat(requests)
                .allSatisfy(request -> assertThat(request)
                        .containsEntry("protocol_state", "RCPT")
                        .containsEntry("recipient_count", "0"));
        Set<String> instances = new HashSet<>();
        requests.forEach(request -> instances.add(request.get("instance")));
        assertThat(instances).hasSize(1);
        assertThat(requests(RequestState.RCPT, envelope).getFirst().get("instance"))
                .as("another message of the session")
                .isNotEmpty();
    }

    @Test
    void eachMessageHasAnInstanceOfItsOwn() throws IOException {
        PolicyRequests requests = new PolicyRequests(RequestState.END_OF_MESSAGE);
        try (Examinations examinations = new Examinations(directory);
                SpooledMessage message = examinations.message("Subject: x\n\nabc\n")) {
            Examination one = examinations.of(message, Duration.ofSeconds(1));
            assertThat(parse(requests.about(one, Map.of()).getFirst()).get("instance"))
                    .isNotEqualTo(
                            parse(requests.about(one, Map.of()).getFirst()).get("instance"));
        }
    }

    /** The protocol has no escapes: what ends a line would begin an attribute of the sender's. */
    @Property(tries = 300)
    void noValueFromOutsideMakesAnAttribute(@ForAll @CharRange(from = 0, to = 255) String outside) throws IOException {
        Path own = Files.createTempDirectory("requests");
        Map<Attribute, String> client = new HashMap<>();
        for (Attribute attribute : Attribute.values()) {
            client.put(attribute, outside);
        }
        Envelope hostile = new Envelope("s", outside, List.of(outside), outside, client);
        Envelope tame = new Envelope("s", "a", List.of("b"), "c", CLIENT);
        try (Examinations examinations = new Examinations(own);
                SpooledMessage message = examinations.message("x\n")) {
            PolicyRequests requests = new PolicyRequests(RequestState.END_OF_MESSAGE);
            byte[] said = requests.about(with(examinations, message, hostile), Map.of())
                    .getFirst();
            assertThat(parse(said).keySet())
                    .isEqualTo(parse(requests.about(with(examinations, message, tame), Map.of())
                                    .getFirst())
                            .keySet());
            assertThat(WireText.of(said, 0, said.length))
                    .doesNotContain("\0", "\r")
                    .endsWith("\n\n");
        } finally {
            Files.deleteIfExists(own);
        }
    }

    private List<Map<String, String>> requests(RequestState state, Envelope envelope) throws IOException {
        try (Examinations examinations = new Examinations(directory);
                SpooledMessage message = examinations.message("Subject: x\n\nabc\n")) {
            List<Map<String, String>> parsed = new ArrayList<>();
            new PolicyRequests(state)
                    .about(with(examinations, message, envelope), Map.of("ours", "yes"))
                    .forEach(request -> parsed.add(parse(request)));
            return parsed;
        }
    }

    private static Examination with(Examinations examinations, SpooledMessage message, Envelope envelope) {
        Examination usual = examinations.of(message, Duration.ofSeconds(10));
        return new Examination(message, envelope, usual.allowance(), usual.origin());
    }

    /** Reads a request as a service does. No name comes twice. */
    private static Map<String, String> parse(byte[] request) {
        Map<String, String> attributes = new HashMap<>();
        String text = WireText.of(request, 0, request.length);
        assertThat(text.indexOf("\n\n")).as("the only empty line is the last").isEqualTo(text.length() - 2);
        for (String line : text.substring(0, text.length() - 2).split("\n", -1)) {
            int equals = line.indexOf('=');
            assertThat(equals).as(line).isPositive();
            assertThat(attributes.put(line.substring(0, equals), line.substring(equals + 1)))
                    .as("twice: " + line)
                    .isNull();
        }
        return attributes;
    }
}
