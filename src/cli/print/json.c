#include "cli/print/json.h"

#include <string.h>

#include "util/strbuf.h"
#include "util/text.h"
#include "util/utf8.h"

/* Values of the document that --json prints. jansson returns NULL without
 * memory; here that ends the program. */

/* jansson refuses text that is not UTF-8: its wrong bytes become U+FFFD. */
static json_t *repaired(const char *text)
{
	struct strbuf clean = STRBUF_INIT;
	size_t length = strlen(text), size;

	for (size_t i = 0; i < length; i += size)
		if (calx__utf8_next(text + i, length - i, &size) >= 0)
			calx__strbuf_add(&clean, text + i, size);
		else
			calx__strbuf_adds(&clean, "\xef\xbf\xbd");
	json_t *string = clean.failed ? NULL : json_string(clean.data);
	calx__strbuf_release(&clean);
	return string;
}

json_t *cli_json_text(const char *text)
{
	json_t *value;

	if (!text)
		return json_null();
	value = calx__utf8_valid(text, strlen(text)) ? json_string(text)
						     : repaired(text);
	if (!value)
		cli_out_of_memory();
	return value;
}

json_t *cli_json_list(struct cli *cli, const char *list)
{
	struct view rest = calx__view(list);
	json_t *array = json_array();

	while (rest.length > 0) {
		struct view item =
			calx__view_trim(calx__view_split(&rest, ','));
		if (item.length > 0)
			cli_json_append(
				array, cli_json_text(cli_printf(cli, "%.*s",
					       (int)item.length, item.data)));
	}
	return array;
}

void cli_json_set(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, value) < 0)
		cli_out_of_memory();
}

void cli_json_append(json_t *array, json_t *value)
{
	if (json_array_append_new(array, value) < 0)
		cli_out_of_memory();
}

json_t *cli_json_error(const calx_error *error)
{
	const struct {
		const char *key, *text;
	} members[] = {
		{ "message", error->message },
		{ "detail", error->detail },
		{ "hint", error->hint },
		{ "where", error->where },
		{ "statement", error->statement },
		{ "sqlstate", error->sqlstate },
		{ "table", error->table },
		{ "column", error->column },
		{ "constraint", error->constraint },
	};
	json_t *object = json_object();

	cli_json_set(object, "status",
		cli_json_text(calx_status_name(error->status)));
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		if (*members[i].text || i == 0)
			cli_json_set(object, members[i].key,
				cli_json_text(members[i].text));
	}
	if (error->native_code)
		cli_json_set(object, "native_code",
			json_integer(error->native_code));
	return object;
}
