#include "cli/settings/expand.h"

#include <stdlib.h>

#include "util/ascii.h"
#include "util/fail.h"
#include "util/strbuf.h"

/* Variables in the values of a file. */

static bool is_name(char c, bool first)
{
	return calx__ascii_is_word(c) && !(first && calx__ascii_is_digit(c));
}

/* Appends what "$NAME", "${NAME}" or "$$" at *text stands for, and moves
 * *text behind it. */
static enum calx_status expand_one(struct cli *cli, const char **text,
	struct strbuf *value, calx_error *error)
{
	const char *name = *text + 1;
	bool braces = *name == '{';
	size_t length = 0;

	if (*name == '$') {
		calx__strbuf_addc(value, '$');
		*text += 2;
		return CALX_OK;
	}
	name += braces;
	while (is_name(name[length], length == 0))
		length++;
	if (!length || (braces && name[length] != '}')) {
		calx__fail(error, CALX_INVALID, "a $ that names no variable");
		calx__fail_hint(error, "Write $$ for a dollar.");
		return CALX_INVALID;
	}
	const char *word = cli_printf(cli, "%.*s", (int)length, name);
	const char *found = getenv(word);
	if (!found)
		return calx__fail(error, CALX_NOT_FOUND,
			"the environment variable %s is not set", word);
	calx__strbuf_adds(value, found);
	*text = name + length + braces;
	return CALX_OK;
}

enum calx_status cli_expand(struct cli *cli, const char *text,
	const char **ret_value, calx_error *error)
{
	struct strbuf value = STRBUF_INIT;
	enum calx_status status = CALX_OK;

	while (*text && status >= 0) {
		if (*text == '$')
			status = expand_one(cli, &text, &value, error);
		else
			calx__strbuf_addc(&value, *text++);
	}
	if (value.failed)
		cli_out_of_memory();
	if (status >= 0)
		*ret_value = cli_printf(cli, "%s", value.data);
	calx__strbuf_release(&value);
	return status;
}
