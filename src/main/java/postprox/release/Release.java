package postprox.release;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import postprox.event.SessionEvents;
import postprox.nexthop.Delivery;
import postprox.nexthop.NextHop;
import postprox.nexthop.NextHopServices;
import postprox.nexthop.Outcome;
import postprox.posix.FileReason;
import postprox.posix.LockFile;
import postprox.quarantine.Facts;
import postprox.quarantine.KeptMessage;
import postprox.quarantine.QuarantineException;
import postprox.smtp.Command;
import postprox.smtp.DataWriter.LineEnds;
import postprox.smtp.EighthBit;
import postprox.smtp.MemoryBudget;
import postprox.smtp.Reply;
import postprox.smtp.StrayCr;
import postprox.smtp.Xforward;
import postprox.smtp.Xforward.Attribute;
import postprox.spool.SpooledText;
import postprox.spool.StoredText;
import postprox.text.WireText;
import postprox.time.Deadline;

/**
 * Releases messages of the quarantine: passes each one on to the next hop, with its envelope and a trace field, and removes it when
 * the next hop has taken it. For one thread.
 */
public final class Release {
    private final NextHopServices services;
    private final StrayCr strayCr;
    private final String host;

    /**
     * Prepares releases.
     *
     * @param host the name of this machine, for EHLO and the trace field
     */
    public Release(NextHopServices services, StrayCr strayCr, String host) {
        this.services = services;
        this.strayCr = strayCr;
        this.host = host;
    }

    /** What became of a message. Texts have one byte a character. */
    public sealed interface Result {
        /**
         * The next hop has taken it.
         *
         * @param reply   its reply
         * @param remains why the message is still in the quarantine all the same; empty if it is removed
         */
        record Released(Reply reply, Optional<String> remains) implements Result {}

        /** It is in the quarantine still. */
        record Stays(String reason) implements Result {}
    }

    /** A reply that keeps a message from being released. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String at, Reply reply) {
            super(at + " got: " + reply.oneLine());
        }
    }

    /** Releases a message, unless another process is at work on it. */
    public Result release(KeptMessage message) {
        if (message.lack().isPresent()) {
            return new Result.Stays(message.lack().get());
        }
        try {
            Optional<LockFile> lock = message.lock();
            if (lock.isEmpty()) {
                return new Result.Stays("another process releases or removes it now, or has done so");
            }
            try (LockFile _ = lock.get()) {
                return releaseLocked(message);
            }
        } catch (IOException e) {
            return new Result.Stays(FileReason.of(e));
        }
    }

    private Result releaseLocked(KeptMessage message) throws IOException {
        Facts facts = message.facts();
        KeptTransaction transaction = new KeptTransaction(facts.occasion());
        NextHop nextHop =
                new NextHop(services, new SessionEvents(_ -> {}, message.id()), MemoryBudget.UNLIMITED, transaction);
        try (FileChannel open = message.open()) {
            begin(nextHop, facts);
            transaction.begun();
            byte[] trace = WireText.bytes(TraceField.of(
                    message.id(), facts, host, InstantSource.system().instant()));
            SpooledText text = StoredText.behind(trace, message.text(open, facts));
            Outcome outcome = new Delivery(() -> false, nextHop, strayCr, Deadline.never(services.ticker()))
                    .pass(text, LineEnds.LF, new EighthBit(facts.occasion().body()));
            return outcome.reply().isPositive()
                    ? new Result.Released(outcome.reply(), remains(message))
                    : new Result.Stays("the message got: " + outcome.reply().oneLine());
        } catch (Refused e) {
            return new Result.Stays(String.valueOf(e.getMessage()));
        } catch (Delivery.EndsEarly e) {
            return new Result.Stays("without its eighth bits, its content would end before its end");
        } catch (Delivery.OutcomeUnknown e) {
            return new Result.Stays("the mail server gave no reply to it and may have it: " + e.reason());
        } finally {
            nextHop.quit();
        }
    }

    /** Says all that comes before the content. If one recipient is refused, none gets the message. */
    private void begin(NextHop nextHop, Facts facts) throws IOException, Refused {
        require("the connection", nextHop.connect());
        Command hello = Command.parse("EHLO " + host);
        Reply offer = nextHop.forward(hello);
        require("EHLO", offer);
        nextHop.remember(hello);
        Set<Attribute> offered = Xforward.offered(offer);
        for (Map.Entry<Attribute, String> value :
                facts.occasion().envelope().client().entrySet()) {
            if (offered.contains(value.getKey())) {
                Command forward = Xforward.command(value.getKey(), value.getValue());
                if (nextHop.forward(forward).isPositive()) {
                    nextHop.remember(forward);
                }
            }
        }
        for (String line : facts.occasion().commands()) {
            require(line, nextHop.forward(Command.parse(line)));
        }
    }

    private static void require(String at, Reply reply) throws Refused {
        if (!reply.isPositive()) {
            throw new Refused(at, reply);
        }
    }

    /** Removes a message that the next hop has taken. Returns why it could not be removed, if so. */
    private static Optional<String> remains(KeptMessage message) {
        try {
            message.remove();
            return Optional.empty();
        } catch (QuarantineException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
