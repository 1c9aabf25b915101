package postprox.interop;

import postprox.world.SmtpClient;

/** Sends a message as a remote client does whom nothing surprises. */
final class ByHand {
    private ByHand() {}

    /** Sends it to those recipients that are taken. */
    static Report send(Mail mail, int port) {
        StringBuilder words = new StringBuilder();
        try (SmtpClient client = SmtpClient.connect(port)) {
            words.append(client.say("EHLO client.example.org"));
            say(client, words, "MAIL FROM:<" + mail.sender() + ">" + parameters(mail));
            for (String recipient : mail.recipients()) {
                say(client, words, "RCPT TO:<" + recipient + ">");
            }
            String reply = say(client, words, "DATA");
            if (reply.startsWith("354")) {
                client.finish(mail.content());
                reply = client.reply();
                words.append(reply).append('\n');
            }
            say(client, words, "QUIT");
            return new Report(outcome(reply), words.toString());
        }
    }

    private static String parameters(Mail mail) {
        return (mail.isEightBit() ? " BODY=8BITMIME" : "") + (mail.needsSmtpUtf8() ? " SMTPUTF8" : "");
    }

    private static String say(SmtpClient client, StringBuilder words, String line) {
        String reply = client.say(line);
        words.append(reply).append('\n');
        return reply;
    }

    private static Report.Outcome outcome(String reply) {
        return switch (reply.charAt(0)) {
            case '2' -> Report.Outcome.SENT;
            case '5' -> Report.Outcome.REFUSED;
            default -> Report.Outcome.DEFERRED;
        };
    }
}
