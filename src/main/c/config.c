#define _GNU_SOURCE
#include "config.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
static bool append(char **whole, const char *words) {
    size_t length = *whole == NULL ? 0 : strlen(*whole);
    char *longer = realloc(*whole, length + strlen(words) + 2);
    if (longer == NULL) {
        return false;
    }
    sprintf(longer + length, "%s%s", length == 0 ? "" : " ", words);
    *whole = longer;
    return true;
}

bool read_config(const char *file, void (*take)(const char *name, const char *value)) {
    char *line = NULL, *whole = NULL;
    size_t size = 0;
    FILE *input = fopen(file, "re");
    bool is_read = input != NULL;
    while (is_read && getline(&line, &size, input) >= 0) {
        bool goes_on = isspace((unsigned char)*line);
        char *words = stripped(line);
        if (*words == '\0' || *words == '#') {
            continue;
        }
        if (!goes_on && whole != NULL) {
            take_line(whole, take);
            *whole = '\0';
        }
        is_read = append(&whole, words);
    }
    if (is_read && whole != NULL) {
        take_line(whole, take);
    }
    is_read = is_read && !ferror(input);
    if (input != NULL) {
        fclose(input);
    }
    free(line);
    free(whole);
    return is_read;
}
