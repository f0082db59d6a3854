#ifndef CALX_CLI_BASE_OPTION_H
#define CALX_CLI_BASE_OPTION_H

#include "cli/base/cli.h"

/* The options of every command, and what was given of all. */
extern const struct option cli_global_options[];
/* for commands without any */
extern const struct option cli_no_options[];
extern const struct operand cli_no_operands[];

/* An option of the command line. */
struct given_option {
	const struct option *option;
	const char *value; /* "" for one that takes none */
	unsigned count;	   /* how often it was given */
};

/* The option of a name, "config", or a letter. Before the command is known
 * every command's options count: a name means the same everywhere (a test checks
 * that). NULL if there is none. */
const struct option *cli_option_named(
	const struct cli *cli, const char *name, size_t length);
const struct option *cli_option_lettered(const struct cli *cli, char letter);
/* The option whose name was meant, or NULL. */
const char *cli_option_suggest(struct cli *cli, const char *name);

/* What was given for an option; NULL if it was not given. */
struct given_option *cli_given(const struct cli *cli, const char *name);
/* The value of an option that was given, "" if it takes none; NULL if it was
 * not. The name must be in the command's table or the global one. */
const char *cli_option(const struct cli *cli, const char *name);
/* Operand `index`, NULL if it was not given. */
const char *cli_operand(const struct cli *cli, size_t index);

#endif
