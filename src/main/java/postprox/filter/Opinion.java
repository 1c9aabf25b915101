package postprox.filter;

import postprox.event.FilterNote;

/**
 * What follows from a filter for a message, by the administrator's settings for that filter.
 *
 * @param answer the answer that counts; it may differ from the filter's own, as if the filter is only observed
 * @param note   what the filter itself said, for the log
 */
public record Opinion(Answer answer, FilterNote note) {}
