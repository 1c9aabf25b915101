package postprox.filter;

import java.util.List;

/**
 * Where a session comes from.
 *
 * @param environment what the process that was started for it was given, as {@code NAME=value} lines, one byte a character:
 *     a program that a filter starts for one of its messages inherits it
 */
public record Origin(List<String> environment) {
    public Origin {
        environment = List.copyOf(environment);
    }
}
