#include "database.h"

#include <dirent.h>
#include <stdio.h>
#include <torture.h>

#include "sql/type/type.h"
#include "util/text.h"
#include "sql/schema/resolve.h"
#include "sql/schema/constraint.h"

/* Each file of tests/golden/sqlite-alter has a database, operations on it, and
 * what came out: the statements, then the whole schema and all data; or the
 * error, and then nothing may have changed. With CALX_UPDATE=1 what comes out
 * is written to the file. */

enum { FIELDS = 12 };

/* ---- operations as text: one a line, fields between " | " ------------------------ */

struct line {
	char *fields[FIELDS];
	size_t count;
};

static struct line line_split(char *text)
{
	struct line line = { .count = 0 };
	char *next;

	for (; text && line.count < FIELDS; text = next) {
		next = strstr(text, " | ");
		if (next) {
			*next = '\0';
			next += 3;
		}
		line.fields[line.count++] = text;
	}
	return line;
}

/* The value of "name=value" among the fields from `first` on; "" for "name"
 * alone, NULL if it is not there. */
static const char *option(
	const struct line *line, size_t first, const char *name)
{
	size_t length = strlen(name);

	for (size_t i = first; i < line->count; i++) {
		const char *field = line->fields[i];

		if (strncmp(field, name, length))
			continue;
		if (field[length] == '=')
			return field + length + 1;
		if (!field[length])
			return "";
	}
	return NULL;
}

/* string(80), numeric(10, 2), enumeration(a, b) */
static calx_type type_read(struct arena *arena, const char *text)
{
	size_t length = strcspn(text, "(");
	calx_type type = { .kind = calx__type_by_name(text, length) };
	struct view rest = calx__view(text + length + (text[length] == '('));
	const char **labels = calx__arena_zero(arena, 16, sizeof(*labels));
	size_t count = 0;

	assert_int_not_equal(type.kind, CALX_NULL);
	rest = calx__view_split(&rest, ')');
	while (rest.length) {
		struct view word =
			calx__view_trim(calx__view_split(&rest, ','));

		labels[count++] =
			calx__arena_strndup(arena, word.data, word.length);
	}
	if (type.kind == CALX_ENUMERATION) {
		type.labels = labels;
	} else {
		type.length = count > 0 ? (int)strtol(labels[0], NULL, 10) : 0;
		type.scale = count > 1 ? (int)strtol(labels[1], NULL, 10) : 0;
	}
	return type;
}

static void column_read(struct arena *arena, const struct line *line,
	struct operation *operation)
{
	calx_column column = {
		.name = line->fields[2],
		.type = type_read(arena, line->fields[3]),
		.nullable = option(line, 4, "nullable"),
		.options = {
			.primary_key = option(line, 4, "primary_key"),
			.unique = option(line, 4, "unique"),
			.index = option(line, 4, "index"),
			.references = option(line, 4, "references"),
			.on_delete = option(line, 4, "on_delete"),
			.server_default = option(line, 4, "default"),
		},
	};
	const calx_table alone = { CALX_TABLE_SIZES, .name = operation->table,
		.columns = &column, .column_count = 1 };
	struct sql_table *definition = NULL;
	calx_error error = { 0 };

	if (option(line, 4, "no_default"))
		column.options.server_default = CALX_NONE;
	if (calx__table_resolve_altered(arena, &alone, &definition, &error) !=
		CALX_OK)
		fail_msg("%s", error.message);
	if (option(line, 4, "collation"))
		definition->columns[0].collation = option(line, 4, "collation");
	if (option(line, 4, "no_collation"))
		definition->columns[0].collation = CALX_NONE;
	operation->definition = definition;
}

static enum calx_constraint_kind kind_read(const char *text)
{
	static const char *const names[] = { [CALX_PRIMARY_KEY] = "primary_key",
		[CALX_UNIQUE] = "unique",
		[CALX_FOREIGN_KEY] = "foreign_key",
		[CALX_CHECK] = "check",
		[CALX_INDEX] = "index" };

