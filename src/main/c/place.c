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

/* What is hashed and what is sent; another version never meets this one. */
#define PROTOCOL "postprox-resident 1"

/* Variables that change what the JVM does; all others belong to a session and travel with it. */
static const char *const configuring[] = {"JAVA_HOME", "LANG", "LC_ALL", "LC_CTYPE", "PATH", "POSTPROX_JAVA_OPTIONS", "TZ"};

/* FNV-1a, twice with different beginnings: 128 bits, so that different sessions do not meet by chance. */
static uint64_t key[2] = {0xcbf29ce484222325, 0x6c62272e07bb0142};

static void add(const void *data, size_t length) {
    const unsigned char *bytes = data;
    for (size_t i = 0; i < length; i++) {
        for (int half = 0; half < 2; half++) {
            key[half] = (key[half] ^ bytes[i]) * 0x100000001b3;
        }
    }
}

static void add_text(const char *text) {
    add(text, strlen(text) + 1);
}

static void add_number(uint64_t number) {
    add(&number, sizeof number);
}

static bool add_program(const char *home) {
    char jar[PATH_MAX + 32];
    struct stat status;
    snprintf(jar, sizeof jar, "%s/target/postprox.jar", home);
    if (stat(jar, &status) != 0) {
        return false;
    }
    add_number(status.st_dev);
    add_number(status.st_ino);
    add_number((uint64_t)status.st_size);
    add_number((uint64_t)status.st_mtim.tv_sec);
    add_number((uint64_t)status.st_mtim.tv_nsec);
    return true;
}

/* What a process passes on to the filters that it starts. */
static bool add_surroundings(mode_t caller_umask) {
    struct stat directory;
    static gid_t groups[65536];
    int count = getgroups(65536, groups);
    if (count < 0 || stat(".", &directory) != 0) {
        return false;
    }
    add(groups, (size_t)count * sizeof *groups);
    add_number(getuid());
    add_number(geteuid());
    add_number(getgid());
    add_number(getegid());
    add_number(directory.st_dev);
    add_number(directory.st_ino);
    add_number(caller_umask);
    for (int resource = 0; resource < RLIM_NLIMITS; resource++) {
        struct rlimit limit;
        if (getrlimit(resource, &limit) != 0) {
            return false;
        }
        add_number(limit.rlim_cur);
        add_number(limit.rlim_max);
    }
    return true;
}

/* Makes the directory of this user's sockets. Another user may have made it first: that one must not get our sessions. */
static bool make_directory(struct place *place) {
    struct stat status;
    snprintf(place->socket.sun_path, sizeof place->socket.sun_path, "/tmp/.postprox-%u", (unsigned)geteuid());
    if (lstat(place->socket.sun_path, &status) != 0 &&
        ((mkdir(place->socket.sun_path, 0700) != 0 && errno != EEXIST) || lstat(place->socket.sun_path, &status) != 0)) {
        syslog(LOG_WARNING, "warning: cannot make %s: %m; " SERVED_ALONE, place->socket.sun_path);
        return false;
    }
    if (!S_ISDIR(status.st_mode) || status.st_uid != geteuid() || (status.st_mode & 077) != 0) {
        syslog(LOG_WARNING, "warning: %s is not a directory of this user alone, remove it; " SERVED_ALONE, place->socket.sun_path);
        return false;
    }
    return true;
}

bool find_place(struct place *place, const char *home, char *const *arguments, mode_t caller_umask) {
    place->socket.sun_family = AF_UNIX;
    add_text(PROTOCOL);
    add_text(home);
    if (!add_program(home) || !add_surroundings(caller_umask) || !make_directory(place)) {
        return false;
    }
    for (char *const *argument = arguments + 1; *argument != NULL; argument++) {
        add_text(*argument);
    }
    for (size_t i = 0; i < sizeof configuring / sizeof *configuring; i++) {
        const char *value = getenv(configuring[i]);
        add_text(configuring[i]);
        add_text(value == NULL ? "" : value);
    }
    size_t length = strlen(place->socket.sun_path);
    snprintf(place->lock, sizeof place->lock, "%s/lock", place->socket.sun_path);
    snprintf(place->socket.sun_path + length, sizeof place->socket.sun_path - length, "/%016llx%016llx",
             (unsigned long long)key[0], (unsigned long long)key[1]);
    return true;
}
