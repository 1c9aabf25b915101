package postprox.filter.program;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import postprox.filter.Origin;

/** Makes the environment of a filter's program from that of postprox or a session, without the variables that configure a JVM. */
public final class ProgramEnvironment {
    private static final Set<String> JVM_VARIABLES =
            Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH");

    private ProgramEnvironment() {}

    /**
     * The {@code NAME=value} lines of the environment, one byte a character.
     *
     * @param origin the environment to inherit
     * @param ours   further variables by their names, which replace inherited ones
     */
    public static List<String> lines(Origin origin, Map<String, String> ours) {
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
}