	for (size_t i = CALX_PRIMARY_KEY; i <= CALX_INDEX; i++) {
		if (!strcmp(names[i], text))
			return (enum calx_constraint_kind)i;
	}
	fail_msg("no constraint is called %s", text);
	return CALX_CONSTRAINT_END;
}

/* constraint | table | name | unique | columns, and so on */
static void constraint_read(struct arena *arena, const struct line *line,
	struct operation *operation)
{
	calx_constraint constraint = { .kind = kind_read(line->fields[3]) };
	struct sql_constraint *result =
		calx__arena_zero(arena, 1, sizeof(*result));
	calx_error error = { 0 };

	if (*line->fields[2])
		constraint.name = line->fields[2];
	if (constraint.kind == CALX_CHECK)
		constraint.text = line->fields[4];
	else
		constraint.columns = line->fields[4];
	if (constraint.kind == CALX_FOREIGN_KEY)
		constraint.text = line->fields[5];
	constraint.unique = option(line, 5, "unique");
	constraint.options.on_delete = option(line, 5, "on_delete");
	if (calx__constraint_resolve(arena, operation->table, &constraint,
		    result, &error) != CALX_OK)
		fail_msg("%s", error.message);
	operation->constraint = result;
}

/* alter_table | table | strict | without_rowid */
static void options_read(struct arena *arena, const struct line *line,
	struct operation *operation)
{
	struct sql_table *table = calx__arena_zero(arena, 1, sizeof(*table));

	table->name = operation->table;
	table->strict = option(line, 2, "strict");
	table->without_rowid = option(line, 2, "without_rowid");
	operation->definition = table;
}

struct verb {
	const char *name;
	enum calx_operation_kind kind;
	void (*read)(struct arena *arena, const struct line *line,
		struct operation *operation);
};

static const struct verb verbs[] = {
	{ "add_column", CALX_OPERATION_ADD_COLUMN, column_read },
	{ "alter_column", CALX_OPERATION_ALTER_COLUMN, column_read },
	{ "drop_column", CALX_OPERATION_DROP_COLUMN, NULL },
	{ "rename_column", CALX_OPERATION_RENAME_COLUMN, NULL },
	{ "add_constraint", CALX_OPERATION_ADD_CONSTRAINT, constraint_read },
	{ "drop_constraint", CALX_OPERATION_DROP_CONSTRAINT, NULL },
	{ "create_index", CALX_OPERATION_CREATE_INDEX, constraint_read },
	{ "drop_index", CALX_OPERATION_DROP_INDEX, NULL },
	{ "drop_table", CALX_OPERATION_DROP_TABLE, NULL },
	{ "rename_table", CALX_OPERATION_RENAME_TABLE, NULL },
	{ "alter_table", CALX_OPERATION_ALTER_TABLE, options_read },
	{ "execute", CALX_OPERATION_EXECUTE, NULL },
};

static struct operation *operation_read(struct arena *arena, char *text)
{
	struct operation *operation =
		calx__arena_zero(arena, 1, sizeof(*operation));
	struct line line = line_split(text);
	const struct verb *verb = verbs;

	while (strcmp(verb->name, line.fields[0])) {
		verb++;
		assert_true(verb < verbs + sizeof(verbs) / sizeof(*verbs));
	}
	operation->kind = verb->kind;
	if (verb->kind == CALX_OPERATION_EXECUTE) {
		operation->sql = line.fields[1];
		return operation;
	}
	operation->table = line.fields[1];
	operation->name = line.count > 2 ? line.fields[2] : NULL;
	operation->new_name = line.count > 3 ? line.fields[3] : NULL;
	if (verb->kind == CALX_OPERATION_RENAME_TABLE) {
		operation->new_name = operation->name;
		operation->name = NULL;
	}
	if (verb->read) {
		operation->new_name = operation->name = NULL;
		verb->read(arena, &line, operation);
	}
	return operation;
}

