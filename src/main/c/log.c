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

enum { LINE_BYTES = PATH_MAX + 512 };

static const char *elsewhere;

void log_to(const char *path) {
    elsewhere = path;
}

/* syslog(3) knows one socket alone. What it writes there is RFC 3164's form, without a host. */
static void send_elsewhere(int severity, const char *words) {
    struct sockaddr_un daemon = {.sun_family = AF_UNIX};
    char stamp[32], line[LINE_BYTES + 64];
    time_t now = time(NULL);
    struct tm local;
    if (strlen(elsewhere) >= sizeof daemon.sun_path || localtime_r(&now, &local) == NULL) {
        return;
    }
    strcpy(daemon.sun_path, elsewhere);
    strftime(stamp, sizeof stamp, "%b %e %H:%M:%S", &local);
    snprintf(line, sizeof line, "<%d>%s postprox[%d]: %s", LOG_MAIL | severity, stamp, (int)getpid(), words);
    int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sendto(descriptor, line, strlen(line), MSG_NOSIGNAL, (struct sockaddr *)&daemon, sizeof daemon);
    close(descriptor);
}

void tell_log(int severity, const char *format, ...) {
    char words[LINE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    if (elsewhere != NULL) {
        send_elsewhere(severity, words);
    } else {
        syslog(severity, "%s", words);
    }
}
