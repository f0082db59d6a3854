#ifndef CALX_CLI_BASE_COMMAND_H
#define CALX_CLI_BASE_COMMAND_H

#include <stdbool.h>

#include <calx/error.h>

/* What a command is: a table. The parser, --help, the man pages and the
 * completions of three shells are all made of it. Each file of command/ ends in
 * one of these. */

struct cli;
struct project;

/* Something that begins with dashes. */
struct option {
	const char *name;     /* "config": --config; NULL ends a list */
	char letter;	      /* 'c': -c; 0: none */
	bool repeats;	      /* may be given more than once: -vv */
	const char *argument; /* "FILE"; NULL: it takes none */
	const char *choices;  /* "svg dot": all that the argument may be */
	const char *help;     /* one sentence without a full stop */
};

/* A word that does not. */
struct operand {
	const char *name; /* "REVISION"; NULL ends a list */
	bool optional;	  /* may be left out */
	bool repeats;	  /* the last one only */
	const char *help; /* one sentence without a full stop */
};

struct example {
	const char *line; /* "calx upgrade head"; NULL ends a list */
	const char *help; /* what it does, without a full stop */
};

struct command {
	const char *name;
	const char *group;	 /* the heading it stands under in --help */
	const char *purpose;	 /* one line, imperative, no full stop */
	const char *description; /* whole sentences; blank lines part them */
	const struct option *options;
	const struct operand *operands;
	const struct example *examples;
	/* One of the two: `work` is for those that need the project's settings
	 * and revisions, which are then read before. */
	enum calx_status (*run)(struct cli *cli, calx_error *error);
	enum calx_status (*work)(struct project *project, calx_error *error);
	/* `work` needs no more of the revisions than the history: what they do is
	 * not read */
	bool history;
};

#endif
