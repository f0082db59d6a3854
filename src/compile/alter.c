#include "compile/alter.h"

#include "compile/ddl.h"
#include "compile/identifier.h"
#include "compile/lacking.h"
#include "sql/schema/compare.h"
#include "sql/schema/option.h"
#include "sql/schema/expression.h"
#include "util/fail.h"
#include "util/text.h"

/* The default visitors of operations (ISO/IEC 9075-2, 11.10 to 11.31). RENAME
 * and indexes are not in the standard, but all databases say them so. */

/* ---- writing -------------------------------------------------------------- */

void calx__alter_emit(struct alter_writer *writer)
{
	const char *text = calx__strbuf_keep(&writer->sql, writer->arena);

	if (writer->status >= 0 &&
		(!text || !calx__vec_append(writer->statements, &text)))
		writer->status = calx__fail_memory(writer->error);
}

void calx__alter_table(struct strbuf *sql, const struct dialect *dialect,
	const struct operation *operation, const char *action)
{
	calx__strbuf_adds(sql, "ALTER TABLE ");
	calx__sql_relation(sql, dialect, operation->schema, operation->table);
	calx__strbuf_adds(sql, action);
}

/* ALTER TABLE "t" <action> "name" */
static void alter_name(struct alter_writer *writer,
	const struct operation *operation, const char *action, const char *name)
{
	calx__alter_table(&writer->sql, writer->dialect, operation, action);
	calx__sql_identifier(&writer->sql, writer->dialect, name);
}

/* ---- tables --------------------------------------------------------------- */

/* What people are told of the table, or of one of its columns, where that is a
 * statement of its own. */
static void comment_on(struct alter_writer *writer,
	const struct operation *operation, const char *column,
	const char *comment)
{
	struct strbuf *sql = &writer->sql;

	if (writer->dialect->comments != COMMENTS_APART || !comment)
		return;
	calx__strbuf_adds(
		sql, column ? "COMMENT ON COLUMN " : "COMMENT ON TABLE ");
	calx__sql_relation(
		sql, writer->dialect, operation->schema, operation->table);
	if (column) {
		calx__strbuf_addc(sql, '.');
		calx__sql_identifier(sql, writer->dialect, column);
	}
	calx__strbuf_adds(sql, " IS ");
	if (calx__option_is_none(comment))
		calx__strbuf_adds(sql, "NULL");
	else
		calx__sql_literal(sql, writer->dialect, comment);
	calx__alter_emit(writer);
}

static void comment_on_columns(
	struct alter_writer *writer, const struct operation *operation)
{
	const struct sql_table *definition = operation->definition;

	for (size_t i = 0; i < definition->column_count; i++)
		comment_on(writer, operation, definition->columns[i].name,
			definition->columns[i].comment);
}

/* Whether it was there before the operation. */
static bool was_there(const struct sql_constraint *constraint,
	const struct sql_constraint *before, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (calx__constraint_equal(constraint, &before[i]))
			return true;
	return false;
}

static void create_indexes(
	struct alter_writer *writer, const struct operation *operation)
{
	const struct sql_table *definition = operation->definition;
	const struct sql_table *before = operation->before;

	if (definition->temporary && writer->dialect->temporary_indexes_inside)
		return;
	for (size_t i = 0; i < definition->index_count; i++) {
		const struct sql_constraint *index = &definition->indexes[i];

		if (before &&
			was_there(index, before->indexes, before->index_count))
			continue;
		calx__alter_visit(
			writer, &(struct operation){
					.kind = CALX_OPERATION_CREATE_INDEX,
					.schema = operation->schema,
					.table = operation->table,
					.name = index->name,
					.constraint = index });
	}
}

static void create_table(
	struct alter_writer *writer, const struct operation *operation)
{
	calx__ddl_create_table(
		&writer->sql, writer->dialect, operation->definition);
	calx__alter_emit(writer);
	comment_on(writer, operation, NULL, operation->definition->comment);
	comment_on_columns(writer, operation);
	create_indexes(writer, operation);
}

static void drop_table(
	struct alter_writer *writer, const struct operation *operation)
{
	const struct sql_table *before = operation->before;

	if (before && before->temporary && writer->dialect->temporary_drop) {
		calx__strbuf_adds(
			&writer->sql, writer->dialect->temporary_drop);
		calx__sql_identifier(
			&writer->sql, writer->dialect, operation->table);
	} else
		calx__ddl_drop_table(&writer->sql, writer->dialect,
			operation->schema, operation->table);
	calx__alter_emit(writer);
}

