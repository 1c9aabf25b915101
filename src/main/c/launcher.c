#define _GNU_SOURCE
#include "launcher.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include "log.h"

bool find_home(struct invocation *invocation) {
    char *home = invocation->home;
    ssize_t length = readlink("/proc/self/exe", home, sizeof invocation->home - 1);
    home[length > 0 ? length : 0] = '\0';
    char *slash = strrchr(home, '/');
    if (slash == NULL) {
        return false;
    }
    *slash = '\0';
    return true;
}

/* Whether a descriptor is the client's connection (spawn(8), inetd), on which only SMTP may be sent. */
static bool is_client(int descriptor) {
    struct stat input, status;
    return fstat(STDIN_FILENO, &input) == 0 && S_ISSOCK(input.st_mode) && fstat(descriptor, &status) == 0 &&
           input.st_dev == status.st_dev && input.st_ino == status.st_ino;
}

void run_launcher(const struct invocation *invocation, const char *first, const char *second) {
    size_t count = 0;
    while (invocation->arguments[count] != NULL) {
        count++;
    }
    char **all = calloc(count + 3, sizeof *all);
    char launcher[PATH_MAX + 16];
    snprintf(launcher, sizeof launcher, "%s/launcher", invocation->home);
    if (all != NULL) {
        char **next = all;
        *next++ = launcher;
        *next++ = (char *)first;
        if (second != NULL) {
            *next++ = (char *)second;
        }
        memcpy(next, invocation->arguments + 1, count * sizeof *all);
        umask(invocation->umask);
        signal(SIGCHLD, SIG_DFL);
        execv(launcher, all);
    }
    char complaint[sizeof launcher + 256];
    snprintf(complaint, sizeof complaint,
             "cannot run %s, the launcher that belongs to this client, which may be linked to but not copied: %m", launcher);
    tell_log(LOG_ERR, "error: %s", complaint);
    if (!is_client(STDERR_FILENO)) {
        fprintf(stderr, "postprox: %s\n", complaint);
    }
}
