package postprox.filter.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import postprox.mail.Envelope;
import postprox.posix.PathText;
import postprox.smtp.Xforward.Attribute;
import postprox.spool.SpooledMessage;
import postprox.text.WireText;

/**
 * The environment of a filter: the administrator's own, less what configures a JVM, and the documented variables.
 */
final class FilterEnvironment {
    private static final Set<String> JVM_VARIABLES =
            Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH");

    private final List<String> inherited;

    /** An environment on top of these {@code NAME=value} lines. */
    FilterEnvironment(List<String> inherited) {
        this.inherited = List.copyOf(inherited);
    }

    /** The {@code NAME=value} lines for an envelope. Each value holds one byte a character. */
    List<String> lines(SpooledMessage message, Envelope envelope) {
        Map<String, String> ours = variables(message, envelope).values();
        List<String> lines = new ArrayList<>(inherited.size() + ours.size());
        for (String line : inherited) {
            String name = line.substring(0, Math.max(0, line.indexOf('=')));
            if (!ours.containsKey(name) && !JVM_VARIABLES.contains(name)) {
                lines.add(line);
            }
        }
        ours.forEach((name, value) -> lines.add(name + "=" + value));
        return lines;
    }

    static Variables variables(SpooledMessage message, Envelope envelope) {
        Variables variables = new Variables();
        variables.put("EMAIL", PathText.of(message.email()));
        variables.put("OUTFILE", PathText.of(message.output()));
        variables.put("RECIPIENTS_FILE", message.recipients().map(PathText::of).orElse(""));
        variables.putShortAndWhole("SENDER", envelope.sender());
        variables.putShortAndWhole(
                "RECIPIENT", envelope.recipients().stream().findFirst().orElse(""));
        variables.putFitting("RECIPIENTS", envelope.enoughRecipients(), Envelope.SUMMARY_BYTES);
        variables.put("RECIPIENTCOUNT", Integer.toString(envelope.recipients().size()));
        variables.putShort("REMOTEIP", envelope.client(Attribute.ADDR));
        variables.putShortAndWhole("REMOTENAME", envelope.client(Attribute.NAME));
        variables.putShort("REMOTEPORT", envelope.client(Attribute.PORT));
        variables.putShortAndWhole("HELO", envelope.helo());
        variables.putShort("PROTOCOL", envelope.client(Attribute.PROTO));
        variables.putShort("IDENT", envelope.client(Attribute.IDENT));
        variables.putShort("SOURCE", envelope.client(Attribute.SOURCE));
        variables.put("SESSION", envelope.session());
        return variables;
    }

    /** The recipients one a line, complete, as RECIPIENTS_FILE holds them. */
    static byte[] recipientList(Envelope envelope) {
        return WireText.bytes(envelope.recipients().stream()
                .map(recipient -> WireText.printable(recipient) + "\n")
                .collect(Collectors.joining()));
    }
}
