package postprox.smtp;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import postprox.smtp.Xforward.Attribute;

/**
 * What our client said about the remote one: with XCLIENT for the session (Postfix's XCLIENT_README), with XFORWARD for a
 * transaction. Not thread-safe.
 */
public final class RemoteClient {
    /** What both can say of a client. */
    private static final Set<Attribute> OF_CLIENT = EnumSet.range(Attribute.NAME, Attribute.HELO);

    private final Xforward session = new Xforward();
    private final Xforward transaction = new Xforward();

    /** The next hop accepted XCLIENT, which begins the session anew: the greeting of before is none (smtpd.c, xclient_cmd). */
    public void introduced(String argument) {
        session.forget(Attribute.HELO);
        session.forget(Attribute.PROTO);
        session.add(argument);
    }

    /** The next hop accepted XFORWARD. */
    public void forwarded(String argument) {
        transaction.add(argument);
    }

    /** The transaction is over, and with it what XFORWARD said for it. */
    public void endTransaction() {
        transaction.clear();
    }

    /**
     * All that counts now: an empty value was said to be not known, a missing one was not spoken of. Once XFORWARD speaks of a
     * client, nothing that XCLIENT said of another is mixed with it (Postfix's smtpd.h, FORWARD_CLIENT_ATTR).
     */
    public Map<Attribute, String> values() {
        Map<Attribute, String> values = new EnumMap<>(Attribute.class);
        values.putAll(transaction.values());
        if (values.keySet().stream().noneMatch(OF_CLIENT::contains)) {
            session.values().forEach((attribute, value) -> {
                if (OF_CLIENT.contains(attribute)) {
                    values.put(attribute, value);
                }
            });
        }
        return Map.copyOf(values);
    }
}
