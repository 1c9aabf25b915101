package postprox.smtp;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import postprox.smtp.Xforward.Attribute;

/**
 * The facts about the remote client that postprox's client has sent: by XCLIENT for the session (Postfix's XCLIENT_README), by
 * XFORWARD for one transaction (XFORWARD_README). If it has sent none, those that a balancer has told. Not thread-safe.
 */
public final class RemoteClient {
    /** The attributes that describe the remote client and that both commands have. */
    private static final Set<Attribute> OF_CLIENT = EnumSet.range(Attribute.NAME, Attribute.HELO);

    private final Xforward session = new Xforward();
    private final Xforward transaction = new Xforward();
    private final Map<Attribute, String> told;

    /**
     * Makes a client that has told nothing yet.
     *
     * @param told what a balancer has told of it, by the PROXY protocol; may be empty
     */
    public RemoteClient(Map<Attribute, String> told) {
        this.told = told;
    }

    /**
     * Notes an XCLIENT command that the next hop accepted. XCLIENT restarts the session, so the values of an earlier HELO no
     * longer count (xclient_cmd in Postfix's smtpd.c).
     */
    public void introduced(String argument) {
        session.forget(Attribute.HELO);
        session.forget(Attribute.PROTO);
        session.add(argument);
    }

    /** Notes an XFORWARD command that the next hop accepted. */
    public void forwarded(String argument) {
        transaction.add(argument);
    }

    /** Forgets the values of XFORWARD, since the transaction that they describe has ended. */
    public void endTransaction() {
        transaction.clear();
    }

    /**
     * The values that count now. An empty value means that the client called it unknown, a missing one that it did not send
     * it. Once XFORWARD describes a client, the values of XCLIENT are left out, since they may describe another client
     * (FORWARD_CLIENT_ATTR in Postfix's smtpd.h). What a balancer has told counts as long as the client itself has told nothing.
     */
    public Map<Attribute, String> values() {
        Map<Attribute, String> values = new EnumMap<>(Attribute.class);
        values.putAll(transaction.values());
        if (!describesClient(values)) {
            session.values().forEach((attribute, value) -> {
                if (OF_CLIENT.contains(attribute)) {
                    values.put(attribute, value);
                }
            });
        }
        if (!describesClient(values)) {
            for (Map.Entry<Attribute, String> fact : told.entrySet()) {
                values.putIfAbsent(fact.getKey(), fact.getValue());
            }
        }
        return Map.copyOf(values);
    }

    private static boolean describesClient(Map<Attribute, String> values) {
        return values.keySet().stream().anyMatch(OF_CLIENT::contains);
    }
}
