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

/* The preprocessor puts all that a file includes into one text first. The hash of
 * that text, of the compiler's arguments and of our version names the object:
 * what was compiled once is loaded again, and nothing that matters can change
 * without a new name. The objects call the calx_*() functions of this very
 * program. */

struct build {
	struct cli *cli;
	const struct config *config;
	const char *path; /* of the source */
	struct revision_compiler compiler;
	struct object_cache cache;
	const struct build_way *way;
	struct strbuf text;    /* what the object is made of */
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
static enum calx_status set_object(struct build *build, calx_error *error)
{
	XXH3_state_t *hash = XXH3_createState();
	XXH128_hash_t name;

	if (!hash)
		return calx__fail_memory(error);
	XXH3_128bits_reset(hash);
	XXH3_128bits_update(hash, build->text.data, build->text.length);
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

/* ---- the text ---------------------------------------------------------------------------- */

/* How a compiler is told to put files together. Macros need not be expanded for
 * that, and those of models are large: of 1,000 tables they make 23 MB. */
struct build_way {
	const char *preprocess[3]; /* up to NULL */
	bool macros_stay;	   /* the text has macros in it */
	bool compiles; /* the text says all: it is compiled itself */
};

/* GCC's manual, "Preprocessor Options": a text of -fdirectives-only has all
 * definitions, too. That of clang's -frewrite-includes lacks those of the command
 * line. The last way is any compiler's. */
static const struct build_way ways[] = {
	{ { "-E", "-fdirectives-only" }, true, true },
	{ { "-E", "-frewrite-includes" }, true, false },
	{ { "-E" }, false, false },
};

enum { WAYS = sizeof(ways) / sizeof(*ways) };

/* Whether a macro may stand for something else each time: then the text must
 * have what it stands for. */
static bool text_varies(const struct strbuf *text)
{
	static const char *const macros[] = { "__DATE__", "__TIME__",
		"__TIMESTAMP__", "__BASE_FILE__", "__INCLUDE_LEVEL__" };

	for (size_t i = 0; i < sizeof(macros) / sizeof(*macros); i++)
		if (memmem(text->data, text->length, macros[i],
			    strlen(macros[i])))
			return true;
	return false;
}

/* Returns 1 if the text is there, 0 if another way is to be gone. */
static int text_make(
	struct build *build, const struct build_way *way, calx_error *error)
{
	const struct compiler_run run = {
		.path = build->path,
		.mode = way->preprocess,
		.output = &build->text,
		.may_fail = way->macros_stay,
	};
	int result;

	calx__strbuf_clear(&build->text);
	result = cli_compiler_run(&build->compiler, &run, error);
	if (result > 0 && way->macros_stay && text_varies(&build->text))
		return 0;
	build->way = way;
	return result;
}

static enum calx_status name_object(struct build *build, calx_error *error)
{
	int result = 0;

	for (size_t i = 0; i < WAYS && result == 0; i++)
		result = text_make(build, &ways[i], error);
	if (result < 0)
		return (enum calx_status)result;
	if (cli_source_trust(&build->compiler, &build->text, error) < 0)
		return cli_failed(error);
	return set_object(build, error);
}

/* ---- objects ----------------------------------------------------------------------------- */

/* Compiles the very text that has been looked at. Where each token of a macro was
 * written is forgotten, which takes less memory and is missed only by
 * complaints: if there are any, it is compiled once more. */
static enum calx_status compile_text(
	struct build *build, const char *draft, calx_error *error)
{
	enum { QUICK = 6 };
	const char *mode[] = { "-o", draft, "-x", "cpp-output",
		"-fpreprocessed",
		"-fdirectives-only", [QUICK] = "-ftrack-macro-expansion=0",
		NULL };
	struct compiler_run run = { .path = build->path,
		.mode = mode,
		.text = &build->text,
		.may_fail = true,
		.may_complain = true };
	int result = cli_compiler_run(&build->compiler, &run, error);

	if (result == 0) {
		mode[QUICK] = NULL;
		run.may_fail = run.may_complain = false;
		result = cli_compiler_run(&build->compiler, &run, error);
	}
	return result < 0 ? (enum calx_status)result : CALX_OK;
}

static enum calx_status compile_file(
	struct build *build, const char *draft, calx_error *error)
{
	const char *const mode[] = { "-o", draft, NULL };
	const struct compiler_run run = { .path = build->path, .mode = mode };
	int result = cli_compiler_run(&build->compiler, &run, error);

	return result < 0 ? (enum calx_status)result : CALX_OK;
}

static enum calx_status make_object(struct build *build, calx_error *error)
{
	const char *draft =
		cli_printf(build->cli, "%s.%ld", build->object, (long)getpid());
	enum calx_status status;

	cli_log(build->cli, LOG_DEBUG, "calx.build",
		cli_printf(build->cli, "Compiling %s", build->path));
	status = (build->way->compiles ? compile_text : compile_file)(
		build, draft, error);
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
		.cache = { .directory = -1 },
		.text = STRBUF_INIT };
	void *object = open_object(&build, error);
	const void *symbol = object ? dlsym(object, name) : NULL;

	if (build.cache.is_private)
		unlink(build.object);
	cli_cache_release(&build.cache);
	if (object && !symbol)
		calx__fail(error, CALX_NOT_FOUND, "%s does not define %s", path,
			name);
	cli_compiler_release(&build.compiler);
	calx__strbuf_release(&build.text);
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
