package postprox.testkit;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** How a scripted next hop behaves on a connection: an ordinary server, but for what a test says. Immutable. */
public final class Script {
    /** Stands in a reply for an id that no other message gets. */
    public static final String QUEUE_ID = "%ID";

    private static final List<String> KEYWORDS = List.of(
            "PIPELINING",
            "SIZE 10240000",
            "ETRN",
            "XFORWARD NAME ADDR PORT PROTO HELO SOURCE IDENT",
            "AUTH PLAIN LOGIN",
            "ENHANCEDSTATUSCODES",
            "8BITMIME",
            "DSN",
            "SMTPUTF8");

    private final Map<Point, Act> acts;
    private final Map<String, Act> commands;

    private Script(Map<Point, Act> acts, Map<String, Act> commands) {
        this.acts = acts;
        this.commands = commands;
    }

    /** A server that takes everything. */
    public static Script obedient() {
        Map<Point, Act> acts = new EnumMap<>(Point.class);
        acts.put(Point.GREETING, Act.say("220 next.hop ESMTP"));
        acts.put(Point.HELO, Act.say("250 next.hop"));
        acts.put(Point.XFORWARD, Act.say("250 2.0.0 Ok"));
        acts.put(Point.XCLIENT, Act.say("220 next.hop ESMTP"));
        acts.put(Point.AUTH, Act.say("235 2.7.0 Authentication successful"));
        acts.put(Point.MAIL, Act.say("250 2.1.0 Ok"));
        acts.put(Point.RCPT, Act.say("250 2.1.5 Ok"));
        acts.put(Point.DATA, Act.say("354 End data with <CR><LF>.<CR><LF>"));
        acts.put(Point.DOT, Act.say("250 2.0.0 Ok: queued as " + QUEUE_ID));
        acts.put(Point.RSET, Act.say("250 2.0.0 Ok"));
        acts.put(Point.NOOP, Act.say("250 2.0.0 Ok"));
        acts.put(Point.QUIT, Act.say("221 2.0.0 Bye").then(Act.close()));
        acts.put(Point.OTHER, Act.say("502 5.5.2 Error: command not recognized"));
        return new Script(acts, Map.of()).offering(KEYWORDS.toArray(String[]::new));
    }

    /** Another behaviour at a point. */
    public Script at(Point point, Act act) {
        Map<Point, Act> changed = new EnumMap<>(acts);
        changed.put(point, act);
        return new Script(changed, commands);
    }

    /** Another behaviour at one command, as it is on the wire but without its line end. */
    public Script on(String command, Act act) {
        Map<String, Act> changed = new LinkedHashMap<>(commands);
        changed.put(command, act);
        return new Script(acts, changed);
    }

    /** The extensions that the reply to EHLO names. */
    public Script offering(String... keywords) {
        String[] lines = IntStream.rangeClosed(0, keywords.length)
                .mapToObj(i -> (i < keywords.length ? "250-" : "250 ") + (i == 0 ? "next.hop" : keywords[i - 1]))
                .toArray(String[]::new);
        return at(Point.EHLO, Act.say(lines));
    }

    Optional<Act> at(Point point) {
        return Optional.ofNullable(acts.get(point));
    }

    Act on(String command) {
        Act act = commands.get(command);
        return act != null ? act : at(Point.of(command)).orElseThrow();
    }
}
