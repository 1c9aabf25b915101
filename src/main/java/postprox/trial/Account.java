package postprox.trial;

/**
 * The result of a trial, with its report.
 *
 * @param result the fate that the message would have
 * @param text   the report's lines, one byte a character
 */
public record Account(Result result, String text) {}
