#include "cli/document/man.h"

#include <string.h>

#include "util/ascii.h"
#include "cli/base/commands.h"
#include "cli/base/exit.h"
#include "cli/base/option.h"
#include "cli/settings/settings.h"

/* Manual pages in mdoc(7), from the same tables as everything else. */

#define MANUAL_DATE "November 23, 2026"

/* One word: backslashes and hyphens are made plain. Returns its width. */
static size_t put_word(FILE *out, const char *word, size_t length)
{
	size_t width = length;

	for (size_t i = 0; i < length; i++) {
		width += word[i] == '\\' || word[i] == '-';
		if (word[i] == '\\')
			fputs("\\e", out);
		else if (word[i] == '-')
			fputs("\\-", out);
		else
			putc(word[i], out);
	}
	return width;
}

/* Text, without a line end, in lines of at most 80 bytes; none begins with
 * what roff takes for a request. */
static void put_text(FILE *out, const char *text)
{
	size_t column = 0;

	while (*text) {
		size_t length = strcspn(text, " ");

		if (column > 0 && column + length > 70) {
			putc('\n', out);
			column = 0;
		} else if (column > 0) {
			putc(' ', out);
		}
		if (column == 0 && (*text == '.' || *text == '\''))
			fputs("\\&", out);
		column += put_word(out, text, length) + 1;
		text += length;
		text += strspn(text, " ");
	}
}

/* A line as it is typed. */
static void put_line(FILE *out, const char *text)
{
	put_word(out, text, strlen(text));
	putc('\n', out);
}

/* The length of the first sentence of a paragraph of `length` bytes. */
static size_t sentence_length(const char *text, size_t length)
{
	for (size_t i = 1; i + 2 < length; i++) {
		if (text[i] == '.' && text[i + 1] == ' ' &&
			calx__ascii_is_upper(text[i + 2]))
			return i + 1;
	}
	return length;
}

/* Sentences, each on a line of its own as mdoc wants it; "\n\n" begins a
 * paragraph. */
static void put_paragraphs(FILE *out, const char *text)
{
	char line[1024];

	while (*text) {
		size_t length = sentence_length(text, strcspn(text, "\n"));

		snprintf(line, sizeof(line), "%.*s", (int)length, text);
		put_text(out, line);
		putc('\n', out);
		text += length;
		if (!strncmp(text, "\n\n", 2))
			fputs(".Pp\n", out);
		text += strspn(text, " \n");
	}
}

static void put_option(FILE *out, const struct option *option)
{
	fputs(".It", out);
	if (option->letter)
		fprintf(out, " Fl %c ,", option->letter);
	fprintf(out, " Fl \\-%s", option->name);
	if (option->argument)
		fprintf(out, " Ns = Ns Ar %s", option->argument);
	putc('\n', out);
	put_text(out, option->help);
	fputs(".\n", out);
}

static void put_options(
	FILE *out, const char *lead, const struct option *options)
{
	if (!options->name)
		return;
	fprintf(out, ".Pp\n%s\n.Bl -tag -width Ds\n", lead);
	for (; options->name; options++)
		put_option(out, options);
	fputs(".El\n", out);
}

static void put_operands(FILE *out, const struct operand *operands)
{
	if (!operands->name)
		return;
	fputs(".Pp\nThe arguments:\n.Bl -tag -width Ds\n", out);
	for (; operands->name; operands++) {
		fprintf(out, ".It Ar %s\n", operands->name);
		put_text(out, operands->help);
		fputs(".\n", out);
	}
	fputs(".El\n", out);
}

static void put_exit_status(FILE *out)
{
	fputs(".Sh EXIT STATUS\n.Bl -tag -width Ds\n", out);
	for (const struct exit_code *e = cli_exit_codes; e->help; e++) {
		fprintf(out, ".It %d\n", e->code);
		put_text(out, e->help);
		putc('\n', out);
	}
	fputs(".El\n", out);
}

static void put_examples(FILE *out, const struct example *examples)
{
	fputs(".Sh EXAMPLES\n", out);
	for (; examples->line; examples++) {
		fputs(".Bd -literal -offset indent -compact\n", out);
		put_line(out, examples->line);
		fputs(".Ed\n", out);
		put_text(out, examples->help);
		fputs(".\n", out);
		if (examples[1].line)
			fputs(".Pp\n", out);
	}
}

static void put_upper(FILE *out, const char *text)
{
	for (; *text; text++)
		putc(calx__ascii_upper(*text), out);
}

