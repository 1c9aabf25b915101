package postprox.filter;

/**
 * A filter's answer about a message: a verdict, or that there is none. Every switch over answers names all of them and has no
 * default branch, so that a new answer does not compile until each switch handles it.
 */
public sealed interface Answer permits Verdict, NoVerdict {}
