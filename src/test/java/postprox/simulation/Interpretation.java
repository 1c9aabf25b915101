package postprox.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a session meant, found out afterwards from the bytes that the client sent and the replies that it got, by other
 * means than the proxy's: which command got which reply, and which messages there were.
 */
final class Interpretation {
    /** A BDAT of which one knows what follows (RFC 3030 section 2), with Postfix's blanks around it. */
    private static final Pattern CHUNK =
            Pattern.compile("(?i)[ \\t-\\r]*BDAT[ \\t-\\r]+(\\d{1,18})([ \\t]+LAST)?[ \\t-\\r]*");

    private final String sent;
    private final int read;
    private final List<SimulatedClient.Heard> replies;
    private final List<Answered> commands = new ArrayList<>();
    private final List<AnsweredChunk> chunks = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();
    private final List<String> unanswered = new ArrayList<>();
    private final List<String> recipients = new ArrayList<>();
    private final List<String> forwarded = new ArrayList<>();

    private Answered.Phase phase = Answered.Phase.COMMANDS;
    private Optional<String> sender = Optional.empty();
    private String greeting = "";
    private boolean forwardedIsSure = true;
    private int at;
    private int next = 1;

    /** What has come of a message in chunks. */
    private final StringBuilder octets = new StringBuilder();

    private int firstChunk;

    /** It began with somebody to send it to. */
    private boolean begun;

    /** Nothing of it was refused so far. */
    private boolean taken;

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
        readUnanswered();
    }

    List<Answered> commands() {
        return commands;
    }

    /** Chunks but for those that made a message whole. */
    List<AnsweredChunk> chunks() {
        return chunks;
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

    /** Whether the last reply was the last word of the session. */
    boolean isOver() {
        return !replies.isEmpty() && replies.getLast().code() == 421
                || commands.stream().anyMatch(one -> one.verb().equals("QUIT") && one.isSound());
    }

    private boolean readCommand() {
        Optional<String> line = line();
        if (line.isEmpty()) {
            return false;
        }
        Matcher chunk = CHUNK.matcher(line.get());
        if (phase != Answered.Phase.AUTH && !Answered.isTooLong(line.get()) && chunk.matches()) {
            return readChunk(line.get(), Long.parseLong(chunk.group(1)), chunk.group(2) != null);
        }
        Answered command = new Answered(line.get(), phase, replies.get(next++));
        commands.add(command);
        if (command.takesBack()) {
            endChunks(command.reply().code() / 100 == 2);
        }
        if (phase != Answered.Phase.CHUNKS) {
            phase = command.reply().code() == 334 ? Answered.Phase.AUTH : Answered.Phase.COMMANDS;
        }
        if (command.isSound()) {
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
                sender = Optional.of(command.line());
            }
            case "RCPT" -> recipients.add(command.line());
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
            endMessage(new Message.Dotted(sent.substring(at, end)), goAhead, end);
        }
        at = end < 0 ? sent.length() : end;
        forget();
    }

    private void endMessage(Message.Body body, SimulatedClient.Heard before, int end) {
        int turn = next;
        Optional<SimulatedClient.Heard> reply = nextReply();
        messages.add(new Message(
                sender.orElse(""),
                List.copyOf(recipients),
                greeting,
                forwardedIsSure ? Optional.of(List.copyOf(forwarded)) : Optional.empty(),
                body,
                before.time(),
                end,
                end == sent.length(),
                turn,
                reply));
    }

    private Optional<SimulatedClient.Heard> nextReply() {
        return next < replies.size() ? Optional.of(replies.get(next++)) : Optional.empty();
    }

    /** False where the proxy never had all of it, so that what was said then does not answer it. */
    private boolean readChunk(String line, long count, boolean last) {
        if (count > read - at) {
            unanswered.add(line);
            at = (int) Math.min(sent.length(), at + count);
            return false;
        }
        if (phase == Answered.Phase.COMMANDS) {
            octets.setLength(0);
            firstChunk = next;
            begun = sender.isPresent() && !recipients.isEmpty();
            taken = begun;
            phase = Answered.Phase.CHUNKS;
        }
        octets.append(sent, at, at + (int) count);
        at += (int) count;
        if (last && taken) {
            endMessage(new Message.Chunked(octets.toString()), replies.get(next - 1), at);
        } else {
            int turn = next;
            nextReply()
                    .ifPresentOrElse(reply -> answerChunk(line, count, last, turn, reply), () -> unanswered.add(line));
        }
        if (last) {
            SimulatedClient.Heard reply = replies.get(next - 1);
            endChunks(Said.numberIn(reply.text()) > 0 || !List.of(451, 503).contains(reply.code()));
        }
        return true;
    }

    private void answerChunk(String line, long count, boolean last, int turn, SimulatedClient.Heard reply) {
        chunks.add(new AnsweredChunk(
                line, count, taken && !last, Content.leastSize(octets.toString()), firstChunk, turn, reply));
        taken &= reply.code() / 100 == 2;
    }

    /**
     * Its envelope is over with a message.
     *
     * @param sure whether the client knows that the next hop was not lost before: see {@link #carryOut}
     */
    private void endChunks(boolean sure) {
        phase = Answered.Phase.COMMANDS;
        if (begun) {
            forget();
            forwardedIsSure = sure;
        }
    }

    /** What came too late. Octets of chunks are no commands here either. */
    private void readUnanswered() {
        boolean first = !replies.isEmpty() && !isOver();
        for (Optional<String> line = line(); line.isPresent(); line = line()) {
            Matcher chunk = CHUNK.matcher(line.get());
            boolean isChunk = phase != Answered.Phase.AUTH && !Answered.isTooLong(line.get()) && chunk.matches();
            if (isChunk && first) {
                readChunk(line.get(), Long.parseLong(chunk.group(1)), chunk.group(2) != null);
            } else {
                unanswered.add(line.get());
                at = isChunk ? (int) Math.min(sent.length(), at + Long.parseLong(chunk.group(1))) : at;
            }
            first = false;
        }
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
