#include "dialect/mariadb/text/spelling.h"

#include <string.h>

#include "dialect/mariadb/text/lexer.h"
#include "util/ascii.h"
#include "util/strbuf.h"

/* The synonyms of types, and what the server adds where no length is said
 * (MariaDB's manual, "Data Types"). */

static const struct spelling {
	const char *word, *second; /* "character", "varying" */
	const char *printed;
	const char *length, *unsigned_length; /* if none is said; or NULL */
} rows[] = {
	{ "double", "precision", "double", NULL, NULL },
	{ "character", "varying", "varchar", NULL, NULL },
	{ "char", "varying", "varchar", NULL, NULL },
	{ "char", "byte", "binary", "(1)", NULL },
	{ "long", "varchar", "mediumtext", NULL, NULL },
	{ "long", "varbinary", "mediumblob", NULL, NULL },
	{ "tinyint", NULL, "tinyint", "(4)", "(3)" },
	{ "int1", NULL, "tinyint", "(4)", "(3)" },
	{ "smallint", NULL, "smallint", "(6)", "(5)" },
	{ "int2", NULL, "smallint", "(6)", "(5)" },
	{ "mediumint", NULL, "mediumint", "(9)", "(8)" },
	{ "int3", NULL, "mediumint", "(9)", "(8)" },
	{ "int", NULL, "int", "(11)", "(10)" },
	{ "integer", NULL, "int", "(11)", "(10)" },
	{ "int4", NULL, "int", "(11)", "(10)" },
	{ "bigint", NULL, "bigint", "(20)", "(20)" },
	{ "int8", NULL, "bigint", "(20)", "(20)" },
	{ "bool", NULL, "tinyint", "(1)", NULL },
	{ "boolean", NULL, "tinyint", "(1)", NULL },
	{ "decimal", NULL, "decimal", "(10,0)", "(10,0)" },
	{ "dec", NULL, "decimal", "(10,0)", "(10,0)" },
	{ "numeric", NULL, "decimal", "(10,0)", "(10,0)" },
	{ "fixed", NULL, "decimal", "(10,0)", "(10,0)" },
	{ "real", NULL, "double", NULL, NULL },
	{ "float4", NULL, "float", NULL, NULL },
	{ "float8", NULL, "double", NULL, NULL },
	{ "char", NULL, "char", "(1)", NULL },
	{ "character", NULL, "char", "(1)", NULL },
	{ "varchar2", NULL, "varchar", NULL, NULL },
	{ "varcharacter", NULL, "varchar", NULL, NULL },
	{ "binary", NULL, "binary", "(1)", NULL },
	{ "raw", NULL, "varbinary", NULL, NULL },
	{ "bit", NULL, "bit", "(1)", NULL },
	{ "year", NULL, "year", "(4)", NULL },
	{ "long", NULL, "mediumtext", NULL, NULL },
	{ "clob", NULL, "longtext", NULL, NULL },
};

/* Takes the name off the front: what is in no row is printed as it is. */
static struct spelling name_take(struct lexer *lexer, struct lexeme name)
{
	struct spelling found = { .word = NULL };

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct lexer ahead = *lexer;

		if (!calx__mariadb_is(name, rows[i].word) ||
			(rows[i].second &&
				!calx__mariadb_is(calx__mariadb_token(&ahead),
					rows[i].second)))
			continue;
		if (rows[i].second)
			*lexer = ahead;
		return rows[i];
	}
	return found;
}

/* "(8, 2)" -> "(8,2)"; the first token, which is the bracket, has been taken */
static void arguments_write(struct strbuf *text, struct lexer *lexer)
{
	struct lexeme lexeme = { LEXEME_SYMBOL, calx__view("(") };

	do
		calx__strbuf_add(text, lexeme.text.data, lexeme.text.length);
	while (!calx__mariadb_is(lexeme, ")") &&
		(lexeme = calx__mariadb_token(lexer)).kind != LEXEME_END);
}

static void name_write(struct strbuf *text, const struct spelling *spelling,
	struct lexeme name)
{
	if (spelling->printed) {
		calx__strbuf_adds(text, spelling->printed);
		return;
	}
	for (size_t i = 0; i < name.text.length; i++)
		calx__strbuf_addc(text, calx__ascii_lower(name.text.data[i]));
}

/* A decimal of one number has no digits behind the point, and points in time of
 * whole seconds say nothing of it. */
static void arguments_settle(struct strbuf *text, size_t begun)
{
	char *arguments = text->data + begun;

	if (text->failed)
		return;
	if (!strncmp(text->data, "decimal", strlen("decimal")) &&
		!strchr(arguments, ',')) {
		calx__strbuf_truncate(text, text->length - 1);
		calx__strbuf_adds(text, ",0)");
	} else if (!strcmp(arguments, "(0)")) {
		calx__strbuf_truncate(text, begun);
	}
}

const char *calx__mariadb_type_spelling(struct arena *arena, const char *type)
{
	struct lexer lexer = { .rest = calx__view(type) };
	const struct lexeme name = calx__mariadb_token(&lexer);
	const struct spelling spelling = name_take(&lexer, name);
	struct strbuf text = STRBUF_INIT;
	struct lexeme lexeme;
	size_t begun;
	bool has_arguments, is_unsigned, zerofill = false;

	name_write(&text, &spelling, name);
	begun = text.length;
	lexeme = calx__mariadb_token(&lexer);
	has_arguments = calx__mariadb_is(lexeme, "(");
	if (has_arguments) {
		arguments_write(&text, &lexer);
		arguments_settle(&text, begun);
		lexeme = calx__mariadb_token(&lexer);
	}
	is_unsigned = calx__mariadb_is(lexeme, "unsigned");
	if (is_unsigned)
		lexeme = calx__mariadb_token(&lexer);
	zerofill = calx__mariadb_is(lexeme, "zerofill");
	is_unsigned |= zerofill;
	if (!has_arguments && spelling.length)
		calx__strbuf_adds(&text, is_unsigned && spelling.unsigned_length
						 ? spelling.unsigned_length
						 : spelling.length);
	calx__strbuf_adds(&text, is_unsigned ? " unsigned" : "");
	calx__strbuf_adds(&text, zerofill ? " zerofill" : "");
	return calx__strbuf_keep(&text, arena);
}
