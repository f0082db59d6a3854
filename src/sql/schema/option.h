#ifndef CALX_SQL_SCHEMA_OPTION_H
#define CALX_SQL_SCHEMA_OPTION_H

#include "sql/schema/table.h"

/* What columns, constraints and tables can be told: one row for each option of
 * column(), of foreign_key() and its like, and of table_options(). Resolving, comparing, reading and writing
 * revisions, inspecting and telling differences are loops over these rows:
 *
 *     for (option = calx__column_options; option->title; option++)
 *
 * Below, `options` is what was given, a calx_column_options, a
 * calx_constraint_options or a calx_table_options, and `part` what it becomes,
 * an sql_column, an sql_constraint or an sql_table. */

/* how an option is written in C */
enum option_form {
	OPTION_TRUTH,  /* true: a bool */
	OPTION_NUMBER, /* 100: a long long, 0 says nothing */
	/* the others are texts */
	OPTION_TEXT,	  /* "..." */
	OPTION_REFERENCE, /* "authors.id" */
	OPTION_WORD	  /* "cascade", "set null" ...: one of `words` */
};

/* what an option is about */
enum option_role {
	/* the column, constraint or table itself: its `member` */
	OPTION_OF_ITSELF,
	/* what it is called in the database */
	OPTION_OF_NAME,
	/* what is said by another word, too: unique_index() */
	OPTION_OF_WORD,
	/* of column(): its type, which is not compared by itself */
	OPTION_OF_TYPE,
	/* a constraint of the kind `constraint` on this column alone */
	OPTION_OF_CONSTRAINT,
	/* the option of the same name of that constraint */
	OPTION_PASSED_ON,
	/* of index(): more of its items */
	OPTION_OF_ITEMS
};

struct option_info {
	/* behind the dot; NULL: what databases have and no option says yet */
	const char *name;
	const char *title; /* for people */
	enum option_form form;
	enum option_role role;
	/* of column(): the constraint that it is about */
	enum calx_constraint_kind constraint;
	unsigned takers; /* others: the kinds that take it, a bit each */
	size_t offset;	 /* in the options */
	size_t member;	 /* in the part */
	/* whether two texts say the same; either may be NULL */
	bool (*same)(const char *a, const char *b);
	/* a text that calx_alter_column() leaves where it is not mentioned, and
	 * takes away where it is CALX_NONE */
	bool stays;
	/* up to NULL; the first is what happens anyway and is not kept */
	const char *const *words;
	bool may_be_empty; /* "" says something */
	/* the text in the part without which a model leaves it to the database;
	 * 0: a model always says it, be it by silence */
	size_t said_by;
};

/* In the order in which they are written; a row without a title ends each. */
extern const struct option_info calx__column_options[];
extern const struct option_info calx__constraint_options[];
extern const struct option_info calx__table_options[];

/* Whether constraints of the kind take the option. */
bool calx__option_is_of(
	const struct option_info *option, enum calx_constraint_kind kind);

/* Whether the option was given: a text, or true. */
bool calx__option_is_given(
	const void *options, const struct option_info *option);
/* Whether it is a text. */
bool calx__option_is_text(const struct option_info *option);
/* The number that the part has. */
long long calx__option_number(
	const void *part, const struct option_info *option);
/* The text that was given, or NULL. */
const char *calx__option_given(
	const void *options, const struct option_info *option);

/* Whether the part has it. */
bool calx__option_is_set(const void *part, const struct option_info *option);
/* The text of it, or NULL. */
const char *calx__option_text(
	const void *part, const struct option_info *option);
/* Whether the part says anything of it at all. */
bool calx__option_is_said(const void *part, const struct option_info *option);
/* Whether two parts have the same of it. */
bool calx__option_same(
	const void *a, const void *b, const struct option_info *option);

/* Whether a text is CALX_NONE. */
bool calx__option_is_none(const char *text);
/* Gives the part another text, or NULL. */
void calx__option_put(
	void *part, const struct option_info *option, const char *text);

/* Makes the part what was given; false if it is a text that cannot be. */
bool calx__option_take(struct arena *arena, const struct option_info *option,
	const void *options, void *part);
/* The other way: an option that says what the part is. */
void calx__option_give(struct arena *arena, const struct option_info *option,
	const void *part, void *options);
/* The options of the constraint of that kind that a column's options ask for. */
calx_constraint_options calx__options_passed_on(
	const calx_column_options *options, enum calx_constraint_kind kind);

/* The option of column() that asks for a constraint of that kind, or NULL. */
const struct option_info *calx__option_asking(enum calx_constraint_kind kind);
/* Whether an option of column() can say it: a constraint of one column with
 * the name that the naming convention gives it. */
bool calx__constraint_is_option(struct arena *arena, const char *table,
	const struct sql_constraint *constraint);

/* The reference actions, and what is done about a row that breaks a
 * constraint: up to NULL. */
extern const char *const calx__reference_actions[];
extern const char *const calx__conflict_actions[];
/* How SQL spells one of the words given in any case ("set null" -> "SET NULL");
 * NULL if it is none. */
const char *calx__option_word(const char *const *words, const char *text);
/* How a model spells it: "set null", in the arena. */
const char *calx__option_word_spell(struct arena *arena, const char *word);

#endif
