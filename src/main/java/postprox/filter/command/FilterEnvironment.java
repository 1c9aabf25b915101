package postprox.filter.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import postprox.filter.Origin;
import postprox.mail.Envelope;
import postprox.posix.PathText;
import postprox.smtp.Xforward.Attribute;

/**
 * Makes the environment of a filter from the environment of postprox or the session, without the variables that configure a
 * JVM, and the documented variables.
 */
final class FilterEnvironment {
    private static final Set<String> JVM_VARIABLES =
            Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH");

    private FilterEnvironment() {}

    /**
     * The {@code NAME=value} lines of the environment, one byte a character.
     *
     * @param origin    the environment to inherit
     * @param variables the documented variables, which replace inherited ones of the same name
     */
    static List<String> lines(Origin origin, Variables variables) {
        Map<String, String> ours = variables.values();
        List<String> lines = new ArrayList<>(origin.environment().size() + ours.size());
        for (String line : origin.environment()) {
            String name = line.substring(0, Math.max(0, line.indexOf('=')));
            if (!ours.containsKey(name) && !JVM_VARIABLES.contains(name)) {
                lines.add(line);
            }
        }
        ours.forEach((name, value) -> lines.add(name + "=" + value));
        return lines;
    }

    /** The documented variables for a message. */
    static Variables variables(FilterFiles files, Envelope envelope) {
        Variables variables = new Variables();
        variables.put("EMAIL", PathText.of(files.email()));
        variables.put("OUTFILE", PathText.of(files.output()));
        variables.put("EDITS", PathText.of(files.edits()));
        variables.put("RECIPIENTS_FILE", PathText.of(files.recipients()));
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
}
