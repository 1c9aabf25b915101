package postprox.filter.milter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import postprox.mail.Envelope;

/**
 * The macros that a milter hears of a message: names of Sendmail's with values. Those that postprox cannot know are left out. Not
 * thread-safe.
 */
final class Macros {
    private static final String RECIPIENT = "rcpt_addr";

    /** The names without braces, as far as a milter wants no others. */
    private static final Map<Step, List<String>> USUAL = Map.of(
            Step.CONNECT,
                    List.of("j", "daemon_name", "v", "_", "client_addr", "client_name", "client_port", "client_ptr"),
            Step.MAIL, List.of("i", "mail_addr"),
            Step.RCPT, List.of("i", RECIPIENT),
            Step.DATA, List.of("i"),
            Step.END_OF_HEADER, List.of("i"),
            Step.END, List.of("i"));

    private final Map<Step, List<String>> wanted;
    private final Map<String, String> values = new HashMap<>();

    /**
     * Takes the values of a message.
     *
     * @param id     what the milter calls the message in its log
     * @param wanted the names that the milter wants with a step, for the steps of which it says so
     */
    Macros(MilterRules rules, Envelope envelope, ClientFacts client, String id, Map<Step, List<String>> wanted) {
        this.wanted = wanted;
        values.put("j", rules.hostName());
        values.put("daemon_name", rules.daemonName());
        values.put("v", "postprox");
        values.put("_", client.nameAndAddress());
        values.put("client_addr", client.taggedAddress());
        values.put("client_name", client.name());
        values.put("client_ptr", client.name());
        values.put("client_port", Integer.toString(client.port()));
        values.put("i", id);
        values.put("mail_addr", envelope.sender().equals("<>") ? "" : ClientFacts.safe(envelope.sender()));
    }

    /** The packet that stands in front of a step; none if there is nothing to say. */
    Optional<Packet> with(Step step) {
        List<String> strings = new ArrayList<>();
        for (String name : wanted.getOrDefault(step, USUAL.getOrDefault(step, List.of()))) {
            String bare = name.startsWith("{") && name.endsWith("}") ? name.substring(1, name.length() - 1) : name;
            if (values.containsKey(bare)) {
                strings.add(bare.length() == 1 ? bare : "{" + bare + "}");
                strings.add(values.getOrDefault(bare, ""));
            }
        }
        return strings.isEmpty()
                ? Optional.empty()
                : Optional.of(new Packet(Packet.MACROS, step.letter() + Packet.joined(strings)));
    }

    /**
     * The packet that stands in front of a recipient.
     *
     * @param recipient the address, which is safe
     */
    Optional<Packet> with(String recipient) {
        values.put(RECIPIENT, recipient);
        try {
            return with(Step.RCPT);
        } finally {
            values.remove(RECIPIENT);
        }
    }
}
