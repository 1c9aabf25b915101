package postprox.world;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The last server on the way: takes all mail and keeps it as it came. */
public final class MailSink implements AutoCloseable {
    private static final String EHLO = "250-sink.example\r\n250-PIPELINING\r\n250-SIZE 100000000\r\n250-8BITMIME\r\n"
            + "250-ENHANCEDSTATUSCODES\r\n250-DSN\r\n250-XFORWARD NAME ADDR PROTO HELO PORT IDENT SOURCE\r\n250 SMTPUTF8";

    /**
     * A message that was taken.
     *
     * @param envelope MAIL and RCPT as they were said
     * @param content  lines with their CRLF, dots unstuffed, one byte a character
     */
    public record Message(List<String> envelope, String content) {}

    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private final AtomicInteger taken = new AtomicInteger();
    private final ServedPort port = ServedPort.start(this::serve);

    private MailSink() {}

    public static MailSink start() {
        return new MailSink();
    }

    public int port() {
        return port.number();
    }

    /** What the program takes as its next hop. */
    String place() {
        return "127.0.0.1:" + port();
    }

    /** Waits for the next message. */
    public Message await() {
        try {
            Message message = messages.poll(Patience.MILLIS, TimeUnit.MILLISECONDS);
            if (message == null) {
                throw new AssertionError("no message arrived");
            }
            return message;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** How many messages were taken that nobody has waited for. */
    public int waiting() {
        return messages.size();
    }

    @Override
    public void close() {
        port.close();
    }

    private void serve(Socket client) throws IOException {
        converse(new BufferedInputStream(client.getInputStream()), client.getOutputStream());
    }

    private void converse(InputStream in, OutputStream out) throws IOException {
        List<String> envelope = new ArrayList<>();
        say(out, "220 sink.example ESMTP");
        while (true) {
            String command = line(in).strip();
            switch (command.toUpperCase(Locale.ROOT).split("[ :]", 2)[0]) {
                case "EHLO" -> say(out, EHLO);
                case "DATA" -> {
                    say(out, "354 go ahead");
                    messages.add(new Message(List.copyOf(envelope), content(in)));
                    envelope.clear();
                    say(out, "250 2.0.0 Ok: queued as SINK" + taken.incrementAndGet());
                }
                case "QUIT" -> {
                    say(out, "221 2.0.0 Bye");
                    return;
                }
                case "MAIL", "RCPT" -> {
                    envelope.add(command);
                    say(out, "250 2.1.0 Ok");
                }
                case "RSET" -> {
                    envelope.clear();
                    say(out, "250 2.0.0 Ok");
                }
                default -> say(out, "250 2.0.0 Ok");
            }
        }
    }

    private static String content(InputStream in) throws IOException {
        StringBuilder content = new StringBuilder();
        String line = line(in);
        while (!line.equals(".\r\n")) {
            content.append(line.startsWith(".") ? line.substring(1) : line);
            line = line(in);
        }
        return content.toString();
    }

    /** A line with its end. */
    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean ended = false;
        int last = 0;
        while (!ended) {
            int octet = in.read();
            if (octet < 0) {
                throw new EOFException("the client is gone");
            }
            line.write(octet);
            ended = last == '\r' && octet == '\n';
            last = octet;
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    private static void say(OutputStream out, String reply) throws IOException {
        out.write((reply + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }
}
