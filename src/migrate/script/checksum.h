#ifndef CALX_MIGRATE_SCRIPT_CHECKSUM_H
#define CALX_MIGRATE_SCRIPT_CHECKSUM_H

#include "migrate/script/token.h"

/* The hash of all tokens, as 32 hexadecimal digits: comments, white space and
 * line ends do not count. */
enum calx_status calx__source_checksum(struct arena *arena,
	const struct source *source, char checksum[33], calx_error *error);

#endif
