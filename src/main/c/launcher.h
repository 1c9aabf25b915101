#ifndef POSTPROX_LAUNCHER_H
#define POSTPROX_LAUNCHER_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

/* The exit status for a resource that the system lacked, as in the table of docs/options.md. */
enum { EXIT_SYSTEM = 3 };

/* The way in which this process was started. */
struct invocation {
    char home[PATH_MAX]; /* the program's directory, in which the file of this process is */
    char **arguments;    /* the arguments of main() */
    mode_t umask;
};

/* Finds the program's directory. Returns false if that fails. */
bool find_home(struct invocation *invocation);

/*
 * Becomes the launcher (exec), with one or two arguments before those of this process; second may be NULL. Returns only if that
 * fails, after it has logged a line.
 */
void run_launcher(const struct invocation *invocation, const char *first, const char *second);

#endif
