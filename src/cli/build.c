#include "cli/build.h"

#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xxhash.h>

#include "util/fail.h"
#include "util/strbuf.h"
#include "cli/file.h"
#include "cli/process.h"
#include <calx/version.h>

/* A file is preprocessed first. The hash of that text, of the compiler's
 * arguments and of our version names the object: what was compiled once is
 * loaded again, and nothing that matters can change without a new name. The
 * objects call the calx_*() functions of this very program. */

struct build {
	struct cli *cli;
	const struct config *config;
	const char *path;   /* of the source */
	struct vec words;   /* the compiler and its arguments up to the file */
	struct vec libs;    /* and those behind it */
	const char *cache;  /* the directory of objects */
	bool private_cache; /* only for this run */
	char object[PATH_MAX];
};

/* ---- the compiler's arguments ----------------------------------------------------- */

/* Copies one word to `word` and returns what is behind it; NULL if a quote
 * does not end. */
static const char *next_word(const char *text, struct strbuf *word)
{
	char quote = 0;

	for (; *text && (quote || !strchr(" \t", *text)); text++) {
		if (quote && *text == quote)
			quote = 0;
		else if (!quote && (*text == '"' || *text == '\''))
			quote = *text;
		else if (*text == '\\' && quote != '\'' && text[1])
			calx__strbuf_addc(word, *++text);
		else
			calx__strbuf_addc(word, *text);
	}
	return quote ? NULL : text;
}

enum calx_status cli_split_words(
	struct cli *cli, const char *text, struct vec *words, calx_error *error)
{
	const char *whole = text;
	struct strbuf word = STRBUF_INIT;

	for (text += strspn(text, " \t"); text && *text;) {
		calx__strbuf_clear(&word);
		text = next_word(text, &word);
		const char *kept = cli_printf(cli, "%s", word.data);
		if (!calx__vec_append(words, &kept))
			cli_out_of_memory();
		if (text)
			text += strspn(text, " \t");
	}
	calx__strbuf_release(&word);
	if (!text)
		return calx__fail(error, CALX_INVALID,
			"a quote does not end in: %s", whole);
	return CALX_OK;
}

static void add_word(struct vec *words, const char *word)
{
	if (!calx__vec_append(words, &word))
		cli_out_of_memory();
}

/* Where calx/calx.h is: as the environment says, else beside the program, as
 * it was installed, else where it was configured to be. */
static const char *include_directory(struct cli *cli)
{
	const char *given = getenv("CALX_INCLUDE_DIR");
	char program[PATH_MAX];
	ssize_t length =
		readlink("/proc/self/exe", program, sizeof(program) - 1);

	if (given && *given)
		return given;
	for (int up = 0; up < 2 && length > 0; up++) {
		while (length > 0 && program[length - 1] != '/')
			length--;
		length -= length > 0;
	}
	if (length > 0) {
		const char *beside =
			cli_printf(cli, "%.*s/include", (int)length, program);
		if (cli_file_exists(cli_printf(cli, "%s/calx/calx.h", beside)))
			return beside;
	}
	return CALX_INCLUDEDIR;
}

static enum calx_status prepare_words(struct build *build, calx_error *error)
{
	struct cli *cli = build->cli;
	const char *cc = getenv("CC");
	const char *cflags, *libs;

	if (cli_config_get(cli, build->config, CONFIG_CFLAGS, &cflags, error) <
			0 ||
		cli_config_get(cli, build->config, CONFIG_LIBS, &libs, error) <
			0 ||
		cli_split_words(
			cli, cc && *cc ? cc : "cc", &build->words, error) < 0)
		return cli_failed(error);
	add_word(&build->words, "-shared");
	add_word(&build->words, "-fPIC");
	add_word(&build->words, "-g");
	/* a misspelt operation must not wait for the loader to be found */
	add_word(&build->words, "-Werror=implicit-function-declaration");
	add_word(
		&build->words, cli_printf(cli, "-I%s", include_directory(cli)));
	if (cli_split_words(cli, cflags, &build->words, error) < 0 ||
		cli_split_words(cli, libs, &build->libs, error) < 0)
		return cli_failed(error);
	return CALX_OK;
}

/* ---- running it ---------------------------------------------------------------------- */

static const char *command_line(struct cli *cli, const struct vec *words)
{
	const char *line = "";

	for (size_t i = 0; i + 1 < words->count; i++)
		line = cli_printf(cli, "%s%s%s", line, i ? " " : "",
			((const char *const *)words->items)[i]);
	return line;
}

/* What the compiler says is for the user, word for word. */
static void tell(struct cli *cli, const struct strbuf *errors)
{
	if (!cli->json && errors->length > 0) {
		fflush(stdout);
		fputs(cli_safe_lines(cli, errors->data), stderr);
	}
}

static enum calx_status fail_compile(struct build *build,
	const struct vec *words, const struct strbuf *errors, int status,
	calx_error *error)
{
	struct cli *cli = build->cli;

	calx__fail(error, CALX_ERROR,
		"could not compile %s: the compiler ended with status %d",
		cli_safe(cli, build->path), status);
	if (cli->json)
		calx__fail_detail(error, "%s", errors->data);
	calx__fail_hint(error, "It ran as: %s", command_line(cli, words));
	return CALX_ERROR;
}

/* Runs the compiler with `mode` and the file between flags and libraries. */
static enum calx_status compile(struct build *build, const char *const *mode,
	struct strbuf *output, calx_error *error)
{
	struct strbuf errors = STRBUF_INIT;
	struct vec words = VEC_INIT(const char *);
	const char *end = NULL;
	int result = 0;