/* ---- the migration, as the runner does one ---------------------------------------- */

struct migration {
	struct catalog catalog;
	struct arena arena;
	struct vec operations; /* of const struct operation * */
	struct strbuf log;
	calx_error error;
	bool tortured;
};

static void operations_read(struct migration *migration, const char *text)
{
	while (*text) {
		size_t length = strcspn(text, "\n");
		char *line =
			calx__arena_strndup(&migration->arena, text, length);
		const struct operation *operation;

		text += length + (text[length] == '\n');
		if (!*line)
			continue;
		operation = operation_read(&migration->arena, line);
		calx__vec_append(&migration->operations, &operation);
	}
}

static enum calx_status statements_run(
	struct migration *migration, const struct vec *statements)
{
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < statements->count && status == CALX_OK; i++) {
		const char *sql = *(const char **)calx__vec_at(statements, i);

		calx__strbuf_addf(&migration->log, "%s;\n", sql);
		status = database_run(
			&migration->catalog, sql, &migration->error);
	}
	return status;
}

/* ---- when memory runs out ---------------------------------------------------------- */

/* One call of calx__alter() as it ends with all the memory that it wants. */
struct tortured {
	const struct catalog *catalog;
	struct operation_group group;
	enum calx_status status;
	struct strbuf expected;
};

static void alter_in_need(void *context)
{
	struct tortured *tortured = context;
	struct vec statements = VEC_INIT(const char *);
	struct arena arena = { 0 };
	calx_error error = { 0 };
	const enum calx_status status =
		calx__alter(&calx__sqlite_dialect, tortured->catalog,
			&tortured->group, &arena, &statements, &error);

	/* what is lost is the whole, and never a part of it */
	assert_int_equal(error.status, status < 0 ? status : CALX_OK);
	if (status != CALX_OUT_OF_MEMORY || torture_is_clean())
		assert_int_equal(status, tortured->status);
	if (status < 0)
		assert_int_equal(statements.count, 0);
	torture_pause();
	if (status >= 0) {
		struct strbuf text = STRBUF_INIT;

		for (size_t i = 0; i < statements.count; i++)
			calx__strbuf_addf(&text, "%s;\n",
				*(const char **)calx__vec_at(&statements, i));
		CHECK_TEXT(text.data, tortured->expected.data);
		calx__strbuf_release(&text);
	}
	torture_resume();
	calx__vec_release(&statements);
	calx__arena_release(&arena);
}

static void group_torture(const struct catalog *catalog,
	const struct operation_group *group, enum calx_status status,
	const struct vec *statements)
{
	struct tortured tortured = { catalog, *group, status, STRBUF_INIT };

	for (size_t i = 0; i < statements->count; i++)
		calx__strbuf_addf(&tortured.expected, "%s;\n",
			*(const char **)calx__vec_at(statements, i));
	torture(alter_in_need, &tortured);
	calx__strbuf_release(&tortured.expected);
}

static enum calx_status group_run(struct migration *migration,
	const struct operation **operations, size_t count)
{
	struct vec statements = VEC_INIT(const char *);
	const struct operation_group group = { operations, count };
	enum calx_status status =
		calx__alter(&calx__sqlite_dialect, &migration->catalog, &group,
			&migration->arena, &statements, &migration->error);

	if (migration->tortured)
		group_torture(&migration->catalog, &group, status, &statements);
	if (status == CALX_OK)
		status = statements_run(migration, &statements);
	else
		assert_int_equal(statements.count, 0);
	calx__vec_release(&statements);
	return status;
}

static bool same_group(const struct operation *a, const struct operation *b)
{
	return a->table && b->table && !strcmp(a->table, b->table);
}

static enum calx_status migration_body(struct migration *migration)
{
	const struct operation **items = migration->operations.items;
	size_t start = 0, end;
	enum calx_status status = CALX_OK;

