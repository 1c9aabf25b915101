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

/* The socket of the syslog daemon; also in SyslogWriter.java. */
#define DEFAULT_PATH "/dev/log"

#define BLANKS " \t\n\v\f\r"

enum { LINE_BYTES = PATH_MAX + 512, LONGEST_PATH = sizeof((struct sockaddr_un *)0)->sun_path - 1 };

static char daemon_path[LONGEST_PATH + 1] = DEFAULT_PATH;
static const char *file_path; /* the log file; NULL if lines go to the syslog daemon */

/* The beginning of a target, after blanks. */
static const char *begin_of(const char *text) {
    return text + strspn(text, BLANKS);
}

/* The next target, which begins after a comma; NULL after the last one. LogPlace.java has the same rule. */
static const char *next_target(const char *target) {
    const char *comma = strchr(target, ',');
    return comma == NULL ? NULL : begin_of(comma + 1);
}

/* The length of a target, without the blanks before the next comma or at the end. */
static size_t length_of(const char *target) {
    size_t length = strcspn(target, ",");
    while (length > 0 && strchr(BLANKS, target[length - 1]) != NULL) {
        length--;
    }
    return length;
}

static bool is_target(const char *target, const char *word) {
    return length_of(target) == strlen(word) && strncmp(target, word, strlen(word)) == 0;
}

bool is_log_on_stderr(const char *targets) {
    for (const char *target = begin_of(targets); target != NULL; target = next_target(target)) {
        if (is_target(target, "stderr") || is_target(target, "json:stderr")) {
            return true;
        }
    }
    return false;
}

/* The path in a target that is a file; NULL for any other target. */
static const char *path_of_file(const char *target) {
    if (*target == '/') {
        return target;
    }
    return strncmp(target, "file:/", 6) == 0 ? target + 5 : NULL;
}

void log_to(const char *targets) {
    static const char prefix[] = "syslog:";
    const size_t before = sizeof prefix - 1;
    const char *path;
    strcpy(daemon_path, DEFAULT_PATH);
    for (const char *target = begin_of(targets); target != NULL; target = next_target(target)) {
        size_t length = length_of(target);
        if (strncmp(target, "syslog:/", before + 1) == 0) {
            if (length - before <= LONGEST_PATH) {
                memcpy(daemon_path, target + before, length - before);
                daemon_path[length - before] = '\0';
            }
            file_path = NULL;
            return;
        }
        if (is_target(target, "syslog")) {
            file_path = NULL;
            return;
        }
        if (file_path == NULL && (path = path_of_file(target)) != NULL) {
            file_path = strndup(path, length - (size_t)(path - target));
        }
    }
}

/* Appends a line to the log file in the form of LogFile.java, with date and time by RFC 3339. Returns whether it is written. */
static bool append_line(const char *words, const struct tm *local) {
    char stamp[32], line[LINE_BYTES + 64];
    long east = labs(local->tm_gmtoff) / 60;
    strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%S", local);
    int length = snprintf(line, sizeof line, "%s%c%02ld:%02ld postprox[%d]: %s\n", stamp, local->tm_gmtoff < 0 ? '-' : '+',
                          east / 60, east % 60, (int)getpid(), words);
    /* Without O_NONBLOCK a fifo that no program reads would hold up the client. */
    int descriptor = open(file_path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0640);
    bool is_written = descriptor >= 0 && write(descriptor, line, (size_t)length) == length;
    close(descriptor);
    return is_written;
}

/*
 * Sends a line to the syslog daemon in the form of syslog(3), which is that of RFC 3164 without a host. syslog(3) itself does not
 * serve: it waits for a daemon that does not read, and can use only one socket.
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
