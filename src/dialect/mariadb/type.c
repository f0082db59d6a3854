#include "dialect/mariadb/type.h"

#include <string.h>

#include "compile/ddl.h"
#include "dialect/mariadb/text/lexer.h"
#include "dialect/mariadb/text/same.h"
#include "dialect/mariadb/text/storage.h"
#include "sql/type/native.h"
#include "sql/type/stored.h"
#include "util/fail.h"
#include "util/text.h"

/* Types and tables in DDL, and what they cannot be. A VARCHAR of 16,383 characters
 * of four bytes is as long as a row may be; what is longer lies outside of it. The
 * columns of a key have 3,072 bytes (MariaDB's manual, "InnoDB Limitations"), and so
 * have text and blobs that are part of one: what is longer is refused.
 *
 * Digits behind the point that a column has no place for are rounded off without an
 * error: a decimal of any digits has a place for all 38. */

enum { VARCHAR_MAX = 16383, KEY_MAX = 3072 };
#define DECIMAL_WIDEST "(65, 38)"

/* ---- type -> text --------------------------------------------------------- */

static bool is_integer(const calx_type *type)
{
	return type->kind >= CALX_SMALL_INTEGER &&
	       type->kind <= CALX_BIG_INTEGER;
}

static void add_labels(struct strbuf *sql, const char *const *labels)
{
	calx__strbuf_addc(sql, '(');
	for (size_t i = 0; labels && labels[i]; i++) {
		calx__strbuf_adds(sql, i ? ", " : "");
		calx__strbuf_addq(sql, '\'', labels[i], strlen(labels[i]));
	}
	calx__strbuf_addc(sql, ')');
}

static void add_string(struct strbuf *sql, int length, unsigned place)
{
	if (length && length <= VARCHAR_MAX)
		calx__strbuf_addf(sql, "VARCHAR(%d)", length);
	else if (place & TYPE_IN_KEY)
		calx__strbuf_addf(sql, "VARCHAR(%d)", KEY_MAX / 4);
	else
		calx__strbuf_adds(sql, calx__mariadb_storages[CALX_TEXT].name);
}

static void native_write(
	struct strbuf *sql, const calx_type *type, unsigned place)
{
	calx__native_write(sql, calx__mariadb_natives[type->native], type);
	if (type->native == CALX_NATIVE_SET)
		add_labels(sql, type->labels);
	if ((place & TYPE_ONLY_KEY) && is_integer(type) &&
		type->native != CALX_NATIVE_BIT &&
		type->native != CALX_NATIVE_YEAR)
		calx__strbuf_adds(sql, " AUTO_INCREMENT");
}

void calx__mariadb_type(
	struct strbuf *sql, const struct sql_column *column, unsigned place)
{
	const calx_type type = calx__stored_as(&column->type);

	if (type.native) {
		native_write(sql, &type, place);
		return;
	}
	if (type.kind == CALX_STRING || type.kind == CALX_TEXT) {
		add_string(sql, type.length, place);
		return;
	}
	/* a BLOB of a UUID's bytes can be a key so */
	if (type.kind == CALX_BLOB && column->type.kind == CALX_UUID) {
		calx__strbuf_adds(sql, "BINARY(16)");
		return;
	}
	if (type.kind == CALX_BLOB && (place & TYPE_IN_KEY)) {
		calx__strbuf_addf(sql, "VARBINARY(%d)", KEY_MAX);
		return;
	}
	calx__strbuf_adds(sql, calx__mariadb_storages[type.kind].name);
	if (type.kind == CALX_NUMERIC && type.length)
		calx__strbuf_addf(sql, "(%d, %d)", type.length, type.scale);
	else if (type.kind == CALX_NUMERIC)
		calx__strbuf_adds(sql, DECIMAL_WIDEST);
	if (type.kind == CALX_ENUMERATION)
		add_labels(sql, type.labels);
	if ((place & TYPE_ONLY_KEY) && is_integer(&type))
		calx__strbuf_adds(sql, " AUTO_INCREMENT");
}

void calx__mariadb_default(struct strbuf *sql, const struct sql_column *column)
{
	const char *text = column->server_default;
	struct arena arena = { 0 };
	const char *sequence = calx__mariadb_sequence_of(&arena, text);

	if (!sequence) {
		calx__ddl_default_plain(sql, text);
	} else {
		calx__strbuf_adds(sql, "nextval(\"");
		for (; *sequence; sequence++) {
			if (*sequence == '"')
				calx__strbuf_addc(sql, '"');
			calx__strbuf_addc(sql, *sequence);
		}
		calx__strbuf_adds(sql, "\")");
	}
	sql->failed |= arena.failed;
	calx__arena_release(&arena);
}

/* A table of another engine has no foreign keys and no transactions, and one of
 * another collation takes 'a' for 'A'. */
void calx__mariadb_table_options(
	struct strbuf *sql, const struct sql_table *table)
{
	for (size_t i = 0; i < table->column_count; i++)
		if (table->columns[i].identity_start)
			calx__strbuf_addf(sql, " AUTO_INCREMENT=%lld",
				table->columns[i].identity_start);
	calx__strbuf_adds(sql,
		" ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=" MARIADB_COLLATION);
}

const char *calx__mariadb_cast_type(enum calx_kind kind)
{
	const struct storage *storage = &calx__mariadb_storages[kind];

	return storage->cast ? storage->cast : storage->name;
}

