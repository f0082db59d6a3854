#include "cli/build/words.h"

#include <string.h>

#include "util/fail.h"
#include "util/strbuf.h"

/* The words of a command line that stands in a setting or a variable. */

void cli_add_word(struct vec *words, const char *word)
{
	if (!calx__vec_append(words, &word))
		cli_out_of_memory();
}

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
		if (word.failed)
			cli_out_of_memory();
		cli_add_word(words, cli_printf(cli, "%s", word.data));
		if (text)
			text += strspn(text, " \t");
	}
	calx__strbuf_release(&word);
	if (!text)
		return calx__fail(error, CALX_INVALID,
			"a quote does not end in: %s", whole);
	return CALX_OK;
}
