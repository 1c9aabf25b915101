#ifndef POSTPROX_LOG_H
#define POSTPROX_LOG_H

/*
 * Has lines go to the syslog daemon whose socket is at a path, or again to the machine's own where that is NULL, or longer than
 * a socket's path can be, which the program refuses.
 */
void log_to(const char *path);

/* Has lines go to the end of a file. */
void log_to_file(const char *path);

/* Writes a line, with the severity and the format of syslog(3), %m too. One that no daemon takes at once is lost: a client waits. */
__attribute__((format(printf, 2, 3))) void tell_log(int severity, const char *format, ...);

#endif
