/* Written by postprox.command.Documents from the declarations in postprox.config. */
#ifndef POSTPROX_OPTIONS_H
#define POSTPROX_OPTIONS_H

#include <getopt.h>
#include <stddef.h>

enum {
    OPTION_COMMAND = 'c',
    OPTION_FILTER = 256,
    OPTION_PLUGINS = 257,
    OPTION_TEMPDIR = 'd',
    OPTION_TIMEOUT = 't',
    OPTION_REJECT = 'r',
    OPTION_CRASH = 258,
    OPTION_VERBOSE = 'v',
    OPTION_LISTEN = 'l',
    OPTION_FOREGROUND = 259,
    OPTION_PIDFILE = 260,
    OPTION_NEXT_HOP = 261,
    OPTION_DEADLINE = 262,
    OPTION_NEXT_HOP_TIMEOUT = 263,
    OPTION_STRAY_CR = 264,
    OPTION_LOG = 265,
    OPTION_CONFIG = 266,
    OPTION_NO_RESIDENT = 267,
    OPTION_RESIDENT_IDLE = 268,
    OPTION_RESIDENT = 269,
    OPTION_SESSIONS = 270,
    OPTION_SESSIONS_PER_ADDRESS = 271,
    OPTION_COMMAND_SIZE = 272,
    OPTION_COMMAND_TIMEOUT = 273,
    OPTION_DATA_TIMEOUT = 274,
    OPTION_MESSAGE_SIZE = 275,
    OPTION_RECIPIENTS = 276,
    OPTION_FILTERS = 277,
    OPTION_FILTERS_WAITING = 278,
    OPTION_FILTER_MEMORY = 279,
    OPTION_FILTER_CPU = 280,
    OPTION_FILTER_PROCESSES = 281,
    OPTION_FILTER_FILE_SIZE = 282,
    OPTION_HELP = 'h',
    OPTION_LICENSE = 'L',
    OPTION_VERSION = 'V',
};

#define OPTION_LETTERS "c:d:t:rvl:hLV"

static const struct option options[] = {
    {"command", required_argument, NULL, OPTION_COMMAND},
    {"filter", required_argument, NULL, OPTION_FILTER},
    {"plugins", required_argument, NULL, OPTION_PLUGINS},
    {"tempdir", required_argument, NULL, OPTION_TEMPDIR},
    {"timeout", required_argument, NULL, OPTION_TIMEOUT},
    {"reject", no_argument, NULL, OPTION_REJECT},
    {"crash", required_argument, NULL, OPTION_CRASH},
    {"verbose", no_argument, NULL, OPTION_VERBOSE},
    {"listen", required_argument, NULL, OPTION_LISTEN},
    {"foreground", no_argument, NULL, OPTION_FOREGROUND},
    {"pidfile", required_argument, NULL, OPTION_PIDFILE},
    {"next-hop", required_argument, NULL, OPTION_NEXT_HOP},
    {"deadline", required_argument, NULL, OPTION_DEADLINE},
    {"next-hop-timeout", required_argument, NULL, OPTION_NEXT_HOP_TIMEOUT},
    {"stray-cr", required_argument, NULL, OPTION_STRAY_CR},
    {"log", required_argument, NULL, OPTION_LOG},
    {"config", required_argument, NULL, OPTION_CONFIG},
    {"no-resident", no_argument, NULL, OPTION_NO_RESIDENT},
    {"resident-idle", required_argument, NULL, OPTION_RESIDENT_IDLE},
    {"resident", required_argument, NULL, OPTION_RESIDENT},
    {"sessions", required_argument, NULL, OPTION_SESSIONS},
    {"sessions-per-address", required_argument, NULL, OPTION_SESSIONS_PER_ADDRESS},
    {"command-size", required_argument, NULL, OPTION_COMMAND_SIZE},
    {"command-timeout", required_argument, NULL, OPTION_COMMAND_TIMEOUT},
    {"data-timeout", required_argument, NULL, OPTION_DATA_TIMEOUT},
    {"message-size", required_argument, NULL, OPTION_MESSAGE_SIZE},
    {"recipients", required_argument, NULL, OPTION_RECIPIENTS},
    {"filters", required_argument, NULL, OPTION_FILTERS},
    {"filters-waiting", required_argument, NULL, OPTION_FILTERS_WAITING},
    {"filter-memory", required_argument, NULL, OPTION_FILTER_MEMORY},
    {"filter-cpu", required_argument, NULL, OPTION_FILTER_CPU},
    {"filter-processes", required_argument, NULL, OPTION_FILTER_PROCESSES},
    {"filter-file-size", required_argument, NULL, OPTION_FILTER_FILE_SIZE},
    {"help", no_argument, NULL, OPTION_HELP},
    {"license", no_argument, NULL, OPTION_LICENSE},
    {"version", no_argument, NULL, OPTION_VERSION},
    {NULL, 0, NULL, 0},
};

static const char *const commands[] = {"try", "demo", "config", "new", "completion", "rehearse", NULL};

#endif
