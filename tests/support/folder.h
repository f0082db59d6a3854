#ifndef CALX_TESTS_FOLDER_H
#define CALX_TESTS_FOLDER_H

/* A folder of its own for one test, gone afterwards:
 *
 *     struct folder folder;
 *
 *     folder_make(&folder);
 *     calx_engine_open(folder_url(&folder, "a.db?mode=ro"), NULL);
 *     folder_remove(&folder);
 */

struct folder {
	char path[64];
	char text[256];
};

void folder_make(struct folder *folder);
/* Removes it with the files in it. */
void folder_remove(struct folder *folder);
/* The path of a file, and the SQLite URL of one (with parameters); valid until
 * the next call. */
const char *folder_file(struct folder *folder, const char *name);
const char *folder_url(struct folder *folder, const char *name);
/* Writes a file. */
void folder_write(struct folder *folder, const char *name, const char *text);

#endif
