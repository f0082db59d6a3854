#include "cli/build/build.h"

#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include <xxhash.h>

#include "util/fail.h"
#include "util/options.h"
#include "cli/base/file.h"
#include "cli/base/trust.h"
#include "cli/build/cache.h"
#include "cli/build/compiler.h"
#include "cli/build/source.h"
#include "cli/print/log.h"
#include <calx/version.h>

/* A file is preprocessed first. The hash of that text, of the compiler's
 * arguments and of our version names the object: what was compiled once is
 * loaded again, and nothing that matters can change without a new name. The
 * objects call the calx_*() functions of this very program. */

struct build {
	struct cli *cli;
	const struct config *config;
	const char *path; /* of the source */
	struct revision_compiler compiler;
	struct object_cache cache;
	char name[40];	       /* of the object in the cache */
	char object[PATH_MAX]; /* the same with its directory */
};

/* ---- the object's name ------------------------------------------------------------------ */

static void hash_word(XXH3_state_t *hash, const char *word)
{
	XXH3_128bits_update(hash, word, strlen(word) + 1);
}

static void hash_words(XXH3_state_t *hash, const struct vec *words)
{
	for (size_t i = 0; i < words->count; i++)
		hash_word(hash, ((const char *const *)words->items)[i]);
}

/* By the text that the compiler sees and by how it is called. */
static enum calx_status set_object(
	struct build *build, const struct strbuf *text, calx_error *error)
{
	XXH3_state_t *hash = XXH3_createState();
	XXH128_hash_t name;

	if (!hash)
		return calx__fail_memory(error);
	XXH3_128bits_reset(hash);
	XXH3_128bits_update(hash, text->data, text->length);
	hash_word(hash, calx_version());
	hash_words(hash, &build->compiler.words);
	hash_words(hash, &build->compiler.libs);
	name = XXH3_128bits_digest(hash);
	XXH3_freeState(hash);
	snprintf(build->name, sizeof(build->name), "%016llx%016llx.so",
		(unsigned long long)name.high64,
		(unsigned long long)name.low64);
	snprintf(build->object, sizeof(build->object), "%s/%s",
		build->cache.path, build->name);
	return CALX_OK;
}

static enum calx_status name_object(struct build *build, calx_error *error)
{
	static const char *const mode[] = { "-E", NULL };
	struct strbuf text = STRBUF_INIT;
	enum calx_status status = cli_compiler_run(
		&build->compiler, mode, build->path, &text, error);

	if (status >= 0)
		status = cli_source_trust(&build->compiler, &text, error);
	if (status >= 0)
		status = set_object(build, &text, error);
	calx__strbuf_release(&text);
	return status;
}

/* ---- objects ----------------------------------------------------------------------------- */

static enum calx_status make_object(struct build *build, calx_error *error)
{
	struct strbuf nothing = STRBUF_INIT;
	const char *draft =
		cli_printf(build->cli, "%s.%ld", build->object, (long)getpid());
	const char *const mode[] = { "-o", draft, NULL };
	enum calx_status status;

	cli_log(build->cli, LOG_DEBUG, "calx.build",
		cli_printf(build->cli, "Compiling %s", build->path));
	status = cli_compiler_run(
		&build->compiler, mode, build->path, &nothing, error);
	calx__strbuf_release(&nothing);
	if (status >= 0 && rename(draft, build->object) < 0)
		status = calx__fail(error, CALX_IO, "could not create %s: %s",
			build->object, strerror(errno));
	if (status < 0)
		unlink(draft);
	return status;
}

/* Loads the object from the cache, or makes it; one that does not load is
 * made again. */
static void *load_object(struct build *build, calx_error *error)
{
	const struct object_cache *cache = &build->cache;
	void *object = cli_cache_load(build->cli, cache, build->name, error);

	if (object || error->status < 0 || make_object(build, error) < 0)
		return object;
	object = cli_cache_load(build->cli, cache, build->name, error);
	if (!object && error->status >= 0) {
		const char *why = dlerror();
		calx__fail(error, CALX_ERROR, "could not load %s: %s",
			build->path, why ? why : "its object has gone");
	}
	return object;
}

enum calx_status cli_build_trust(const struct config *config, calx_error *error)
{
	if (!cli_file_exists(config->path))
		return CALX_OK;
	return cli_trust_check(config->path, TRUST_ALONE, error);
}

/* Finds or makes the object of a source that nobody else can have written. */
static void *open_object(struct build *build, calx_error *error)
{
	if (cli_trust_check(build->path, TRUST_ALONE, error) < 0 ||
		cli_build_trust(build->config, error) < 0 ||
		cli_compiler_open(build->cli, build->config, &build->compiler,
			error) < 0 ||
		cli_source_trust_words(&build->compiler, error) < 0 ||
		cli_cache_open(build->cli, &build->cache, error) < 0 ||
		name_object(build, error) < 0)
		return NULL;
	return load_object(build, error);
}

static const void *build_symbol(struct cli *cli, const struct config *config,
	const char *path, const char *name, calx_error *error)
{
	struct build build = { .cli = cli,
		.config = config,
		.path = path,
		.cache = { .directory = -1 } };
	void *object = open_object(&build, error);
	const void *symbol = object ? dlsym(object, name) : NULL;

	if (build.cache.is_private)
		unlink(build.object);
	cli_cache_release(&build.cache);
	if (object && !symbol)
		calx__fail(error, CALX_NOT_FOUND, "%s does not define %s", path,
			name);
	cli_compiler_release(&build.compiler);
	return symbol;
}

enum calx_status cli_build_revision(struct cli *cli,
	const struct config *config, const char *path, const char *id,
	const calx_revision **ret_revision, calx_error *error)
{
	const void *symbol = build_symbol(cli, config, path,
		cli_printf(cli, "calx_revision_%s", id), error);

	if (!symbol)
		return cli_failed(error);
	*ret_revision = symbol;
	return CALX_OK;
}

enum calx_status cli_build_environment(struct cli *cli,
	const struct config *config, const char *path,
	calx_migration_environment *ret_environment, calx_error *error)
{
	const void *symbol = build_symbol(
		cli, config, path, "calx_migration_environment_", error);

	if (symbol && calx__options_read(symbol, ret_environment,
			      sizeof(*ret_environment)))
		return CALX_OK;
	if (symbol)
		return calx__fail(error, CALX_INVALID,
			"%s says more than this version of calx knows", path);
	if (error->status == CALX_NOT_FOUND && !*error->hint)
		calx__fail_hint(error,
			"It ends in CALX_MIGRATION_ENVIRONMENT(.target_metadata = &...);");
	return cli_failed(error);
}
