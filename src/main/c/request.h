#ifndef POSTPROX_REQUEST_H
#define POSTPROX_REQUEST_H

#include <stdbool.h>

/* The request of the arguments and of the configuration file that they name. */
struct request {
    enum { SESSION, SERVICE, OTHER } kind;
    bool is_for_resident; /* a session that these allow to be handed over; the descriptors must allow it too */
    bool has_next_hop;
    const char *log;
    const char *config;
};

/*
 * Reads the arguments and the configuration file, and chooses the targets of the log by them. The Java program reports mistakes in
 * them.
 */
struct request read_request(char **arguments, int count);

#endif
