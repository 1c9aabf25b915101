package postprox.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a session meant, found out afterwards from the bytes that the client sent and the replies that it got, by other
 * means than the proxy's: which command got which reply, and which messages there were.
 */
final class Interpretation {
    private final String sent;
    private final int read;
    private final List<SimulatedClient.Heard> replies;
    private final List<Answered> commands = new ArrayList<>();
    private final List<AnsweredChunk> chunks = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();
    private final List<String> unanswered = new ArrayList<>();
    private final KnownEnvelope envelope = new KnownEnvelope();

    private Answered.Phase phase = Answered.Phase.COMMANDS;
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
        return !replies.isEmpty()
                        && List.of(421, 221).contains(replies.getLast().code())
                || commands.stream().anyMatch(one -> one.verb().equals("QUIT") && one.isSound());
    }

    private boolean readCommand() {
        Optional<String> line = line();
        if (line.isEmpty()) {
            return false;
        }
        Optional<Announcement> chunk = announcement(line.get());
        if (chunk.isPresent()) {
            return readChunk(chunk.get());
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

    /** A step of AUTH announces nothing. */
    private Optional<Announcement> announcement(String line) {
        return phase == Answered.Phase.AUTH ? Optional.empty() : Announcement.in(line);
    }

    private void understand(Answered command) {
        int code = command.reply().code();
        if (code == 354) {
            readMessage(command.reply());
        } else if (code / 100 == 2) {
            envelope.carryOut(command);
        } else if (code == 451 && Said.numberIn(command.reply().text()) == 0) {
            envelope.lose();
        }
    }

    private void readMessage(SimulatedClient.Heard goAhead) {
        int end = Content.endOf(sent, at);
        if (end >= 0 && end <= read) {
            endMessage(new Message.Dotted(sent.substring(at, end)), goAhead, end);
        }
        at = end < 0 ? sent.length() : end;
        envelope.end(true);
    }

    private void endMessage(Message.Body body, SimulatedClient.Heard before, int end) {
        int turn = next;
        Optional<SimulatedClient.Heard> reply = nextReply();
        messages.add(envelope.message(body, before.time(), end, end == sent.length(), turn, reply));
    }

    private Optional<SimulatedClient.Heard> nextReply() {
        return next < replies.size() ? Optional.of(replies.get(next++)) : Optional.empty();
    }

    /** False where the proxy never had all of it, so that what was said then does not answer it. */
    private boolean readChunk(Announcement chunk) {
        if (chunk.octets() > read - at) {
            skip(chunk);
            return false;
        }
        if (phase == Answered.Phase.COMMANDS) {
            octets.setLength(0);
            firstChunk = next;
            begun = envelope.isAddressed();
            taken = begun;
            phase = Answered.Phase.CHUNKS;
        }
        octets.append(sent, at, at + (int) chunk.octets());
        at += (int) chunk.octets();
        if (chunk.last() && taken) {
            endMessage(new Message.Chunked(octets.toString()), replies.get(next - 1), at);
        } else {
            int turn = next;
            nextReply().ifPresentOrElse(reply -> answerChunk(chunk, turn, reply), () -> unanswered.add(chunk.line()));
        }
        if (chunk.last()) {
            SimulatedClient.Heard reply = replies.get(next - 1);
            endChunks(Said.numberIn(reply.text()) > 0 || !List.of(451, 503).contains(reply.code()));
        }
        return true;
    }

    private void answerChunk(Announcement chunk, int turn, SimulatedClient.Heard reply) {
        boolean takeable = taken && !chunk.last();
        long size = Content.leastSize(octets.toString());
        chunks.add(new AnsweredChunk(chunk, takeable, size, firstChunk, turn, reply));
        taken &= reply.code() / 100 == 2;
    }

    /** A message is over, and with it the transaction. */
    private void endChunks(boolean sure) {
        phase = Answered.Phase.COMMANDS;
        if (begun || envelope.isOpen()) {
            envelope.end(sure);
        }
    }

    /** What came too late. Octets of chunks are no commands here either. */
    private void readUnanswered() {
        boolean first = !replies.isEmpty() && !isOver();
        for (Optional<String> line = line(); line.isPresent(); line = line()) {
            Optional<Announcement> chunk = announcement(line.get());
            if (chunk.isEmpty()) {
                unanswered.add(line.get());
            } else if (first) {
                readChunk(chunk.get());
            } else {
                skip(chunk.get());
            }
            first = false;
        }
    }

    private void skip(Announcement chunk) {
        unanswered.add(chunk.line());
        at = (int) Math.min(sent.length(), at + chunk.octets());
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
