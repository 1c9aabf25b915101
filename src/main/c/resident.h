#ifndef POSTPROX_RESIDENT_H
#define POSTPROX_RESIDENT_H

#include <stdbool.h>
#include <sys/stat.h>

#include "launcher.h"
#include "place.h"

/*
 * Sees to it that there is a resident at the place, or will be in a moment: sessions can be sent there from now on. Of many
 * clients that do so at once, one starts one. False, with errno, where that cannot be.
 */
bool ensure_resident(const struct place *place, const struct invocation *invocation);

/* Whether a socket is still at the place. A resident that ends by itself, or that its command line keeps from starting, removes it. */
bool is_still_there(const struct place *place, const struct stat *socket);

/*
 * Takes a socket from the place, if it is still that one, so that the next session starts another resident: one that does not
 * answer would hold up each of them for as long.
 */
void abandon_resident(const struct place *place, const struct stat *socket);

#endif
