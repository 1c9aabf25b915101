package postprox.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.testkit.FilterProbe;
import postprox.testkit.ProxyUnderTest;
import postprox.testkit.Script;
import postprox.testkit.ScriptedNextHop;
import postprox.testkit.SmtpClient;
import postprox.testkit.Spooled;

/** What lies beyond a limit of the administrator's is refused, clearly, and nothing else is. */
final class LimitsTest {
    private static final String TOO_LARGE = "552 5.3.4 Error: message is larger than allowed here";
    private static final String TOO_MANY_RECIPIENTS = "452 4.5.3 Error: too many recipients";

    @TempDir
    private Path spool;

    private final ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());

    @Test
    void aSessionTooManyIsTurnedAwayWithoutANextHopAndTheOthersGoOn() throws IOException {
        try (hop;
                ProxyUnderTest proxy = proxy().sessions(2).start();
                SmtpClient first = proxy.connect().greet();
                SmtpClient second = proxy.connect().greet();
                SmtpClient third = proxy.connect()) {
            assertThat(third.rest()).isEqualTo("421 4.3.2 Too many sessions - try again later\r\n");
            assertThat(hop.connectionCount()).isEqualTo(2);
            proxy.log().await("warning: sessions turned away: 1; 2 are open, as many as --sessions allows");
            proxy.log().await("messages=0, reason=there are too many sessions");
            assertThat(first.envelope().data("text\r\n")).startsWith("250");
            assertThat(second.quit()).startsWith("221");
        }
    }

    @Test
    void aSessionTooManyOfAnAddressIsTurnedAwayUntilAnotherEnds() throws IOException {
        try (hop;
                ProxyUnderTest proxy = proxy().sessionsPerAddress(1).start();
                SmtpClient first = proxy.connect().greet();
                SmtpClient second = proxy.connect()) {
            assertThat(second.rest()).isEqualTo("421 4.7.0 Too many sessions from your address - try again later\r\n");
            proxy.log().await("sessions turned away: 1; 127.0.0.1 has 1, as many as --sessions-per-address allows");
            assertThat(first.quit()).startsWith("221");
            String greeting = "421";
            while (greeting.startsWith("421")) {
                greeting = proxy.connect().reply();
            }
            assertThat(greeting).startsWith("220");
        }
    }

    @Test
    void aCommandThatIsTooLongNeverReachesTheNextHop() throws IOException {
        String longest = "HELP " + "x".repeat(512 - "HELP \r\n".length());
        try (hop;
                ProxyUnderTest proxy = proxy().commandBytes(512).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.command(longest)).startsWith("502");
            assertThat(client.command(longest + "x")).isEqualTo("500 5.5.2 Error: command line too long");
            assertThat(client.command("NOOP")).startsWith("250");
            assertThat(hop.commands()).contains(longest).doesNotContain(longest + "x");
            proxy.log()
                    .await("warning: limit reached: a command is longer than --command-size allows; client=127.0.0.1");
        }
    }

    /** What a client can do a thousand times makes no thousand lines. */
    @Test
    void aLimitThatIsReachedAgainAndAgainIsOneLineOfTheLog() throws IOException {
        try (hop;
                ProxyUnderTest proxy = proxy().commandBytes(512).recipients(1).start();
                SmtpClient client = proxy.connect().greet().envelope()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.command("x".repeat(600))).startsWith("500");
                assertThat(client.command("RCPT TO:<e@f>")).startsWith("452");
            }
            assertThat(client.quit()).startsWith("221");
            proxy.log().await("disconnect: ");
            assertThat(proxy.log().lines())
                    .filteredOn(line -> line.contains("limit reached"))
                    .hasSize(2);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SIZE 10240000, 1000, SIZE 1000",
        "SIZE 1000, 1000, SIZE 1000",
        "SIZE 999, 1000, SIZE 999",
        "size 00999, 1000, size 00999",
        "SIZE, 1000, SIZE 1000",
        "SIZE 0, 1000, SIZE 1000",
        "SIZE 99999999999999999999, 1000, SIZE 1000",
        "SIZE 1 2, 1000, SIZE 1000",
        "SIZE 10240000, 0, SIZE 10240000",
        "SIZE, 0, SIZE"
    })
    void theSmallerLimitIsOffered(String offered, long ours, String toTheClient) throws IOException {
        try (ScriptedNextHop offering = ScriptedNextHop.start(Script.obedient().offering(offered));
                ProxyUnderTest proxy = ProxyUnderTest.before(offering, spool)
                        .messageBytes(ours)
                        .start();
                SmtpClient client = proxy.connect()) {
            assertThat(client.reply()).startsWith("220");
            assertThat(client.command("EHLO c")).isEqualTo("250-next.hop\n250 " + toTheClient);
        }
    }

    /** RFC 1870 section 6.1: before the client sends what nobody will take. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "MAIL FROM:<a@b> SIZE=1001",
                "mail from:<a@b> BODY=8BITMIME size=99999999999999999999 RET=HDRS",
                "MAIL FROM:<> SIZE=0001001 AUTH=<>",
                "MAIL FROM:<\"> \"@b> SIZE=1001",
                "MAIL FROM:a@b SIZE=1001"
            })
    void aMessageThatIsAnnouncedTooLargeIsRefusedAtMail(String mail) throws IOException {
        try (hop;
                ProxyUnderTest proxy = proxy().messageBytes(1000).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.command(mail)).isEqualTo(TOO_LARGE);
            assertThat(client.send(mail + "\r\nRCPT TO:<c@d>\r\nDATA\r\n").reply())
                    .isEqualTo(TOO_LARGE);
            assertThat(client.reply()).startsWith("250");
            assertThat(client.reply()).startsWith("503");
            assertThat(hop.commands())
                    .noneMatch(command -> command.toUpperCase(Locale.ROOT).startsWith("MAIL"));
            proxy.log().await("warning: limit reached: a message is larger than --message-size allows; ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MAIL FROM:<a@b> SIZE=1000",
                "MAIL FROM:<a@b>",
                "MAIL FROM:<a@b> SIZE=",
                "MAIL FROM:<\"x SIZE=1001 \"@b>",
                "MAIL FROM:<a@b> XSIZE=1001"
            })
    void aMessageThatIsNotAnnouncedTooLargeGoesOn(String mail) throws IOException {
        try (hop;
                ProxyUnderTest proxy = proxy().messageBytes(1000).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.command(mail)).startsWith("250");
            assertThat(hop.commands()).contains(mail);
        }
    }

    /** Its size is that on the wire without the dots that SMTP adds (RFC 1870 section 3), in memory as in a file. */
    @ParameterizedTest
    @ValueSource(ints = {1000, 200_000})
    void contentThatGrowsTooLargeIsReadToItsEndAndRefusedAndTheSessionIsInStep(int most) throws IOException {
        String exactly =
                "..\r\n" + "x".repeat(7) + "\r\n" + "y\r\n".repeat((most - 12) / 3) + "z".repeat((most - 12) % 3);
        String fits = exactly.substring(0, exactly.length() - 2) + "\r\n";
        try (hop;
                ProxyUnderTest proxy = proxy().messageBytes(fits.length() - 1).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data("x" + fits)).isEqualTo(TOO_LARGE);
            assertThat(client.envelope().data(fits.repeat(20) + "QUIT\r\n")).isEqualTo(TOO_LARGE);
            assertThat(client.envelope().data(fits)).startsWith("250");
            assertThat(hop.mails()).hasSize(1);
            proxy.log()
                    .await("size=" + ("x" + fits).replace("\r\n", "\n").length()
                            + ": 552 5.3.4 Error: message is larger than allowed here; by=postprox");
            proxy.log().await("warning: limit reached: a message is larger than --message-size allows; client=");
        }
    }

    /** The client may take an hour to come to its end (--data-timeout), and others want the room. */
    @Test
    void contentThatIsRefusedAlreadyTakesNoRoomWhileItGoesOn() throws IOException {
        try (hop;
                ProxyUnderTest proxy = proxy().messageBytes(300_000).start();
                SmtpClient client = proxy.connect().greet().envelope()) {
            assertThat(client.command("DATA")).startsWith("354");
            client.send("x\r\n".repeat(90_000));
            Spooled.await(spool, files -> !files.isEmpty());
            client.send("x\r\n".repeat(20_000));
            Spooled.await(spool, List::isEmpty);
            assertThat(client.finish(".\r\n")).isEqualTo(TOO_LARGE);
            assertThat(client.envelope().data("text\r\n")).startsWith("250");
        }
    }

    /** What the next hop would refuse is neither kept nor filtered (RFC 1870 section 4: 0, or no number, is no limit). */
    @ParameterizedTest
    @CsvSource({
        "SIZE 20, 0, true",
        "size 0020, 1000, true",
        "SIZE 1000, 20, true",
        "SIZE 21, 0, false",
        "SIZE 0, 0, false",
        "SIZE, 0, false",
        "SIZE 99999999999999999999, 0, false",
        "X-SIZE 20, 0, false"
    })
    void contentBeyondWhatTheNextHopAnnouncedIsRefusedUnfiltered(String offered, long ours, boolean tooLarge)
            throws IOException {
        FilterProbe filter = FilterProbe.accepting();
        try (ScriptedNextHop offering = ScriptedNextHop.start(Script.obedient().offering(offered));
                ProxyUnderTest proxy = ProxyUnderTest.before(offering, spool)
                        .messageBytes(ours)
                        .filter(filter)
                        .start();
                SmtpClient client = proxy.connect().greet()) {
            for (int i = 0; i < 2; i++) {
                assertThat(client.envelope().data("12345678\r\n123456789\r\n"))
                        .startsWith(tooLarge ? TOO_LARGE : "250");
            }
            assertThat(filter.seen()).hasSize(tooLarge ? 0 : 2);
            assertThat(offering.mails()).hasSize(tooLarge ? 0 : 2);
            assertThat(client.command("HELO old")).startsWith("250");
            if (ours != 20) {
                assertThat(client.envelope().data("12345678\r\n123456789\r\n")).startsWith("250");
            }
            assertThat(proxy.log().lines())
                    .filteredOn(line -> line.contains("limit reached: a message is larger than "
                            + (ours == 20
                                    ? "--message-size allows"
                                    : "the next hop takes, by the SIZE in its reply to EHLO")))
                    .hasSize(tooLarge ? 1 : 0);
        }
    }

    @Test
    void recipientsBeyondTheLimitGet452AndTheRestIsDelivered() throws IOException {
        try (hop;
                ProxyUnderTest proxy = proxy().recipients(3).start();
                SmtpClient client = proxy.connect().greet()) {
            for (int message = 0; message < 2; message++) {
                assertThat(client.command("MAIL FROM:<a@b>")).startsWith("250");
                for (int i = 0; i < 3; i++) {
                    assertThat(client.command("RCPT TO:<r" + i + "@d>")).startsWith("250");
                }
                assertThat(client.command("RCPT TO:<r3@d>")).isEqualTo(TOO_MANY_RECIPIENTS);
                assertThat(client.data("text\r\n")).startsWith("250");
            }
            assertThat(hop.mails()).allMatch(mail -> mail.recipients().size() == 3);
            proxy.log().await("warning: limit reached: a message has as many recipients as --recipients allows; ");
        }
    }

    @Test
    void recipientsInOnePacketAreCountedAsExactly() throws IOException {
        try (hop;
                ProxyUnderTest proxy = proxy().recipients(3).start();
                SmtpClient client = proxy.connect().greet()) {
            client.send("MAIL FROM:<a@b>\r\n" + "RCPT TO:<c@d>\r\n".repeat(5) + "NOOP\r\n");
            for (String reply : List.of("250", "250", "250", "250", TOO_MANY_RECIPIENTS, TOO_MANY_RECIPIENTS, "250")) {
                assertThat(client.reply()).startsWith(reply);
            }
            assertThat(hop.commands()).filteredOn("RCPT TO:<c@d>"::equals).hasSize(3);
        }
    }

    private ProxyUnderTest.Setup proxy() {
        return ProxyUnderTest.before(hop, spool);
    }
}