	for (; start < migration->operations.count && status == CALX_OK;
		start = end) {
		end = start + 1;
		while (end < migration->operations.count &&
			same_group(items[start], items[end]))
			end++;
		status = group_run(migration, items + start, end - start);
	}
	return status;
}

static enum calx_status violation(
	void *context, const char *const *values, size_t count)
{
	struct migration *migration = context;

	(void)count;
	return calx__fail(&migration->error, CALX_CONSTRAINT,
		"foreign key of %s is violated", values[0]);
}

static enum calx_status migration_run(struct migration *migration)
{
	const struct catalog *catalog = &migration->catalog;
	enum calx_status status;

	database_must(catalog, "PRAGMA foreign_keys = OFF");
	database_must(catalog, "BEGIN IMMEDIATE");
	status = migration_body(migration);
	if (status == CALX_OK)
		status = catalog->query(catalog, "PRAGMA foreign_key_check",
			violation, migration, &migration->error);
	database_must(catalog, status == CALX_OK ? "COMMIT" : "ROLLBACK");
	database_must(catalog, "PRAGMA foreign_keys = ON");
	return status;
}

/* ---- the database as text ------------------------------------------------------------ */

struct dump {
	const struct catalog *catalog;
	struct strbuf *text;
};

static enum calx_status dump_cells(
	void *context, const char *const *values, size_t count)
{
	struct dump *dump = context;

	for (size_t i = 0; i < count; i++)
		calx__strbuf_addf(dump->text, "%s%s", i ? " | " : "",
			values[i] ? values[i] : "");
	calx__strbuf_addc(dump->text, '\n');
	return CALX_OK;
}

/* Dates and versions would differ from run to run: none are in the data. */
static enum calx_status dump_query(
	void *context, const char *const *values, size_t count)
{
	struct dump *dump = context;

	(void)count;
	calx__strbuf_addf(dump->text, "= %s\n", values[0]);
	return dump->catalog->query(
		dump->catalog, values[1], dump_cells, dump, NULL);
}

static void database_dump(const struct catalog *catalog, struct strbuf *text)
{
	struct dump dump = { catalog, text };

	catalog->query(catalog,
		"SELECT sql || ';' FROM sqlite_schema WHERE sql IS NOT NULL"
		" AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
		" ORDER BY type = 'view', tbl_name, type <> 'table', name",
		dump_cells, &dump, NULL);
	/* every table and view with its rowids, where it has some, and every
	 * value as SQL writes it */
	catalog->query(catalog,
		"SELECT s.name, 'SELECT ' || (SELECT group_concat("
		"'quote(\"' || replace(t.name, '\"', '\"\"') || '\")', ', ')"
		" FROM pragma_table_xinfo(s.name) t) || ' FROM \"' ||"
		" replace(s.name, '\"', '\"\"') || '\"'"
		" FROM sqlite_schema s WHERE s.type IN ('table', 'view')"
		" AND s.name NOT LIKE 'sqlite\\_stat%' ESCAPE '\\'"
		" ORDER BY s.name",
		dump_query, &dump, NULL);
	catalog->query(
		catalog, "PRAGMA integrity_check", dump_cells, &dump, NULL);
}

/* ---- a golden file --------------------------------------------------------------------- */

static char *file_read(const char *path)
{
	FILE *file = fopen(path, "rb");
	char *text = calloc(1, 65536);

	assert_non_null(text);
	if (!file || !fread(text, 1, 65535, file))
		fail_msg("cannot read %s", path);
	fclose(file);
	return text;
}

/* Cuts the text at "-- name --"; returns what stands behind that line. */
static char *section(char *text, const char *name)
{
	char *found = strstr(text, name);

	if (!found)
		return NULL;
	*found = '\0';
	return found + strlen(name);
}

