package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import postprox.testkit.FilterProbe;
import postprox.testkit.ProxyUnderTest;

/**
 * One message in, one message out, whatever a filter writes. The proxy judges that alike of every filter; so most are in this
 * process, which takes no time to start them, and few are real ones.
 */
@Timeout(value = 180, threadMode = SEPARATE_THREAD)
class SmugglingByFiltersTest {
    private static final Pattern SUBJECT = Pattern.compile("Subject: (\\d+)");

    /** What servers have been found to take for the end. */
    private static final List<String> KNOWN = List.of(
            "\n.\n", "\n.\r\n", "\r\n.\n", "\r\n.\r", "\r.\r", "\r.\n", "\n.\r", "\r\r\n.\r\r\n", "\r\n\0.\r\n");

    private final Workspace workspace = Workspace.create();

    @AfterEach
    void cleanUp() {
        workspace.close();
    }

    @Test
    void nothingThatAFilterWritesEndsContent() throws IOException {
        List<String> variants = EndOfData.variants();
        FilterProbe filter = FilterProbe.rewriting(text -> written(variants.get(subject(text))));
        try (LaxNextHop hop = LaxNextHop.start();
                ProxyUnderTest proxy = ProxyUnderTest.before(hop.port(), workspace.directory("spool"))
                        .filter(filter)
                        .start();
                SmtpClient client = SmtpClient.connect(proxy.port())) {
            assertThat(client.say("EHLO client.example")).startsWith("250");
            for (int i = 0; i < variants.size(); i++) {
                assertThat(Smuggler.deliver(client, Smuggler.INTRODUCTION + i + "\r\n\r\nBody\r\n.\r\n", ""))
                        .as(Smuggler.visible(variants.get(i)))
                        .isEqualTo("250 2.0.0 Ok");
            }
            assertThat(client.say("QUIT")).startsWith("221");
            Smuggler.assertOnlyOurs(hop, variants.size());
        }
    }

    @Test
    void nothingThatARealFilterWritesEndsContent() {
        Path outputs = workspace.directory("outputs");
        for (int i = 0; i < KNOWN.size(); i++) {
            workspace.file("outputs/" + i, written(KNOWN.get(i)));
        }
        Path filter =
                workspace.script("filter", "cp " + outputs + "/$(sed -n 's/^Subject: //p' \"$EMAIL\") \"$OUTFILE\"\n");
        try (LaxNextHop hop = LaxNextHop.start();
                ProxyService proxy = proxy(hop.place(), "-c", filter.toString(), "-r");
                SmtpClient client = SmtpClient.connect(proxy.port())) {
            assertThat(client.say("EHLO client.example")).startsWith("250");
            for (int i = 0; i < KNOWN.size(); i++) {
                assertThat(Smuggler.deliver(client, Smuggler.INTRODUCTION + i + "\r\n\r\nBody\r\n.\r\n", ""))
                        .as(Smuggler.visible(KNOWN.get(i)))
                        .isEqualTo("250 2.0.0 Ok");
            }
            assertThat(client.say("QUIT")).startsWith("221");
            Smuggler.assertOnlyOurs(hop, KNOWN.size());
        }
    }

    @Test
    void noOctetWithTheEighthBitThatAFilterWritesEndsContentForAServerThatClearsIt() throws IOException {
        List<String> variants = EndOfData.withEighthBit();
        FilterProbe filter = FilterProbe.rewriting(text -> Smuggler.content("x", variants.get(subject(text))));
        try (LaxNextHop hop = LaxNextHop.start();
                ProxyUnderTest proxy = ProxyUnderTest.before(hop.port(), workspace.directory("spool"))
                        .filter(filter)
                        .start();
                SmtpClient client = SmtpClient.connect(proxy.port())) {
            assertThat(client.say("EHLO client.example")).startsWith("250");
            int passed = 0;
            for (int i = 0; i < variants.size(); i++) {
                client.write(Smuggler.SEVEN_BIT + "\r\n" + Smuggler.RECIPIENT + "\r\nDATA\r\n" + Smuggler.INTRODUCTION
                        + i + "\r\n\r\nBody\r\n.\r\n");
                passed += Smuggler.passedOrRefused(client, variants.get(i), "250", "250", "354");
            }
            assertThat(client.say("QUIT")).startsWith("221");
            Smuggler.assertNothingSmuggled(hop, passed);
        }
    }

    @Test
    void noOctetWithTheEighthBitThatARealFilterWritesEndsContentForAServerThatClearsIt() {
        String hidden = "\u008d\u008a.\u008d\u008a";
        workspace.file("output", Smuggler.content("x", hidden));
        Path filter = workspace.script("filter", "cp " + workspace.path("output") + " \"$OUTFILE\"\n");
        try (LaxNextHop hop = LaxNextHop.start();
                ProxyService proxy = proxy(hop.place(), "-c", filter.toString(), "-r");
                SmtpClient client = SmtpClient.connect(proxy.port())) {
            assertThat(client.say("EHLO client.example")).startsWith("250");
            client.write(Smuggler.SEVEN_BIT + "\r\n" + Smuggler.RECIPIENT + "\r\nDATA\r\n" + Smuggler.content("x", "")
                    + ".\r\n");
            assertThat(Smuggler.passedOrRefused(client, hidden, "250", "250", "354"))
                    .isZero();
            assertThat(client.say("QUIT")).startsWith("221");
            Smuggler.assertNothingSmuggled(hop, 0);
            assertThat(proxy.log().all())
                    .contains("without its eighth bits, what the filter wrote to OUTFILE would end before its end");
        }
    }

    private ProxyService proxy(String nextHop, String... options) {
        return ProxyService.start(Launch.of(Installation.in(workspace, "postprox"), nextHop, "-v", "--log", "stderr")
                .with("-d", workspace.openDirectory("spool").toString())
                .with(options)
                .as("nobody"));
    }

    /** What a filter writes, which ends with an end and goes on behind it. */
    private static String written(String variant) {
        return Smuggler.content("x", variant) + "\r\n.\r\n" + Smuggler.SMUGGLED;
    }

    /** The number that is a message's subject. */
    private static int subject(String message) {
        Matcher subject = SUBJECT.matcher(message);
        assertThat(subject.find()).isTrue();
        return Integer.parseInt(subject.group(1));
    }
}
