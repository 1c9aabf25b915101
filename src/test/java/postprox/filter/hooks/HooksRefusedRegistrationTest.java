package postprox.filter.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.NoVerdict;
import postprox.filter.hooks.Scanner.Standing;
import postprox.testkit.ScriptedScanner;
import postprox.testkit.ScriptedScanner.Asked;

/** Registrations that a scanner refuses, or confirms in a way that postprox does not accept. */
class HooksRefusedRegistrationTest {
    private static final String MESSAGE = "Subject: x\n\nbody\n";
    private static final String ALL =
            "\"negotiated\":{\"serialization\":\"json\",\"inbound\":{\"stages\":[\"data\"],\"properties\":null}}";

    @TempDir
    private Path directory;

    private ScriptedScanner scanner;
    private Asker asker;

    @BeforeEach
    void start() throws IOException {
        scanner = ScriptedScanner.start();
        asker = new Asker(directory, scanner.origin() + "/v1/register", Dialect.DRAFT01, new Standing.Registers());
    }

    @AfterEach
    void stop() throws IOException {
        asker.close();
        scanner.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "",
                "{\"registrationId\":\"a b\",\"status\":\"active\"}",
                "{\"registrationId\":\"r1\\r\\nX: y\",\"status\":\"active\"}",
                "{\"registrationId\":\"r1\",\"status\":\"suspended\",\"hookEndpoint\":\"/x\"}",
                "{\"registrationId\":\"r1\",\"status\":\"active\"," + ALL + "}",
                "{\"registrationId\":\"r1\",\"status\":\"active\",\"hookEndpoint\":\"/x\"}",
                "{\"registrationId\":\"r1\",\"status\":\"active\",\"hookEndpoint\":\"http://127.0.0.1:1/x\"," + ALL
                        + "}",
                "{\"registrationId\":\"r1\",\"status\":\"active\",\"hookEndpoint\":\"http://evil.example/x\"," + ALL
                        + "}",
                "{\"registrationId\":\"r1\",\"status\":\"active\",\"hookEndpoint\":\"/x y\"," + ALL + "}",
                "{\"registrationId\":\"r1\",\"status\":\"active\",\"hookEndpoint\":\"file:///etc/passwd\"," + ALL + "}",
                "{\"registrationId\":\"r1\",\"status\":\"active\",\"hookEndpoint\":\"/x\",\"negotiated\":{\"inbound\":{\"stages\":[\"data\"],\"properties\":[\"/stage\",\"/action\",\"/tls\"]}}}",
                "{\"registrationId\":\"r1\",\"status\":\"active\",\"hookEndpoint\":\"/x\",\"negotiated\":{\"inbound\":{\"stages\":[\"data\"],\"properties\":[\"/stage\"]}}}",
                "{\"registrationId\":\"r1\",\"status\":\"active\",\"hookEndpoint\":\"/x\",\"negotiated\":{\"inbound\":{\"stages\":[\"rcpt\"]}}}",
                "{\"registrationId\":\"r1\",\"status\":\"active\",\"hookEndpoint\":\"/x\",\"negotiated\":{\"serialization\":\"cbor\",\"inbound\":{\"stages\":[\"data\"]}}}",
                "{\"registrationId\":\"r1\",\"status\":\"active\",\"hookEndpoint\":\"/x\",\"createdAt\":\"2026-11-30T12:00:00Z\",\"expiresAt\":\"2026-11-30T12:00:00Z\","
                        + ALL + "}",
                "{\"registrationId\":\"r1\",\"status\":\"active\",\"hookEndpoint\":\"/x\",\"expiresAt\":\"soon\"," + ALL
                        + "}"
            })
    void oneThatIsNotAsItShouldBeIsAFailure(String answer) {
        scanner.behave(conversation -> conversation.answer(201, answer));

        assertThat(asker.ask(MESSAGE)).isInstanceOf(NoVerdict.Failed.class);
        assertThat(scanner.asked().stream().filter(Asked::isHook)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 400, 401, 403, 404, 409, 422})
    void aScannerThatDoesNotRegisterPostproxIsAFailure(int status) {
        scanner.behave(conversation -> conversation.answer(status, "UNSUPPORTED_PROPERTY"));

        assertThat(asker.ask(MESSAGE))
                .isInstanceOfSatisfying(
                        NoVerdict.Failed.class,
                        failed -> assertThat(failed.reason())
                                .contains("it does not register postprox: it said HTTP/1.1 " + status
                                        + " Said: UNSUPPORTED"));
        assertThat(scanner.asked()).hasSize(1);
    }
}
