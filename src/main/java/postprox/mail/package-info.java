/** The data of a message besides its content: its envelope and its client. */
@NullMarked
package postprox.mail;

import org.jspecify.annotations.NullMarked;