static void put_outcome(struct migration *migration, enum calx_status status)
{
	if (status == CALX_OK)
		return;
	calx__strbuf_clear(&migration->log);
	calx__strbuf_addf(&migration->log, "%s: %s\n", calx_status_name(status),
		migration->error.message);
	if (*migration->error.hint)
		calx__strbuf_addf(
			&migration->log, "%s\n", migration->error.hint);
}

static int compare_odd(
	void *context, int a_size, const void *a, int b_size, const void *b)
{
	(void)context;
	return memcmp(a, b, (size_t)(a_size < b_size ? a_size : b_size));
}

/* The program that made the database knows a collation that is not known
 * here. */
static void database_make(const struct catalog *catalog, const char *before)
{
	sqlite3_create_collation(
		catalog->connection, "odd", SQLITE_UTF8, NULL, compare_odd);
	database_must(catalog, before);
	sqlite3_create_collation(
		catalog->connection, "odd", SQLITE_UTF8, NULL, NULL);
}

/* Returns the text that belongs under "-- after --". */
static struct strbuf case_run(
	const char *before, const char *operations, bool tortured)
{
	struct migration migration = { .catalog = database_open(),
		.operations = VEC_INIT(const struct operation *),
		.log = STRBUF_INIT,
		.tortured = tortured };
	struct strbuf untouched = STRBUF_INIT, dump = STRBUF_INIT;
	enum calx_status status;

	database_must(&migration.catalog, "PRAGMA foreign_keys = ON");
	database_make(&migration.catalog, before);
	database_dump(&migration.catalog, &untouched);
	operations_read(&migration, operations);
	status = migration_run(&migration);
	database_dump(&migration.catalog, &dump);
	put_outcome(&migration, status);
	if (status == CALX_OK)
		calx__strbuf_addf(&migration.log, "\n%s", dump.data);
	else
		CHECK_TEXT(dump.data, untouched.data);
	calx__strbuf_release(&untouched);
	calx__strbuf_release(&dump);
	calx__vec_release(&migration.operations);
	calx__arena_release(&migration.arena);
	database_close(&migration.catalog);
	return migration.log;
}

static void file_update(const char *path, const char *before,
	const char *operations, const char *after)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	fprintf(file, "%s-- operations --\n%s-- after --\n%s", before,
		operations, after);
	fclose(file);
}

static void file_check(const char *path, bool tortured)
{
	char *before = file_read(path);
	char *operations = section(before, "-- operations --\n");
	char *after = operations ? section(operations, "-- after --\n") : NULL;
	struct strbuf outcome;

	if (!operations)
		fail_msg("%s has no operations", path);
	print_message("# %s\n", strrchr(path, '/') + 1);
	outcome = case_run(before, operations, tortured);
	if (getenv("CALX_UPDATE") && !tortured)
		file_update(path, before, operations, outcome.data);
	else
		CHECK_TEXT(outcome.data, after ? after : "");
	calx__strbuf_release(&outcome);
	free(before);
}

static int is_case(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return dot && !strcmp(dot, ".txt");
}

static void cases_check(bool tortured)
{
	const char *data = getenv("CALX_TEST_DATA");
	struct dirent **entries = NULL;
	char directory[2048], path[4096];
	int count;

	snprintf(directory, sizeof(directory), "%s/../golden/sqlite-alter",
		data ? data : "tests/data");
	count = scandir(directory, &entries, is_case, alphasort);
	assert_true(count > 20);
	for (int i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "%s/%s", directory,
			entries[i]->d_name);
		file_check(path, tortured);
		free(entries[i]);
	}
	free(entries);
}

static void golden_cases_come_out_as_written(void **state)
{
	(void)state;
	cases_check(false);
}

static void golden_cases_survive_the_lack_of_memory(void **state)
{
	(void)state;
	cases_check(true);
}

CHECK_MAIN("sqlite alter", cmocka_unit_test(golden_cases_come_out_as_written),
	cmocka_unit_test(golden_cases_survive_the_lack_of_memory), )
