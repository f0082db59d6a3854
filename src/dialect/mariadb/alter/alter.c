#include "dialect/mariadb/alter/alter.h"

#include <string.h>

#include "compile/ddl.h"
#include "compile/identifier.h"
#include "dialect/mariadb/alter/column.h"
#include "dialect/mariadb/text/storage.h"
#include "sql/schema/option.h"
#include "sql/type/type.h"
#include "util/fail.h"
#include "util/text.h"

/* Operations in MariaDB's words. MODIFY COLUMN forgets all that it is not told:
 * what the table's own text says of the column is told again, with what changes
 * put in its place. */

/* ---- asking ------------------------------------------------------------------- */

/* what a query gave last */
struct answer {
	struct arena *arena;
	const char *text;
};

/* The last column of the row: SHOW CREATE TABLE has two. */
static enum calx_status answer_row(
	void *context, const char *const *values, size_t count)
{
	struct answer *answer = context;

	answer->text = values[count - 1] ? calx__arena_strdup(answer->arena,
						   values[count - 1])
					 : NULL;
	return CALX_OK;
}

/* NULL: there was no answer, or it failed. */
static const char *ask(struct alter_writer *writer, struct strbuf *sql)
{
	struct answer answer = { writer->arena, NULL };
	const char *query = calx__strbuf_keep(sql, writer->arena);

	if (!query)
		writer->status = calx__fail_memory(writer->error);
	else if (writer->catalog)
		writer->status = writer->catalog->query(writer->catalog, query,
			answer_row, &answer, writer->error);
	return writer->status < 0 ? NULL : answer.text;
}

/* CREATE TABLE, as the server prints it. */
static const char *table_text(
	struct alter_writer *writer, const struct operation *operation)
{
	struct strbuf sql = STRBUF_INIT;

	calx__strbuf_adds(&sql, "SHOW CREATE TABLE ");
	calx__sql_relation(
		&sql, writer->dialect, operation->schema, operation->table);
	return ask(writer, &sql);
}

/* ---- columns ------------------------------------------------------------------ */

/* Whether what is written for the type in such a place is what is there. */
static bool type_is(struct alter_writer *writer,
	const struct sql_column *column, unsigned place, const char *there)
{
	struct strbuf sql = STRBUF_INIT;
	calx_type type, other;
	const char *name;

	calx__ddl_type(&sql, writer->dialect, column, place);
	name = calx__strbuf_keep(&sql, writer->arena);
	if (!name)
		return false;
	type = calx__mariadb_storage_read(writer->arena, name);
	if (type.kind == CALX_NULL)
		return calx__text_equal_nocase(name, there);
	other = calx__mariadb_storage_read(writer->arena, there);
	return calx__mariadb_storage_is(&type, there) &&
	       calx__type_equal(&type, &other);
}

/* The key that a column is in need not be known here. */
static bool type_changes(struct alter_writer *writer,
	const struct sql_column *column, const struct column_text *text)
{
	if (text->is_json || column->type.kind == CALX_JSON)
		return !text->is_json || column->type.kind != CALX_JSON;
	if (column->type.kind == CALX_BOOLEAN && !column->type_text &&
		!column->type.stored)
		return !calx__text_equal_nocase(text->type, "tinyint(1)");
	return !type_is(writer, column, 0, text->type) &&
	       !type_is(writer, column, TYPE_IN_KEY, text->type);
}

/* Numbers have none, and a JSON has its own. */
static bool has_collation(const struct sql_column *column)
{
	return column->type.kind == CALX_STRING ||
	       column->type.kind == CALX_TEXT ||
	       column->type.kind == CALX_ENUMERATION ||
	       column->type.kind == CALX_NULL;
}

static void add_type(struct alter_writer *writer,
	const struct sql_table *definition, const struct column_text *text)
{
	const struct sql_column *column = definition->columns;
	struct strbuf *sql = &writer->sql;
	const bool changes = type_changes(writer, column, text);
	const unsigned place =
		calx__ddl_place(definition, column) & ~(unsigned)TYPE_ONLY_KEY;

	if (changes)
		calx__ddl_type(sql, writer->dialect, column, place);
	else
		calx__strbuf_adds(sql, text->is_json ? "JSON" : text->type);
	if (column->collation && !calx__option_is_none(column->collation)) {
		calx__strbuf_adds(sql, " COLLATE ");
		calx__sql_identifier(sql, writer->dialect, column->collation);
	} else if (!column->collation && text->collation && !text->is_json &&
		   (!changes || has_collation(column))) {
		calx__strbuf_addf(sql, " %s", text->collation);
	}
}

