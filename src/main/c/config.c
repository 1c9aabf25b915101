#define _GNU_SOURCE
#include "config.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The same number is in SmallFile.java. */
enum { MAX_BYTES = 1024 * 1024 };

/* A setting, which may go on in the next line. */
struct setting {
    char *text;
    size_t length;
};

/* Removes blanks at both ends of a text, in place. Returns its new beginning. */
static char *stripped(char *text) {
    while (isspace((unsigned char)*text)) {
        text++;
    }
    char *end = text + strlen(text);
    while (end > text && isspace((unsigned char)end[-1])) {
        end--;
    }
    *end = '\0';
    return text;
}

static void take_line(char *line, void (*take)(const char *name, const char *value)) {
    char *equals = strchr(line, '=');
    if (equals != NULL) {
        *equals = '\0';
        take(stripped(line), stripped(equals + 1));
    }
}

/* Appends a continuation to the line read so far. Returns false if there is no memory left. */
static bool append(struct setting *whole, const char *words) {
    size_t length = strlen(words);
    char *longer = realloc(whole->text, whole->length + length + 2);
    if (longer == NULL) {
        return false;
    }
    whole->text = longer;
    if (whole->length > 0) {
        longer[whole->length++] = ' ';
    }
    memcpy(longer + whole->length, words, length + 1);
    whole->length += length;
    return true;
}

/* Opens a file that has an end, and that opens at once: a pipe would wait for somebody who writes. NULL for any other. */
static FILE *open_small_file(const char *name) {
    struct stat status;
    int descriptor = open(name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0) {
        return NULL;
    }
    FILE *file = NULL;
    if (fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && status.st_size <= MAX_BYTES) {
        file = fdopen(descriptor, "r");
    }
    if (file == NULL) {
        close(descriptor);
    }
    return file;
}

bool read_config(const char *name, void (*take)(const char *name, const char *value)) {
    struct setting whole = {NULL, 0};
    char *line = NULL;
    size_t size = 0;
    FILE *input = open_small_file(name);
    bool is_read = input != NULL;
    while (is_read && getline(&line, &size, input) >= 0) {
        bool goes_on = isspace((unsigned char)*line);
        char *words = stripped(line);
        if (*words == '\0' || *words == '#') {
            continue;
        }
        if (!goes_on && whole.text != NULL) {
            take_line(whole.text, take);
            whole.length = 0;
        }
        is_read = append(&whole, words);
    }
    if (is_read && whole.text != NULL) {
        take_line(whole.text, take);
    }
    is_read = is_read && !ferror(input);
    if (input != NULL) {
        fclose(input);
    }
    free(line);
    free(whole.text);
    return is_read;
}
