package postprox.world;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The most gullible server there can be: CR, LF and CRLF all end a line, also within content, a line is a string of C's,
 * which a NUL ends, and a line that is a dot ends content, whatever is around it. What follows is executed. Behind
 * BODY=7BIT it clears the eighth bit of each octet before it looks.
 */
final class LaxNextHop implements AutoCloseable {
    private static final String EHLO =
            "250-lax.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 XFORWARD NAME ADDR PROTO HELO PORT IDENT SOURCE";

    /** A message as this server understood it. */
    record Transaction(String sender, List<String> recipients, List<String> lines) {}

    private final List<Transaction> transactions = new CopyOnWriteArrayList<>();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final ServedPort port = ServedPort.start(this::serve);

    private LaxNextHop() {}

    static LaxNextHop start() {
        return new LaxNextHop();
    }

    int port() {
        return port.number();
    }

    String place() {
        return "127.0.0.1:" + port();
    }

    /** All messages that it took, on whatever connection. */
    List<Transaction> transactions() {
        return List.copyOf(transactions);
    }

    /** All commands that it carried out. */
    List<String> commands() {
        return List.copyOf(commands);
    }

    @Override
    public void close() {
        port.close();
    }

    private void serve(Socket client) throws IOException {
        client.setTcpNoDelay(true);
        new Conversation(new BufferedInputStream(client.getInputStream()), client.getOutputStream()).hold();
    }

    private final class Conversation {
        private final InputStream in;
        private final OutputStream out;
        private boolean behindCr;
        private boolean clears;
        private String sender = "";
        private final List<String> recipients = new ArrayList<>();

        Conversation(InputStream in, OutputStream out) {
            this.in = in;
            this.out = out;
        }

        void hold() throws IOException {
            say("220 lax.example ESMTP");
            String command = line();
            while (!command.equalsIgnoreCase("QUIT")) {
                commands.add(command);
                obey(command);
                command = line();
            }
            say("221 2.0.0 Bye");
        }

        private void obey(String command) throws IOException {
            switch (command.toUpperCase(Locale.ROOT).split("[ :]", 2)[0]) {
                case "EHLO" -> say(EHLO);
                case "MAIL" -> {
                    sender = command;
                    clears = command.contains("BODY=7BIT");
                    recipients.clear();
                    say("250 2.1.0 Ok");
                }
                case "RCPT" -> {
                    recipients.add(command);
                    say(command.contains("<hostile@") ? "550 5.1.1 no\r250 2.1.5 Ok\0\t250" : "250 2.1.5 Ok");
                }
                case "DATA" -> {
                    say("354 go ahead");
                    transactions.add(new Transaction(sender, List.copyOf(recipients), content()));
                    say("250 2.0.0 Ok");
                }
                default -> say("250 2.0.0 Ok");
            }
        }

        private List<String> content() throws IOException {
            List<String> lines = new ArrayList<>();
            String line = line();
            while (!line.equals(".")) {
                lines.add(line.startsWith(".") ? line.substring(1) : line);
                line = line();
            }
            return lines;
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            while (true) {
                int read = in.read();
                if (read < 0) {
                    throw new EOFException("the client is gone");
                }
                int octet = clears ? read & 0x7F : read;
                boolean restOfCrlf = behindCr && octet == '\n';
                behindCr = octet == '\r';
                if (restOfCrlf) {
                    continue;
                }
                if (octet == '\r' || octet == '\n') {
                    int nul = line.indexOf("\0");
                    return nul < 0 ? line.toString() : line.substring(0, nul);
                }
                line.append((char) octet);
            }
        }

        private void say(String reply) throws IOException {
            out.write((reply + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }
    }
}
