#ifndef CALX_CLI_BUILD_CACHE_H
#define CALX_CLI_BUILD_CACHE_H

#include "cli/base/cli.h"

/* The directory where compiled revisions are kept. */
struct object_cache {
	const char *path;
	int directory;	 /* the same, open */
	bool is_private; /* only for this run: it is removed with what is in it */
};

/* Finds or creates it; it must be one that only its owner can write to. */
enum calx_status cli_cache_open(
	struct cli *cli, struct object_cache *ret_cache, calx_error *error);
/* Loads an object of it, which must be ours and nobody else's to write. NULL
 * and no error: it is not there, or does not load (dlerror() says why). */
void *cli_cache_load(struct cli *cli, const struct object_cache *cache,
	const char *name, calx_error *error);
void cli_cache_release(const struct object_cache *cache);

#endif