static void add_value(struct alter_writer *writer,
	const struct sql_column *column, const struct column_text *text)
{
	struct strbuf *sql = &writer->sql;

	if (column->computed && !calx__option_is_none(column->computed)) {
		calx__strbuf_addf(sql, " GENERATED ALWAYS AS (%s) %s",
			column->computed,
			column->persisted ? "STORED" : "VIRTUAL");
		return;
	}
	if (!column->computed && text->generated) {
		calx__strbuf_addf(sql, " %s", text->generated);
		return;
	}
	calx__strbuf_adds(sql, column->nullable ? " NULL" : " NOT NULL");
	if (column->server_default &&
		!calx__option_is_none(column->server_default)) {
		calx__strbuf_adds(sql, " DEFAULT ");
		calx__ddl_default(sql, writer->dialect, column);
	} else if (!column->server_default && text->value &&
		   (column->nullable || !calx__text_equal_nocase(
						text->value, "DEFAULT NULL"))) {
		calx__strbuf_addf(sql, " %s", text->value);
	}
}

/* UUIDs become text, and come of text, and of nothing else. */
static bool is_textual(enum calx_kind kind)
{
	return kind == CALX_STRING || kind == CALX_TEXT || kind == CALX_BLOB ||
	       kind == CALX_UUID;
}

static bool goes_through_text(struct alter_writer *writer,
	const struct operation *operation, const struct column_text *text)
{
	const struct sql_column *column = operation->definition->columns;
	const enum calx_kind to = column->type.stored || column->type_text
					  ? CALX_TEXT
					  : column->type.kind;
	enum calx_kind from;

	if (!text->type)
		return false;
	from = calx__mariadb_storage_read(writer->arena, text->type).kind;
	return (from == CALX_UUID && !is_textual(to)) ||
	       (to == CALX_UUID && !is_textual(from));
}

static void write_as_text(
	struct alter_writer *writer, const struct operation *operation)
{
	calx__alter_table(
		&writer->sql, writer->dialect, operation, " MODIFY COLUMN ");
	calx__sql_identifier(&writer->sql, writer->dialect,
		operation->definition->columns[0].name);
	calx__strbuf_adds(&writer->sql, " VARCHAR(64) NULL");
	calx__alter_emit(writer);
}

static bool may_number(const struct sql_column *column)
{
	return column->type_text || calx__types[column->type.kind].is_integer;
}

static void write_column(struct alter_writer *writer,
	const struct operation *operation, const struct column_text *text)
{
	const struct sql_column *column = operation->definition->columns;

	calx__alter_table(
		&writer->sql, writer->dialect, operation, " MODIFY COLUMN ");
	calx__sql_identifier(&writer->sql, writer->dialect, column->name);
	calx__strbuf_addc(&writer->sql, ' ');
	add_type(writer, operation->definition, text);
	add_value(writer, column, text);
	if (text->numbers && may_number(column))
		calx__strbuf_addf(&writer->sql, " %s", text->numbers);
	if (column->comment)
		calx__ddl_comment(&writer->sql, writer->dialect, " COMMENT ",
			column->comment);
	else if (text->comment)
		calx__strbuf_addf(&writer->sql, " %s", text->comment);
	if (text->rest && *text->rest)
		calx__strbuf_addf(&writer->sql, " %s", text->rest);
	calx__alter_emit(writer);
}

void calx__mariadb_alter_column(
	struct alter_writer *writer, const struct operation *operation)
{
	const char *name = operation->definition->columns[0].name;
	const char *table = table_text(writer, operation);
	struct column_text text = { 0 };

