package postprox.posix;

import java.util.List;

/**
 * A program to be started. Strings hold one byte a character.
 *
 * @param path        the path of the program's file
 * @param arguments   its arguments, of which the first is its own name
 * @param environment its environment as {@code NAME=value} lines
 */
public record SpawnRequest(String path, List<String> arguments, List<String> environment) {
    public SpawnRequest {
        arguments = List.copyOf(arguments);
        environment = List.copyOf(environment);
    }
}
