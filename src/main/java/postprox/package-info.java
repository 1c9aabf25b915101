@NullMarked
package postprox;

import org.jspecify.annotations.NullMarked;
