#ifndef CALX_DRIVER_MARIADB_SETUP_H
#define CALX_DRIVER_MARIADB_SETUP_H

#include "driver/mariadb/database.h"

/* What is said to a MariaDB and to a MySQL in different words. */
struct mariadb_words {
	const char *settings; /* the first statement of a session */
	/* writes what sets a time limit for statements; 0: there is none */
	void (*limit)(char *sql, size_t size, long long milliseconds);
};

/* Those of a server, by the version that it says of itself: "10.11.6-MariaDB". */
const struct mariadb_words *calx__mariadb_words(const char *version);

/* Tells a fresh connection how to read what it is sent. */
enum calx_status calx__mariadb_set_up(struct db *db, calx_error *error);
/* How long to wait for a lock, in milliseconds, rounded up to whole seconds;
 * less than 0: as long as the URL says. */
void calx__mariadb_wait(struct db *db, long long milliseconds);

/* How long a statement may run from now on; 0: as the engine says. */
enum calx_status calx__mariadb_limit(
	struct db *db, long long milliseconds, calx_error *error);

#endif
