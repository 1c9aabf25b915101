package postprox.filter;

/** What a filter says of a message. Every switch over answers names them all, so that none is overlooked. */
public sealed interface Answer permits Verdict, NoVerdict {}
