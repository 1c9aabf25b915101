/** The configuration: every option, declared once, and the command line and the file that its value comes from. */
@NullMarked
package postprox.config;

import org.jspecify.annotations.NullMarked;
