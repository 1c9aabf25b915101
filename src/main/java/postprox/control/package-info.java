/**
 * The control socket, at which a process answers questions about itself: {@link postprox.control.ControlSocket} is the process's end,
 * {@link postprox.control.Asking} the other one.
 */
@NullMarked
package postprox.control;

import org.jspecify.annotations.NullMarked;
