package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One message in, one message out, whatever is in it and however gullible the next hop is. */
@Timeout(value = 180, threadMode = SEPARATE_THREAD)
class SmugglingTest {
    private final Workspace workspace = Workspace.create();
    private final Installation installation = Installation.in(workspace, "postprox");

    @AfterEach
    void cleanUp() {
        workspace.close();
    }

    @Test
    void noVariantOfTheEndEndsContentForTheMostGullibleOfServers() {
        int messages = 0;
        try (LaxNextHop hop = LaxNextHop.start();
                ProxyService proxy = proxy(hop.place());
                SmtpClient client = SmtpClient.connect(proxy.port())) {
            assertThat(client.say("EHLO client.example")).startsWith("250");
            for (String variant : EndOfData.variants()) {
                String wire = Smuggler.content("x", variant) + ".\r\n";
                int start = wire.indexOf("Body") + 4;
                for (int cut = start; cut <= start + variant.length(); cut++) {
                    assertThat(Smuggler.deliver(client, wire.substring(0, cut), wire.substring(cut)))
                            .as(Smuggler.visible(variant))
                            .isEqualTo("250 2.0.0 Ok");
                    messages++;
                }
            }
            assertThat(client.say("QUIT")).startsWith("221");
            Smuggler.assertOnlyOurs(hop, messages);
        }
    }

    /** A dot is just a dot there, also behind CRLF, and a chunk may end anywhere. */
    @Test
    void nothingInChunksEndsContentForTheMostGullibleOfServers() {
        List<String> variants = new ArrayList<>(EndOfData.variants());
        variants.add("\r\n.\r\n");
        try (LaxNextHop hop = LaxNextHop.start();
                ProxyService proxy = proxy(hop.place());
                SmtpClient client = SmtpClient.connect(proxy.port())) {
            assertThat(client.say("EHLO client.example")).startsWith("250");
            for (String variant : variants) {
                String content = Smuggler.content("x", variant);
                int cut = content.indexOf("Body") + 4 + variant.length() / 2;
                client.write(Smuggler.SENDER + "\r\n" + Smuggler.RECIPIENT + "\r\nBDAT " + cut + "\r\n"
                        + content.substring(0, cut) + "BDAT " + (content.length() - cut) + " LAST\r\n"
                        + content.substring(cut) + "NOOP\r\n");
                assertThat(Stream.generate(client::reply).limit(5).map(reply -> reply.substring(0, 3)))
                        .as(Smuggler.visible(variant))
                        .containsExactly("250", "250", "250", "250", "250");
            }
            assertThat(client.say("QUIT")).startsWith("221");
            Smuggler.assertOnlyOurs(hop, variants.size());
        }
    }

    @Test
    void commandsBehindTheTrueEndAreCommandsAndThoseBeforeItAreNot() {
        List<String> variants = EndOfData.variants();
        try (LaxNextHop hop = LaxNextHop.start();
                ProxyService proxy = proxy(hop.place());
                SmtpClient client = SmtpClient.connect(proxy.port())) {
            assertThat(client.say("EHLO client.example")).startsWith("250");
            for (String variant : variants) {
                // The envelope that the client itself pipelines behind its message is its next message.
                client.write(Smuggler.SENDER + "\r\n" + Smuggler.RECIPIENT + "\r\nDATA\r\n"
                        + Smuggler.content("x", variant) + ".\r\nNOOP\r\n");
                assertThat(Stream.generate(client::reply).limit(5).map(reply -> reply.substring(0, 3)))
                        .as(Smuggler.visible(variant))
                        .containsExactly("250", "250", "354", "250", "250");
            }
            assertThat(client.say("QUIT")).startsWith("221");
            Smuggler.assertOnlyOurs(hop, variants.size());
        }
    }

    /** RFC 5321 section 2.4: a server may clear the eighth bit where 8BITMIME was not asked for. */
    @Test
    void noOctetWithTheEighthBitEndsContentForAServerThatClearsIt() {
        List<String> variants = EndOfData.withEighthBit();
        try (LaxNextHop hop = LaxNextHop.start();
                ProxyService proxy = proxy(hop.place());
                SmtpClient client = SmtpClient.connect(proxy.port())) {
            assertThat(client.say("EHLO client.example")).startsWith("250");
            int passed = 0;
            for (String variant : variants) {
                String content = Smuggler.content("x", variant);
                client.write(Smuggler.SEVEN_BIT + "\r\n" + Smuggler.RECIPIENT + "\r\nDATA\r\n" + content + ".\r\n");
                passed += Smuggler.passedOrRefused(client, variant, "250", "250", "354");
                client.write(Smuggler.SEVEN_BIT + "\r\n" + Smuggler.RECIPIENT + "\r\nBDAT " + content.length()
                        + " LAST\r\n" + content);
                passed += Smuggler.passedOrRefused(client, variant, "250", "250");
            }
            assertThat(client.say("QUIT")).startsWith("221");
            Smuggler.assertNothingSmuggled(hop, passed);
        }
    }

