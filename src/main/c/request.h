#ifndef POSTPROX_REQUEST_H
#define POSTPROX_REQUEST_H

#include <stdbool.h>

/* What the arguments, and the configuration file that they name, ask for. */
struct request {
    enum { SESSION, SERVICE, OTHER } kind;
    bool is_for_resident; /* a session that may be handed over, as far as these say */
    bool has_next_hop;
    const char *log;
    const char *config;
};

/* Finds out what the arguments ask for, and has the log go where that says. What is wrong with them is left to the program. */
struct request read_request(char **arguments, int count);

#endif
