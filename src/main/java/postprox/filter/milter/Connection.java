package postprox.filter.milter;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import postprox.filter.service.Exchange;
import postprox.filter.service.Exchange.WrongAnswer;
import postprox.filter.service.Servers;
import postprox.net.WireException;
import postprox.text.WireText;
import postprox.time.Deadline;

/**
 * A connection to a milter. Packets that need no answer wait for the next one that does, since each write costs a packet of the
 * network's. Not thread-safe.
 */
final class Connection implements AutoCloseable {
    /** As much waits at most, before it is written. */
    private static final int MOST_WAITING = 64 * 1024;

    /** How long a milter may take to close the connection when it was asked to. */
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final Exchange exchange;
    private final PacketReader reader;
    private final Deadline deadline;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();

    /**
     * Begins where nothing has been said.
     *
     * @param deadline until when all must be said
     */
    Connection(Exchange exchange, Deadline deadline) {
        this.exchange = exchange;
        this.reader = new PacketReader(exchange::read, this::hear);
        this.deadline = deadline;
    }

    /** Notes what a packet says by its letter alone, before the rest of it is read. */
    private void hear(char letter) {
        if (Response.isAgainst(letter)) {
            exchange.heard().against("it was against the message");
        }
    }

    /** Sends a packet, now or together with the next one. */
    void send(Packet packet) throws IOException {
        byte[] data = WireText.bytes(packet.data());
        send(packet.letter(), data, data.length);
    }

    void send(char letter, byte[] data, int length) throws IOException {
        if (length > Packet.MOST_DATA) {
            throw new Servers.CannotExamine("the message has a value that is longer than a packet");
        }
        if (waiting.size() + length > MOST_WAITING) {
            flush();
        }
        int size = length + 1;
        for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            waiting.write(size >>> shift);
        }
        waiting.write(letter);
        waiting.write(data, 0, length);
    }

    private void flush() throws IOException {
        if (!exchange.send(waiting.toByteArray(), 0, waiting.size())) {
            // What it says now would be taken for the answer to what is asked next.
            throw new WrongAnswer("it said " + more().name() + " before it was asked");
        }
        waiting.reset();
    }

    /** Sends what waits, and waits for an answer. */
    Packet ask() throws IOException {
        flush();
        return more();
    }

    /** Waits for more of an answer. */
    Packet more() throws IOException {
        return reader.next();
    }

    /** What the milter has said against the message until now has no consequence. */
    void forgetRefusals() {
        exchange.heard().nothingAgainst();
    }

    /**
     * Takes leave of a milter whose answer is no refusal. A milter that answers one packet too many somewhere is a step behind
     * ever after: what was taken for its last answer was an earlier one. It shows when the milter closes the connection.
     *
     * @throws WrongAnswer if the milter says more. Its last answer may be a refusal, so that the message does not pass
     */
    void leave(Packet... last) throws IOException {
        try {
            for (Packet packet : last) {
                send(packet);
            }
            boolean _ = exchange.send(waiting.toByteArray(), 0, waiting.size());
            exchange.wire().timeouts(FAREWELL, deadline);
            if (exchange.read(new byte[1], 0, 1) > 0) {
                exchange.heard().mayBeAgainst();
                throw new WrongAnswer("it said more after its last answer");
            }
        } catch (WireException e) {
            // It has closed the connection as it was told to, or it is slow to close it.
        }
    }

    /** Takes leave of a milter in the middle of a message, whatever it may still say. */
    void breakOff() {
        try {
            send(Packet.of(Packet.ABORT));
            send(Packet.of(Packet.QUIT));
            flush();
        } catch (IOException e) {
            // It has closed the connection.
        }
    }

    @Override
    public void close() {
        exchange.close();
    }
}