    /** A Postfix that takes LF.LF and LF.CRLF for the end, as all did until December 2023. */
    @Test
    void noVariantOfTheEndEndsContentForPostfix() {
        List<String> variants = EndOfData.variants();
        int port = Tools.freePort();
        try (MailSink sink = MailSink.start();
                PostfixInstance postfix = PostfixInstance.in(workspace, "lax", sink.port())
                        .parameter("smtpd_forbid_bare_newline", "no")
                        .parameter("smtpd_forbid_unauth_pipelining", "no")
                        .service("127.0.0.1:" + port + " inet n - n - - smtpd")
                        .start();
                ProxyService proxy = proxy("127.0.0.1:" + port);
                SmtpClient client = SmtpClient.connect(proxy.port())) {
            assertThat(client.say("EHLO client.example")).startsWith("250");
            for (int i = 0; i < variants.size(); i++) {
                assertThat(Smuggler.deliver(
                                client, Smuggler.content(Integer.toString(i), variants.get(i)) + ".\r\n", ""))
                        .as(Smuggler.visible(variants.get(i)))
                        .startsWith("250 2.0.0 Ok: queued as");
            }
            assertThat(client.say("QUIT")).startsWith("221");

            for (int i = 0; i < variants.size(); i++) {
                MailSink.Message message = sink.await();
                assertThat(message.envelope()).noneMatch(line -> line.contains("smuggled"));
                assertThat(message.content()).contains("Body", "MAIL FROM:<smuggled@example.org>");
            }
            postfix.log().await("disconnect from .* mail=" + variants.size() + " .*data=" + variants.size() + " ");
            assertThat(postfix.log().all()).doesNotContain("from=<smuggled@");
        }
    }

    @Test
    void nothingInACommandAReplyAValueOrAComplaintIsASecondLine() {
        var filter =
                workspace.script("filter", "printf 'first\\nno\\r250 ok; session=forged\\033[31m\\r\\n' >&2\nexit 1\n");
        try (LaxNextHop hop = LaxNextHop.start();
                ProxyService proxy = proxy(hop.place(), "-c", filter.toString());
                SmtpClient client = SmtpClient.connect(proxy.port())) {
            for (String end : List.of("\r", "\0", "\r\0", "\0\r", "\r\r")) {
                for (String command :
                        List.of("EHLO c", "XFORWARD HELO=c", Smuggler.SENDER, Smuggler.RECIPIENT, "NOOP", "DATA")) {
                    assertThat(client.say(command + end + "MAIL FROM:<smuggled@example.org>"))
                            .isEqualTo("500 5.5.2 Error: command contains a bare CR or a NUL");
                }
            }
            assertThat(client.say("EHLO forged;_session=c")).startsWith("250");
            assertThat(client.say(
                            "XFORWARD ADDR=192.0.2.1+0D+0Aaccept:+20forged HELO=c+0D+0Aaccept:+3B+20session=forged"))
                    .isEqualTo("250 2.0.0 Ok");
            assertThat(client.say("MAIL FROM:<a\u000b\u0085\u009b; session=forged@example.org>"))
                    .isEqualTo("501 5.1.7 Bad sender address syntax");
            assertThat(client.say("MAIL FROM:<\"a; session=forged\"@example.org>"))
                    .startsWith("250");
            assertThat(client.say("RCPT TO:<hostile@example.com>")).isEqualTo("550 5.1.1 no?250 2.1.5 Ok? 250");
            assertThat(client.say(Smuggler.RECIPIENT)).startsWith("250");
            assertThat(client.say("DATA")).startsWith("354");
            client.write("Subject: x\r\n.\r\n");
            assertThat(client.reply()).isEqualTo("554 no?250 ok; session=forged?[31m");
            assertThat(client.say("QUIT")).startsWith("221");

            String line = proxy.log().await("reject: ").group();
            assertThat(line).isNotEmpty();
            assertThat(hop.commands()).noneMatch(command -> command.contains("smuggled"));
            assertThat(hop.transactions()).isEmpty();
            assertThat(proxy.log().all().lines())
                    .noneMatch(logged -> logged.contains("; session=forged") || logged.contains("\u001b"))
                    .noneMatch(logged -> logged.matches("(postprox(\\[\\d+\\])?: )?(accept|MAIL|250).*"));
        }
    }

    private ProxyService proxy(String nextHop, String... options) {
        return ProxyService.start(Launch.of(installation, nextHop, "-v", "--log", "stderr")
                .with("-d", workspace.openDirectory("spool").toString())
                .with(options)
                .as("nobody"));
    }
}
