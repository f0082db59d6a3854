#include "cli/build/source.h"

#include <assert.h>
#include <string.h>

#include "util/ascii.h"
#include "util/fail.h"
#include "util/text.h"
#include "cli/base/file.h"
#include "cli/base/trust.h"

/* The preprocessor says where its text comes from: a line `# 1 "file" 1` where
 * it enters a file (GCC's manual, "Preprocessor Output"; clang does the
 * same). */

/* ---- the lines of the preprocessor ------------------------------------------------ */

static int octal(const char *text)
{
	int value = 0;

	for (int i = 0; i < 3; i++) {
		if (text[i] < '0' || text[i] > '7')
			return -1;
		value = value * 8 + (text[i] - '0');
	}
	return value;
}

/* Copies the string that *text is at, behind its quote, and moves *text behind
 * its end. */
static void take_string(const char **text, const char *end, struct strbuf *name)
{
	const char *c = *text;

	for (; c < end && *c != '"'; c++) {
		int value = -1;

		if (*c == '\\' && end - c > 3)
			value = octal(c + 1);
		if (value >= 0) {
			calx__strbuf_addc(name, (char)value);
			c += 3;
		} else if (*c == '\\' && c + 1 < end) {
			calx__strbuf_addc(name, *++c);
		} else {
			calx__strbuf_addc(name, *c);
		}
	}
	*text = c < end ? c + 1 : c;
}

/* Whether the line says that a file begins, and which. */
static bool enters_file(struct view line, struct strbuf *name)
{
	const char *c = line.data + 2, *end = line.data + line.length;

	if (line.length < 5 || memcmp(line.data, "# ", 2) != 0 ||
		!calx__ascii_is_digit(*c))
		return false;
	while (c < end && calx__ascii_is_digit(*c))
		c++;
	if (end - c < 3 || c[0] != ' ' || c[1] != '"')
		return false;
	c += 2;
	calx__strbuf_clear(name);
	take_string(&c, end, name);
	return end - c >= 2 && c[0] == ' ' && c[1] == '1' &&
	       (end - c == 2 || !calx__ascii_is_digit(c[2]));
}

/* ---- the files ------------------------------------------------------------------ */

/* Relative names are seen from where the compiler runs. */
static const char *path_of(
	const struct revision_compiler *compiler, const char *name)
{
	if (*name == '/' || !strcmp(compiler->directory, "."))
		return name;
	return cli_printf(compiler->cli, "%s/%s", compiler->directory, name);
}

/* Our own headers belong to whoever has installed or built us. */
static unsigned how_of(
	const struct revision_compiler *compiler, const char *path)
{
	const char *own = compiler->headers;
	size_t length = strlen(own);

	return !strncmp(path, own, length) && path[length] == '/' &&
			       !strstr(path + length, "/../")
		       ? TRUST_ANY_OWNER
		       : 0;
}

/* GCC takes a header that was compiled before in its place. */
static enum calx_status trust_header(const struct revision_compiler *compiler,
	const char *name, calx_error *error)
{
	const char *path = path_of(compiler, name);
	const char *compiled = cli_printf(compiler->cli, "%s.gch", path);
	unsigned how = how_of(compiler, path);
	enum calx_status status = cli_trust_check(path, how, error);

	if (status >= 0 && cli_file_exists(compiled))
		status = cli_trust_check(compiled, how, error);
	return status;
}

enum calx_status cli_source_trust(const struct revision_compiler *compiler,
	const struct strbuf *text, calx_error *error)
{
	struct view rest = { text->data, text->length };
	struct strbuf name = STRBUF_INIT;
	enum calx_status status = CALX_OK;
	size_t files = 0;

	while (rest.length > 0 && status >= 0) {
		struct view line = calx__view_split(&rest, '\n');

		if (!enters_file(line, &name) || *name.data == '<')
			continue;
		files++;
		status = trust_header(compiler, name.data, error);
	}
	if (status >= 0 && name.failed)
		status = calx__fail_memory(error);
	calx__strbuf_release(&name);
	if (status < 0 || files > 0)
		return status;
	calx__fail(error, CALX_ERROR,
		"the compiler does not say which files it reads");
	calx__fail_hint(error,
		"CC and cflags may not hold -P, and the file includes <calx/revision.h> or <calx/migrate.h>.");
	return CALX_ERROR;
}

/* ---- the words ------------------------------------------------------------------ */

static enum calx_status trust_if_there(const struct revision_compiler *compiler,
	const char *name, unsigned how, calx_error *error)
{
	const char *path = path_of(compiler, name);
	enum calx_status status = CALX_OK;

	if (cli_file_exists(path))
		status = cli_trust_check(path, how, error);
	/* an option may be a name by chance */
	if (status == CALX_INVALID || status == CALX_NOT_FOUND) {
		calx_error_clear(error);
		return CALX_OK;
	}
	return status;
}

/* The directories that the linker looks in, and the libraries there. */
static enum calx_status trust_libraries(
	const struct revision_compiler *compiler, const char *directory,
	calx_error *error)
{
	static const char *const endings[] = { "so", "a" };
	struct cli *cli = compiler->cli;
	enum calx_status status =
		trust_if_there(compiler, directory, TRUST_DIRECTORY, error);

	for (size_t i = 0; i < compiler->libs.count && status >= 0; i++) {
		const char *const *words = compiler->libs.items;

		assert(words && words[i]);
		if (strncmp(words[i], "-l", 2) != 0)
			continue;
		for (size_t j = 0; j < 2 && status >= 0; j++)
			status = trust_if_there(compiler,
				cli_printf(cli, "%s/lib%s.%s", directory,
					words[i] + 2, endings[j]),
				0, error);
	}
	return status;
}

static enum calx_status trust_word(const struct revision_compiler *compiler,
	const char *word, const char *next, calx_error *error)
{
	if (!strcmp(word, "-L") && next)
		return trust_libraries(compiler, next, error);
	if (!strncmp(word, "-L", 2))
		return trust_libraries(compiler, word + 2, error);
	if (*word == '-')
		return CALX_OK;
	return trust_if_there(compiler, word + (*word == '@'), 0, error);
}

static enum calx_status trust_list(const struct revision_compiler *compiler,
	const struct vec *list, size_t first, calx_error *error)
{
	const char *const *words = list->items;
	enum calx_status status = CALX_OK;

	for (size_t i = first; i < list->count && status >= 0; i++)
		status = trust_word(compiler, words[i],
			i + 1 < list->count ? words[i + 1] : NULL, error);
	return status;
}

/* The first word is the compiler, which is the user's to choose. */
enum calx_status cli_source_trust_words(
	const struct revision_compiler *compiler, calx_error *error)
{
	enum calx_status status =
		trust_list(compiler, &compiler->words, 1, error);

	return status < 0 ? status
			  : trust_list(compiler, &compiler->libs, 0, error);
}
