#include "cli/parse.h"

#include <string.h>

#include "util/ascii.h"
#include "util/fail.h"
#include "util/text.h"
#include "cli/base/commands.h"
#include "cli/base/option.h"
#include "cli/print/safe.h"

/* The command line, by the tables: GNU long options with `=` or a blank, short
 * options alone or in clusters, both before and after operands, `--` to end
 * them. Neither commands nor options may be abbreviated: a script that says
 * `calx up` would change its meaning when a command is added. */

/* options that contradict each other */
static const char *const conflicts[][2] = {
	{ "quiet", "verbose" },
	{ "color", "no-color" },
};

/* "-1" is a revision, not an option */
static bool is_option(const char *word)
{
	return word[0] == '-' && word[1] && !calx__ascii_is_digit(word[1]);
}

/* Whether the word takes the next one as its argument. */
static bool takes_next(const struct cli *cli, const char *word)
{
	const struct option *option;

	if (word[1] == '-') {
		size_t length = strcspn(word + 2, "=");
		option = cli_option_named(cli, word + 2, length);
		return option && option->argument && !word[2 + length];
	}
	for (size_t i = 1; word[i]; i++) {
		option = cli_option_lettered(cli, word[i]);
		if (option && option->argument)
			return !word[i + 1];
	}
	return false;
}

/* ---- suggestions ------------------------------------------------------------ */

static enum calx_status unknown_option(
	struct cli *cli, const char *word, size_t length, calx_error *error)
{
	const char *name = cli_printf(cli, "%.*s", (int)length, word);
	const char *near = NULL;

	cli_usage(cli, error, "unknown option '%s'", cli_safe(cli, name));
	if (!strncmp(name, "--", 2))
		near = cli_option_suggest(cli, name + 2);
	if (near)
		calx__fail_hint(error, "Did you mean '--%s'?", near);
	return CALX_MISUSE;
}

static enum calx_status unknown_command(
	struct cli *cli, const char *word, calx_error *error)
{
	const char *names[64];
	const char *matches = "";
	size_t count = 0;

	for (; count < 63 && cli_commands[count]; count++) {
		names[count] = cli_commands[count]->name;
		if (*word && calx__text_starts(names[count], word))
			matches = cli_join(cli, matches, ", ", names[count]);
	}
	names[count] = NULL;
	cli_usage(cli, error, "unknown command '%s'", cli_safe(cli, word));
	const char *near = calx__text_suggest(word, names);
	if (near)
		calx__fail_hint(error, "Did you mean '%s'?", near);
	else if (*matches)
		calx__fail_hint(error,
			"Commands are not abbreviated; it could be: %s.",
			matches);
	return CALX_MISUSE;
}

/* ---- what was given ---------------------------------------------------------- */

static enum calx_status give(struct cli *cli, const struct option *option,
	const char *value, calx_error *error)
{
	struct given_option *given = cli_given(cli, option->name);

	if (option->choices && !calx__text_lists(option->choices, value)) {
		cli_usage(cli, error, "--%s cannot be '%s'", option->name,
			cli_safe(cli, value));
		calx__fail_hint(error, "It is one of: %s.", option->choices);
		return CALX_MISUSE;
	}
	if (given && !option->repeats)
		return cli_usage(
			cli, error, "--%s is given twice", option->name);
	if (given) {
		given->count++;
		return CALX_OK;
	}
	if (!calx__vec_append(
		    &cli->given, &(struct given_option){ option, value, 1 }))
		cli_out_of_memory();
	return CALX_OK;
}

/* One long option; *next is the word behind it and moves on when it is used. */
static enum calx_status parse_long(struct cli *cli, char *const **next,
	const char *word, calx_error *error)
{
	size_t length = strcspn(word + 2, "=");
	const char *value = word[2 + length] ? word + 3 + length : NULL;
	const struct option *option = cli_option_named(cli, word + 2, length);

	if (!option)
		return unknown_option(cli, word, length + 2, error);
	if (!option->argument && value)
		return cli_usage(
			cli, error, "--%s takes no argument", option->name);
	if (option->argument && !value && !(value = **next))
		return cli_usage(cli, error, "--%s needs an argument: %s",
			option->name, option->argument);
	if (value == **next && value)
		(*next)++;
	return give(cli, option, value ? value : "", error);
}

