/** The language of SMTP: lines, commands, replies, EHLO keywords, XFORWARD, content on the wire. No sockets, no threads, no files. */
@NullMarked
package postprox.smtp;

import org.jspecify.annotations.NullMarked;
