package postprox.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a session meant, found out afterwards from the bytes that the client sent and the replies that it got, by other
 * means than the proxy's: which command got which reply, and which messages there were.
 */
final class Interpretation {
    private static final int LONGEST_COMMAND = 12_288;

    private final String sent;
    private final int read;
    private final List<SimulatedClient.Heard> replies;
    private final List<Answered> commands = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();
    private final List<String> unanswered = new ArrayList<>();
    private final List<String> recipients = new ArrayList<>();
    private final List<String> forwarded = new ArrayList<>();

    private Optional<String> sender = Optional.empty();
    private String greeting = "";
    private boolean forwardedIsSure = true;
    private boolean authenticating;
    private int at;
    private int next = 1;

    /**
     * A command and its reply.
     *
     * @param verb   in capitals
     * @param opaque whether it is a step of AUTH
     */
    record Answered(String line, String verb, SimulatedClient.Heard reply, boolean opaque) {
        boolean isTooLong() {
            return line.length() > LONGEST_COMMAND - 2;
        }

        boolean isBroken() {
            return line.indexOf('\r') >= 0 || line.indexOf('\0') >= 0;
        }
    }

    /**
     * A message that came to its final dot.
     *
     * @param forwarded the XFORWARD that count, if that can be told
     * @param content   as on the wire, with its final dot
     * @param goAhead   our 354
     * @param end       how many bytes the client had sent with its final dot
     * @param isLast    whether the client sent nothing behind it
     * @param reply     what it got
     */
    record Message(
            String sender,
            List<String> recipients,
            String greeting,
            Optional<List<String>> forwarded,
            String content,
            SimulatedClient.Heard goAhead,
            int end,
            boolean isLast,
            Optional<SimulatedClient.Heard> reply) {}

    /**
     * Finds it out.
     *
     * @param read how many of the bytes the proxy has read
     */
    Interpretation(String sent, int read, List<SimulatedClient.Heard> replies) {
        this.sent = sent;
        this.read = read;
        this.replies = replies;
        while (next < replies.size() && readCommand()) {
            // One after the other.
        }
        while (readUnanswered()) {
            // What came too late.
        }
    }

    List<Answered> commands() {
        return commands;
    }

    List<Message> messages() {
        return messages;
    }

    /** Commands that got no reply. */
    List<String> unanswered() {
        return unanswered;
    }

    /** Replies that belong to no command. */
    List<SimulatedClient.Heard> unasked() {
        return replies.subList(Math.min(next, replies.size()), replies.size());
    }

    static String verbOf(String line) {
        String text = line.strip();
        int end = 0;
        while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        return text.substring(0, end).toUpperCase(Locale.ROOT);
    }

    private boolean readCommand() {
        Optional<String> line = line();
        if (line.isEmpty()) {
            return false;
        }
        Answered command = new Answered(line.get(), verbOf(line.get()), replies.get(next++), authenticating);
        commands.add(command);
        authenticating = command.reply().code() == 334;
        if (!command.opaque() && !command.isTooLong() && !command.isBroken()) {
            understand(command);
        }
        return true;
    }

    private void understand(Answered command) {
        int code = command.reply().code();
        if (code == 354) {
            readMessage(command.reply());
        } else if (code / 100 == 2) {
            carryOut(command);
        }
    }

    private void carryOut(Answered command) {
        switch (command.verb()) {
            case "HELO", "EHLO" -> {
                forget();
                greeting = command.line();
            }
            case "RSET" -> forget();
            case "XFORWARD" -> forwarded.add(command.line());
            case "MAIL" -> {
                // Only a transaction that the next hop was lost in can be followed by another without more ado; whether
                // XFORWARD's values were lost with it, the client cannot know.
                forwardedIsSure &= sender.isEmpty();
                recipients.clear();
                sender = Optional.of(HopConnection.argument(command.line()));
            }
            case "RCPT" -> recipients.add(HopConnection.argument(command.line()));
            default -> {}
        }
    }

    private void forget() {
        sender = Optional.empty();
        recipients.clear();
        forwarded.clear();
        forwardedIsSure = true;
    }

    private void readMessage(SimulatedClient.Heard goAhead) {
        int end = Content.endOf(sent, at);
        if (end >= 0 && end <= read) {
            Optional<SimulatedClient.Heard> reply =
                    next < replies.size() ? Optional.of(replies.get(next++)) : Optional.empty();
            messages.add(new Message(
                    sender.orElse(""),
                    List.copyOf(recipients),
                    greeting,
                    forwardedIsSure ? Optional.of(List.copyOf(forwarded)) : Optional.empty(),
                    sent.substring(at, end),
                    goAhead,
                    end,
                    end == sent.length(),
                    reply));
        }
        at = end < 0 ? sent.length() : end;
        forget();
    }

    private boolean readUnanswered() {
        Optional<String> line = line();
        line.ifPresent(unanswered::add);
        return line.isPresent();
    }

    private Optional<String> line() {
        int end = sent.indexOf('\n', at);
        if (end < 0) {
            return Optional.empty();
        }
        String line = sent.substring(at, end > at && sent.charAt(end - 1) == '\r' ? end - 1 : end);
        at = end + 1;
        return Optional.of(line);
    }
}
