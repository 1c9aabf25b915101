#ifndef POSTPROX_LAUNCHER_H
#define POSTPROX_LAUNCHER_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

/* What the system did not give, as in the README's table. */
enum { EXIT_SYSTEM = 3 };

/* How this process was started. */
struct invocation {
    char home[PATH_MAX]; /* the program's directory */
    char **arguments;    /* as main's */
    mode_t umask;
};

/* Finds the program's directory, two levels above the file that this process runs. */
bool find_home(struct invocation *invocation);

/* Becomes the launcher, with one more argument or two in front. Returns only where that fails, with a line in the log. */
void run_launcher(const struct invocation *invocation, const char *first, const char *second);

#endif