static void rename_table(
	struct alter_writer *writer, const struct operation *operation)
{
	alter_name(writer, operation, " RENAME TO ", operation->new_name);
	calx__alter_emit(writer);
}

/* ---- constraints and indexes ---------------------------------------------- */

static void add_constraint(
	struct alter_writer *writer, const struct operation *operation)
{
	calx__alter_table(&writer->sql, writer->dialect, operation, " ADD ");
	calx__ddl_constraint(
		&writer->sql, writer->dialect, operation->constraint);
	calx__alter_emit(writer);
}

static void drop_constraint(
	struct alter_writer *writer, const struct operation *operation)
{
	alter_name(writer, operation, " DROP CONSTRAINT ", operation->name);
	calx__alter_emit(writer);
}

static void create_index(
	struct alter_writer *writer, const struct operation *operation)
{
	calx__ddl_create_index(&writer->sql, writer->dialect, operation->schema,
		operation->table, operation->constraint);
	calx__alter_emit(writer);
}

/* An index is in the schema of its table. */
static void drop_index(
	struct alter_writer *writer, const struct operation *operation)
{
	calx__strbuf_adds(&writer->sql, "DROP INDEX ");
	calx__sql_relation(&writer->sql, writer->dialect, operation->schema,
		operation->name);
	calx__alter_emit(writer);
}

/* ---- columns -------------------------------------------------------------- */

void calx__alter_add_asked(
	struct alter_writer *writer, const struct operation *operation)
{
	const struct sql_table *definition = operation->definition;
	const struct sql_table *before = operation->before;

	for (size_t i = 0; i < definition->constraint_count; i++) {
		const struct sql_constraint *constraint =
			&definition->constraints[i];

		if ((constraint->of_type && !writer->dialect->type_checks) ||
			(before && was_there(constraint, before->constraints,
					   before->constraint_count)))
			continue;
		calx__alter_visit(
			writer, &(struct operation){
					.kind = CALX_OPERATION_ADD_CONSTRAINT,
					.schema = operation->schema,
					.table = operation->table,
					.name = constraint->name,
					.constraint = constraint });
	}
	create_indexes(writer, operation);
	comment_on_columns(writer, operation);
}

void calx__alter_add_column(struct strbuf *sql, const struct dialect *dialect,
	const struct operation *operation)
{
	const struct sql_table *definition = operation->definition;

	calx__alter_table(sql, dialect, operation, " ADD COLUMN ");
	calx__ddl_column(sql, dialect, definition, definition->columns);
}

static void add_column(
	struct alter_writer *writer, const struct operation *operation)
{
	calx__alter_add_column(&writer->sql, writer->dialect, operation);
	calx__alter_emit(writer);
	calx__alter_add_asked(writer, operation);
}

static void drop_column(
	struct alter_writer *writer, const struct operation *operation)
{
	alter_name(writer, operation, " DROP COLUMN ", operation->name);
	calx__alter_emit(writer);
}

static void rename_column(
	struct alter_writer *writer, const struct operation *operation)
{
	alter_name(writer, operation, " RENAME COLUMN ", operation->name);
	calx__strbuf_adds(&writer->sql, " TO ");
	calx__sql_identifier(
		&writer->sql, writer->dialect, operation->new_name);
	calx__alter_emit(writer);
}

/* ALTER TABLE "t" ALTER COLUMN "c" <action> */
void calx__alter_action(struct alter_writer *writer,
	const struct operation *operation, const char *action)
{
	alter_name(writer, operation, " ALTER COLUMN ",
		operation->definition->columns[0].name);
	calx__strbuf_adds(&writer->sql, action);
}

static void set_type(
	struct alter_writer *writer, const struct operation *operation)
{
	calx__alter_action(writer, operation, " SET DATA TYPE ");
	calx__ddl_type(&writer->sql, writer->dialect,
		operation->definition->columns, 0);
	calx__alter_emit(writer);
}

void calx__alter_set_default(
	struct alter_writer *writer, const struct operation *operation)
{
	calx__alter_action(writer, operation, " SET DEFAULT ");
	calx__ddl_default(
		&writer->sql, writer->dialect, operation->definition->columns);
	calx__alter_emit(writer);
}

