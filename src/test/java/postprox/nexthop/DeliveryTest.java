package postprox.nexthop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.event.Speaker;
import postprox.smtp.BodyType;
import postprox.smtp.Command;
import postprox.smtp.DataWriter.LineEnds;
import postprox.smtp.EighthBit;
import postprox.smtp.StrayCr;
import postprox.spool.Spool;
import postprox.spool.SpooledMessage;
import postprox.time.Deadline;

/** One message on its way to the next hop. */
class DeliveryTest {
    private static final String TEXT = "Subject: x\n\ntext\n";
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration MOST_OF_A_REPLY = Duration.ofSeconds(20);

    private final InstantNextHop hop = new InstantNextHop();
    private final NextHop nextHop = hop.inTransaction("MAIL FROM:<a@b>", "RCPT TO:<c@d>");
    private BooleanSupplier clientHasGone = () -> false;

    @TempDir
    private Path directory;

    private Spool spool;

    @BeforeEach
    void connect() throws IOException {
        spool = Spool.in(directory);
        nextHop.connect();
    }

    @AfterEach
    void close() throws IOException {
        spool.close();
    }

    @Test
    void theMemoryForItIsGivenBack() throws Exception {
        clientHasGone = () -> {
            assertThat(hop.reserved()).isGreaterThanOrEqualTo(TEXT.length());
            return false;
        };
        assertThat(pass(TEXT).reply().code()).isEqualTo(250);
        assertThat(hop.reserved()).isZero();
    }

    /** The content of a large message takes longer than a reply may. */
    @Test
    void eachBlockOfContentHasTheTimeOfAReply() throws Exception {
        hop.latest().needs(MOST_OF_A_REPLY);
        assertThat(pass("text\n".repeat(12_000)).reply().code()).isEqualTo(250);
        assertThat(hop.passed()).isGreaterThan(InstantNextHop.REPLY_TIMEOUT);
    }

    @Test
    void theAnswerToItMayTakeTenMinutes() throws Exception {
        hop.on(InstantNextHop.DOT, wire -> wire.saysAfter(InstantNextHop.FINAL_REPLY_TIMEOUT, "250 Ok: queued as 1"));
        assertThat(pass(TEXT).reply().lines()).containsExactly("250 Ok: queued as 1");
    }

    @Test
    void itsOutcomeIsUnknownIfNoAnswerComes() {
        hop.on(InstantNextHop.DOT, InstantWire::isSilent);
        assertThatThrownBy(() -> pass(TEXT))
                .isInstanceOfSatisfying(
                        Delivery.OutcomeUnknown.class,
                        e -> assertThat(e.reason()).isEqualTo("timed out"));
        assertThat(hop.passed()).isEqualTo(InstantNextHop.FINAL_REPLY_TIMEOUT);
        assertThat(hop.latest().isClosed()).isTrue();
    }

    /** The next hop cannot have taken a message without its end. */
    @Test
    void itIsNotPassedOnIfItsDotCannotBeSent() {
        clientHasGone = () -> {
            hop.latest().breaks();
            return false;
        };
        assertThatThrownBy(() -> pass(TEXT)).isInstanceOf(NextHopLost.class).hasMessage("Broken pipe");
    }

    @Test
    void aNextHopThatHangsUpBeforeTheDotSaysWhy() throws Exception {
        clientHasGone = () -> {
            hop.latest().breaks();
            hop.latest().saysAfter(Duration.ofMillis(1), "452 4.3.1 disk full");
            return false;
        };
        Outcome outcome = pass(TEXT);
        assertThat(outcome.reply().lines()).containsExactly("452 4.3.1 disk full");
        assertThat(outcome.by()).isEqualTo(Speaker.NEXT_HOP);
    }

    /** A filter wrote it. DataWriter ends the last line, and a server that clears the eighth bit then has the end. */
    @Test
    void itIsNotPassedOnIfItsLastLineWouldEndItEarly() {
        assertThatThrownBy(() -> pass("text\r\n\u00ae")).isInstanceOf(Delivery.EndsEarly.class);
        assertThat(hop.latest().isClosed()).isTrue();
    }

    /** A message that fits into one block is searched as a whole before DATA, and then nothing has to be taken back. */
    @Test
    void aSmallOneThatWouldEndEarlyIsNotBegun() {
        assertThatThrownBy(() -> pass("text\r\n\u00ae\r\nMAIL FROM:<smuggled@x>\r\n"))
                .isInstanceOf(Delivery.EndsEarly.class);
        assertThat(hop.latest().heard()).isEmpty();
    }

