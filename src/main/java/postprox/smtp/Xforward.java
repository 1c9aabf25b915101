package postprox.smtp;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The attributes of the remote client, as one or more XFORWARD or XCLIENT commands gave them (Postfix's XFORWARD_README and
 * XCLIENT_README). Not thread-safe.
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

    /** The tag before an IPv6 address (RFC 5321 section 4.1.3). */
    private static final String TAG = "IPv6:";

    private static final String CODE = "250-";
    private static final String VERB = "XFORWARD ";

    /** RFC 5321 section 4.5.3.1.4, without the CRLF. */
    private static final int LONGEST_LINE = 510;

    /** The values. The map is made with the first value, since most sessions wait without any. */
    private Map<Attribute, String> values = Map.of();

    /** Adds the values of one more command. A later value of an attribute replaces an earlier one. */
    public void add(CharSequence argument) {
        int end = 0;
        for (int at = CommandWords.skipBlanks(argument, 0);
                at < argument.length();
                at = CommandWords.skipBlanks(argument, end)) {
            end = CommandWords.skipToBlank(argument, at);
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

    /** A copy of the values. An empty value means that the client called it unknown, a missing one that it did not send it. */
    public Map<Attribute, String> values() {
        return Map.copyOf(values);
    }

    /** The attributes that a server takes by XFORWARD, by its reply to EHLO; none if it does not offer XFORWARD. */
    public static Set<Attribute> offered(Reply ehlo) {
        Set<Attribute> offered = EnumSet.noneOf(Attribute.class);
        for (String line : ehlo.lines().subList(1, ehlo.lines().size())) {
            String text = line.substring(Math.min(line.length(), CODE.length()));
            if (CommandWords.begins(text, 0, VERB)) {
                int end = 0;
                for (int at = VERB.length(); at < text.length(); at = CommandWords.skipBlanks(text, end)) {
                    end = CommandWords.skipToBlank(text, at);
                    attribute(text.substring(at, end)).ifPresent(offered::add);
                }
            }
        }
        return offered;
    }

    /** The XFORWARD command for one value. An empty value is one that the client called unknown. */
    public static Command command(Attribute attribute, String value) {
        return Command.parse(VERB + word(attribute, value));
    }

    /**
     * The XFORWARD command for several values. A value that would make the line longer than a server must take is left out.
     *
     * @param wanted the attributes that the server takes
     */
    public static Command command(Map<Attribute, String> values, Set<Attribute> wanted) {
        StringBuilder line = new StringBuilder("XFORWARD");
        values.forEach((attribute, value) -> {
            String word = word(attribute, value);
            if (wanted.contains(attribute) && line.length() + 1 + word.length() <= LONGEST_LINE) {
                line.append(' ').append(word);
            }
        });
        return Command.parse(line.toString());
    }

    private static String word(Attribute attribute, String value) {
        String text = attribute == Attribute.ADDR && value.indexOf(':') >= 0 ? TAG + value : value;
        return attribute.name() + "=" + (text.isEmpty() ? "[UNAVAILABLE]" : Xtext.encode(text));
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
                ? AddressText.of(CommandWords.begins(value, 0, TAG) ? value.substring(TAG.length()) : value)
                : value;
    }
}
