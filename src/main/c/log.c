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

static char daemon_path[LONGEST_PATH + 1] = DEFAULT_PATH;

/* Where the target after this one begins, which is behind a comma; NULL behind the last. As in LogPlace.java. */
static const char *next_target(const char *target) {
    static const char *const words[] = {"stderr", "syslog", "json:", "file:", "/"};
    while ((target = strchr(target, ',')) != NULL) {
        target++;
        for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
            if (strncmp(target, words[i], strlen(words[i])) == 0) {
                return target;
            }
        }
    }
    return NULL;
}

static size_t length_of(const char *target) {
    const char *next = next_target(target);
    return next == NULL ? strlen(target) : (size_t)(next - target) - 1;
}

static bool is_target(const char *target, const char *word) {
    return length_of(target) == strlen(word) && strncmp(target, word, strlen(word)) == 0;
}

bool is_log_on_stderr(const char *targets) {
    for (const char *target = targets; target != NULL; target = next_target(target)) {
        if (is_target(target, "stderr") || is_target(target, "json:stderr")) {
            return true;
        }
    }
    return false;
}

void log_to(const char *targets) {
    static const char prefix[] = "syslog:";
    const size_t before = sizeof prefix - 1;
    strcpy(daemon_path, DEFAULT_PATH);
    for (const char *target = targets; target != NULL; target = next_target(target)) {
        size_t length = length_of(target);
        if (strncmp(target, "syslog:/", before + 1) == 0) {
            if (length - before <= LONGEST_PATH) {
                memcpy(daemon_path, target + before, length - before);
                daemon_path[length - before] = '\0';
            }
            return;
        }
    }
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
