package postprox.setup;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * How a set-up is tested at its end.
 *
 * @param recipient whose mailbox the test message goes to; empty to send none
 * @param logs      files that may have postprox's line about the test message
 * @param readable  makes a line of such a file one for people
 */
public record TestOptions(Optional<String> recipient, List<Path> logs, UnaryOperator<String> readable) {}
