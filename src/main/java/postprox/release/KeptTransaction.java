package postprox.release;

import java.util.stream.Stream;
import postprox.nexthop.ReplayableTransaction;
import postprox.quarantine.Occasion;
import postprox.smtp.BodyType;

/** The transaction of a message of the quarantine, as its client began it. Not thread-safe. */
final class KeptTransaction implements ReplayableTransaction {
    private final Occasion occasion;
    private boolean open;

    KeptTransaction(Occasion occasion) {
        this.occasion = occasion;
    }

    /** Notes that the next hop has accepted MAIL and each RCPT. */
    void begun() {
        open = true;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public BodyType body() {
        return occasion.body();
    }

    @Override
    public Stream<String> lines() {
        return open ? occasion.commands().stream() : Stream.empty();
    }
}
