package postprox.client;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import postprox.smtp.DataWriter;
import postprox.smtp.DataWriter.LineEnds;
import postprox.smtp.InputBuffer;
import postprox.smtp.Reply;
import postprox.smtp.ReplyReader;
import postprox.smtp.StrayCr;
import postprox.text.WireText;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** A connection of a mail client to a server. For one thread. */
public final class MailClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Socket server;
    private final Duration patience;
    private final InputBuffer in;

    // The buffer makes few packets of a message. By Nagle's algorithm, a second small packet waits for the
    // acknowledgement of the first, which TCP delays.
    private final OutputStream out;
    private final Reply greeting;

    private Deadline limit;

    private MailClient(Socket server, Duration patience) throws IOException {
        this.server = server;
        this.patience = patience;
        this.limit = Deadline.after(Ticker.SYSTEM, patience);
        this.in = new InputBuffer(this::read);
        this.out = new BufferedOutputStream(server.getOutputStream());
        this.greeting = reply();
    }

    /**
     * Connects, and reads the greeting.
     *
     * @param patience the longest time for the connection, and for each reply
     */
    public static MailClient of(InetSocketAddress address, Duration patience) throws IOException {
        Socket server = new Socket();
        try {
            server.connect(address, Math.toIntExact(patience.toMillis()));
            return new MailClient(server, patience);
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    /** Reads a reply, which has one limit of time: a server that says a character a minute does not end its reply. */
    private Reply reply() throws IOException {
        limit = Deadline.after(Ticker.SYSTEM, patience);
        return ReplyReader.read(in);
    }

    private int read(byte[] buffer, int offset, int length) throws IOException {
        // 0 would be no limit.
        server.setSoTimeout(
                Math.toIntExact(Math.max(1, limit.remainingAtMost(patience).toMillis())));
        return server.getInputStream().read(buffer, offset, length);
    }

    public Reply greeting() {
        return greeting;
    }

    /** Sends a command, and reads its reply. */
    public Reply say(String command) throws IOException {
        out.write(WireText.bytes(command + "\r\n"));
        out.flush();
        return reply();
    }

    /**
     * Greets and gives the envelope, as far as the server follows.
     *
     * @return the reply to the last command: of RCPT, or of the one that was refused
     */
    public Reply open(String helo, String sender, String recipient) throws IOException {
        Reply reply = greeting;
        String[] commands = {"EHLO " + helo, "MAIL FROM:<" + sender + ">", "RCPT TO:<" + recipient + ">"};
        for (int i = 0; i < commands.length && !reply.isNegative(); i++) {
            reply = say(commands[i]);
        }
        return reply;
    }

    /**
     * Sends the content of a message whose envelope the server has taken.
     *
     * @param text the content with LF as line end
     * @return the reply to the message, or to DATA if that was refused
     */
    public Reply content(String text) throws IOException {
        Reply reply = say("DATA");
        if (!reply.isIntermediate()) {
            return reply;
        }
        DataWriter content = new DataWriter(out::write, LineEnds.LF, StrayCr.SPACE);
        byte[] bytes = WireText.bytes(text);
        content.write(bytes, 0, bytes.length);
        content.finish();
        out.write(WireText.bytes(".\r\n"));
        out.flush();
        return reply();
    }

    /**
     * Sends one message to a port of this machine.
     *
     * @param text the content with LF as line end
     * @return the server's reply to the message, or to the command that it refused
     */
    public static Reply send(int port, String helo, String sender, String recipient, String text) throws IOException {
        try (MailClient client = of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE)) {
            Reply reply = client.open(helo, sender, recipient);
            return reply.isNegative() ? reply : client.content(text);
        }
    }

    /** Says QUIT without waiting for the reply, and closes the connection. */
    @Override
    public void close() throws IOException {
        try (server) {
            out.write(WireText.bytes("QUIT\r\n"));
            out.flush();
        } catch (SocketException e) {
            // The server has closed the connection before us, so there is nobody to take leave of.
        }
    }
}
