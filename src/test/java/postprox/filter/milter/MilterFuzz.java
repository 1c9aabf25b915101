package postprox.filter.milter;

import static postprox.testkit.Promise.holds;
import static postprox.testkit.Promise.same;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.filter.service.Exchange;
import postprox.net.Wire;
import postprox.spool.SpooledMessage;
import postprox.testkit.Examinations;
import postprox.testkit.FuzzInput;
import postprox.testkit.ScriptedMilter;
import postprox.text.WireText;
import postprox.time.Deadline;
import postprox.time.Ticker;

/**
 * A milter that says anything, in portions of any length: a message passes only if the milter said O, its answers and a whole c or a, and
 * nothing behind that.
 */
public final class MilterFuzz {
    private static final String TEXT = "A: 1\nB: 2\n\nbody\n";
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final MilterRules RULES = new MilterRules("mx", "ours", Offer.POSSIBLE, SomeRefused.IGNORE);
    private static final Examinations EXAMINATIONS = examinations();

    private MilterFuzz() {}

    private static Examinations examinations() {
        try {
            Path directory = Files.createTempDirectory("milter-fuzz");
            directory.toFile().deleteOnExit();
            return new Examinations(directory);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public static void attack(byte[] input) throws IOException {
        FuzzInput parts = new FuzzInput(input);
        List<Integer> lengths = new ArrayList<>(parts.lengths(40));
        String begin = parts.oneOf(
                "", agreed(0), agreed(ScriptedMilter.ANSWERS_NOTHING), agreed(ScriptedMilter.WANTS_NOTHING));
        boolean inPackets = parts.yes();
        String said = begin + (inPackets ? packets(parts.text()) : parts.text());
        Outcome outcome = play(said, lengths);
        same("portions change nothing", play(said, List.of()).words(), outcome.words());
        switch (outcome.answer()) {
            case Verdict.Passing _, Verdict.Quarantine _ -> {
                holds("all was read", outcome.left() == 0);
                holds("it began with O", said.charAt(4) == 'O');
                holds("it ended with a whole c or a", said.endsWith("\0\0\0\1c") || said.endsWith("\0\0\0\1a"));
            }
            case Verdict.Reject(var reply, var _) -> {
                holds("a refusal", reply.isNegative() && reply.code() != 421);
                holds("printable", reply.oneLine().chars().allMatch(c -> c >= ' ' && c <= '~'));
                holds("bounded", reply.oneLine().length() < 32 * 760);
            }
            case Verdict.Discard _ -> {
                holds("all was read", outcome.left() == 0);
                holds("it ended with a whole d", said.endsWith("\0\0\0\1d"));
            }
            case NoVerdict.Failed(String reason) -> {
                holds("bounded", reason.length() < 600);
                holds("one line", reason.chars().allMatch(c -> c >= ' ' && c != 127));
            }
            default -> holds("no other answer: " + outcome.answer(), false);
        }
    }

    private static String agreed(int protocol) {
        String data = ScriptedMilter.number(6) + ScriptedMilter.number(0x133) + ScriptedMilter.number(protocol);
        return ScriptedMilter.packet('O', data);
    }

    /** Makes a packet of each piece, up to a byte that no letter has. */
    private static String packets(String text) {
        StringBuilder packets = new StringBuilder();
        for (String piece : text.split("\u00fe", -1)) {
            if (!piece.isEmpty()) {
                packets.append(ScriptedMilter.packet(piece.charAt(0), piece.substring(1)));
            }
        }
        return packets.toString();
    }

    private record Outcome(Answer answer, int left) {
        /** What may be compared: a new content is another one each time. */
        String words() {
            return answer instanceof Verdict.Edit edit
                    ? "edits " + edit.edits()
                            + edit.content().map(text -> " " + text.size()).orElse("")
                    : answer + " " + left;
        }
    }

    private static Outcome play(String said, List<Integer> lengths) throws IOException {
        Said wire = new Said(said, lengths);
        try (SpooledMessage message = EXAMINATIONS.message(TEXT)) {
            Examination examination = EXAMINATIONS.of(message, LONG);
            try (Connection connection = new Connection(new Exchange(wire), Deadline.after(Ticker.SYSTEM, LONG))) {
                connection.send(Negotiation.offer(Offer.POSSIBLE));
                Negotiation agreed = Negotiation.of(connection.ask());
                Content content = Content.of(message);
                return new Outcome(new Play(connection, agreed, examination, content, RULES, "id").run(), wire.left());
            } catch (IOException e) {
                return new Outcome(new NoVerdict.Failed(String.valueOf(e.getMessage())), 0);
            }
        }
    }

    /**
     * A wire with a milter that says each packet when it is asked for it: no read goes beyond the end of a packet. Whether a milter that
     * says more at once is found out depends on when its bytes arrive.
     */
    private static final class Said implements Wire {
        private final byte[] bytes;
        private final List<Integer> lengths;
        private int at;
        private int endOfPacket;
        private int reads;

        Said(String said, List<Integer> lengths) {
            this.bytes = WireText.bytes(said);
            this.lengths = lengths;
        }

        int left() {
            return bytes.length - at;
        }

        @Override
        public void timeouts(Duration perOperation, Deadline deadline) {
            // Nothing waits here.
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            int portion = lengths.isEmpty() ? 1 : Math.max(1, lengths.get(reads++ % lengths.size()));
            if (at == endOfPacket) {
                endOfPacket = endOfPacket(at);
            }
            int count = Math.min(Math.min(portion, length), endOfPacket - at);
            System.arraycopy(bytes, at, buffer, offset, count);
            at += count;
            return count == 0 ? -1 : count;
        }

        private int endOfPacket(int start) {
            if (bytes.length - start < Integer.BYTES) {
                return bytes.length;
            }
            long end = start + Integer.BYTES + (long) ByteBuffer.wrap(bytes).getInt(start);
            return end < start || end > bytes.length ? bytes.length : (int) end;
        }

        @Override
        public int readNow(byte[] buffer, int offset, int length) {
            return 0;
        }

        @Override
        public void write(byte[] buffer, int offset, int length) {
            // The milter does not listen.
        }

        @Override
        public void endOutput() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void interrupt() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String peer() {
            return "a milter";
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
    }
}
