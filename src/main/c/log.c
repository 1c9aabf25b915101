#define _GNU_SOURCE
#include "log.h"

#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
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
static const char *file_path;

void log_to(const char *path) {
    daemon_path = path == NULL || strlen(path) > LONGEST_PATH ? DEFAULT_PATH : path;
}

void log_to_file(const char *path) {
    file_path = path;
}

/* Appends a line in the form of LogFile.java, with RFC 3339's date and time. */
static bool append_line(const char *words, const struct tm *local) {
    char stamp[32], line[LINE_BYTES + 64];
    long east = labs(local->tm_gmtoff) / 60;
    strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%S", local);
    int length = snprintf(line, sizeof line, "%s%c%02ld:%02ld postprox[%d]: %s\n", stamp, local->tm_gmtoff < 0 ? '-' : '+',
                          east / 60, east % 60, (int)getpid(), words);
    int descriptor = open(file_path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
    bool is_written = descriptor >= 0 && write(descriptor, line, (size_t)length) == length;
    close(descriptor);
    return is_written;
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
    if (localtime_r(&now, &local) != NULL && (file_path == NULL || !append_line(words, &local))) {
        strftime(stamp, sizeof stamp, "%b %e %H:%M:%S", &local);
        snprintf(line, sizeof line, "<%d>%s postprox[%d]: %s", LOG_MAIL | severity, stamp, (int)getpid(), words);
        send_line(line);
    }
}
