#ifndef POSTPROX_PLACE_H
#define POSTPROX_PLACE_H

#include <stdbool.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "launcher.h"

/* The end of a log line whose beginning is the reason. */
#define SERVED_ALONE "the session is served without a resident process"

/* The place where a resident receives sessions. */
struct place {
    struct sockaddr_un socket;
    char lock[sizeof(struct sockaddr_un) + 8]; /* a process holds this file's lock while it binds a socket in the directory */
};

/*
 * Finds the place for sessions of this process, and makes its directory. Processes find the same place if they have the same
 * program, arguments, surroundings and configuration file (NULL for none). Returns false if there can be no place, after it has
 * logged a warning if the administrator can do something about that.
 */
bool find_place(struct place *place, const struct invocation *invocation, const char *config);

#endif
