#ifndef POSTPROX_CONFIG_H
#define POSTPROX_CONFIG_H

#include <stdbool.h>

/*
 * Reads a configuration file as ConfigFile.java does, and calls take() with each setting, without blanks around its name and value.
 * The Java program reports mistakes in the file. Returns false if the file cannot be read, is not regular, or has more than 1 MiB.
 */
bool read_config(const char *file, void (*take)(const char *name, const char *value));

#endif
