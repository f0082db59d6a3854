#ifndef CALX_DRIVER_SQLITE_SETUP_H
#define CALX_DRIVER_SQLITE_SETUP_H

#include "driver/sqlite/database.h"

/* What the URL says of a connection beside its file. */
/* Whether views and triggers may use what is not known to be harmless. */
enum sqlite_trust {
	TRUST_SQLITE, /* if all that there is to use came with SQLite */
	TRUST_ALL,
	TRUST_NOTHING
};

struct sqlite_setup {
	enum sqlite_trust trust;
	int timeout;	     /* milliseconds to wait for a lock */
	const char *journal; /* NULL: it stays */
	bool journal_asked;  /* else it is for a database that is new */
	bool memory;	     /* there is no file */
	bool strings;	     /* views and triggers have some in double quotes */
	bool checks_cells;   /* sizes in a page, as it is read */
	const char *synchronous; /* NULL: as the journal needs it */
	int cache_kib;		 /* 0: as SQLite does */
};

/* Makes a connection that has just been opened what the library promises. */
enum calx_status calx__sqlite_set_up(
	struct db *db, const struct sqlite_setup *setup, calx_error *error);

/* Runs a pragma and copies its only answer, "" if it has none. Returns an
 * SQLite result code. */
int calx__sqlite_pragma(
	sqlite3 *handle, const char *sql, char *answer, size_t size);

/* The members of struct driver of these names. */
enum calx_status calx__sqlite_probe(
	struct db *db, const char *sql, calx_error *error);
enum calx_status calx__sqlite_replay(struct db *db, bool on, calx_error *error);

#endif
