#include "cli/document/completion.h"

#include <string.h>

#include "cli/base/commands.h"
#include "cli/base/option.h"

/* Completion for bash, zsh and fish, from the same tables as everything else.
 * Revisions are asked of `calx history`, which starts no compiler. */

#define REVISIONS                     \
	"calx history 2>/dev/null | " \
	"sed -n 's/^.* -> \\([A-Za-z0-9_]*\\).*/\\1/p'"

/* What completes an operand or argument of that name. */
static const char *kind_of(const char *name)
{
	static const struct {
		const char *name, *kind;
	} kinds[] = {
		{ "REVISION", "revisions" },
		{ "RANGE", "revisions" },
		{ "FILE", "files" },
		{ "DIRECTORY", "directories" },
		{ "COMMAND", "commands" },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (!strcmp(kinds[i].name, name))
			return kinds[i].kind;
	}
	return "nothing";
}

static const char *operand_kind(const struct command *command)
{
	return command->operands->name ? kind_of(command->operands->name)
				       : "nothing";
}

/* Text between single quotes of a shell. */
static void put_quoted(FILE *out, const char *text)
{
	putc('\'', out);
	for (; *text; text++) {
		if (*text == '\'')
			fputs("'\\''", out);
		else
			putc(*text, out);
	}
	putc('\'', out);
}

/* ---- bash ------------------------------------------------------------------- */

static const char bash_head[] =
	"# bash completion for calx\n"
	"_calx_take() { mapfile -t COMPREPLY < <(compgen \"$@\" -- \"$word\"); }\n"
	"_calx_words() { _calx_take -W \"$1\"; }\n"
	"_calx_revisions() { _calx_words \"head heads base $(" REVISIONS
	")\"; }\n"
	"_calx_files() { _calx_take -f; }\n"
	"_calx_directories() { _calx_take -d; }\n"
	"_calx_nothing() { COMPREPLY=(); }\n"
	"_calx_commands() { _calx_words \"${names[*]}\"; }\n"
	"_calx() {\n"
	"\tlocal word=${COMP_WORDS[COMP_CWORD]} command='' options='' i name\n"
	"\tlocal before=${COMP_WORDS[COMP_CWORD - 1]} operand=commands\n"
	"\tlocal -a names=(";

static const char bash_middle[] =
	")\n"
	"\t[[ $word == = ]] && word=''\n"
	"\t[[ $before == = ]] && before=${COMP_WORDS[COMP_CWORD - 2]}\n"
	"\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
	"\t\tfor name in \"${names[@]}\"; do\n"
	"\t\t\t[[ ${COMP_WORDS[i]} == \"$name\" ]] && command=$name && break 2\n"
	"\t\tdone\n"
	"\tdone\n"
	"\tcase $command:$before in\n";

static const char bash_tail[] = "\tif [[ $word == -* ]]; then\n"
				"\t\t_calx_words \"$options\"\n"
				"\telse\n"
				"\t\t\"_calx_$operand\"\n"
				"\tfi\n"
				"}\n"
				"complete -o bashdefault -F _calx calx\n";

static void bash_options(FILE *out, const struct option *options)
{
	for (; options->name; options++) {
		if (options->letter)
			fprintf(out, " -%c", options->letter);
		fprintf(out, " --%s", options->name);
	}
}

/* one `case` arm for each option that takes an argument */
static void bash_arguments(
	FILE *out, const char *command, const struct option *options)
{
	for (; options->name; options++) {
		if (!options->argument)
			continue;
		fprintf(out, "\t%s:--%s", command, options->name);
		if (options->letter)
			fprintf(out, " | %s:-%c", command, options->letter);
		if (options->choices)
			fprintf(out, ") _calx_words '%s'", options->choices);
		else
			fprintf(out, ") _calx_%s", kind_of(options->argument));
		fputs("; return ;;\n", out);
	}
}

static void bash(FILE *out)
{
	fputs(bash_head, out);
	for (size_t i = 0; cli_commands[i]; i++)
		fprintf(out, "%s%s", i ? " " : "", cli_commands[i]->name);
	fputs(bash_middle, out);
	bash_arguments(out, "*", cli_global_options);
	for (size_t i = 0; cli_commands[i]; i++)
		bash_arguments(
			out, cli_commands[i]->name, cli_commands[i]->options);
	fputs("\tesac\n\tcase $command in\n", out);
	for (size_t i = 0; cli_commands[i]; i++) {
		fprintf(out, "\t%s) operand=%s options='",
			cli_commands[i]->name, operand_kind(cli_commands[i]));
		bash_options(out, cli_commands[i]->options);
		fputs("' ;;\n", out);
	}
	fputs("\tesac\n\toptions+='", out);
	bash_options(out, cli_global_options);
	fputs("'\n", out);
	fputs(bash_tail, out);
}

/* ---- zsh -------------------------------------------------------------------- */

/* Text of a description: brackets and colons part the fields of a spec. */
static void zsh_text(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (strchr("[]:\\", *text))
			putc('\\', out);
		if (*text == '\'')
			fputs("'\\'", out);
		putc(*text, out);
	}
}