	for (size_t i = 0; i < build->words.count; i++)
		calx__vec_append(&words, calx__vec_at(&build->words, i));
	for (; *mode; mode++)
		calx__vec_append(&words, mode);
	calx__vec_append(&words, &build->path);
	for (size_t i = 0; i < build->libs.count; i++)
		calx__vec_append(&words, calx__vec_at(&build->libs, i));
	calx__vec_append(&words, &end);
	if (words.failed)
		cli_out_of_memory();
	enum calx_status status =
		cli_process_run(&(struct process){ .argv = words.items,
					.directory = build->config->directory,
					.input = -1,
					.output = output,
					.errors = &errors },
			&result, error);
	if (status == CALX_OK)
		tell(build->cli, &errors);
	else
		calx__fail_hint(error,
			"It is needed for %s. Install a C compiler, or set CC to the one there is.",
			cli_safe(build->cli, build->path));
	if (status == CALX_OK && result != 0)
		status = fail_compile(build, &words, &errors, result, error);
	calx__vec_release(&words);
	calx__strbuf_release(&errors);
	return status;
}

/* ---- the cache ------------------------------------------------------------------------- */

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
static enum calx_status check_cache(const char *path, calx_error *error)
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
static enum calx_status open_private_cache(
	struct build *build, calx_error *error)
{
	const char *parent = getenv("TMPDIR");
	char *path = cli_printf(build->cli, "%s/calx-XXXXXX",
		parent && *parent == '/' ? parent : "/tmp");

	if (!mkdtemp(path))
		return calx__fail(error, CALX_IO, "could not create %s: %s",
			path, strerror(errno));
	build->cache = path;
	build->private_cache = true;
	return CALX_OK;
}

static enum calx_status open_cache(struct build *build, calx_error *error)
{
	struct cli *cli = build->cli;
	const char *home = cache_home(cli);

	if (!home || !make_directory(home))
		return open_private_cache(build, error);
	build->cache = cli_printf(cli, "%s/calx", home);
	if (!make_directory(build->cache) || access(build->cache, W_OK) < 0)
		return open_private_cache(build, error);
	return check_cache(build->cache, error);
}

static void hash_word(XXH3_state_t *hash, const char *word)
{
	XXH3_128bits_update(hash, word, strlen(word) + 1);
}

static enum calx_status name_object(struct build *build, calx_error *error)
{
	static const char *const mode[] = { "-E", NULL };
	struct strbuf text = STRBUF_INIT;
	enum calx_status status = compile(build, mode, &text, error);
	XXH3_state_t *hash = status == CALX_OK ? XXH3_createState() : NULL;

	if (status == CALX_OK && !hash)
		status = calx__fail_memory(error);
	if (hash) {
		XXH3_128bits_reset(hash);
		XXH3_128bits_update(hash, text.data, text.length);
		hash_word(hash, calx_version());
		for (size_t i = 0; i < build->words.count; i++)
			hash_word(hash,
				*(const char **)calx__vec_at(&build->words, i));
		for (size_t i = 0; i < build->libs.count; i++)
			hash_word(hash,
				*(const char **)calx__vec_at(&build->libs, i));
		XXH128_hash_t name = XXH3_128bits_digest(hash);
		snprintf(build->object, sizeof(build->object),
			"%s/%016llx%016llx.so", build->cache,
			(unsigned long long)name.high64,
			(unsigned long long)name.low64);
		XXH3_freeState(hash);
	}
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
	status = compile(build, mode, &nothing, error);
	calx__strbuf_release(&nothing);
	if (status == CALX_OK && rename(draft, build->object) < 0)
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
	void *object = NULL;

	if (cli_file_exists(build->object))
		object = dlopen(build->object, RTLD_NOW | RTLD_LOCAL);
	if (!object && make_object(build, error) == CALX_OK) {
		object = dlopen(build->object, RTLD_NOW | RTLD_LOCAL);
		if (!object)
			calx__fail(error, CALX_ERROR, "could not load %s: %s",
				build->path, dlerror());
	}
	return object;
}

static const void *build_symbol(struct cli *cli, const struct config *config,
	const char *path, const char *name, calx_error *error)
{
	struct build build = { .cli = cli,
		.config = config,
		.path = path,
		.words = VEC_INIT(const char *),
		.libs = VEC_INIT(const char *) };
	void *object = NULL;
	const void *symbol = NULL;

	if (cli_file_trust(path, error) == CALX_OK &&
		(!cli_file_exists(config->path) ||
			cli_file_trust(config->path, error) == CALX_OK) &&
		prepare_words(&build, error) == CALX_OK &&
		open_cache(&build, error) == CALX_OK &&
		name_object(&build, error) == CALX_OK)
		object = load_object(&build, error);
	if (build.private_cache) {
		unlink(build.object);
		rmdir(build.cache);
	}
	if (object && !(symbol = dlsym(object, name)))
		calx__fail(error, CALX_NOT_FOUND, "%s does not define %s", path,
			name);
	calx__vec_release(&build.words);
	calx__vec_release(&build.libs);
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
	const calx_migration_environment **ret_environment, calx_error *error)
{
	const void *symbol = build_symbol(
		cli, config, path, "calx_migration_environment_", error);

	if (symbol) {
		*ret_environment = symbol;
		return CALX_OK;
	}
	if (error->status == CALX_NOT_FOUND && !*error->hint)
		calx__fail_hint(error,
			"It ends in CALX_MIGRATION_ENVIRONMENT(.target_metadata = &...);");
	return cli_failed(error);
}
