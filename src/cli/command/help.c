#include "util/text.h"
#include "cli/base/commands.h"
#include "cli/base/option.h"
#include "cli/document/completion.h"
#include "cli/document/help.h"
#include "cli/document/man.h"
#include "cli/print/output.h"
#include "cli/print/safe.h"

/* `calx help`: what the tables of the commands say, for people, man and shells. */

static enum calx_status unknown(
	struct cli *cli, const char *name, calx_error *error)
{
	return cli_usage(
		cli, error, "there is no command '%s'", cli_safe(cli, name));
}

static enum calx_status run(struct cli *cli, calx_error *error)
{
	const char *name = cli_operand(cli, 0);
	const char *shell = cli_option(cli, "completion");
	const struct command *command = name ? cli_command_find(name) : NULL;

	if (name && !command)
		return unknown(cli, name, error);
	FILE *out = cli_text_begin(cli);
	if (shell)
		cli_completion(out, shell);
	else if (cli_option(cli, "man"))
		cli_man(out, command);
	else
		cli_help(out, command);
	cli_text_end(cli, out);
	return CALX_OK;
}

static const struct option options[] = {
	{ "man", 'M', .help = "the same as a manual page, in mdoc" },
	{ "completion", 'S', .argument = "SHELL", .choices = "bash zsh fish",
		.help = "a completion script: bash, zsh or fish" },
	{ .name = NULL },
};
static const struct operand operands[] = {
	{ "COMMAND", .optional = true, .help = "the command to explain" },
	{ .name = NULL },
};
static const struct example examples[] = {
	{ "calx help upgrade", "all about one command" },
	{ "calx help --completion=bash > ~/.local/share/bash-completion/completions/calx",
		"completion, if the package did not install it" },
	{ .line = NULL },
};

const struct command cli_command_help = {
	.name = "help",
	.group = "more",
	.purpose = "explain a command",
	.description =
		"Prints what --help prints. The manual pages and the completions of the shells come from the same tables.",
	.options = options,
	.operands = operands,
	.examples = examples,
	.run = run,
};