static void zsh_action(FILE *out, const char *name, const char *choices)
{
	static const struct {
		const char *kind, *action;
	} actions[] = {
		{ "revisions", "_calx_revisions" },
		{ "files", "_files" },
		{ "directories", "_files -/" },
		{ "commands", "_calx_commands" },
	};

	fprintf(out, ":%s:", name);
	if (choices)
		fprintf(out, "(%s)", choices);
	for (size_t i = 0; !choices && i < sizeof(actions) / sizeof(actions[0]);
		i++) {
		if (!strcmp(actions[i].kind, kind_of(name)))
			fputs(actions[i].action, out);
	}
}

static void zsh_spec(FILE *out, const struct option *option, const char *prefix,
	const char *name)
{
	fprintf(out, " \\\n\t\t'%s%s%s%s[", option->repeats ? "*" : "", prefix,
		name, option->argument && prefix[1] ? "=" : "");
	zsh_text(out, option->help);
	putc(']', out);
	if (option->argument)
		zsh_action(out, option->argument, option->choices);
	putc('\'', out);
}

static void zsh_options(FILE *out, const struct option *options)
{
	for (; options->name; options++) {
		char letter[2] = { options->letter };

		if (options->letter)
			zsh_spec(out, options, "-", letter);
		zsh_spec(out, options, "--", options->name);
	}
}

static void zsh_command(FILE *out, const struct command *command)
{
	fprintf(out, "\t%s) _arguments -s", command->name);
	zsh_options(out, command->options);
	zsh_options(out, cli_global_options);
	for (const struct operand *o = command->operands; o->name; o++) {
		fprintf(out, " \\\n\t\t'%s", o->repeats ? "*" : "");
		zsh_action(out, o->name, NULL);
		putc('\'', out);
	}
	fputs(" ;;\n", out);
}

static void zsh(FILE *out)
{
	fputs("#compdef calx\n"
	      "_calx_revisions() { compadd head heads base $(" REVISIONS
	      "); }\n"
	      "_calx_commands() {\n\tlocal -a commands\n\tcommands=(",
		out);
	for (size_t i = 0; cli_commands[i]; i++) {
		fprintf(out, "\n\t\t'%s:", cli_commands[i]->name);
		zsh_text(out, cli_commands[i]->purpose);
		putc('\'', out);
	}
	fputs(")\n\t_describe command commands\n}\n"
	      "_calx() {\n\tlocal state\n\t_arguments -s -C",
		out);
	zsh_options(out, cli_global_options);
	fputs(" \\\n\t\t'1:command:_calx_commands' '*::argument:->argument'\n"
	      "\t[[ $state == argument ]] || return\n"
	      "\tcase $words[1] in\n",
		out);
	for (size_t i = 0; cli_commands[i]; i++)
		zsh_command(out, cli_commands[i]);
	fputs("\tesac\n}\n_calx \"$@\"\n", out);
}

/* ---- fish ------------------------------------------------------------------- */

static void fish_argument(FILE *out, const char *name, const char *choices)
{
	if (choices)
		fprintf(out, " -x -a '%s'", choices);
	else if (!strcmp(kind_of(name), "revisions"))
		fputs(" -x -a '(__calx_revisions)'", out);
	else if (!strcmp(kind_of(name), "directories"))
		fputs(" -x -a '(__fish_complete_directories)'", out);
	else if (!strcmp(kind_of(name), "files"))
		fputs(" -r -F", out);
	else
		fputs(" -x", out);
}

static void fish_options(
	FILE *out, const char *command, const struct option *options)
{
	for (; options->name; options++) {
		fputs("complete -c calx", out);
		if (command)
			fprintf(out, " -n '__fish_seen_subcommand_from %s'",
				command);
		if (options->letter)
			fprintf(out, " -s %c", options->letter);
		fprintf(out, " -l %s", options->name);
		if (options->argument)
			fish_argument(out, options->argument, options->choices);
		fputs(" -d ", out);
		put_quoted(out, options->help);
		putc('\n', out);
	}
}

static void fish(FILE *out)
{
	fputs("# fish completion for calx\n"
	      "function __calx_revisions\n"
	      "\techo head\n\techo heads\n\techo base\n\t" REVISIONS "\nend\n"
	      "complete -c calx -f\n",
		out);
	fish_options(out, NULL, cli_global_options);
	for (size_t i = 0; cli_commands[i]; i++) {
		const struct command *command = cli_commands[i];

		fprintf(out,
			"complete -c calx -n __fish_use_subcommand -a %s -d ",
			command->name);
		put_quoted(out, command->purpose);
		putc('\n', out);
		fish_options(out, command->name, command->options);
		if (!strcmp(operand_kind(command), "revisions"))
			fprintf(out,
				"complete -c calx -n '__fish_seen_subcommand_from %s' -a '(__calx_revisions)'\n",
				command->name);
	}
}

bool cli_completion(FILE *out, const char *shell)
{
	static const struct {
		const char *name;
		void (*write)(FILE *out);
	} shells[] = { { "bash", bash }, { "zsh", zsh }, { "fish", fish } };

	for (size_t i = 0; i < sizeof(shells) / sizeof(shells[0]); i++) {
		if (!strcmp(shells[i].name, shell)) {
			shells[i].write(out);
			return true;
		}
	}
	return false;
}
