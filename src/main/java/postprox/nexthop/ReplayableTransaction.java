package postprox.nexthop;

import java.util.stream.Stream;
import postprox.smtp.BodyType;

/** The present transaction, as it is repeated to a new connection to the next hop. */
public interface ReplayableTransaction {
    /** Whether the next hop has accepted MAIL. */
    boolean isOpen();

    /** The body type that MAIL declared. */
    BodyType body();

    /** The lines of MAIL and of each accepted RCPT as the client wrote them, in order. Each is made when its turn comes. */
    Stream<String> lines();
}
