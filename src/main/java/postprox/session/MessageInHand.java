package postprox.session;

import java.time.Duration;
import postprox.mail.Envelope;
import postprox.spool.SpooledMessage;
import postprox.time.Ticker;

/** A message from the first octet of its content to its answer, as others see it. The session's thread tells the step. Thread-safe. */
public final class MessageInHand {
    /** What is being done with a message. */
    public enum Step {
        RECEIVING,
        FILTERING,
        /** The next hop gets it, or it is refused, kept aside or thrown away. */
        ANSWERING
    }

    private final Envelope envelope;
    private final SpooledMessage message;
    private final Ticker ticker;
    private final long begin;
    private volatile Step step = Step.RECEIVING;
    private volatile String filter = "";

    MessageInHand(Envelope envelope, SpooledMessage message, Ticker ticker) {
        this.envelope = envelope;
        this.message = message;
        this.ticker = ticker;
        this.begin = ticker.nanos();
    }

    void at(Step next) {
        step = next;
        filter = "";
    }

    /** Notes which filter examines the message from now on. */
    void examinedBy(String name) {
        filter = name;
    }

    public Step step() {
        return step;
    }

    /** The name of the filter that examines the message now; empty for the manual's filter, and if none does. */
    public String filter() {
        return filter;
    }

    public Envelope envelope() {
        return envelope;
    }

    /** The time since its content began. */
    public Duration age() {
        return Duration.ofNanos(ticker.nanos() - begin);
    }

    /** The bytes that have come. While the message comes in, this may lag behind. */
    public long size() {
        return message.size();
    }
}
