#include "dialect/mariadb/text/storage.h"

#include <stdio.h>
#include <string.h>

#include "dialect/mariadb/text/lexer.h"
#include "sql/type/native.h"
#include "util/fail.h"
#include "util/text.h"

/* The types in MariaDB's words. A point in time is kept to the microsecond, and as
 * DATETIME in UTC, for a TIMESTAMP ends in 2038. */

enum { DECIMAL_WIDEST_DIGITS = 65 };

const struct storage calx__mariadb_storages[CALX_KIND_COUNT] = {
	[CALX_NULL] = { "", "", "", NULL },
	[CALX_BOOLEAN] = { "BOOLEAN", "tinyint(1)", "boolean bool", "SIGNED" },
	[CALX_SMALL_INTEGER] = { "SMALLINT", "smallint(6)", "smallint",
		"SIGNED" },
	[CALX_INTEGER] = { "INTEGER", "int(11)",
		"int integer mediumint tinyint", "SIGNED" },
	[CALX_BIG_INTEGER] = { "BIGINT", "bigint(20)", "bigint", "SIGNED" },
	[CALX_FLOAT] = { "FLOAT", "float", "float", NULL },
	[CALX_DOUBLE] = { "DOUBLE", "double", "double", NULL },
	[CALX_NUMERIC] = { "DECIMAL", "", "decimal numeric", NULL },
	[CALX_STRING] = { "VARCHAR", "", "varchar char", "CHAR" },
	[CALX_TEXT] = { "LONGTEXT", "longtext",
		"longtext mediumtext text tinytext", "CHAR" },
	[CALX_BLOB] = { "LONGBLOB", "longblob",
		"longblob mediumblob blob tinyblob varbinary binary",
		"BINARY" },
	[CALX_DATE] = { "DATE", "date", "date", NULL },
	[CALX_TIME] = { "TIME(6)", "time(6)", "time", NULL },
	[CALX_DATETIME] = { "DATETIME(6)", "datetime(6)", "datetime", NULL },
	[CALX_TIMESTAMP] = { "DATETIME(6)", "timestamp(6)", "timestamp", NULL },
	[CALX_INTERVAL] = { "VARCHAR(64)", "", "", "CHAR" },
	[CALX_UUID] = { "UUID", "uuid", "uuid", "CHAR" },
	[CALX_JSON] = { "JSON", "longtext", "json", "CHAR" },
	[CALX_ENUMERATION] = { "ENUM", "", "enum", "CHAR" },
};

const char *const calx__mariadb_natives[CALX_NATIVE_COUNT] = {
	[CALX_NATIVE_CHAR] = "char",
	[CALX_NATIVE_INET4] = "inet4",
	[CALX_NATIVE_INET6] = "inet6",
	[CALX_NATIVE_TINYINT] = "tinyint",
	[CALX_NATIVE_MEDIUMINT] = "mediumint",
	[CALX_NATIVE_UNSIGNED_TINYINT] = "tinyint unsigned",
	[CALX_NATIVE_UNSIGNED_SMALLINT] = "smallint unsigned",
	[CALX_NATIVE_UNSIGNED_MEDIUMINT] = "mediumint unsigned",
	[CALX_NATIVE_UNSIGNED_INT] = "int unsigned",
	[CALX_NATIVE_UNSIGNED_BIGINT] = "bigint unsigned",
	[CALX_NATIVE_YEAR] = "year",
	[CALX_NATIVE_BIT] = "bit",
	[CALX_NATIVE_SET] = "set",
	[CALX_NATIVE_TINYTEXT] = "tinytext",
	[CALX_NATIVE_SHORT_TEXT] = "text",
	[CALX_NATIVE_MEDIUMTEXT] = "mediumtext",
	[CALX_NATIVE_TINYBLOB] = "tinyblob",
	[CALX_NATIVE_SHORT_BLOB] = "blob",
	[CALX_NATIVE_MEDIUMBLOB] = "mediumblob",
	[CALX_NATIVE_BINARY] = "binary",
	[CALX_NATIVE_VARBINARY] = "varbinary",
};

/* The strings between the parentheses, up to NULL. */
static const char *const *labels_read(struct arena *arena, struct lexer *lexer)
{
	const size_t most = lexer->rest.length / 2 + 1;
	const char **labels = calx__arena_zero(arena, most, sizeof(*labels));
	struct lexeme lexeme;
	size_t count = 0;

	while (labels &&
		(lexeme = calx__mariadb_token(lexer)).kind != LEXEME_END)
		if (lexeme.kind == LEXEME_STRING)
			labels[count++] =
				calx__mariadb_text_of(arena, lexeme, true);
	return labels;
}

