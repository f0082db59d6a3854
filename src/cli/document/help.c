#include "cli/document/help.h"

#include <string.h>

#include "cli/base/commands.h"
#include "cli/base/exit.h"
#include "cli/base/option.h"

/* --help, from the tables of the commands. */

#define WIDTH 79 /* of a line, so that it fits a terminal of 80 */

/* Prints `text` from column `indent` on, broken at blanks; the cursor stands
 * at `column` already. Empty lines part paragraphs. */
static void print_wrapped(
	FILE *out, const char *text, size_t indent, size_t column)
{
	while (*text) {
		size_t word = strcspn(text, " \n");

		if (column > indent && column + 1 + word > WIDTH) {
			putc('\n', out);
			column = 0;
		}
		if (column < indent)
			column += (size_t)fprintf(
				out, "%*s", (int)(indent - column), "");
		else if (column > indent)
			column += (size_t)fprintf(out, " ");
		column += fwrite(text, 1, word, out);
		text += word;
		if (!strncmp(text, "\n\n", 2)) {
			fputs("\n\n", out);
			column = 0;
		}
		text += strspn(text, " \n");
	}
	putc('\n', out);
}

/* A term and, from column `indent` on, what it means. */
static void print_entry(
	FILE *out, const char *term, size_t indent, const char *help)
{
	size_t column = (size_t)fprintf(out, "  %s", term);

	if (column + 2 > indent) {
		putc('\n', out);
		column = 0;
	}
	column += (size_t)fprintf(out, "%*s", (int)(indent - column), "");
	print_wrapped(out, help, indent, column);
}

static void print_option(FILE *out, const struct option *option)
{
	char term[64];
	char letter[8] = "    ";

	if (option->letter)
		snprintf(letter, sizeof(letter), "-%c, ", option->letter);
	snprintf(term, sizeof(term), "%s--%s%s%s", letter, option->name,
		option->argument ? "=" : "",
		option->argument ? option->argument : "");
	print_entry(out, term, 28, option->help);
}

static void print_options(
	FILE *out, const char *heading, const struct option *options)
{
	if (!options->name)
		return;
	fprintf(out, "\n%s:\n", heading);
	for (; options->name; options++)
		print_option(out, options);
}

static void print_examples(FILE *out, const struct example *examples)
{
	fputs("\nexamples:\n", out);
	for (; examples->line; examples++) {
		fprintf(out, "  %s\n", examples->line);
		fputs("      ", out);
		print_wrapped(out, examples->help, 6, 6);
	}
}

/* "upgrade [OPTION]... REVISION" */
static void print_usage(FILE *out, const struct command *command)
{
	fprintf(out, "%s [OPTION]...", command->name);
	for (const struct operand *o = command->operands; o->name; o++)
		fprintf(out, " %s%s%s%s", o->optional ? "[" : "", o->name,
			o->optional ? "]" : "", o->repeats ? "..." : "");
}

static void help_command(FILE *out, const struct command *command)
{
	fprintf(out, "calx %s: %s\n\nusage: calx ", command->name,
		command->purpose);
	print_usage(out, command);
	putc('\n', out);
	print_examples(out, command->examples);
	putc('\n', out);
	print_wrapped(out, command->description, 0, 0);
	if (command->operands->name)
		fputs("\narguments:\n", out);
	for (const struct operand *o = command->operands; o->name; o++)
		print_entry(out, o->name, 28, o->help);
	print_options(out, "options", command->options);
	print_options(out, "options of every command", cli_global_options);
}

static void print_commands(FILE *out)
{
	const char *group = "";

	for (size_t i = 0; cli_commands[i]; i++) {
		const struct command *command = cli_commands[i];

		if (strcmp(group, command->group) != 0)
			fprintf(out, "\n%s:\n", command->group);
		group = command->group;
		print_entry(out, command->name, 14, command->purpose);
	}
}

static const struct example program_examples[] = {
	{ "calx init migrations", "start a project" },
	{ "calx revision --autogenerate -m 'Add table books'",
		"write the migration that the models ask for" },
	{ "calx upgrade head", "bring the database up to date" },
	{ .line = NULL },
};

static void help_program(FILE *out)
{
	fputs("calx: migrations for databases, described in C\n\n"
	      "usage: calx [OPTION]... COMMAND [ARGUMENT]...\n",
		out);
	print_examples(out, program_examples);
	print_commands(out);
	print_options(out, "options of every command", cli_global_options);
	fputs("\nexit status:\n", out);
	for (const struct exit_code *e = cli_exit_codes; e->help; e++) {
		char code[8];
		snprintf(code, sizeof(code), "%d", e->code);
		print_entry(out, code, 8, e->help);
	}
	fputs("\nMore: 'calx COMMAND --help', 'man calx', 'man calx-COMMAND'.\n",
		out);
}

void cli_help(FILE *out, const struct command *command)
{
	if (command)
		help_command(out, command);
	else
		help_program(out);
}

void cli_help_short(FILE *out)
{
	fputs("usage: calx [OPTION]... COMMAND [ARGUMENT]...\n", out);
	print_commands(out);
	fputs("\nMore: 'calx --help'.\n", out);
}
