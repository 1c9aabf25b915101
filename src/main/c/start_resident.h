#ifndef POSTPROX_RESIDENT_H
#define POSTPROX_RESIDENT_H

#include <stdbool.h>
#include <sys/stat.h>

#include "launcher.h"
#include "place.h"

/*
 * Ensures that a process has the socket at the place open, so that sessions can be sent there: if there is none, starts a resident.
 * If several clients do so at once, one of them starts it. Returns false, with errno, if that fails.
 */
bool ensure_resident(const struct place *place, const struct invocation *invocation);

/* Whether a socket is still at the place. A resident removes it when it ends by itself, or if its command line is wrong. */
bool is_still_there(const struct place *place, const struct stat *socket);

/*
 * Removes a socket from the place, if it is still there, so that the next session starts another resident. Otherwise each session
 * would wait in vain for the resident that does not answer.
 */
void abandon_resident(const struct place *place, const struct stat *socket);

#endif