static void put_head(FILE *out, const char *name, const char *purpose)
{
	fprintf(out, ".Dd %s\n.Dt ", MANUAL_DATE);
	put_upper(out, name);
	fprintf(out, " 1\n.Os\n.Sh NAME\n.Nm %s\n.Nd ", name);
	put_text(out, purpose);
	putc('\n', out);
}

static void man_command(FILE *out, const struct command *command)
{
	char name[64];

	snprintf(name, sizeof(name), "calx-%s", command->name);
	put_head(out, name, command->purpose);
	fprintf(out, ".Sh SYNOPSIS\n.Nm calx %s\n.Op Ar option ...\n",
		command->name);
	for (const struct operand *o = command->operands; o->name; o++)
		fprintf(out, "%s %s%s\n", o->optional ? ".Op Ar" : ".Ar",
			o->name, o->repeats ? " ..." : "");
	fputs(".Sh DESCRIPTION\n", out);
	put_paragraphs(out, command->description);
	put_operands(out, command->operands);
	put_options(out, "The options:", command->options);
	put_options(out, "The options of every command:", cli_global_options);
	put_exit_status(out);
	put_examples(out, command->examples);
	fputs(".Sh SEE ALSO\n.Xr calx 1\n", out);
}

static void put_commands(FILE *out)
{
	fputs(".Pp\nThe commands:\n.Bl -tag -width Ds\n", out);
	for (size_t i = 0; cli_commands[i]; i++) {
		fprintf(out, ".It Xr calx-%s 1\n", cli_commands[i]->name);
		put_text(out, cli_commands[i]->purpose);
		fputs(".\n", out);
	}
	fputs(".El\n", out);
}

static void put_environment(FILE *out)
{
	fputs(".Sh ENVIRONMENT\n.Bl -tag -width Ds\n", out);
	for (size_t i = 0; cli_environment[i].name; i++) {
		fprintf(out, ".It Ev %s\n", cli_environment[i].name);
		put_text(out, cli_environment[i].help);
		putc('\n', out);
	}
	fputs(".El\n", out);
}

static void put_files(FILE *out)
{
	fputs(".Sh FILES\n.Bl -tag -width Ds\n.It Pa calx.ini\n"
	      "The settings, as lines\n.Ql key = value\nbelow a\n"
	      ".Ql [section] .\nA comment is a line that begins with a semicolon or a hash.\n"
	      ".Li $NAME\nand\n.Li ${NAME}\nare taken from the environment,\n"
	      ".Li $$\nis a dollar.\nRelative paths begin where the file is.\n"
	      ".Bl -tag -width Ds\n",
		out);
	for (size_t i = 0; i < CONFIG_KEY_COUNT; i++) {
		fprintf(out, ".It Li [%s] %s\n", cli_config_keys[i].section,
			cli_config_keys[i].name);
		put_text(out, cli_config_keys[i].help);
		fputs(".\n", out);
	}
	fputs(".El\n.It Pa ~/.cache/calx\nCompiled revisions.\n.El\n", out);
}

/* The command whose name comes next in the alphabet. */
static const char *next_name(const char *after)
{
	const char *next = NULL;

	for (size_t i = 0; cli_commands[i]; i++) {
		const char *name = cli_commands[i]->name;
		if (strcmp(name, after) > 0 &&
			(!next || strcmp(name, next) < 0))
			next = name;
	}
	return next;
}

static void put_see_also(FILE *out)
{
	fputs(".Sh SEE ALSO\n", out);
	for (const char *name = next_name(""); name; name = next_name(name))
		fprintf(out, ".Xr calx-%s 1%s\n", name,
			next_name(name) ? " ," : "");
}

static void man_program(FILE *out)
{
	put_head(out, "calx", "migrations for databases, described in C");
	fputs(".Sh SYNOPSIS\n.Nm\n.Op Ar option ...\n.Ar command\n"
	      ".Op Ar argument ...\n.Sh DESCRIPTION\n"
	      "The program\n.Nm\nbrings databases from one version of their schema to the next.\n"
	      "The steps are revisions: C files with an upgrade and a "
	      "downgrade, which\n.Nm\nwrites by comparing the models of a "
	      "program with its database.\n",
		out);
	put_commands(out);
	put_options(out, "The options of every command:", cli_global_options);
	put_environment(out);
	put_files(out);
	put_exit_status(out);
	put_see_also(out);
}

void cli_man(FILE *out, const struct command *command)
{
	if (command)
		man_command(out, command);
	else
		man_program(out);
}
