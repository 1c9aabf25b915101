#ifndef POSTPROX_LOG_H
#define POSTPROX_LOG_H

#include <stdbool.h>

/* Whether one of the targets of --log is standard error. */
bool is_log_on_stderr(const char *targets);

/*
 * Chooses the target of lines among the targets of --log: the first syslog daemon, or if there is none, the first file that is not
 * JSON. If there is neither, or if the path of the daemon's socket is too long (which the Java program refuses), lines go to the
 * daemon of the machine.
 */
void log_to(const char *targets);

/*
 * Logs a line, with the severity and format of syslog(3), %m too. If the daemon does not take the line at once, the line is lost,
 * since an SMTP client waits.
 */
__attribute__((format(printf, 2, 3))) void tell_log(int severity, const char *format, ...);

#endif
