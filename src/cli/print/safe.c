#include "cli/print/safe.h"

#include <string.h>

#include "util/strbuf.h"
#include "util/utf8.h"

/* What databases, files and users say may hold anything. Nothing of it reaches a
 * terminal but through here. */

static void escape(struct strbuf *text, int32_t point)
{
	static const char names[] = {
		['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't'
	};

	if (point < (int)sizeof(names) && names[point])
		calx__strbuf_addf(text, "\\%c", names[point]);
	else
		calx__strbuf_addf(text, point < 0x80 ? "\\x%02x" : "\\u%04x",
			(unsigned)point);
}

/* Appends the escaped text; returns whether anything had to be escaped. */
static bool add_safe(struct strbuf *safe, const char *text, const char *kept)
{
	size_t length = strlen(text), size;
	bool changed = false;

	for (size_t i = 0; i < length; i += size) {
		int32_t point = calx__utf8_next(text + i, length - i, &size);
		bool ok = point >= 0 && (!calx__utf8_is_deceptive(point) ||
						strchr(kept, text[i]));

		changed |= !ok;
		if (ok)
			calx__strbuf_add(safe, text + i, size);
		else if (point >= 0)
			escape(safe, point);
		else
			calx__strbuf_addf(
				safe, "\\x%02x", (unsigned char)text[i]);
	}
	return changed;
}

static const char *make_safe(
	struct cli *cli, const char *text, const char *kept)
{
	struct strbuf safe = STRBUF_INIT;
	const char *result = text;

	if (!text)
		return "";
	if (add_safe(&safe, text, kept))
		result = cli_printf(cli, "%s", safe.data);
	if (safe.failed)
		cli_out_of_memory();
	calx__strbuf_release(&safe);
	return result;
}

const char *cli_safe(struct cli *cli, const char *text)
{
	return make_safe(cli, text, "");
}

const char *cli_safe_lines(struct cli *cli, const char *text)
{
	return make_safe(cli, text, "\n\t");
}