/* Any value can be read as text but for what is bytes. */
calx_type calx__mariadb_type_like(const char *source)
{
	static const struct {
		const char *word;
		enum calx_kind kind;
	} likes[] = {
		{ "bigint", CALX_NUMERIC },
		{ "int", CALX_BIG_INTEGER },
		{ "integer", CALX_BIG_INTEGER },
		{ "mediumint", CALX_BIG_INTEGER },
		{ "smallint", CALX_BIG_INTEGER },
		{ "tinyint", CALX_BIG_INTEGER },
		{ "year", CALX_BIG_INTEGER },
		{ "bit", CALX_BIG_INTEGER },
		{ "double", CALX_DOUBLE },
		{ "float", CALX_DOUBLE },
		{ "point", CALX_BLOB },
		{ "geometry", CALX_BLOB },
	};
	struct lexer lexer = { .rest = calx__view(source), .printed = true };
	const struct lexeme name = calx__mariadb_token(&lexer);

	for (size_t i = 0; i < sizeof(likes) / sizeof(*likes); i++)
		if (calx__mariadb_is(name, likes[i].word))
			return (calx_type){ .kind = likes[i].kind,
				.length = likes[i].kind == CALX_NUMERIC ? 20
									: 0 };
	return (calx_type){ .kind = CALX_TEXT };
}

/* ---- what there is not ----------------------------------------------------- */

/* An index on text needs to know how long it is: MariaDB's manual, error 1170. */
static enum calx_status check_lengths(const struct sql_table *table,
	const struct sql_constraint *key, calx_error *error)
{
	/* what is found by its words has no length */
	for (size_t i = 0; !key->method && i < key->column_count; i++) {
		const struct sql_column *column =
			calx__table_column(table, key->columns[i]);
		calx_type type;

		if (!column || column->type_text)
			continue;
		if (calx__ddl_place(table, column) & TYPE_IN_KEY)
			continue;
		type = calx__stored_as(&column->type);
		if (calx__natives[type.native].with_length ||
			type.native == CALX_NATIVE_SET)
			continue;
		if (type.kind != CALX_TEXT && type.kind != CALX_JSON &&
			(type.kind != CALX_STRING || type.length) &&
			(type.kind != CALX_BLOB ||
				column->type.kind == CALX_UUID))
			continue;
		calx__fail(error, CALX_UNSUPPORTED,
			"column '%s' of table '%s' has no length, and MariaDB needs one for '%s'",
			column->name, table->name, key->name ? key->name : "?");
		calx__fail_hint(error, "Make it a string(n).");
		return CALX_UNSUPPORTED;
	}
	return CALX_OK;
}

static bool numbers_itself(
	const struct sql_table *table, const struct sql_column *column)
{
	const calx_type type = calx__stored_as(&column->type);

	return !column->type_text && is_integer(&type) &&
	       (calx__ddl_place(table, column) & TYPE_ONLY_KEY);
}

/* Whether an expression uses the column. */
static bool uses(struct arena *arena, const char *text, const char *column)
{
	struct lexer lexer = { .rest = calx__view(text ? text : "") };
	struct lexeme lexeme;

	while ((lexeme = calx__mariadb_token(&lexer)).kind != LEXEME_END)
		if ((lexeme.kind == LEXEME_NAME ||
			    lexeme.kind == LEXEME_WORD) &&
			calx__text_equal_nocase(
				calx__mariadb_text_of(arena, lexeme, false),
				column))
			return true;
	return false;
}

static enum calx_status fail_number(const struct sql_table *table,
	const struct sql_column *column, const char *what, const char *name,
	calx_error *error)
{
	calx__fail(error, CALX_UNSUPPORTED,
		"MariaDB has no %s that uses a column which numbers itself, and table '%s' has one: '%s' uses '%s'",
		what, table->name, name ? name : "?", column->name);
	calx__fail_hint(error,
		"Leave the condition out, or say .sql_type = \"bigint\" of the column, whose numbers the program then gives.");
	return CALX_UNSUPPORTED;
}

/* MariaDB's manual, error 1901: it would come with CREATE TABLE. */
static enum calx_status check_number(struct arena *arena,
	const struct sql_table *table, const struct sql_column *column,
	calx_error *error)
{
	for (size_t i = 0; i < table->constraint_count; i++) {
		const struct sql_constraint *check = &table->constraints[i];

		if (check->kind == CALX_CHECK && !check->of_type &&
			uses(arena, check->text, column->name))
			return fail_number(table, column, "check constraint",
				check->name, error);
	}
	for (size_t i = 0; i < table->column_count; i++)
		if (uses(arena, table->columns[i].computed, column->name))
			return fail_number(table, column, "computed column",
				table->columns[i].name, error);
	return CALX_OK;
}

enum calx_status calx__mariadb_check_table(const struct dialect *dialect,
	struct arena *arena, const struct sql_table *table, calx_error *error)
{
	enum calx_status status = CALX_OK;

	(void)dialect;
	for (size_t i = 0; i < table->column_count && status >= 0; i++)
		if (numbers_itself(table, &table->columns[i]))
			status = check_number(
				arena, table, &table->columns[i], error);
	for (size_t i = 0; i < table->index_count && status >= 0; i++)
		status = check_lengths(table, &table->indexes[i], error);
	return status;
}