	if (writer->status < 0)
		return;
	if (table &&
		!calx__mariadb_column_text(writer->arena, table, name, &text)) {
		writer->status =
			writer->arena->failed
				? calx__fail_memory(writer->error)
				: calx__fail(writer->error, CALX_NOT_FOUND,
					  "table '%s' has no column '%s'",
					  operation->table, name);
		return;
	}
	if (goes_through_text(writer, operation, &text))
		write_as_text(writer, operation);
	write_column(writer, operation, &text);
	calx__alter_add_asked(writer, operation);
}

/* Rows would get the implicit default of the type (0, '') without a word: where
 * there are some, the column is refused, as the other databases do. */
static bool rows_refuse(
	struct alter_writer *writer, const struct operation *operation)
{
	const struct sql_table *definition = operation->definition;
	const struct sql_column *column = definition->columns;
	struct strbuf sql = STRBUF_INIT;

	if (column->nullable || column->server_default || column->computed ||
		(calx__ddl_place(definition, column) & TYPE_ONLY_KEY))
		return false;
	calx__strbuf_adds(&sql, "SELECT 1 FROM ");
	calx__sql_relation(
		&sql, writer->dialect, operation->schema, operation->table);
	calx__strbuf_adds(&sql, " LIMIT 1");
	return ask(writer, &sql) != NULL;
}

void calx__mariadb_add_column(
	struct alter_writer *writer, const struct operation *operation)
{
	if (writer->status < 0)
		return;
	if (!rows_refuse(writer, operation)) {
		if (writer->status >= 0)
			calx__alter_default(writer, operation);
		return;
	}
	writer->status = calx__fail(writer->error, CALX_CONSTRAINT,
		"column '%s' is NOT NULL without a default, and the rows of table '%s' have nothing to put there",
		operation->definition->columns[0].name, operation->table);
	calx__fail_hint(writer->error,
		"Add it nullable() or with a .server_default, fill it in, and alter it then.");
}

/* ---- dropping columns ------------------------------------------------------------ */

static enum calx_status name_row(
	void *context, const char *const *values, size_t count)
{
	struct alter_writer *writer = context;

	(void)count;
	calx__strbuf_adds(&writer->sql, " DROP FOREIGN KEY ");
	calx__sql_identifier(&writer->sql, writer->dialect, values[0]);
	calx__strbuf_addc(&writer->sql, ',');
	return CALX_OK;
}

/* AND: the rows of the information_schema that are about the table */
static void add_table_condition(struct strbuf *sql,
	const struct dialect *dialect, const struct operation *operation)
{
	calx__strbuf_adds(sql, " AND table_schema = ");
	if (operation->schema)
		calx__sql_literal(sql, dialect, operation->schema);
	else
		calx__strbuf_adds(sql, "database()");
	calx__strbuf_adds(sql, " AND table_name = ");
	calx__sql_literal(sql, dialect, operation->table);
}

/* Its foreign keys go first: MariaDB would refuse to drop it. */
static void drop_references(
	struct alter_writer *writer, const struct operation *operation)
{
	struct strbuf sql = STRBUF_INIT;

	if (!writer->catalog)
		return;
	calx__strbuf_adds(&sql,
		"SELECT DISTINCT constraint_name FROM information_schema.key_column_usage"
		" WHERE referenced_table_name IS NOT NULL");
	add_table_condition(&sql, writer->dialect, operation);
	calx__strbuf_adds(&sql, " AND column_name = ");
	calx__sql_literal(&sql, writer->dialect, operation->name);
	writer->status =
		sql.failed ? calx__fail_memory(writer->error)
			   : writer->catalog->query(writer->catalog, sql.data,
				     name_row, writer, writer->error);
	calx__strbuf_release(&sql);
}

void calx__mariadb_drop_column(
	struct alter_writer *writer, const struct operation *operation)
{
	calx__alter_table(&writer->sql, writer->dialect, operation, "");
	drop_references(writer, operation);
	calx__strbuf_adds(&writer->sql, " DROP COLUMN ");
	calx__sql_identifier(&writer->sql, writer->dialect, operation->name);
	calx__alter_emit(writer);
}

/* ---- constraints and indexes ---------------------------------------------------- */

/* A primary key has no name of its own: it is the one that calx gives it. Whatever
 * else is not there must not be taken for it. */
