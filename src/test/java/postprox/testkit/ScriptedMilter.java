package postprox.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A milter that says what a test has it say. */
public final class ScriptedMilter extends ScriptedDaemon<ScriptedMilter.Conversation> {
    /** The bits of steps that are not answered: header, CONNECT to RCPT, DATA, end of header, body. */
    public static final int ANSWERS_NOTHING = 0xFF080;

    /** All steps up to the end of the message are unwanted. */
    public static final int WANTS_NOTHING = 0x27F;

    private final AtomicInteger ended = new AtomicInteger();
    private final List<Command> heard = new CopyOnWriteArrayList<>();
    private final Patience patience = new Patience();

    /** A command, with its data. */
    public record Command(char letter, String data) {
        @Override
        public String toString() {
            return letter + data.replace('\0', '|').replace("\r\n", "^").replace('\n', '~');
        }
    }

    /** What it answers to a command: a letter with its data, {@link #NOTHING}, or packets in bytes behind {@link #RAW}. */
    @FunctionalInterface
    public interface Answers {
        String NOTHING = "";
        String RAW = "raw:";

        String to(Command command) throws IOException;
    }

    private ScriptedMilter(ScriptedService service) {
        super(service);
        answer(_ -> "c");
    }

    public static ScriptedMilter start() throws IOException {
        return onPort(0);
    }

    public static ScriptedMilter onPort(int port) throws IOException {
        return new ScriptedMilter(ScriptedService.onPort(port));
    }

    /** A packet, one byte a character. */
    public static String packet(char letter, String data) {
        return number(data.length() + 1) + letter + data;
    }

    /** A number in four bytes. */
    public static String number(int value) {
        StringBuilder bytes = new StringBuilder();
        for (int shift = 24; shift >= 0; shift -= 8) {
            bytes.append((char) (value >>> shift & 0xFF));
        }
        return bytes.toString();
    }

    @Override
    Conversation conversation(Connection connection) {
        return new Conversation(connection);
    }

    /** One connection. */
    public final class Conversation extends Connection {
        private Conversation(Connection connection) {
            super(connection);
        }

        /** Reads a command. */
        public Command next() throws IOException {
            int length = in.readInt();
            char letter = (char) in.read();
            Command command = new Command(letter, new String(in.readNBytes(length - 1), StandardCharsets.ISO_8859_1));
            heard.add(command);
            return command;
        }

        public void say(char letter, String data) throws IOException {
            say(packet(letter, data));
        }

        /** Negotiates. */
        public void negotiate(int version, int actions, int protocol, String lists) throws IOException {
            Command _ = next();
            say('O', number(version) + number(actions) + number(protocol) + lists);
        }

        /** Is a milter of version 6 that answers each step. */
        public void serve(Answers answers) throws IOException {
            serve(0, answers);
        }

        /** Is a milter of version 6 with these bits of the protocol. */
        public void serve(int protocol, Answers answers) throws IOException {
            negotiate(6, 0x133, protocol, "");
            converse(protocol, answers);
        }

        /** Answers all commands that have an answer, until the mail server takes leave. */
        public void converse(int protocol, Answers answers) throws IOException {
            for (Command command = next(); command.letter() != 'Q'; command = next()) {
                if (command.letter() != 'D' && command.letter() != 'A' && answersTo(command.letter(), protocol)) {
                    answer(answers.to(command));
                }
            }
        }

        private void answer(String text) throws IOException {
            if (text.startsWith(Answers.RAW)) {
                say(text.substring(Answers.RAW.length()));
            } else if (!text.isEmpty()) {
                say(text.charAt(0), text.substring(1));
            }
        }
    }

    private static boolean answersTo(char letter, int protocol) {
        int bit = "CHMR".indexOf(letter) >= 0
                ? 12 + "CHMR".indexOf(letter)
                : switch (letter) {
                    case 'T' -> 16;
                    case 'L' -> 7;
                    case 'N' -> 18;
                    case 'B' -> 19;
                    default -> 31;
                };
        return (protocol >> bit & 1) == 0;
    }

    /** Has it answer so from now on. */
    public void answer(Answers answers) {
        behave(conversation -> conversation.serve(answers));
    }

    /** What it has heard, when all connections have ended. */
    public List<Command> heard() {
        patience.await("the end of the connections to the milter", () -> ended.get() == connections(), ended::get);
        return heard;
    }

    @Override
    void run(Script<? super Conversation> script, Conversation begun) throws IOException, InterruptedException {
        try {
            super.run(script, begun);
        } finally {
            patience.change(ended::incrementAndGet);
        }
    }
}
