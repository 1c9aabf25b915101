package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A client that hides a second message in its first one, and what must become of them. */
final class Smuggler {
    static final String SENDER = "MAIL FROM:<a@example.org>";
    static final String SEVEN_BIT = SENDER + " BODY=7BIT";
    static final String RECIPIENT = "RCPT TO:<b@example.com>";

    /** What would be a second message, if the first one ended before it. */
    static final String SMUGGLED = """
            MAIL FROM:<smuggled@example.org>
            RCPT TO:<smuggled@example.com>
            DATA
            Subject: smuggled

            If this arrives alone, all is lost.
            """.replace("\n", "\r\n");

    static final String INTRODUCTION = "From: a@example.org\r\nSubject: ";

    private Smuggler() {}

    static String content(String subject, String variant) {
        return INTRODUCTION + subject + "\r\n\r\nBody" + variant + SMUGGLED;
    }

    /** Sends a message in two writes; returns the reply to it. */
    static String deliver(SmtpClient client, String first, String second) {
        client.write(SENDER + "\r\n" + RECIPIENT + "\r\nDATA\r\n");
        assertThat(Stream.generate(client::reply).limit(3).map(reply -> reply.substring(0, 3)))
                .containsExactly("250", "250", "354");
        client.write(first);
        client.write(second);
        return client.reply();
    }

    /** How many messages passed: one, or none where it was refused. */
    static int passedOrRefused(SmtpClient client, String variant, String... before) {
        assertThat(Stream.generate(client::reply).limit(before.length).map(reply -> reply.substring(0, 3)))
                .as(visible(variant))
                .containsExactly(before);
        String reply = client.reply();
        assertThat(reply)
                .as(visible(variant))
                .matches("250 2\\.0\\.0 Ok|554 5\\.6\\.1 Error: without its eighth bits.*");
        return reply.startsWith("250") ? 1 : 0;
    }

    static void assertNothingSmuggled(LaxNextHop hop, int messages) {
        assertThat(hop.commands()).noneMatch(command -> command.contains("smuggled"));
        assertThat(hop.transactions()).hasSize(messages).allSatisfy(transaction -> {
            assertThat(transaction.recipients()).containsExactly(RECIPIENT);
            assertThat(transaction.lines()).contains("RCPT TO:<smuggled@example.com>");
        });
    }

    /** The next hop carried out the client's commands, so many times, and nothing else. */
    static void assertOnlyOurs(LaxNextHop hop, int messages) {
        List<String> expected = new ArrayList<>(List.of("EHLO client.example"));
        for (int i = 0; i < messages; i++) {
            expected.addAll(List.of(SENDER, RECIPIENT, "DATA"));
        }
        assertThat(hop.commands().stream()
                        .filter(command -> !command.equals("NOOP"))
                        .toList())
                .isEqualTo(expected);
        assertThat(hop.transactions()).hasSize(messages).allSatisfy(transaction -> {
            assertThat(transaction.sender()).isEqualTo(SENDER);
            assertThat(transaction.recipients()).containsExactly(RECIPIENT);
            assertThat(transaction.lines()).contains("RCPT TO:<smuggled@example.com>");
        });
    }

    static String visible(String variant) {
        return variant.replace("\u008d", "<8D>")
                .replace("\u008a", "<8A>")
                .replace("\u00ae", "<AE>")
                .replace("\r", "<CR>")
                .replace("\n", "<LF>")
                .replace("\0", "<NUL>");
    }
}
