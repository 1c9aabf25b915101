/**
 * The language of SMTP: lines, commands, replies, EHLO keywords, XFORWARD, content on the wire. This package uses no sockets,
 * no threads and no files.
 */
@NullMarked
package postprox.smtp;

import org.jspecify.annotations.NullMarked;
