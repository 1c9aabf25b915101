/**
 * Filters for postprox that run in its own JVM. A filter is a class that implements {@link MessageFilter}. It comes in a jar, whose
 * file {@code META-INF/services/postprox.filter.api.MessageFilter} has the name of the class. The administrator puts the jar into a
 * directory, names that directory with {@code --plugins}, and declares the filter as {@code java:} and the name of the class.
 *
 * <p><b>Text is bytes.</b> Mail prescribes no character set. So each string that comes from a message or from a client has one
 * character for each byte, from 0 to 255 (ISO 8859-1), and two different addresses are never the same string. A filter that wants
 * to show such a text to people reads it as UTF-8: {@code new String(text.getBytes(ISO_8859_1), UTF_8)}. Strings that a filter hands
 * back follow the same rule.
 *
 * <p><b>Lines end with LF.</b> Content has LF at the end of each line, never CRLF, whatever the client sent. New content that a
 * filter writes may have either.
 *
 * <p><b>Stability.</b> The types of this package are the whole of the interface. A release adds to it, and does not change or remove
 * what is there. Interfaces that postprox implements ({@link Message}, {@link Envelope}, {@link Client}, {@link Configuration}) may
 * get further methods. There may be further kinds of {@link Answer} and {@link HeaderEdit}, so a switch over them needs a default
 * branch.
 */
@NullMarked
package postprox.filter.api;

import org.jspecify.annotations.NullMarked;
