/**
 * Postfix's configuration, as {@code postprox setup} and {@code postprox doctor} read and edit it: {@link Postfix} is one instance
 * as postconf(1) tells it, {@link MasterFile} the text of master.cf.
 */
@NullMarked
package postprox.postfix;

import org.jspecify.annotations.NullMarked;
