/** {@code ./bench}: measures the built program from outside, each figure beside a yardstick of the same run. */
@NullMarked
package postprox.bench;

import org.jspecify.annotations.NullMarked;
