/** {@code ./bench plan}: what many messages need, by arithmetic from figures that were measured. It starts nothing and knows no lab. */
@NullMarked
package postprox.bench.plan;

import org.jspecify.annotations.NullMarked;
