/**
 * The web server for administrators and their programs: {@link postprox.admin.AdminServer} serves pages behind a {@link
 * postprox.admin.Gate}, and {@link postprox.admin.AgentSocket} answers HAProxy. Nothing here changes the state of the process.
 */
@NullMarked
package postprox.admin;

import org.jspecify.annotations.NullMarked;
