/** The administrator's choices: every option, declared once, and where their values come from. */
@NullMarked
package postprox.config;

import org.jspecify.annotations.NullMarked;