/* A cluster of short options: "-vq", "-mmessage". */
static enum calx_status parse_short(struct cli *cli, char *const **next,
	const char *word, calx_error *error)
{
	for (const char *letter = word + 1; *letter; letter++) {
		const struct option *option = cli_option_lettered(cli, *letter);
		const char *value = "";

		if (!option)
			return unknown_option(
				cli, cli_printf(cli, "-%c", *letter), 2, error);
		if (option->argument && letter[1])
			value = letter + 1;
		else if (option->argument && **next)
			value = *(*next)++;
		else if (option->argument)
			return cli_usage(cli, error,
				"-%c needs an argument: %s", *letter,
				option->argument);
		if (give(cli, option, value, error) < 0)
			return CALX_MISUSE;
		if (option->argument)
			break;
	}
	return CALX_OK;
}

/* ---- the whole line ---------------------------------------------------------- */

/* The first operand names the command. Returns its place, or NULL. */
static char *const *find_command(const struct cli *cli, char *const *words)
{
	for (; *words; words++) {
		if (!strcmp(*words, "--"))
			return words[1] ? words + 1 : NULL;
		if (!is_option(*words))
			return words;
		if (takes_next(cli, *words) && words[1])
			words++;
	}
	return NULL;
}

static enum calx_status parse_words(struct cli *cli, char *const *words,
	char *const *command, calx_error *error)
{
	enum calx_status status = CALX_OK;
	bool options = true;

	while (*words && status >= 0) {
		const char *word = *words;
		bool named = words++ == command;

		if (named)
			continue;
		if (options && !strcmp(word, "--"))
			options = false;
		else if (options && !strncmp(word, "--", 2))
			status = parse_long(cli, &words, word, error);
		else if (options && is_option(word))
			status = parse_short(cli, &words, word, error);
		else if (!calx__vec_append(&cli->operands, &word))
			cli_out_of_memory();
	}
	return status;
}

static enum calx_status check_operands(struct cli *cli, calx_error *error)
{
	const struct operand *operand = cli->command->operands;
	size_t required = 0, allowed = 0;
	bool repeats = false;

	for (; operand->name; operand++) {
		allowed++;
		required += !operand->optional;
		repeats = operand->repeats;
	}
	if (cli->operands.count < required)
		return cli_usage(cli, error, "'calx %s' needs %s",
			cli->command->name,
			cli->command->operands[cli->operands.count].name);
	if (cli->operands.count > allowed && !repeats)
		return cli_usage(cli, error, "'calx %s' has no use for '%s'",
			cli->command->name,
			cli_safe(cli, cli_operand(cli, allowed)));
	return CALX_OK;
}

static enum calx_status check_conflicts(struct cli *cli, calx_error *error)
{
	for (size_t i = 0; i < sizeof(conflicts) / sizeof(conflicts[0]); i++) {
		if (cli_given(cli, conflicts[i][0]) &&
			cli_given(cli, conflicts[i][1]))
			return cli_usage(cli, error,
				"--%s and --%s contradict each other",
				conflicts[i][0], conflicts[i][1]);
	}
	return CALX_OK;
}

bool cli_parse_wants_json(char *const *words)
{
	for (; *words; words++)
		if (!strcmp(*words, "--json") || !strcmp(*words, "-j"))
			return true;
	return false;
}

enum calx_status cli_parse(
	struct cli *cli, int argc, char **argv, calx_error *error)
{
	char *const *words = argv + (argc > 0);
	char *const *command = find_command(cli, words);

	if (command && !(cli->command = cli_command_find(*command)))
		return unknown_command(cli, *command, error);
	if (parse_words(cli, words, command, error) < 0 ||
		check_conflicts(cli, error) < 0)
		return CALX_MISUSE;
	struct given_option *verbose = cli_given(cli, "verbose");
	cli->json = cli_given(cli, "json");
	cli->quiet = cli_given(cli, "quiet");
	cli->yes = cli_given(cli, "yes");
	cli->verbosity = verbose ? verbose->count : 0;
	if (!cli->command || cli_given(cli, "help") ||
		cli_given(cli, "version"))
		return CALX_OK;
	return check_operands(cli, error);
}
