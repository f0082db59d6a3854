#include "cli/base/option.h"

#include <assert.h>
#include <string.h>

#include "util/text.h"
#include "cli/base/commands.h"

/* Looking options up: in the tables, and in what was given. */

const struct option cli_no_options[] = { { .name = NULL } };
const struct operand cli_no_operands[] = { { .name = NULL } };

const struct option cli_global_options[] = {
	{ "config", 'c', .argument = "FILE", .help = "the settings; calx.ini" },
	{ "url", 'u', .argument = "URL",
		.help = "the database, over what the settings say" },
	{ "quiet", 'q', .help = "errors only" },
	{ "verbose", 'v', .repeats = true,
		.help = "more detail; twice: every SQL statement" },
	{ "json", 'j', .help = "one JSON document on standard output" },
	{ "yes", 'y', .help = "answer yes to every question" },
	{ "color", 'C', .argument = "WHEN", .choices = "auto always never",
		.help = "colours: auto, always or never" },
	{ "no-color", 'N', .help = "the same as --color=never" },
	{ "help", 'h', .help = "show this help" },
	{ "version", 'V', .help = "show the version" },
	{ .name = NULL },
};

/* ---- in the tables ----------------------------------------------------------- */

static const struct option *list_find(
	const struct option *options, const char *name, size_t length)
{
	for (; options->name; options++) {
		if (strlen(options->name) == length &&
			!memcmp(options->name, name, length))
			return options;
	}
	return NULL;
}

static const struct option *list_find_letter(
	const struct option *options, char letter)
{
	for (; options->name; options++) {
		if (options->letter == letter)
			return options;
	}
	return NULL;
}

/* The next list of options that may be meant: those of every command, then those
 * of the one that was named, or of each. NULL behind the last. */
static const struct option *next_list(const struct cli *cli, size_t *at)
{
	size_t i = (*at)++;

	if (i == 0)
		return cli_global_options;
	if (cli->command)
		return i == 1 ? cli->command->options : NULL;
	return cli_commands[i - 1] ? cli_commands[i - 1]->options : NULL;
}

const struct option *cli_option_named(
	const struct cli *cli, const char *name, size_t length)
{
	const struct option *list, *found = NULL;
	size_t at = 0;

	while (!found && (list = next_list(cli, &at)))
		found = list_find(list, name, length);
	return found;
}

const struct option *cli_option_lettered(const struct cli *cli, char letter)
{
	const struct option *list, *found = NULL;
	size_t at = 0;

	while (!found && (list = next_list(cli, &at)))
		found = list_find_letter(list, letter);
	return found;
}

const char *cli_option_suggest(struct cli *cli, const char *name)
{
	struct vec names = VEC_INIT(const char *);
	const struct option *lists[] = { cli_global_options,
		cli->command ? cli->command->options : cli_no_options };
	const char *end = NULL;

	for (size_t i = 0; i < 2; i++) {
		for (const struct option *o = lists[i]; o->name; o++)
			calx__vec_append(&names, &o->name);
	}
	calx__vec_append(&names, &end);
	const char *found =
		names.failed ? NULL : calx__text_suggest(name, names.items);
	calx__vec_release(&names);
	return found;
}

/* ---- in what was given --------------------------------------------------------- */

struct given_option *cli_given(const struct cli *cli, const char *name)
{
	for (size_t i = 0; i < cli->given.count; i++) {
		struct given_option *given = calx__vec_at(&cli->given, i);
		if (!strcmp(given->option->name, name))
			return given;
	}
	return NULL;
}

const char *cli_option(const struct cli *cli, const char *name)
{
	const struct given_option *given = cli_given(cli, name);

	assert(cli_option_named(cli, name, strlen(name)));
	return given ? given->value : NULL;
}

const char *cli_operand(const struct cli *cli, size_t index)
{
	const char *const *operands = cli->operands.items;

	return index < cli->operands.count ? operands[index] : NULL;
}
