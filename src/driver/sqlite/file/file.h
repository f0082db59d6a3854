#ifndef CALX_DRIVER_SQLITE_FILE_FILE_H
#define CALX_DRIVER_SQLITE_FILE_FILE_H

#include <stdbool.h>

/* A database's file as the system has it, before SQLite touches it: what
 * whoever only looks must know, because to SQLite reading may mean to write
 * files beside it. */

enum file_state {
	FILE_MISSING,
	FILE_STRANGE,  /* a directory, a device: no file */
	FILE_READABLE, /* to read it leaves no trace */
	/* It has a write-ahead log, which is empty, and nobody has it open: to
	 * read it makes two files beside it. */
	FILE_AT_REST,
	/* Somebody has left a log with something in it, and is gone with the
	 * index of the log: to read it makes that. */
	FILE_ABANDONED
};

enum file_state calx__sqlite_file_state(const char *path);
/* Whether what SQLite makes beside it can be made, and is removed again: the
 * directory can be written, and no log lies there. */
bool calx__sqlite_file_is_free(const char *path);

/* A copy in a folder of its own. */
struct file_copy {
	char folder[240];
	char path[256];
};

/* Copies the file and its log or journal, as they were at one moment. Returns
 * 0 or an errno, EBUSY if it goes on changing. */
int calx__sqlite_file_copy(const char *path, struct file_copy *ret_copy);
/* Removes the copy. Who has it open keeps it. */
void calx__sqlite_file_copy_remove(const struct file_copy *copy);

#endif
