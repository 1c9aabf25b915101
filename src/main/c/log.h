#ifndef POSTPROX_LOG_H
#define POSTPROX_LOG_H

#include <stdbool.h>

/* Whether one of the targets that --log names is standard error. */
bool is_log_on_stderr(const char *targets);

/*
 * Has lines go to the first syslog daemon that the targets of --log name by a path, or to the machine's own where they name none,
 * or one whose path is longer than a socket's can be, which the program refuses.
 */
void log_to(const char *targets);

/* Writes a line, with the severity and the format of syslog(3), %m too. One that no daemon takes at once is lost: a client waits. */
__attribute__((format(printf, 2, 3))) void tell_log(int severity, const char *format, ...);

#endif
