package postprox.filter;

import java.util.List;

/**
 * Where a session comes from.
 *
 * @param environment the environment of the process that was started for the session, as {@code NAME=value} lines, one byte a
 *     character. The commands that filters run for the session's messages inherit it
 */
public record Origin(List<String> environment) {
    public Origin {
        environment = List.copyOf(environment);
    }
}
