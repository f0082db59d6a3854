#include "spelled.h"

#include "check.h"
#include "database.h"

/* random: no two rows get the same */
static const struct {
	const char *from, *postgresql, *mariadb;
} texts[] = {

	{ "(hex(randomblob(4)))", "left(gen_random_uuid()::text, 8)",
		"(left(uuid(), 8))" },
	{ "(hex(randomblob(8)))",
		"left(replace(gen_random_uuid()::text, '-', ''), 16)",
		"(left(replace(uuid(), '-', ''), 16))" },
	{ "(hex(randomblob(16)))", "replace(gen_random_uuid()::text, '-', '')",
		"(replace(uuid(), '-', ''))" },
	{ "(unixepoch())", "extract(epoch FROM now())::bigint",
		"(unix_timestamp())" },
	/* how a key is sorted is SQLite's alone */
	{ "country COLLATE NOCASE, code DESC", "country, code",
		"country, code" },
	{ "typeof(amount) = 'text'", "amount > 0", "amount > 0" },
	{ "id * 2", "id * 2", "(id + 0) * 2" },
};

const char *spelled(
	const char *sqlite, const char *postgresql, const char *mariadb)
{
	if (database_is("postgresql"))
		return postgresql;
	return database_is("mariadb") ? mariadb : sqlite;
}

static const char *text_spelled(const char *text)
{
	for (size_t i = 0; text && i < sizeof(texts) / sizeof(*texts); i++)
		if (!strcmp(text, texts[i].from))
			return spelled(
				text, texts[i].postgresql, texts[i].mariadb);
	return text;
}

/* MariaDB has to know how long a key of text or bytes can be. */
static void key_spell(const calx_table *table, calx_column *column)
{
	calx_column_options *options = &column->options;
	const bool key = options->primary_key || options->unique ||
			 options->references || table->constraints;

	if (!database_is("mariadb") || !key || options->sql_type)
		return;
	if (column->type.kind == CALX_BLOB)
		options->sql_type = "VARBINARY(600)";
	else if (column->type.kind == CALX_TEXT ||
		 (column->type.kind == CALX_STRING && !column->type.length))
		options->sql_type = "VARCHAR(600)";
}

/* What MariaDB lacks, and says so of a model: CAN_DEFER, CAN_SET_DEFAULT and
 * CAN_INDEX_EXPRESSIONS say which tests need it. */
static void action_spell(const char **action)
{
	if (*action && database_is("mariadb") &&
		!strcmp(*action, "set default"))
		*action = NULL;
}

/* PostgreSQL 15 keeps what it computes. */
static void column_spell(calx_column *column)
{
	calx_column_options *options = &column->options;

	options->server_default = text_spelled(options->server_default);
	options->computed = text_spelled(options->computed);
	action_spell(&options->on_delete);
	action_spell(&options->on_update);
	if (database_is("mariadb")) {
		options->deferrable = false;
		options->initially_deferred = false;
	}
	if (options->computed && database_is("postgresql"))
		options->persisted = true;
}

static bool is_lacking(const calx_constraint *constraint)
{
	return database_is("mariadb") && constraint->kind == CALX_INDEX &&
	       (strstr(constraint->columns, ".where") ||
		       constraint->options.where ||
		       strchr(constraint->columns, '('));
}

static void constraint_spell(calx_constraint *constraint)
{
	constraint->columns = text_spelled(constraint->columns);
	constraint->text = text_spelled(constraint->text);
	action_spell(&constraint->options.on_delete);
	action_spell(&constraint->options.on_update);
	if (database_is("mariadb")) {
		constraint->options.deferrable = false;
		constraint->options.initially_deferred = false;
	}
}

static calx_constraint *constraints_spelled(const calx_table *table)
{
	calx_constraint *copy;
	size_t count = 0, kept = 0;

	while (table->constraints &&
		table->constraints[count].kind != CALX_CONSTRAINT_END)
		count++;
	copy = calloc(count + 1, sizeof(*copy));
	assert_non_null(copy);
	for (size_t i = 0; i < count; i++) {
		if (is_lacking(&table->constraints[i]))
			continue;
		copy[kept] = table->constraints[i];
		constraint_spell(&copy[kept++]);
	}
	return copy;
}

static const calx_table *table_spelled(const calx_table *table)
{
	calx_table *copy = malloc(sizeof(*copy));
	calx_column *columns = calloc(table->column_count, sizeof(*columns));

	assert_non_null(copy);
	assert_non_null(columns);
	assert_int_equal(table->column_size, sizeof(*columns));
	memcpy(columns, table->columns, table->column_count * sizeof(*columns));
	for (size_t i = 0; i < table->column_count; i++) {
		column_spell(&columns[i]);
		key_spell(table, &columns[i]);
	}
	*copy = *table;
	copy->columns = columns;
	copy->constraints = constraints_spelled(table);
	copy->options = (calx_table_options){ 0 };
	return copy;
}

static void tables_free(const calx_table **tables)
{
	for (size_t i = 0; tables[i]; i++) {
		free((void *)(uintptr_t)tables[i]->columns);
		free((void *)(uintptr_t)tables[i]->constraints);
		free((void *)(uintptr_t)tables[i]);
	}
	free(tables);
}

enum calx_status spelled_create_all(
	calx_engine *engine, const calx_metadata *metadata, calx_error *error)
{
	calx_metadata copy = *metadata;
	calx_error own = { 0 };
	const calx_table **tables;
	enum calx_status status;
	size_t count = 0;

	if (database_is("sqlite") || metadata->parts)
		return calx_create_all(engine, metadata, error);
	while (metadata->tables[count])
		count++;
	tables = calloc(count + 1, sizeof(*tables));
	assert_non_null(tables);
	for (size_t i = 0; i < count; i++)
		tables[i] = table_spelled(metadata->tables[i]);
	copy.tables = tables;
	status = calx_create_all(engine, &copy, error ? error : &own);
	if (*own.message)
		print_message("# %s\n", own.message);
	tables_free(tables);
	return status;
}
