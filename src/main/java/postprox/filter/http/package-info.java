/**
 * The form that HTTP/1.1 gave to several protocols of scanners: a head of lines, and a body with a length or in chunks (RFC 9112). The
 * JDK's client cannot be used: with its upgrade to HTTP/2 rspamd scans an empty message, and it knows no Unix sockets.
 */
@NullMarked
package postprox.filter.http;

import org.jspecify.annotations.NullMarked;
