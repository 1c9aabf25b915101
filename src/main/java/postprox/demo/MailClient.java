package postprox.demo;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import postprox.smtp.DataWriter;
import postprox.smtp.DataWriter.LineEnds;
import postprox.smtp.InputBuffer;
import postprox.smtp.Reply;
import postprox.smtp.ReplyReader;
import postprox.smtp.StrayCr;
import postprox.text.WireText;

/** A mail client that sends one message over SMTP, for the demo and the rehearsal. */
final class MailClient {
    private static final int TIMEOUT_MILLIS = 60_000;

    private MailClient() {}

    /**
     * Sends a message.
     *
     * @param text the content with LF as line end
     * @return the server's reply to the message, or to the command that it refused
     */
    static Reply send(int port, String sender, String recipient, String text) throws IOException {
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
            server.setSoTimeout(TIMEOUT_MILLIS);
            InputBuffer in = new InputBuffer(server.getInputStream()::read);
            // The buffer makes few packets of it. By Nagle's algorithm, a second small packet waits for the
            // acknowledgement of the first, which TCP delays.
            OutputStream out = new BufferedOutputStream(server.getOutputStream());
            Reply reply = ReplyReader.read(in);
            String[] commands = {
                "EHLO demo-client.example.org", "MAIL FROM:<" + sender + ">", "RCPT TO:<" + recipient + ">", "DATA"
            };
            for (int i = 0; i < commands.length && !reply.isNegative(); i++) {
                out.write(WireText.bytes(commands[i] + "\r\n"));
                out.flush();
                reply = ReplyReader.read(in);
            }
            if (reply.isIntermediate()) {
                DataWriter content = new DataWriter(out::write, LineEnds.LF, StrayCr.SPACE);
                byte[] bytes = WireText.bytes(text);
                content.write(bytes, 0, bytes.length);
                content.finish();
                out.write(WireText.bytes(".\r\n"));
                out.flush();
                reply = ReplyReader.read(in);
            }
            out.write(WireText.bytes("QUIT\r\n"));
            out.flush();
            return reply;
        }
    }
}
