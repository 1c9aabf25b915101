/**
 * {@code postprox doctor}: looks at a Postfix and the postprox that it asks, and names what is wrong with the command that mends it.
 * {@link postprox.doctor.Doctor} has the table of checks, {@link postprox.doctor.Diagnosis} that of findings.
 */
@NullMarked
package postprox.doctor;

import org.jspecify.annotations.NullMarked;
