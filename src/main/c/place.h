#ifndef POSTPROX_PLACE_H
#define POSTPROX_PLACE_H

#include <stdbool.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "launcher.h"

/* What the log says behind the reason. */
#define SERVED_ALONE "the session is served without a resident process"

/* Where a resident takes sessions. */
struct place {
    struct sockaddr_un socket;
    char lock[sizeof(struct sockaddr_un) + 8]; /* held by whoever binds a socket in the directory */
};

/*
 * Finds the place for sessions of this process: the same for all that have program, arguments, surroundings and configuration file
 * (NULL for none) in common.
 * Makes its directory. False where there can be no such place, with a warning where there is something to mend.
 */
bool find_place(struct place *place, const struct invocation *invocation, const char *config);

#endif