bool calx__alter_had_default(const struct sql_column *before)
{
	return !before ||
	       (before->server_default &&
		       !calx__option_is_none(before->server_default));
}

/* What differs from how it was; everything where that is not known. A default
 * that is not mentioned stays; one that goes or changes is dropped first: it
 * need not fit the new type. */
static void alter_column(
	struct alter_writer *writer, const struct operation *operation)
{
	const struct sql_column *column = operation->definition->columns;
	const struct sql_column *before =
		operation->before ? operation->before->columns : NULL;
	const bool revalued =
		column->server_default &&
		(!before || !calx__sql_same(column->server_default,
				    before->server_default));

	if (revalued && calx__alter_had_default(before)) {
		calx__alter_action(writer, operation, " DROP DEFAULT");
		calx__alter_emit(writer);
	}
	if (!before || !calx__type_same(column, before))
		set_type(writer, operation);
	if (revalued && !calx__option_is_none(column->server_default))
		calx__alter_set_default(writer, operation);
	if (!before || column->nullable != before->nullable) {
		calx__alter_action(writer, operation,
			column->nullable ? " DROP NOT NULL" : " SET NOT NULL");
		calx__alter_emit(writer);
	}
	calx__alter_add_asked(writer, operation);
}

/* ---- options of tables ---------------------------------------------------- */

/* The standard has none but a comment; a dialect that has others says them in its
 * own way. */
static void alter_table(
	struct alter_writer *writer, const struct operation *operation)
{
	const char *comment = operation->definition->comment;

	comment_on(writer, operation, NULL, comment);
	if (writer->dialect->comments != COMMENTS_INSIDE || !comment)
		return;
	calx__alter_table(&writer->sql, writer->dialect, operation, "");
	calx__ddl_comment(&writer->sql, writer->dialect, " COMMENT=", comment);
	calx__alter_emit(writer);
}

/* ---- views and sequences --------------------------------------------------- */

/* <action> "s"."name", and what stands behind it */
static void relation_write(struct alter_writer *writer,
	const struct operation *operation, const char *action,
	const char *behind)
{
	struct strbuf *sql = &writer->sql;

	calx__strbuf_adds(sql, action);
	calx__sql_relation(
		sql, writer->dialect, operation->schema, operation->table);
	calx__strbuf_adds(sql, behind);
	calx__strbuf_adds(sql, operation->sql ? operation->sql : "");
	calx__alter_emit(writer);
}

static void create_view(
	struct alter_writer *writer, const struct operation *operation)
{
	relation_write(writer, operation, "CREATE VIEW ", " AS ");
}

static void drop_view(
	struct alter_writer *writer, const struct operation *operation)
{
	relation_write(writer, operation, "DROP VIEW ", "");
}

static void create_sequence(
	struct alter_writer *writer, const struct operation *operation)
{
	relation_write(writer, operation, "CREATE SEQUENCE ",
		operation->sql && *operation->sql ? " " : "");
}

static void drop_sequence(
	struct alter_writer *writer, const struct operation *operation)
{
	relation_write(writer, operation, "DROP SEQUENCE ", "");
}

/* ---- SQL ------------------------------------------------------------------ */

static void execute(
	struct alter_writer *writer, const struct operation *operation)
{
	calx__strbuf_adds(&writer->sql, operation->sql);
	calx__alter_emit(writer);
}

/* ---- visiting ------------------------------------------------------------- */

static alter_visitor *const defaults[] = {
	[CALX_OPERATION_CREATE_TABLE] = create_table,
	[CALX_OPERATION_DROP_TABLE] = drop_table,
	[CALX_OPERATION_RENAME_TABLE] = rename_table,
	[CALX_OPERATION_ADD_COLUMN] = add_column,
	[CALX_OPERATION_DROP_COLUMN] = drop_column,
	[CALX_OPERATION_ALTER_COLUMN] = alter_column,
	[CALX_OPERATION_RENAME_COLUMN] = rename_column,
	[CALX_OPERATION_ADD_CONSTRAINT] = add_constraint,
	[CALX_OPERATION_DROP_CONSTRAINT] = drop_constraint,
	[CALX_OPERATION_CREATE_INDEX] = create_index,
	[CALX_OPERATION_DROP_INDEX] = drop_index,
	[CALX_OPERATION_EXECUTE] = execute,
	[CALX_OPERATION_ALTER_TABLE] = alter_table,
	[CALX_OPERATION_CREATE_VIEW] = create_view,
	[CALX_OPERATION_DROP_VIEW] = drop_view,
	[CALX_OPERATION_CREATE_SEQUENCE] = create_sequence,
	[CALX_OPERATION_DROP_SEQUENCE] = drop_sequence,
};