/* (a) or (a, b); how many there are, and whether anything follows */
struct arguments {
	int numbers[2];
	size_t count;
	bool more;
};

static struct arguments arguments_read(struct lexer *lexer)
{
	struct arguments arguments = { { 0, 0 }, 0, false };
	struct lexeme lexeme = calx__mariadb_token(lexer);
	long long number;

	if (!calx__mariadb_is(lexeme, "(")) {
		arguments.more = lexeme.kind != LEXEME_END;
		return arguments;
	}
	while ((lexeme = calx__mariadb_token(lexer)).kind != LEXEME_END &&
		!calx__mariadb_is(lexeme, ")"))
		if (arguments.count < 2 &&
			calx__text_to_int64(lexeme.text.data,
				lexeme.text.length, &number) &&
			number >= 0 && number <= INT32_MAX)
			arguments.numbers[arguments.count++] = (int)number;
	arguments.more = calx__mariadb_token(lexer).kind != LEXEME_END;
	return arguments;
}

static enum calx_kind kind_of(struct view name)
{
	char word[32];

	if (!name.length || name.length >= sizeof(word))
		return CALX_NULL;
	memcpy(word, name.data, name.length);
	word[name.length] = '\0';
	for (int kind = 0; kind < CALX_KIND_COUNT; kind++)
		for (struct view list =
				calx__view(calx__mariadb_storages[kind].known);
			list.data && list.length;)
			if (calx__view_is_nocase(
				    calx__view_split(&list, ' '), word))
				return (enum calx_kind)kind;
	return CALX_NULL;
}

/* What the numbers say about it. BOOLEAN is TINYINT(1) (MariaDB's manual). */
static calx_type type_with(enum calx_kind kind, struct view name,
	const struct arguments *arguments)
{
	calx_type type = { .kind = kind };

	if (kind == CALX_INTEGER && calx__view_is_nocase(name, "tinyint"))
		type.kind = arguments->numbers[0] == 1 ? CALX_BOOLEAN
						       : CALX_SMALL_INTEGER;
	if (kind == CALX_STRING || kind == CALX_NUMERIC)
		type.length = arguments->numbers[0];
	if (kind == CALX_NUMERIC)
		type.scale = arguments->numbers[1];
	return type;
}

/* TINYINT(1) is what BOOLEAN makes. */
static calx_type native_read(
	struct arena *arena, struct lexer lexer, const char *source)
{
	/* labels may have anything in them */
	if (calx__text_starts(source, "set("))
		return (calx_type){ .kind = CALX_STRING,
			.native = CALX_NATIVE_SET,
			.labels = labels_read(arena, &lexer) };
	if (calx__text_starts(source, "tinyint(1)") &&
		!strstr(source, "unsigned"))
		return (calx_type){ .kind = CALX_NULL };
	return calx__native_read(calx__mariadb_natives, source);
}

calx_type calx__mariadb_storage_read(struct arena *arena, const char *source)
{
	struct lexer lexer = { .rest = calx__view(source), .printed = true };
	const struct lexeme name = calx__mariadb_token(&lexer);
	const enum calx_kind kind = kind_of(name.text);
	struct arguments arguments;
	calx_type type = native_read(arena, lexer, source);

	if (type.kind != CALX_NULL)
		return type;
	if (kind == CALX_ENUMERATION)
		return (calx_type){ .kind = kind,
			.labels = labels_read(arena, &lexer) };
	arguments = arguments_read(&lexer);
	/* unsigned, zerofill: other numbers */
	if (arguments.more)
		return (calx_type){ .kind = CALX_NULL };
	type = type_with(kind, name.text, &arguments);
	if (type.kind != CALX_NUMERIC || (type.length && type.length <= 38))
		return type;
	/* the one that has a place for every decimal */
	return (calx_type){ .kind = type.length == DECIMAL_WIDEST_DIGITS &&
						    type.scale == 38
					    ? CALX_NUMERIC
					    : CALX_NULL };
}

bool calx__mariadb_storage_is(const calx_type *type, const char *source)
{
	const char *usual = calx__mariadb_storages[type->kind].spelt;
	char spelt[64];

	if (type->kind == CALX_ENUMERATION || type->native)
		return true;
	if (type->kind == CALX_NUMERIC && !type->length)
		calx__fail_copy(spelt, sizeof(spelt), "decimal(65,38)");
	else if (type->kind == CALX_NUMERIC)
		snprintf(spelt, sizeof(spelt), "decimal(%d,%d)", type->length,
			type->scale);
	else if (type->kind == CALX_STRING)
		snprintf(spelt, sizeof(spelt), "varchar(%d)", type->length);
	else
		calx__fail_copy(spelt, sizeof(spelt), usual);
	return calx__text_equal_nocase(spelt, source);
}
