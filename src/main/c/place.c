#define _GNU_SOURCE
#include "place.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include "log.h"

/* Version of the hash and of the datagrams. A client never finds a resident of another version, since this is hashed too. */
#define PROTOCOL "postprox-resident 2"

/* The variables that configure the JVM. All others belong to a session, and are sent with it. */
static const char *const configuring[] = {"JAVA_HOME", "LANG", "LC_ALL", "LC_CTYPE", "PATH", "POSTPROX_JAVA_OPTIONS", "TZ"};

/* Two FNV-1a hashes with different initial values: 128 bits in all, so that different sessions do not get one key by chance. */
struct key {
    uint64_t half[2];
};

static void add(struct key *key, const void *data, size_t length) {
    const unsigned char *bytes = data;
    for (size_t i = 0; i < length; i++) {
        for (int half = 0; half < 2; half++) {
            key->half[half] = (key->half[half] ^ bytes[i]) * 0x100000001b3;
        }
    }
}

static void add_text(struct key *key, const char *text) {
    add(key, text, strlen(text) + 1);
}

static void add_number(struct key *key, uint64_t number) {
    add(key, &number, sizeof number);
}

static void add_identity(struct key *key, const struct stat *status) {
    add_number(key, status->st_dev);
    add_number(key, status->st_ino);
}

/* Adds a file's inode, size and time of change, which together differ after every change of the file. */
static void add_file(struct key *key, const struct stat *status) {
    add_identity(key, status);
    add_number(key, (uint64_t)status->st_size);
    add_number(key, (uint64_t)status->st_mtim.tv_sec);
    add_number(key, (uint64_t)status->st_mtim.tv_nsec);
}

/* Adds the configuration file. After it was edited, sessions go to another resident than the one that has read it before. */
static bool add_config(struct key *key, const char *config) {
    struct stat status;
    if (config == NULL) {
        return true;
    }
    if (stat(config, &status) != 0) {
        return false;
    }
    add_file(key, &status);
    return true;
}

/* Adds the files by which the launcher finds the program (scripts/program.sh has the rules). Returns false if there is none. */
static bool add_program(struct key *key, const char *home) {
    static const char *const files[] = {"postprox.jar", "program"};
    bool is_there = false;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char file[PATH_MAX + 32];
        struct stat status = {0};
        snprintf(file, sizeof file, "%s/%s", home, files[i]);
        if (stat(file, &status) == 0) {
            is_there = true;
        }
        add_file(key, &status);
    }
    return is_there;
}

/* Adds the root directory and the namespaces: containers may share a directory of sockets, but not files, addresses or pids. */
static bool add_container(struct key *key) {
    static const char *const parts[] = {"/",
                                        "/proc/self/ns/ipc",
                                        "/proc/self/ns/mnt",
                                        "/proc/self/ns/net",
                                        "/proc/self/ns/pid",
                                        "/proc/self/ns/user",
                                        "/proc/self/ns/uts"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct stat status;
        if (stat(parts[i], &status) != 0) {
            return false;
        }
        add_identity(key, &status);
    }
    return true;
}

/*
 * Adds the privileges of this process and its filters, as lines of proc(5). So processes of different privileges find different
 * residents. A resident compares the same lines itself (Confinement.java), since a process need not use this program.
 */
static bool add_privileges(struct key *key) {
    static const char *const names[] = {"Uid:", "Gid:", "Groups:", "CapInh:", "CapPrm:", "CapEff:", "CapBnd:",
                                        "CapAmb:", "NoNewPrivs:", "Seccomp:", "Seccomp_filters:"};
    char *line = NULL;
    size_t size = 0;
    FILE *status = fopen("/proc/self/status", "re");
    while (status != NULL && getline(&line, &size, status) >= 0) {
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            if (strncmp(line, names[i], strlen(names[i])) == 0) {
                add_text(key, line);
            }
        }
    }
    bool is_known = status != NULL && !ferror(status);
    if (status != NULL) {
        fclose(status);
    }
    free(line);
    return is_known;
}

/* Adds the current directory, umask and resource limits, which filters inherit from the process that starts them. */
static bool add_surroundings(struct key *key, mode_t caller_umask) {
    struct stat directory;
    if (stat(".", &directory) != 0) {
        return false;
    }
    add_identity(key, &directory);
    add_number(key, caller_umask);
    for (int resource = 0; resource < RLIM_NLIMITS; resource++) {
        struct rlimit limit;
        if (getrlimit(resource, &limit) != 0) {
            return false;
        }
        add_number(key, limit.rlim_cur);
        add_number(key, limit.rlim_max);
    }
    return true;
}

/* Makes the directory of this user's sockets. Returns false if another user has made it, who must not get sessions. */
static bool make_directory(struct place *place) {
    struct stat status;
    snprintf(place->socket.sun_path, sizeof place->socket.sun_path, "/tmp/.postprox-%u", (unsigned)geteuid());
    if (lstat(place->socket.sun_path, &status) != 0 &&
        ((mkdir(place->socket.sun_path, 0700) != 0 && errno != EEXIST) || lstat(place->socket.sun_path, &status) != 0)) {
        tell_log(LOG_WARNING, "warning: cannot make %s: %m; " SERVED_ALONE, place->socket.sun_path);
        return false;
    }
    if (!S_ISDIR(status.st_mode) || status.st_uid != geteuid() || (status.st_mode & 077) != 0) {
        tell_log(LOG_WARNING, "warning: %s is not a directory of this user alone, remove it; " SERVED_ALONE, place->socket.sun_path);
        return false;
    }
    return true;
}

bool find_place(struct place *place, const struct invocation *invocation, const char *config) {
    struct key key = {{0xcbf29ce484222325, 0x6c62272e07bb0142}};
    place->socket.sun_family = AF_UNIX;
    add_text(&key, PROTOCOL);
    add_text(&key, invocation->home);
    if (!add_program(&key, invocation->home) || !add_container(&key) || !add_privileges(&key) ||
        !add_surroundings(&key, invocation->umask) || !add_config(&key, config) || !make_directory(place)) {
        return false;
    }
    for (char *const *argument = invocation->arguments + 1; *argument != NULL; argument++) {
        add_text(&key, *argument);
    }
    for (size_t i = 0; i < sizeof configuring / sizeof *configuring; i++) {
        const char *value = getenv(configuring[i]);
        add_text(&key, configuring[i]);
        add_text(&key, value == NULL ? "" : value);
    }
    size_t length = strlen(place->socket.sun_path);
    snprintf(place->lock, sizeof place->lock, "%s/lock", place->socket.sun_path);
    snprintf(place->socket.sun_path + length, sizeof place->socket.sun_path - length, "/%016llx%016llx",
             (unsigned long long)key.half[0], (unsigned long long)key.half[1]);
    return true;
}
