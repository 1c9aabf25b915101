#ifndef POSTPROX_CONFIG_H
#define POSTPROX_CONFIG_H

#include <stdbool.h>

/*
 * Reads a configuration file, as ConfigFile.java does, and hands on each setting in it, without blanks around name and value. What
 * is wrong is left to the program. False where the file cannot be read, or is none with an end that is near.
 */
bool read_config(const char *file, void (*take)(const char *name, const char *value));

#endif
