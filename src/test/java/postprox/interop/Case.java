package postprox.interop;

import java.util.List;
import java.util.stream.IntStream;

/** What each client sends to each next hop; docs/dev/testing.md has it in words. */
enum Case {
    PLAIN("plain"),
    EIGHT_BIT("8-bit"),
    SMTPUTF8("SMTPUTF8"),
    LARGE("large"),
    REFUSED_RECIPIENT("one refused"),
    PIPELINED("pipelined"),
    REFUSED("refused"),
    REWRITTEN("rewritten");

    /** What a server must take, in octets. */
    static final int LARGEST = 100_000_000;

    private static final int MEGABYTE = 1_000_000;

    /** UTF-8, one byte a character. */
    private static final String UMLAUTS = "\u00c3\u00a4\u00c3\u00b6";

    private static final String SENDER = "a@example.org";
    private static final String RECIPIENT = "b@example.com";
    private static final String BODY = ".dot\r\n..\r\n\ttab \r\n" + "x".repeat(900) + "\r\n\r\nEnd\r\n";

    private final String title;

    Case(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** Whether the two speak it. */
    boolean isFor(MailClient client, NextHop hop) {
        return switch (this) {
            case SMTPUTF8 -> both(Ability.SMTPUTF8, client, hop);
            case PIPELINED -> both(Ability.PIPELINING, client, hop);
            // A client that gives up all recipients for one must say so.
            case REFUSED_RECIPIENT -> hop.abilities().contains(Ability.SOME_RECIPIENTS);
            case PLAIN, EIGHT_BIT, LARGE, REFUSED, REWRITTEN -> true;
        };
    }

    /**
     * The message of this case.
     *
     * @param name      no other message's
     * @param megabytes the size of a large one
     */
    Mail mail(String name, int megabytes) {
        return switch (this) {
            case PLAIN -> mail(name, "pass", SENDER, List.of(RECIPIENT), BODY);
            case EIGHT_BIT ->
                mail(name, "pass", SENDER, List.of(RECIPIENT), UMLAUTS + "\r\n\u00e4\u00f6\u00fc\u00ff\r\n" + BODY);
            case SMTPUTF8 ->
                mail(name, "pass", "j" + UMLAUTS + "@example.org", List.of("r" + UMLAUTS + "@example.com"), BODY);
            case LARGE -> mail(name, "pass", SENDER, List.of(RECIPIENT), lines(megabytes * MEGABYTE));
            case REFUSED_RECIPIENT -> mail(name, "pass", SENDER, List.of(NextHop.REFUSED, RECIPIENT), BODY);
            case PIPELINED ->
                mail(
                        name,
                        "pass",
                        SENDER,
                        IntStream.range(0, 10)
                                .mapToObj(i -> "b" + i + "@example.com")
                                .toList(),
                        BODY);
            case REFUSED -> mail(name, "refuse", SENDER, List.of(RECIPIENT), BODY);
            case REWRITTEN -> mail(name, "change", SENDER, List.of(RECIPIENT), BODY);
        };
    }

    private static boolean both(Ability ability, MailClient client, NextHop hop) {
        return client.abilities().contains(ability) && hop.abilities().contains(ability);
    }

    private static Mail mail(String name, String verb, String sender, List<String> recipients, String body) {
        String content = "From: <" + sender + ">\r\nTo: <" + recipients.getLast() + ">\r\n"
                + "Date: Sat, 1 Aug 2026 12:00:00 +0000\r\nMessage-ID: <" + name + "@example.org>\r\n"
                + "Subject: " + verb + " " + name + "\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: "
                + (Mail.isAscii(body) ? "7bit" : "8bit") + "\r\n\r\n" + body;
        return new Mail(name, sender, recipients, content);
    }

    /** Text of so many octets or a few more, no two lines alike. */
    private static String lines(int octets) {
        StringBuilder text = new StringBuilder(octets + 100);
        for (int i = 0; text.length() < octets; i++) {
            text.append(i).append(" The quick brown fox jumps over the lazy dog and the lazy dog does not mind\r\n");
        }
        return text.toString();
    }
}
