package postprox.trial;

import java.util.List;
import postprox.filter.Answer;
import postprox.filter.command.Said;
import postprox.filter.command.Variables;

/**
 * What was seen of one run of a command.
 *
 * @param command   the command, one byte a character
 * @param result    what becomes of the message
 * @param answer    what the command's end means
 * @param said      the output to its standard error
 * @param output    the beginning of the output to its standard output, one byte a character
 * @param readInput whether it has read standard input and not the message
 * @param variables the variables that it was given
 * @param message   the beginning of the message, line by line
 */
record Observed(
        String command,
        Result result,
        Answer answer,
        Said said,
        String output,
        boolean readInput,
        Variables variables,
        List<String> message) {}
