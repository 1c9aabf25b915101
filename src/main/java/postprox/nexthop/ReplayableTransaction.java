package postprox.nexthop;

import java.util.stream.Stream;
import postprox.smtp.BodyType;

/** The transaction in hand, as a new connection to the next hop has to hear of it. */
public interface ReplayableTransaction {
    /** Whether the next hop has accepted MAIL. */
    boolean isOpen();

    /** What MAIL said of the content's eighth bit. */
    BodyType body();

    /** MAIL and the accepted RCPT as the client wrote them, in order. Each line is made when its turn comes. */
    Stream<String> lines();
}
