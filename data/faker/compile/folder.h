#ifndef CALX_DATA_FAKER_FOLDER_H
#define CALX_DATA_FAKER_FOLDER_H

/* The folders that a locale is made of: its own, and those of the locales that
 * it falls back to for what it lacks. */

enum { FOLDERS_MAX = 8 };

struct folder {
	const char *locale, *path;
};

extern struct folder folders[FOLDERS_MAX];
extern unsigned folder_count;

/* Reads the lists and templates of a locale, whose folder is in `parent`. */
void folder_read(const char *parent, const char *locale);

#endif
