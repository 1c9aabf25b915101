package postprox.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** One connection to a scripted next hop: plays its script, and remembers. Its methods are for the test's thread. */
public final class NextHopConnection {
    private final Socket socket;
    private final Script script;
    private final ScriptedNextHop hop;
    private final Patience patience = new Patience();

    // Guarded by the patience.
    private final List<String> commands = new ArrayList<>();
    private final List<Mail> mails = new ArrayList<>();
    private Optional<ContentRecorder> openContent = Optional.empty();
    private boolean ended;

    // Of the connection's own thread.
    private String sender = "";
    private final List<String> recipients = new ArrayList<>();
    private boolean talking = true;

    NextHopConnection(Socket socket, Script script, ScriptedNextHop hop) {
        this.socket = socket;
        this.script = script;
        this.hop = hop;
    }

    /** The command lines so far, content not among them. */
    public List<String> commands() {
        return patience.locked(() -> List.copyOf(commands));
    }

    /** The messages that came to their final dot. */
    public List<Mail> mails() {
        return patience.locked(() -> List.copyOf(mails));
    }

    /** Content that has begun and not come to its final dot. */
    public String unfinishedContent() {
        return patience.locked(() -> openContent
                .map(content -> new String(content.content(), StandardCharsets.ISO_8859_1))
                .orElse(""));
    }

    /** Waits for a command. */
    public void awaitCommand(String command) {
        patience.await("command " + command, () -> commands.contains(command), () -> commands);
    }

    /** Waits until a command has come so many times. */
    public void awaitCommandTimes(String command, int times) {
        patience.await(
                times + " times " + command, () -> Collections.frequency(commands, command) >= times, () -> commands);
    }

    /** Waits until the proxy has closed the connection. */
    public NextHopConnection awaitEnd() {
        patience.await("the end of the connection", () -> ended, () -> commands);
        return this;
    }

    void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void play() {
        try (socket;
                InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16)) {
            perform(script.at(Point.GREETING).orElseThrow());
            converse(in);
        } catch (IOException e) {
            // The proxy has hung up, or the script: the test finds what came until then.
        } finally {
            patience.change(() -> ended = true);
        }
    }

    private void converse(InputStream in) throws IOException {
        while (true) {
            Optional<String> command = readCommand(in);
            if (command.isEmpty()) {
                return;
            }
            patience.change(() -> commands.add(command.get()));
            if (talking) {
                obey(command.get(), in);
            }
        }
    }

    private void obey(String command, InputStream in) throws IOException {
        Act act = script.on(command);
        Point point = Point.of(command);
        boolean accepted = act.words().startsWith("2");
        perform(act);
        switch (point) {
            case MAIL -> startTransaction(accepted ? command : sender);
            case RCPT -> {
                if (accepted) {
                    recipients.add(command);
                }
            }
            case RSET, HELO, EHLO -> startTransaction("");
            case DATA -> {
                if (act.words().startsWith("354")) {
                    readContent(in);
                    startTransaction("");
                }
            }
            case GREETING, XFORWARD, XCLIENT, AUTH, CONTENT, DOT, NOOP, QUIT, OTHER -> {}
        }
    }

    private void startTransaction(String mail) {
        sender = mail;
        recipients.clear();
    }

    private void readContent(InputStream in) throws IOException {
        ContentRecorder content = new ContentRecorder();
        patience.change(() -> openContent = Optional.of(content));
        boolean more = content.readLine(in);
        if (more && !content.isWhole()) {
            perform(script.at(Point.CONTENT).orElseGet(() -> Act.run(() -> {})));
        }
        while (more && !content.isWhole()) {
            more = content.readLine(in);
        }
        if (content.isWhole()) {
            patience.change(() -> {
                openContent = Optional.empty();
                mails.add(Mail.of(sender, recipients, content));
            });
            answerDot();
        }
    }

    private void answerDot() throws IOException {
        if (talking) {
            Act act = script.at(Point.DOT).orElseThrow();
            if (act instanceof Act.Say(String bytes, boolean slowly) && bytes.contains(Script.QUEUE_ID)) {
                act = new Act.Say(bytes.replace(Script.QUEUE_ID, hop.nextQueueId()), slowly);
            }
            hop.answered(act.words());
            perform(act);
        }
    }

    private void perform(Act act) throws IOException {
        switch (act) {
            case Act.Say(String bytes, boolean byteByByte) -> say(bytes, byteByByte);
            case Act.Both(Act first, Act second) -> {
                perform(first);
                perform(second);
            }
            case Act.Babble(String bytes) -> {
                while (true) {
                    say(bytes, false);
                }
            }
            case Act.Run(Runnable what) -> what.run();
            case Act.Silence _ -> talking = false;
            case Act.Deafness _ -> hop.awaitClose();
            case Act.Close _ -> socket.close();
            case Act.Reset _ -> {
                socket.setSoLinger(true, 0);
                socket.close();
            }
        }
    }

    private void say(String text, boolean byteByByte) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (!byteByByte) {
            socket.getOutputStream().write(bytes);
            return;
        }
        for (byte b : bytes) {
            socket.getOutputStream().write(b);
        }
    }

    private static Optional<String> readCommand(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int previous = 0;
        for (int next = in.read(); next >= 0; next = in.read()) {
            line.write(next);
            if (previous == '\r' && next == '\n') {
                String text = line.toString(StandardCharsets.ISO_8859_1);
                return Optional.of(text.substring(0, text.length() - 2));
            }
            previous = next;
        }
        return Optional.empty();
    }
}
