package postprox.filter;

/**
 * A filter's answer about a message: a verdict, or that there is none. No switch over answers has a default branch. A new verdict
 * does not compile until {@link Chain} handles it. A new kind of {@link NoVerdict} never lets a message pass there.
 */
public sealed interface Answer permits Verdict, NoVerdict {}