static bool is_key_name(const char *name)
{
	return calx__text_equal_nocase(name, "PRIMARY") ||
	       calx__text_starts(name, "pk_");
}

/* What stands in the operation, or else in the catalog. */
static enum calx_constraint_kind kind_of(
	struct alter_writer *writer, const struct operation *operation)
{
	static const struct {
		const char *type;
		enum calx_constraint_kind kind;
	} kinds[] = { { "PRIMARY KEY", CALX_PRIMARY_KEY },
		{ "UNIQUE", CALX_UNIQUE }, { "FOREIGN KEY", CALX_FOREIGN_KEY },
		{ "CHECK", CALX_CHECK } };
	struct strbuf sql = STRBUF_INIT;
	const char *type;

	if (operation->constraint_before)
		return operation->constraint_before->kind;
	calx__strbuf_adds(&sql,
		"SELECT constraint_type FROM information_schema.table_constraints WHERE TRUE");
	add_table_condition(&sql, writer->dialect, operation);
	calx__strbuf_adds(&sql, " AND constraint_name IN (");
	calx__strbuf_adds(
		&sql, is_key_name(operation->name) ? "'PRIMARY', " : "");
	calx__sql_literal(&sql, writer->dialect, operation->name);
	calx__strbuf_adds(&sql, ") ORDER BY constraint_type <> 'PRIMARY KEY'");
	type = ask(writer, &sql);
	for (size_t i = 0; type && i < sizeof(kinds) / sizeof(*kinds); i++)
		if (calx__text_equal(type, kinds[i].type))
			return kinds[i].kind;
	return CALX_CHECK;
}

static enum calx_status index_row(
	void *context, const char *const *values, size_t count)
{
	struct alter_writer *writer = context;

	(void)count;
	calx__strbuf_adds(&writer->sql, " ADD INDEX ");
	calx__sql_identifier(&writer->sql, writer->dialect, values[0]);
	calx__strbuf_addf(&writer->sql, " (%s),", values[1]);
	return CALX_OK;
}

/* A foreign key needs an index that begins with its columns. Where it has none
 * but this, it gets the one that it would have come with. */
static void add_needed(
	struct alter_writer *writer, const struct operation *operation)
{
	static const char columns[] =
		" group_concat(concat('\"', replace(column_name, '\"', '\"\"'), '\"') ORDER BY ";
	struct strbuf sql = STRBUF_INIT;

	if (!writer->catalog)
		return;
	calx__strbuf_addf(&sql,
		"SELECT name, f.columns FROM (SELECT constraint_name AS name,%s ordinal_position) AS columns"
		" FROM information_schema.key_column_usage"
		" WHERE referenced_table_name IS NOT NULL",
		columns);
	add_table_condition(&sql, writer->dialect, operation);
	calx__strbuf_addf(&sql,
		" GROUP BY constraint_name) f WHERE NOT EXISTS (SELECT 1 FROM"
		" (SELECT index_name,%s seq_in_index) AS columns"
		" FROM information_schema.statistics WHERE TRUE",
		columns);
	add_table_condition(&sql, writer->dialect, operation);
	calx__strbuf_adds(&sql, " AND index_name <> ");
	calx__sql_literal(&sql, writer->dialect, operation->name);
	calx__strbuf_adds(&sql,
		" GROUP BY index_name) i WHERE left(concat(i.columns, ','), char_length(f.columns) + 1) = concat(f.columns, ','))");
	writer->status =
		sql.failed ? calx__fail_memory(writer->error)
			   : writer->catalog->query(writer->catalog, sql.data,
				     index_row, writer, writer->error);
	calx__strbuf_release(&sql);
}

/* ---- keys that number themselves -------------------------------------------- */

/* The column of a key as it is, but for AUTO_INCREMENT. */
static void write_numbers(struct alter_writer *writer,
	const struct operation *operation, const char *name,
	const struct column_text *text, const char *numbers)
{
	struct strbuf *sql = &writer->sql;

	calx__alter_table(sql, writer->dialect, operation, " MODIFY COLUMN ");
	calx__sql_identifier(sql, writer->dialect, name);
	calx__strbuf_addf(sql, " %s NOT NULL%s", text->type, numbers);
	if (text->comment)
		calx__strbuf_addf(sql, " %s", text->comment);
	if (text->rest && *text->rest)
		calx__strbuf_addf(sql, " %s", text->rest);
	calx__alter_emit(writer);
}

