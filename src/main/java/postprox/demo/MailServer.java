package postprox.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import postprox.smtp.Command;
import postprox.smtp.DataReader;
import postprox.smtp.InputBuffer;
import postprox.smtp.Line;
import postprox.smtp.LineReader;
import postprox.smtp.Reply;
import postprox.smtp.SmtpLimits;
import postprox.smtp.StrayCr;

/** A mail server that accepts all messages and delivers none: the next hop of the demo and the rehearsal. Thread-safe. */
final class MailServer implements AutoCloseable {
    private static final Reply EHLO_REPLY = new Reply(
            250,
            List.of(
                    "250-demo.example.com",
                    "250-PIPELINING",
                    "250-8BITMIME",
                    "250-SMTPUTF8",
                    "250 XFORWARD NAME ADDR PROTO HELO"));

    private final AtomicInteger received = new AtomicInteger();
    private final ServerSocket socket;
    private final Consumer<ReceivedMail> mailbox;

    private MailServer(ServerSocket socket, Consumer<ReceivedMail> mailbox) {
        this.socket = socket;
        this.mailbox = mailbox;
    }

    /**
     * Starts a server on a free port of the loopback interface.
     *
     * @param mailbox receives each message, on a thread of its connection
     */
    static MailServer start(Consumer<ReceivedMail> mailbox) throws IOException {
        MailServer server = new MailServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), mailbox);
        Thread.ofVirtual().start(server::acceptAll);
        return server;
    }

    int port() {
        return socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket client = socket.accept();
                Thread.ofVirtual().start(() -> converse(client));
            }
        } catch (IOException e) {
            // close() has closed the socket.
        }
    }

    private void converse(Socket client) {
        try (client) {
            new Conversation(client).hold();
        } catch (IOException e) {
            // The client has gone, and no reply would reach it.
        }
    }

    /** The commands and replies of one connection. */
    private final class Conversation {
        private final InputBuffer in;
        private final OutputStream out;
        private final List<String> recipients = new ArrayList<>();
        private String sender = "";

        Conversation(Socket client) throws IOException {
            this.in = new InputBuffer(client.getInputStream()::read);
            this.out = client.getOutputStream();
        }

        void hold() throws IOException {
            say(220, "demo.example.com ESMTP");
            for (Optional<Command> next = next(); next.isPresent(); next = next()) {
                Command command = next.get();
                switch (command.verb()) {
                    case EHLO -> out.write(EHLO_REPLY.toBytes());
                    case MAIL -> {
                        sender = command.parameters().address();
                        recipients.clear();
                        say(250, "2.1.0 Ok");
                    }
                    case RCPT -> {
                        recipients.add(command.parameters().address());
                        say(250, "2.1.5 Ok");
                    }
                    case DATA -> receive();
                    case QUIT -> {
                        say(221, "2.0.0 Bye");
                        return;
                    }
                    case HELO, RSET, NOOP, XFORWARD, OTHER -> say(250, "2.0.0 Ok");
                    case AUTH, XCLIENT, BDAT, WITHHELD -> say(502, "5.5.1 Not here");
                }
            }
        }

        private Optional<Command> next() throws IOException {
            return LineReader.read(in, SmtpLimits.COMMAND_BYTES)
                    .filter(Line::isWhole)
                    .map(Command::of);
        }

        private void receive() throws IOException {
            say(354, "Go on");
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            if (new DataReader(StrayCr.KEEP).read(in, text::write)) {
                String id = "DEMO" + received.incrementAndGet();
                mailbox.accept(new ReceivedMail(
                        id, sender, List.copyOf(recipients), text.toString(StandardCharsets.ISO_8859_1)));
                say(250, "2.0.0 Ok: queued as " + id);
            }
        }

        private void say(int code, String text) throws IOException {
            out.write(Reply.of(code, text).toBytes());
        }
    }
}
