package postprox.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import postprox.net.AddressDialer;
import postprox.net.Endpoint;
import postprox.net.NextHops;
import postprox.net.Wire;
import postprox.smtp.EhloReply;
import postprox.smtp.Extension;
import postprox.smtp.InputBuffer;
import postprox.smtp.Reply;
import postprox.smtp.ReplyReader;
import postprox.time.Deadline;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/** Connects to a server, waits for its greeting, says EHLO and QUIT. It begins no message. */
final class SmtpProbe {
    /** A server may ask name servers before it greets, which takes some seconds each. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private static final String NAME = "doctor.postprox.invalid";

    private final Watchdog watchdog;

    SmtpProbe(Watchdog watchdog) {
        this.watchdog = watchdog;
    }

    /**
     * Asks a server.
     *
     * @return the extensions that it offers
     * @throws IOException if it cannot be reached, or refuses; its message has the reason
     */
    Set<Extension> ask(Endpoint server) throws IOException {
        return ask(NextHops.of(server));
    }

    /**
     * Asks one server of a next hop.
     *
     * @return the extensions that it offers
     * @throws IOException if none can be reached, or all refuse; its message has the reason
     */
    Set<Extension> ask(NextHops server) throws IOException {
        Set<Extension> offered = EnumSet.noneOf(Extension.class);
        Reply reply = AddressDialer.to(server, watchdog)
                .dial(Deadline.after(Ticker.SYSTEM, LONGEST), (wire, limit) -> talk(wire, limit, offered));
        if (!reply.isPositive()) {
            throw new IOException(server + " says " + reply.oneLine());
        }
        return offered;
    }

    private static Reply talk(Wire wire, Deadline limit, Set<Extension> offered) throws IOException {
        try (wire) {
            wire.timeouts(LONGEST, limit);
            InputBuffer in = new InputBuffer(wire);
            Reply greeting = ReplyReader.read(in);
            if (!greeting.isPositive()) {
                return greeting;
            }
            say(wire, "EHLO " + NAME);
            Reply ehlo = ReplyReader.read(in);
            offered.addAll(EhloReply.offered(ehlo));
            say(wire, "QUIT");
            return ehlo;
        }
    }

    private static void say(Wire wire, String line) throws IOException {
        byte[] bytes = (line + "\r\n").getBytes(StandardCharsets.US_ASCII);
        wire.write(bytes, 0, bytes.length);
    }
}
