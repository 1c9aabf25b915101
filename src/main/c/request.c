#define _GNU_SOURCE
#include "request.h"

#include <string.h>

#include "config.h"
#include "log.h"
#include "options.h"

static struct request request;

static bool is_command(const char *word) {
    for (const char *const *command = commands; *command != NULL; command++) {
        if (word != NULL && strcmp(word, *command) == 0) {
            return true;
        }
    }
    return false;
}

/* Takes a setting of the configuration file, unless the command line has it. */
static void note_setting(const char *name, const char *value) {
    if (strcmp(name, "listen") == 0) {
        request.kind = SERVICE;
    } else if (strcmp(name, "next-hop") == 0) {
        request.has_next_hop = true;
    } else if (strcmp(name, "no-resident") == 0 && strcmp(value, "no") != 0) {
        request.is_for_resident = false;
    } else if (strcmp(name, "log") == 0 && request.log == NULL) {
        request.log = strdup(value);
    }
}

/* Reads the options. The Java program reports wrong ones. */
static void note_options(int count, char **arguments) {
    int option;
    opterr = 0;
    while ((option = getopt_long(count, arguments, OPTION_LETTERS, options, NULL)) != -1) {
        switch (option) {
            case OPTION_HELP: case OPTION_LICENSE: case OPTION_VERSION: request.kind = OTHER; return;
            case OPTION_LISTEN: request.kind = SERVICE; break;
            case OPTION_NEXT_HOP: request.has_next_hop = true; break;
            case OPTION_LOG: request.log = optarg; break;
            case OPTION_CONFIG: request.config = optarg; break;
            case OPTION_RESIDENT: case OPTION_NO_RESIDENT: case OPTION_FOREGROUND: case OPTION_PIDFILE:
            case '?': request.is_for_resident = false; break;
        }
    }
}

struct request read_request(char **arguments, int count) {
    char *sorted[count + 1]; /* getopt_long(3) moves the operands to the end */
    memcpy(sorted, arguments, sizeof sorted);
    request.kind = is_command(arguments[1]) ? OTHER : SESSION;
    request.is_for_resident = request.kind == SESSION;
    if (request.kind == OTHER) {
        return request;
    }
    note_options(count, sorted);
    if (request.kind != OTHER && request.config != NULL && !read_config(request.config, note_setting)) {
        request.is_for_resident = false;
    }
    if (request.log != NULL && is_log_on_stderr(request.log)) {
        request.is_for_resident = false;
    }
    if (request.log != NULL) {
        log_to(request.log);
    }
    int operands = count - optind;
    if (request.kind != SESSION || operands > 1 || (operands == 0 && !request.has_next_hop)) {
        request.is_for_resident = false;
    }
    return request;
}
