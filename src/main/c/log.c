#define _GNU_SOURCE
#include "log.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

/* Where every syslog daemon listens; also in SyslogWriter.java. */
#define DEFAULT_PATH "/dev/log"

enum { LINE_BYTES = PATH_MAX + 512, LONGEST_PATH = sizeof((struct sockaddr_un *)0)->sun_path - 1 };

static const char *daemon_path = DEFAULT_PATH;

void log_to(const char *path) {
    daemon_path = path == NULL || strlen(path) > LONGEST_PATH ? DEFAULT_PATH : path;
}

/*
 * Sends a line in the form that syslog(3) writes, RFC 3164's without a host. syslog(3) itself waits for a daemon that does not
 * read, and knows one socket alone.
 */
static void send_line(const char *line) {
    struct sockaddr_un daemon = {.sun_family = AF_UNIX};
    strcpy(daemon.sun_path, daemon_path);
    int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sendto(descriptor, line, strlen(line), MSG_NOSIGNAL | MSG_DONTWAIT, (struct sockaddr *)&daemon, sizeof daemon);
    close(descriptor);
}

void tell_log(int severity, const char *format, ...) {
    char words[LINE_BYTES], stamp[32], line[LINE_BYTES + 64];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    time_t now = time(NULL);
    struct tm local;
    if (localtime_r(&now, &local) != NULL) {
        strftime(stamp, sizeof stamp, "%b %e %H:%M:%S", &local);
        snprintf(line, sizeof line, "<%d>%s postprox[%d]: %s", LOG_MAIL | severity, stamp, (int)getpid(), words);
        send_line(line);
    }
}
