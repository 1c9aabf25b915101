package postprox.event;

/**
 * An event that an administrator may want to read, count or chart. An event holds data alone; each log makes a line of it.
 * Strings that came over the wire have one byte a character. A reason is in the words of the peer or of the system.
 */
public sealed interface Event permits SessionEvent, ProcessEvent, FilterEvent {}
