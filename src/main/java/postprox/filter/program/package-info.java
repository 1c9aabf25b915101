/**
 * What the kinds of filters that run programs share: the files of a message ({@code FilterFiles}), the environment and the limits of
 * the processes.
 */
@NullMarked
package postprox.filter.program;

import org.jspecify.annotations.NullMarked;