/* What numbers itself must be a key: with the key that ends. */
static void numbers_end(
	struct alter_writer *writer, const struct operation *operation)
{
	const char *table = table_text(writer, operation);
	struct strbuf sql = STRBUF_INIT;
	struct column_text text;
	const char *name;

	calx__strbuf_adds(&sql,
		"SELECT column_name FROM information_schema.columns WHERE extra LIKE '%auto_increment%'"
		" AND table_schema = ");
	if (operation->schema)
		calx__sql_literal(&sql, writer->dialect, operation->schema);
	else
		calx__strbuf_adds(&sql, "database()");
	calx__strbuf_adds(&sql, " AND table_name = ");
	calx__sql_literal(&sql, writer->dialect, operation->table);
	name = ask(writer, &sql);
	if (name && table &&
		calx__mariadb_column_text(writer->arena, table, name, &text))
		write_numbers(writer, operation, name, &text, "");
}

static bool is_integer(enum calx_kind kind)
{
	return kind >= CALX_SMALL_INTEGER && kind <= CALX_BIG_INTEGER;
}

/* A key of one integer numbers itself, as one that is made with its table. */
void calx__mariadb_add_constraint(
	struct alter_writer *writer, const struct operation *operation)
{
	const struct sql_constraint *key = operation->constraint;
	const char *table;
	struct column_text text;

	calx__alter_default(writer, operation);
	if (writer->status < 0 || key->kind != CALX_PRIMARY_KEY ||
		key->column_count != 1)
		return;
	table = table_text(writer, operation);
	if (table &&
		calx__mariadb_column_text(
			writer->arena, table, key->columns[0], &text) &&
		is_integer(calx__mariadb_storage_read(writer->arena, text.type)
				   .kind) &&
		!text.numbers && !text.generated &&
		(!text.value ||
			calx__text_equal_nocase(text.value, "DEFAULT NULL")))
		write_numbers(writer, operation, key->columns[0], &text,
			" AUTO_INCREMENT");
}

/* With a foreign key goes the index that came with it. */
void calx__mariadb_drop_constraint(
	struct alter_writer *writer, const struct operation *operation)
{
	const enum calx_constraint_kind kind = kind_of(writer, operation);
	struct strbuf *sql = &writer->sql;
	static const char *const actions[CALX_CONSTRAINT_KIND_COUNT] = {
		[CALX_PRIMARY_KEY] = " DROP PRIMARY KEY",
		[CALX_UNIQUE] = " DROP INDEX ",
		[CALX_INDEX] = " DROP INDEX ",
		[CALX_FOREIGN_KEY] = " DROP FOREIGN KEY ",
		[CALX_CHECK] = " DROP CONSTRAINT ",
		[CALX_EXCLUDE] = " DROP CONSTRAINT ",
	};

	if (writer->status >= 0 && kind == CALX_PRIMARY_KEY)
		numbers_end(writer, operation);
	if (writer->status < 0)
		return;
	calx__alter_table(sql, writer->dialect, operation, "");
	if (kind == CALX_UNIQUE || kind == CALX_INDEX)
		add_needed(writer, operation);
	calx__strbuf_adds(sql, actions[kind]);
	if (kind != CALX_PRIMARY_KEY)
		calx__sql_identifier(sql, writer->dialect, operation->name);
	if (kind == CALX_FOREIGN_KEY) {
		calx__strbuf_adds(sql, ", DROP INDEX IF EXISTS ");
		calx__sql_identifier(sql, writer->dialect, operation->name);
	}
	calx__alter_emit(writer);
}

void calx__mariadb_drop_index(
	struct alter_writer *writer, const struct operation *operation)
{
	calx__alter_table(&writer->sql, writer->dialect, operation, "");
	add_needed(writer, operation);
	calx__strbuf_adds(&writer->sql, " DROP INDEX ");
	calx__sql_identifier(&writer->sql, writer->dialect, operation->name);
	calx__alter_emit(writer);
}
