#ifndef CALX_DATA_FAKER_OUTPUT_H
#define CALX_DATA_FAKER_OUTPUT_H

/* Writes the locale's lists and templates as the tables of "faker/locale.h". */
void output_locale(const char *path, const char *locale);
/* Writes for make on what that depends: the files, and the folders for
 * new ones. */
void output_dependencies(const char *path, const char *output);
/* Writes the table of all locales. */
void output_index(const char *path, int count, char **locales);

#endif
