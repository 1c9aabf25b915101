package postprox.posix;

import java.util.List;

/**
 * A program to start. Strings hold one byte a character.
 *
 * @param path        the program's file
 * @param arguments   its arguments, its own name first
 * @param environment {@code NAME=value} lines
 */
public record SpawnRequest(String path, List<String> arguments, List<String> environment) {
    public SpawnRequest {
        arguments = List.copyOf(arguments);
        environment = List.copyOf(environment);
    }
}
