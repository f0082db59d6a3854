#include "cli/build/cache.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/fail.h"
#include "cli/base/trust.h"

/* XDG Base Directory Specification 0.8: ~/.cache/calx. What lies there is run,
 * so nobody else may have put it there. */

/* Creates the directory if it is not there. False if it cannot be. */
static bool make_directory(const char *path)
{
	return mkdir(path, 0700) == 0 || errno == EEXIST;
}

static const char *cache_home(struct cli *cli)
{
	const char *cache = getenv("XDG_CACHE_HOME");
	const char *home = getenv("HOME");

	if (cache && *cache == '/')
		return cache;
	return home && *home == '/' ? cli_printf(cli, "%s/.cache", home) : NULL;
}

/* Objects are run: nobody else may have written them. */
static enum calx_status check_owner(const char *path, calx_error *error)
{
	struct stat found;

	if (lstat(path, &found) == 0 && S_ISDIR(found.st_mode) &&
		found.st_uid == geteuid() && !(found.st_mode & 022))
		return CALX_OK;
	calx__fail(error, CALX_ERROR,
		"refusing to load code from %s: it is not a directory that only you can write to",
		path);
	calx__fail_hint(error, "Remove it, or set XDG_CACHE_HOME.");
	return CALX_ERROR;
}

/* Without a home the objects live as long as this run. */
static enum calx_status open_private(
	struct cli *cli, struct object_cache *ret_cache, calx_error *error)
{
	const char *parent = getenv("TMPDIR");
	char *path = cli_printf(cli, "%s/calx-XXXXXX",
		parent && *parent == '/' ? parent : "/tmp");

	if (!mkdtemp(path))
		return calx__fail(error, CALX_IO, "could not create %s: %s",
			path, strerror(errno));
	*ret_cache = (struct object_cache){ path, -1, true };
	return CALX_OK;
}

static enum calx_status find_directory(
	struct cli *cli, struct object_cache *ret_cache, calx_error *error)
{
	const char *home = cache_home(cli);
	const char *path;

	if (!home || !make_directory(home))
		return open_private(cli, ret_cache, error);
	path = cli_printf(cli, "%s/calx", home);
	if (!make_directory(path) || access(path, W_OK) < 0)
		return open_private(cli, ret_cache, error);
	*ret_cache = (struct object_cache){ path, -1, false };
	return check_owner(path, error);
}

/* From here on the directory is the one that is open, whatever its name comes
 * to mean. */
enum calx_status cli_cache_open(
	struct cli *cli, struct object_cache *ret_cache, calx_error *error)
{
	enum calx_status status = find_directory(cli, ret_cache, error);

	if (status < 0)
		return status;
	ret_cache->directory =
		cli_trust_open(ret_cache->path, TRUST_DIRECTORY, error);
	return ret_cache->directory < 0 ? cli_failed(error) : CALX_OK;
}

void cli_cache_release(const struct object_cache *cache)
{
	if (cache->directory >= 0)
		close(cache->directory);
	if (cache->is_private)
		rmdir(cache->path);
}

static enum calx_status check_object(
	const char *name, int file, calx_error *error)
{
	struct stat found;

	if (fstat(file, &found) == 0 && S_ISREG(found.st_mode) &&
		found.st_uid == geteuid() && !(found.st_mode & 022))
		return CALX_OK;
	calx__fail(error, CALX_ERROR,
		"refusing to load the object %s: others may have written it",
		name);
	calx__fail_hint(
		error, "Remove it from the cache: calx makes it again.");
	return CALX_ERROR;
}

/* The dynamic loader takes a name only. That of the directory is its
 * descriptor's, so that nobody can exchange it; the loader knows the object
 * by the whole, which must be another one for each. */
void *cli_cache_load(struct cli *cli, const struct object_cache *cache,
	const char *name, calx_error *error)
{
	const char *directory =
		cli_printf(cli, "/proc/self/fd/%d", cache->directory);
	int file = openat(cache->directory, name,
		O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	enum calx_status status;

	if (file < 0)
		return NULL;
	status = check_object(name, file, error);
	close(file);
	if (status < 0)
		return NULL;
	if (access(directory, X_OK) < 0)
		directory = cache->path;
	return dlopen(cli_printf(cli, "%s/%s", directory, name),
		RTLD_NOW | RTLD_LOCAL);
}
