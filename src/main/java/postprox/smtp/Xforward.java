package postprox.smtp;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the client said about the remote client with XFORWARD (Postfix's XFORWARD_README), over one or more commands.
 * Not thread-safe.
 */
public final class Xforward {
    /** The attributes of the protocol. */
    public enum Attribute {
        NAME,
        ADDR,
        PORT,
        PROTO,
        HELO,
        IDENT,
        SOURCE
    }

    private static final Pattern BLANKS = Pattern.compile("[ \\t]+");

    private final Map<Attribute, String> values = new EnumMap<>(Attribute.class);

    /** Takes the values of one more XFORWARD command; later ones replace earlier ones. */
    public void add(String argument) {
        for (String word : BLANKS.split(argument)) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                attribute(word.substring(0, equals))
                        .ifPresent(attribute -> values.put(attribute, decode(attribute, word.substring(equals + 1))));
            }
        }
    }

    public void clear() {
        values.clear();
    }

    /** All values at this moment: an empty one was said to be not known, a missing one was not spoken of. */
    public Map<Attribute, String> values() {
        return Map.copyOf(values);
    }

    private static Optional<Attribute> attribute(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        for (Attribute attribute : Attribute.values()) {
            if (attribute.name().equals(upper)) {
                return Optional.of(attribute);
            }
        }
        return Optional.empty();
    }

    private static String decode(Attribute attribute, String xtext) {
        String value = Xtext.decode(xtext);
        if (value.equalsIgnoreCase("[UNAVAILABLE]") || value.equalsIgnoreCase("[TEMPUNAVAIL]")) {
            return "";
        }
        boolean tagged = attribute == Attribute.ADDR && value.regionMatches(true, 0, "IPv6:", 0, 5);
        return tagged ? value.substring(5) : value;
    }
}
