package postprox.filter;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import postprox.posix.PathText;
import postprox.smtp.WireText;
import postprox.smtp.Xforward.Attribute;
import postprox.spool.SpooledMessage;

/**
 * The environment of a filter: the administrator's own, less what configures a JVM, and the documented variables. Their
 * values come from strangers: each is one line without control characters and of limited length.
 */
final class FilterEnvironment {
    /** The manual: everything but EMAIL and OUTFILE is truncated to 99 characters (here bytes: never more than that). */
    static final int VALUE_BYTES = 99;

    private static final Set<String> JVM_VARIABLES =
            Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH");

    private final List<String> inherited;

    /** An environment on top of these {@code NAME=value} lines. */
    FilterEnvironment(List<String> inherited) {
        this.inherited = List.copyOf(inherited);
    }

    /** The {@code NAME=value} lines for an envelope. Each value holds one byte a character. */
    List<String> lines(SpooledMessage message, Envelope envelope) {
        Map<String, String> ours = variables(message, envelope);
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

    /** The documented variables, in the order of the documentation. */
    static Map<String, String> variables(SpooledMessage message, Envelope envelope) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("EMAIL", PathText.of(message.email()));
        variables.put("OUTFILE", PathText.of(message.output()));
        variables.put("RECIPIENTS_FILE", message.recipients().map(PathText::of).orElse(""));
        variables.put("SENDER", value(envelope.sender()));
        variables.put(
                "RECIPIENT", value(envelope.recipients().stream().findFirst().orElse("")));
        variables.put("RECIPIENTS", envelope.recipientSummary());
        variables.put("RECIPIENTCOUNT", Integer.toString(envelope.recipients().size()));
        variables.put("REMOTEIP", value(envelope.client(Attribute.ADDR)));
        variables.put("REMOTENAME", value(envelope.client(Attribute.NAME)));
        variables.put("REMOTEPORT", value(envelope.client(Attribute.PORT)));
        variables.put("HELO", value(envelope.helo()));
        variables.put("PROTOCOL", value(envelope.client(Attribute.PROTO)));
        variables.put("IDENT", value(envelope.client(Attribute.IDENT)));
        variables.put("SOURCE", value(envelope.client(Attribute.SOURCE)));
        variables.put("SESSION", envelope.session());
        return Collections.unmodifiableMap(variables);
    }

    private static String value(String outside) {
        return WireText.cut(WireText.printable(outside), VALUE_BYTES);
    }

    /** The recipients one a line, complete, as RECIPIENTS_FILE holds them; nothing where RECIPIENTS is complete. */
    static byte[] recipientList(Envelope envelope) {
        if (!envelope.isSummaryCut()) {
            return new byte[0];
        }
        return WireText.bytes(envelope.recipients().stream()
                .map(recipient -> WireText.printable(recipient) + "\n")
                .collect(Collectors.joining()));
    }
}
