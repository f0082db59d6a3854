#ifndef CALX_MIGRATE_SCRIPT_SCRIPT_H
#define CALX_MIGRATE_SCRIPT_SCRIPT_H

#include "migrate/script/parse.h"

/* Finding and reading revision files. */

#define SCRIPT_SIZE_MAX ((size_t)4 << 20)

/* Reads one file, which must be a regular one of at most SCRIPT_SIZE_MAX. */
enum calx_status calx__script_read(struct arena *arena, const char *path,
	struct script *ret_script, calx_error *error);

/* Reads every <id>_<slug>.c of a directory, in the order of the names; with
 * SCRIPT_HEAD the texts are not kept. Other
 * files are passed over; a link that leads out of the directory, or an id that
 * is not the file name's, is an error. */
enum calx_status calx__scripts_read(struct arena *arena, const char *directory,
	enum script_depth depth, struct script **ret_scripts, size_t *ret_count,
	calx_error *error);

#endif
