package postprox.filter.icap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import postprox.filter.http.Head;
import postprox.text.WireText;

/**
 * What a service says of itself when it is asked for its OPTIONS (RFC 3507 section 4.10).
 *
 * @param methods        the methods by which it takes messages, in upper case; empty if it does not say
 * @param preview        how many bytes of a message it wants to see first; empty if it does not say
 * @param maxConnections how many connections one client may have; 0 if it does not say
 * @param lifetime       how long this is valid
 */
record ServiceOptions(List<String> methods, OptionalInt preview, int maxConnections, Duration lifetime) {
    private static final Duration SHORTEST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int MOST_DIGITS = 9;

    ServiceOptions {
        methods = List.copyOf(methods);
    }

    /** What is assumed of a service that answers something else than 200. It is asked again before long. */
    static ServiceOptions unknown() {
        return new ServiceOptions(List.of(), OptionalInt.empty(), 0, Duration.ofMinutes(1));
    }

    static ServiceOptions of(Head head) {
        List<String> methods = new ArrayList<>();
        for (String value : head.all("Methods")) {
            int start = 0;
            for (int at = 0; at <= value.length(); at++) {
                if (at == value.length() || value.charAt(at) == ',') {
                    methods.add(value.substring(start, at).strip().toUpperCase(Locale.ROOT));
                    start = at + 1;
                }
            }
        }
        OptionalInt lifetime = number(head, "Options-TTL");
        return new ServiceOptions(
                methods,
                number(head, "Preview"),
                number(head, "Max-Connections").orElse(0),
                lifetime.isPresent() ? within(Duration.ofSeconds(lifetime.getAsInt())) : LONGEST);
    }

    private static Duration within(Duration lifetime) {
        if (lifetime.compareTo(SHORTEST) < 0) {
            return SHORTEST;
        }
        return lifetime.compareTo(LONGEST) < 0 ? lifetime : LONGEST;
    }

    private static OptionalInt number(Head head, String name) {
        String text = head.first(name).orElse("");
        boolean isNumber = WireText.isNumber(text, MOST_DIGITS);
        return isNumber ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
    }

    /** The method by which the service gets messages. RESPMOD is what virus scanners are made for. */
    Method method(Method wanted) {
        boolean takesRequestsAlone = methods.contains("REQMOD") && !methods.contains("RESPMOD");
        return wanted == Method.AUTO ? takesRequestsAlone ? Method.REQMOD : Method.RESPMOD : wanted;
    }
}
