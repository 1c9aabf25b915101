package postprox.smtp;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the client said about the remote client with XFORWARD or XCLIENT (Postfix's XFORWARD_README and XCLIENT_README), over
 * one or more commands.
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

    /** RFC 5321 section 4.1.3: what stands in front of an IPv6 address. */
    private static final String TAG = "IPv6:";

    /** Made when there is something to keep: most sessions wait without. */
    private Map<Attribute, String> values = Map.of();

    /** Takes the values of one more XFORWARD command; later ones replace earlier ones. */
    public void add(CharSequence argument) {
        int end = 0;
        for (int at = Words.skipBlanks(argument, 0); at < argument.length(); at = Words.skipBlanks(argument, end)) {
            end = Words.skipToBlank(argument, at);
            addWord(argument.subSequence(at, end).toString());
        }
    }

    private void addWord(String word) {
        int equals = word.indexOf('=');
        if (equals > 0) {
            attribute(word.substring(0, equals))
                    .ifPresent(attribute -> put(attribute, decode(attribute, word.substring(equals + 1))));
        }
    }

    private void put(Attribute attribute, String value) {
        if (values.isEmpty()) {
            values = new EnumMap<>(Attribute.class);
        }
        values.put(attribute, value);
    }

    void forget(Attribute attribute) {
        if (!values.isEmpty()) {
            values.remove(attribute);
        }
    }

    public void clear() {
        values = Map.of();
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
        return attribute == Attribute.ADDR
                ? AddressText.of(Words.begins(value, 0, TAG) ? value.substring(TAG.length()) : value)
                : value;
    }
}
