#ifndef CALX_CLI_H
#define CALX_CLI_H

#include <stdio.h>

#include <jansson.h>

#include "util/arena.h"
#include "util/fail.h"
#include "util/vec.h"
#include <calx/error.h>

/* The program `calx`. Each command is one `const struct command`: the parser,
 * --help, the man pages and the completions of three shells are all made of
 * these tables. Functions that other files call begin with cli_; running out
 * of memory ends the program, so none of them returns NULL for that. */

/* ---- tables --------------------------------------------------------------- */

struct option {
	const char *name;     /* "config": --config; NULL ends a list */
	char letter;	      /* 'c': -c; 0: none */
	bool repeats;	      /* may be given more than once: -vv */
	const char *argument; /* "FILE"; NULL: it takes none */
	const char *choices;  /* "svg dot": all that the argument may be */
	const char *help;     /* one sentence without a full stop */
};

struct operand {
	const char *name; /* "REVISION"; NULL ends a list */
	bool optional;
	bool repeats; /* the last one only */
	const char *help;
};

struct example {
	const char *line; /* "calx upgrade head"; NULL ends a list */
	const char *help;
};

struct cli;

struct command {
	const char *name;
	const char *group;	 /* the heading it stands under in --help */
	const char *purpose;	 /* one line, imperative, no full stop */
	const char *description; /* whole sentences; blank lines part them */
	const struct option *options;
	const struct operand *operands;
	const struct example *examples;
	enum calx_status (*run)(struct cli *cli, calx_error *error);
};

extern const struct command *const cli_commands[]; /* up to NULL */
extern const struct option cli_global_options[];
extern const struct option cli_no_options[];
extern const struct operand cli_no_operands[];

/* The outcomes that the shell sees, in one table (exit.c). */
struct exit_code {
	int code;
	const char *help;
};
extern const struct exit_code cli_exit_codes[]; /* up to one without help */
int cli_exit_code(enum calx_status status);

/* ---- one run of the program ------------------------------------------------ */

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

struct given_option {
	const struct option *option;
	const char *value; /* "" for one that takes none */
	unsigned count;
};

struct cli {
	const struct command *command; /* NULL: none was named */
	struct vec given;	       /* of struct given_option */
	struct vec operands;	       /* of const char * */
	struct arena arena;	       /* for the length of the run */
	bool quiet, json, yes, usage;
	unsigned verbosity;
	enum log_level level;
	bool color_out, color_err;
	FILE *out; /* where data goes; see cli_output_guard() */
	json_t *document;
};

/* Reads the command line. CALX_MISUSE: it makes no sense. */
enum calx_status cli_parse(
	struct cli *cli, int argc, char **argv, calx_error *error);
const struct command *cli_command_find(const char *name);
/* The value of an option that was given, "" if it takes none; NULL if it was
 * not. The name must be in the command's table or the global one. */
const char *cli_option(const struct cli *cli, const char *name);
/* Operand `index`, NULL if it was not given. */
const char *cli_operand(const struct cli *cli, size_t index);
/* Fails with exit code 2 and points to the command's help. */
enum calx_status cli_usage(struct cli *cli, calx_error *error,
	const char *format, ...) __attribute__((format(printf, 3, 4)));

/* The status of a call that has failed: negative, even if it has not said why. */
static inline enum calx_status cli_failed(calx_error *error)
{
	if (error->status >= 0)
		calx__fail(error, CALX_ERROR, "it failed without saying why");
	return error->status < 0 ? error->status : CALX_ERROR;
}

/* ---- text for the length of the run ---------------------------------------- */

char *cli_printf(struct cli *cli, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
_Noreturn void cli_out_of_memory(void);

/* ---- output (output.c) ----------------------------------------------------- */

/* Text from outside, made fit for a terminal or a log: control characters,
 * those that reorder text, and bytes that are not UTF-8 become visible
 * escapes. Returns `text` itself if there are none; NULL gives "". */
const char *cli_safe(struct cli *cli, const char *text);
/* The same for a text of several lines: line ends and tabs stay. */
const char *cli_safe_lines(struct cli *cli, const char *text);

/* Writes data. Nothing is written in JSON mode: see cli->document. */
void cli_print(struct cli *cli, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* The same for what a command tells of its doings: silent with --quiet. */
void cli_say(struct cli *cli, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* "INFO  [name] text" to standard error, if the level is wanted. The text is
 * made safe here. */
void cli_log(struct cli *cli, enum log_level level, const char *name,
	const char *text);
/* The error with its place, source line, detail and hint, to standard error. */
void cli_print_error(struct cli *cli, const calx_error *error);

/* Where a text of many lines goes: to the data or, in JSON mode, into the
 * member "text" of the document, once it ends. */
FILE *cli_text_begin(struct cli *cli);
void cli_text_end(struct cli *cli, FILE *file);

/* SGR codes, or "" when the stream has no colour. */
enum color {
	COLOR_NONE,
	COLOR_BOLD,
	COLOR_RED,
	COLOR_GREEN,
	COLOR_YELLOW,
	COLOR_CYAN
};
const char *cli_color(bool wanted, enum color color);

/* From here on only cli->out reaches standard output: what foreign code
 * prints goes to standard error, so that a document stays one. */
void cli_output_guard(struct cli *cli);
/* Asks on the terminal; --yes is an answer. Without a terminal it fails. */
enum calx_status cli_confirm(
	struct cli *cli, const char *question, calx_error *error);

/* ---- JSON (json.c) ----------------------------------------------------------- */

/* A string; bytes that are not UTF-8 become U+FFFD. NULL gives null. */
json_t *cli_json_text(const char *text);
/* A comma-separated list as an array. */
json_t *cli_json_list(struct cli *cli, const char *list);
/* Sets a member, taking the value; out of memory ends the program. */
void cli_json_set(json_t *object, const char *key, json_t *value);
void cli_json_append(json_t *array, json_t *value);
json_t *cli_json_error(const calx_error *error);

/* ---- help, man pages, completion -------------------------------------------- */

void cli_help(FILE *out, const struct command *command); /* NULL: calx */
void cli_help_short(FILE *out);
/* the usage line after "calx ": "upgrade [OPTION]... REVISION" */
void cli_help_usage(FILE *out, const struct command *command);
void cli_man(FILE *out, const struct command *command); /* NULL: calx(1) */
bool cli_completion(FILE *out, const char *shell);

#endif