    /** Until it has answered DATA, no server has taken anything on. */
    @ParameterizedTest
    @EnumSource
    void dataIsSaidAgainToAnotherConnection(HangUp first) throws Exception {
        hop.once("DATA", first::act);
        assertThat(pass(TEXT).reply().code()).isEqualTo(250);
        assertThat(hop.connections()).hasSize(2);
        assertThat(hop.latest().heard()).containsExactly("MAIL FROM:<a@b>", "RCPT TO:<c@d>", "DATA");
    }

    /** How a next hop goes away. */
    enum HangUp {
        WITHOUT_A_WORD,
        WITH_ONE,
        IN_SILENCE;

        private void act(InstantWire wire) {
            switch (this) {
                case WITHOUT_A_WORD -> wire.hangsUp();
                case WITH_ONE -> wire.says("421 4.3.2 going down");
                case IN_SILENCE -> wire.isSilent();
            }
        }
    }

    /** The next hop is there, and would say the same again. */
    @ParameterizedTest
    @ValueSource(strings = {"I am no SMTP server", "250 Ok"})
    void dataIsNotSaidAgainIfItGetsNonsense(String nonsense) {
        hop.on("DATA", wire -> wire.says(nonsense));
        assertThatThrownBy(() -> pass(TEXT))
                .isInstanceOfSatisfying(
                        NextHopLost.class, loss -> assertThat(loss.why()).isEqualTo(NextHopLost.Why.CONFUSED));
        assertThat(hop.connections()).hasSize(1);
    }

    @Test
    void dataIsNotSaidAgainAfterAuth() {
        nextHop.remember(Command.parse("AUTH PLAIN secret"));
        hop.on("DATA", InstantWire::hangsUp);
        assertThatThrownBy(() -> pass(TEXT)).isInstanceOf(NextHopLost.class);
        assertThat(hop.connections()).hasSize(1);
    }

    @Test
    void dataIsNotSaidAgainAfterTheDeadline() {
        hop.on("DATA", InstantWire::isSilent);
        assertThatThrownBy(() -> pass(TEXT, MOST_OF_A_REPLY)).isInstanceOf(NextHopLost.class);
        assertThat(hop.connections()).hasSize(1);
        assertThat(hop.passed()).isEqualTo(MOST_OF_A_REPLY);
    }

    /** The client hears nothing before the deadline anyway, so the replies on another connection need not share one's time. */
    @Test
    void eachReplyOnAnotherConnectionHasItsTime() throws Exception {
        hop.latest().hangsUp();
        hop.on(InstantNextHop.GREETING, wire -> wire.saysAfter(MOST_OF_A_REPLY, "220 next.hop"));
        hop.on("MAIL", wire -> wire.saysAfter(MOST_OF_A_REPLY, "250 Ok"));
        hop.on("RCPT", wire -> wire.saysAfter(MOST_OF_A_REPLY, "250 Ok"));
        hop.on("DATA", wire -> wire.saysAfter(MOST_OF_A_REPLY, "354 go ahead"));
        assertThat(pass(TEXT).reply().code()).isEqualTo(250);
        assertThat(hop.passed()).isEqualTo(MOST_OF_A_REPLY.multipliedBy(4));
    }

    @Test
    void theWordsOfANextHopThatHungUpAreItsOwn() {
        hop.on("DATA", wire -> wire.says("421 4.3.2 going down"));
        assertThatThrownBy(() -> pass(TEXT)).isInstanceOfSatisfying(NextHopLost.class, loss -> {
            assertThat(loss.outcome().reply().lines()).containsExactly("451 4.3.2 going down");
            assertThat(loss.outcome().by()).isEqualTo(Speaker.NEXT_HOP);
        });
    }

    @Test
    void theWordsAboutANextHopThatWentWithoutAnyAreOurs() {
        hop.on("DATA", InstantWire::hangsUp);
        assertThatThrownBy(() -> pass(TEXT))
                .isInstanceOfSatisfying(
                        NextHopLost.class,
                        loss -> assertThat(loss.outcome().by()).isEqualTo(Speaker.POSTPROX));
    }

    private Outcome pass(String text) throws IOException, Delivery.OutcomeUnknown {
        return pass(text, HOUR);
    }

    private Outcome pass(String text, Duration time) throws IOException, Delivery.OutcomeUnknown {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        try (SpooledMessage message = spool.create()) {
            message.write(bytes, 0, bytes.length);
            return new Delivery(clientHasGone, nextHop, StrayCr.SPACE, Deadline.after(hop, time))
                    .pass(message.text(), LineEnds.LF_OR_CRLF, new EighthBit(BodyType.UNSAID));
        }
    }
}
