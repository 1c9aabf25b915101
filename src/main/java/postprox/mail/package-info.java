/** What is known of a message besides its content. */
@NullMarked
package postprox.mail;

import org.jspecify.annotations.NullMarked;