_Static_assert(
	sizeof(defaults) / sizeof(*defaults) == CALX_OPERATION_KIND_COUNT,
	"every operation has its visitor");

void calx__alter_default(
	struct alter_writer *writer, const struct operation *operation)
{
	defaults[operation->kind](writer, operation);
}

void calx__alter_visit(
	struct alter_writer *writer, const struct operation *operation)
{
	alter_visitor *own = writer->dialect->alter_visitors[operation->kind];

	if (own)
		own(writer, operation);
	else
		calx__alter_default(writer, operation);
}

/* The names that an operation itself gives; those of a definition are checked
 * with it. */
static enum calx_status own_names_check(const struct dialect *dialect,
	const struct operation *operation, calx_error *error)
{
	const struct sql_constraint *constraint = operation->constraint;
	const char *const names[] = {
		operation->table,
		operation->name,
		operation->new_name,
		constraint ? constraint->name : NULL,
		constraint ? constraint->referred_table : NULL,
	};
	enum calx_status status =
		calx__schema_check(dialect, operation->schema, error);

	if (status >= 0 && constraint)
		status = calx__schema_check(
			dialect, constraint->referred_schema, error);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (names[i] && status >= 0)
			status = calx__identifier_check(
				dialect, names[i], error);
	return status;
}

enum calx_status calx__alter_check(const struct dialect *dialect,
	const struct operation *operation, calx_error *error)
{
	enum calx_status status = own_names_check(dialect, operation, error);

	if (status >= 0 && operation->definition &&
		operation->definition->temporary) {
		calx__fail(error, CALX_UNSUPPORTED,
			"a revision cannot create the temporary table '%s': it is gone with the connection that runs it",
			operation->table);
		calx__fail_hint(error,
			"Programs create it with calx_create_all_on(); what only this revision needs, with calx_execute().");
		return CALX_UNSUPPORTED;
	}
	if (status >= 0 && operation->kind == CALX_OPERATION_RENAME_TABLE)
		status = calx__relation_check(
			dialect, operation->new_name, error);
	if (status >= 0 && operation->kind == CALX_OPERATION_CREATE_INDEX &&
		operation->constraint)
		status = calx__relation_check(
			dialect, operation->constraint->name, error);
	if (status >= 0 && operation->kind == CALX_OPERATION_CREATE_SEQUENCE)
		status = calx__lacking_check(dialect,
			&(const struct sql_table){
				.name = operation->table, .sequence = true },
			error);
	if (status >= 0 && operation->constraint)
		status = calx__lacking_check_constraint(dialect,
			operation->table, operation->constraint, error);
	if (status >= 0 && operation->definition)
		status = calx__ddl_check(dialect, operation->definition, error);
	return status;
}

static enum calx_status group_visit(const struct dialect *dialect,
	const struct catalog *catalog, const struct operation_group *group,
	struct arena *arena, struct vec *statements, calx_error *error)
{
	struct alter_writer writer = { .dialect = dialect,
		.catalog = catalog,
		.arena = arena,
		.statements = statements,
		.sql = STRBUF_INIT,
		.error = error };
	const size_t before = statements->count;

	for (size_t i = 0; i < group->count && writer.status >= 0; i++) {
		const struct operation *operation = group->operations[i];

		if (dialect->check_table &&
			operation->kind == CALX_OPERATION_CREATE_TABLE)
			writer.status = dialect->check_table(
				dialect, arena, operation->definition, error);
		if (writer.status >= 0)
			calx__alter_visit(&writer, operation);
	}
	if (writer.status < 0)
		statements->count = before;
	calx__strbuf_release(&writer.sql);
	return writer.status;
}

enum calx_status calx__alter(const struct dialect *dialect,
	const struct catalog *catalog, const struct operation_group *group,
	struct arena *arena, struct vec *statements, calx_error *error)
{
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < group->count && status >= 0; i++)
		status =
			calx__alter_check(dialect, group->operations[i], error);
	if (status < 0)
		return status;
	if (dialect->alter)
		return dialect->alter(
			dialect, catalog, group, arena, statements, error);
	return group_visit(dialect, catalog, group, arena, statements, error);
}
