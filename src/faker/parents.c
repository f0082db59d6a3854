#include "faker/parents.h"

#include <string.h>

#include "compile/identifier.h"
#include "engine/connection.h"
#include "engine/error.h"
#include "engine/inspect.h"
#include "engine/prepare.h"
#include "sql/type/stored.h"
#include "util/fail.h"
#include "util/text.h"
#include "faker/fill.h"

/* The rows that foreign keys may refer to: read once, chosen from by row. */

/* Foreign keys that share columns. */
struct group {
	const struct sql_constraint **keys;
	size_t key_count;
	struct parents *parents;
};

/* ---- filling --------------------------------------------------------------------- */

static enum calx_status fill_parent(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	const struct parents *parents = filler->parents;
	uint64_t index =
		calx__seeder_index(seeder, filler, row, parents->count);

	*value = parents->values[index * parents->column_count + filler->part];
	return CALX_OK;
}

/* A row that refers to itself has the same as the column it refers to. */
static enum calx_status fill_self(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	const struct filler *referred = &seeder->fillers[filler->part];

	return referred->fill(seeder, referred, row, value);
}

size_t calx__parents_self(const struct filler *filler)
{
	return filler->fill == fill_self ? filler->part : SIZE_MAX;
}

/* ---- which keys belong together ------------------------------------------------------ */

static size_t column_index(const struct parents *parents, const char *column)
{
	size_t i = 0;

	while (i < parents->column_count &&
		!calx__text_equal_nocase(parents->columns[i], column))
		i++;
	return i;
}

static bool shares_column(
	const struct parents *parents, const struct sql_constraint *key)
{
	for (size_t i = 0; i < key->column_count; i++)
		if (column_index(parents, key->columns[i]) <
			parents->column_count)
			return true;
	return false;
}

static void group_add(struct group *group, const struct sql_constraint *key)
{
	struct parents *parents = group->parents;

	group->keys[group->key_count++] = key;
	for (size_t i = 0; i < key->column_count; i++)
		if (column_index(parents, key->columns[i]) ==
			parents->column_count)
			parents->columns[parents->column_count++] =
				key->columns[i];
}

/* Whether the caller fills all of the key. */
static bool is_provided(
	const struct seeder *seeder, const struct sql_constraint *key)
{
	for (size_t i = 0; i < key->column_count; i++) {
		size_t number = calx__seeder_column(seeder, key->columns[i]);

		if (!seeder->fillers[number].provider)
			return false;
	}
	return true;
}

static bool is_in(const struct group *group, const struct sql_constraint *key)
{
	for (size_t i = 0; i < group->key_count; i++)
		if (group->keys[i] == key)
			return true;
	return false;
}

static bool group_init(struct seeder *seeder, struct group *group)
{
	const struct sql_table *table = seeder->resolved;

	*group = (struct group){ 0 };
	group->keys = calx__arena_zero(&seeder->plan,
		table->constraint_count + 1, sizeof(*group->keys));
	group->parents =
		calx__arena_zero(&seeder->plan, 1, sizeof(*group->parents));
	if (group->parents)
		group->parents->columns =
			calx__arena_zero(&seeder->plan, table->column_count + 1,
				sizeof(*group->parents->columns));
	return group->keys && group->parents && group->parents->columns;
}

/* The key at `first` and all that share columns with it, directly or by others. */
static void group_fill(
	const struct seeder *seeder, struct group *group, size_t first)
{
	const struct sql_table *table = seeder->resolved;
	size_t before;

	group_add(group, &table->constraints[first]);
	do {
		before = group->key_count;
		for (size_t i = first + 1; i < table->constraint_count; i++) {
			const struct sql_constraint *key =
				&table->constraints[i];

			if (key->kind == CALX_FOREIGN_KEY &&
				!is_in(group, key) &&
				!is_provided(seeder, key) &&
				shares_column(group->parents, key))
				group_add(group, key);
		}
	} while (group->key_count > before);
}

/* ---- the query --------------------------------------------------------------------------- */

/* k0."id" */
static void add_column(struct strbuf *sql, const struct dialect *dialect,
	size_t table, const char *column)
{
	calx__strbuf_addf(sql, "k%zu.", table);
	calx__sql_identifier(sql, dialect, column);
}

/* The first key of the group that has the column, and its name there. */
static size_t owner_of(const struct group *group, const char *column,
	const char **ret_referred)
{
	for (size_t i = 0; i < group->key_count; i++)
		for (size_t j = 0; j < group->keys[i]->column_count; j++)
			if (calx__text_equal_nocase(
				    group->keys[i]->columns[j], column)) {
				*ret_referred =
					group->keys[i]->referred_columns[j];
				return i;
			}
	return 0;
}

/* What is asked of column `number` of a key. */
static void add_condition(struct strbuf *sql, const struct dialect *dialect,
	const struct group *group, size_t key_number, size_t number)
{
	const struct sql_constraint *key = group->keys[key_number];
	const char *referred = NULL;
	size_t owner = owner_of(group, key->columns[number], &referred);

	add_column(sql, dialect, key_number, key->referred_columns[number]);
	if (owner == key_number) {
		calx__strbuf_adds(sql, " IS NOT NULL");
		return;
	}
	calx__strbuf_adds(sql, " = ");
	add_column(sql, dialect, owner, referred);
}

/* Each column has a value, and where keys share one they agree. */
static void add_conditions(struct strbuf *sql, const struct dialect *dialect,
	const struct group *group)
{
	const char *word = " WHERE ";

	for (size_t i = 0; i < group->key_count; i++)
		for (size_t j = 0; j < group->keys[i]->column_count; j++) {
			calx__strbuf_adds(sql, word);
			add_condition(sql, dialect, group, i, j);
			word = " AND ";
		}
}

static void add_query(struct strbuf *sql, const struct dialect *dialect,
	const struct group *group)
{
	const struct parents *parents = group->parents;

	for (size_t i = 0; i < parents->column_count; i++) {
		const char *referred = NULL;
		size_t owner = owner_of(group, parents->columns[i], &referred);

		calx__strbuf_adds(sql, i ? ", " : "SELECT ");
		add_column(sql, dialect, owner, referred);
	}
	for (size_t i = 0; i < group->key_count; i++) {
		calx__strbuf_adds(sql, i ? ", " : " FROM ");
		calx__sql_relation(sql, dialect,
			group->keys[i]->referred_schema,
			group->keys[i]->referred_table);
		calx__strbuf_addf(sql, " AS k%zu", i);
	}
	add_conditions(sql, dialect, group);
	calx__strbuf_adds(sql, " ORDER BY 1");
	for (size_t i = 1; i < parents->column_count; i++)
		calx__strbuf_addf(sql, ", %zu", i + 1);
}

/* ---- reading ------------------------------------------------------------------------------- */

/* Copies one row of keys to the end of `values`. */
static bool keep_parent(struct seeder *seeder, struct vec *values,
	calx_value *row, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (calx__types[row[i].kind].is_text ||
			row[i].kind == CALX_BLOB) {
			row[i].as.text.data = calx__arena_strndup(&seeder->plan,
				row[i].as.text.data, row[i].as.text.size);
			if (!row[i].as.text.data)
				return false;
		}
		if (!calx__vec_append(values, &row[i]))
			return false;
	}
	return true;
}

static const struct sql_column *column_of(
	const struct seeder *seeder, const char *name)
{
	/* the resolver has seen that it is there */
	return &seeder->resolved->columns[calx__seeder_column(seeder, name)];
}

/* A label becomes its number; false: the model does not know it. */
static bool number_label(const calx_type *type, calx_value *value)
{
	int64_t number = 0;

	if (type->kind != CALX_ENUMERATION || !calx__types[value->kind].is_text)
		return true;
	while (type->labels[number] &&
		!calx__view_is((struct view){ value->as.text.data,
				       value->as.text.size },
			type->labels[number]))
		number++;
	value->kind = CALX_ENUMERATION;
	value->as.integer = number;
	return type->labels[number] != NULL;
}

/* What is in the form of another program, and labels, become values; *ret_known
 * says whether all of them are. */
static bool stored_get(struct seeder *seeder, const struct parents *parents,
	calx_value *row, bool *ret_known)
{
	enum calx_status status = CALX_OK;

	*ret_known = true;
	for (size_t i = 0; i < parents->column_count && status >= 0; i++) {
		const struct sql_column *column =
			column_of(seeder, parents->columns[i]);

		status = calx__stored_get(&column->type, column->name, &row[i],
			&seeder->plan, &seeder->error);
		*ret_known &= number_label(&column->type, &row[i]);
	}
	return status >= 0;
}

/* Appends all keys to `values`; false without memory. Keys that share columns
 * may be combined in more ways than anybody needs. */
static bool read_keys(struct seeder *seeder, struct prepared *prepared,
	const struct group *group, struct vec *values)
{
	enum { ENOUGH = 1000000 };
	const struct parents *parents = group->parents;
	size_t count = parents->column_count;
	enum calx_kind *kinds =
		calx__arena_zero(&seeder->plan, count, sizeof(*kinds));
	calx_value *row = calx__arena_zero(&seeder->plan, count, sizeof(*row));
	bool known;

	if (!kinds || !row)
		return false;
	for (size_t i = 0; i < count; i++)
		kinds[i] = calx__stored_carrier(
			&column_of(seeder, parents->columns[i])->type);
	while ((group->key_count == 1 || values->count < ENOUGH) &&
		calx__step(prepared) == 1 &&
		calx__row(prepared, kinds, count, row) >= 0 &&
		stored_get(seeder, parents, row, &known))
		if (known && !keep_parent(seeder, values, row, count))
			return false;
	return true;
}

static enum calx_status keep_keys(
	struct seeder *seeder, struct parents *parents, struct vec *values)
{
	parents->count = values->count / parents->column_count;
	parents->values = calx__arena_zero(
		&seeder->plan, values->count + 1, sizeof(calx_value));
	if (!parents->values)
		return calx__fail_memory(&seeder->error);
	if (values->count)
		memcpy(parents->values, values->items,
			values->count * sizeof(calx_value));
	return CALX_OK;
}

static enum calx_status load(struct seeder *seeder, const struct group *group)
{
	calx_connection *connection = calx_session_connection(seeder->session);
	struct vec values = VEC_INIT(calx_value);
	struct strbuf sql = STRBUF_INIT;
	struct prepared *prepared;
	bool complete;

	add_query(&sql, calx__connection_dialect(connection), group);
	prepared = calx__prepare_sql(
		connection, sql.data, sql.length, seeder->where);
	complete = read_keys(seeder, prepared, group, &values) && !sql.failed;
	calx__finish(prepared);
	calx__strbuf_release(&sql);
	if (!complete)
		calx__fail_memory(&seeder->error);
	else
		keep_keys(seeder, group->parents, &values);
	calx__vec_release(&values);
	return calx__seeder_status(seeder);
}

/* A reference that names no columns means the key of the other table, which the
 * database knows. */
static enum calx_status resolve_key(
	struct seeder *seeder, struct sql_constraint *key)
{
	struct sql_schema schema = { 0 };
	enum calx_status status;

	if (key->referred_columns)
		return CALX_OK;
	status = calx__inspect(calx_session_connection(seeder->session),
		&seeder->plan, &schema);
	for (size_t i = 0; status >= 0 && i < schema.table_count; i++) {
		const struct sql_table *table = schema.tables[i];
		const struct sql_constraint *found =
			calx__text_equal_nocase(
				table->name, key->referred_table)
				? calx__table_primary_key(table)
				: NULL;

		if (found && found->column_count == key->column_count)
			key->referred_columns = found->columns;
	}
	if (status >= 0 && !key->referred_columns)
		return calx__fail(&seeder->error, CALX_NOT_FOUND,
			"%s refers to the key of %s, which has none that fits",
			seeder->table->name, key->referred_table);
	return status;
}

/* ---- without any ------------------------------------------------------------------------------ */

/* Whether the key asks nothing of a row with NULL in one of its columns. */
static bool can_be_null(
	const struct seeder *seeder, const struct sql_constraint *key)
{
	for (size_t i = 0; i < key->column_count; i++) {
		size_t number = calx__seeder_column(seeder, key->columns[i]);

		if (seeder->fillers[number].column->nullable)
			return true;
	}
	return false;
}

static void leave_null(struct seeder *seeder, const struct sql_constraint *key)
{
	for (size_t i = 0; i < key->column_count; i++) {
		size_t number = calx__seeder_column(seeder, key->columns[i]);

		if (seeder->fillers[number].column->nullable &&
			!seeder->fillers[number].provider)
			seeder->fillers[number].fill = calx__fill_nothing;
	}
}

/* The first rows of a table that must refer to itself do so, each to itself. */
static bool refer_to_self(
	struct seeder *seeder, const struct sql_constraint *key)
{
	if (seeder->first || !calx__text_equal_nocase(key->referred_table,
				     seeder->resolved->name))
		return false;
	for (size_t i = 0; i < key->column_count; i++) {
		size_t number = calx__seeder_column(seeder, key->columns[i]);
		size_t referred =
			calx__seeder_column(seeder, key->referred_columns[i]);
		struct filler *other;

		if (referred == SIZE_MAX)
			return false;
		other = &seeder->fillers[referred];
		if (!other->fill)
			other->fill = calx__fill_number;
		if (referred == number)
			continue;
		seeder->fillers[number].fill = fill_self;
		seeder->fillers[number].part = referred;
	}
	return true;
}

static enum calx_status fail_empty(
	struct seeder *seeder, const struct group *group)
{
	const struct sql_constraint *key = group->keys[0];

	if (group->key_count == 1)
		calx__fail(&seeder->error, CALX_NOT_FOUND,
			"%s.%s refers to %s, which has no rows: seed it first",
			seeder->table->name, key->columns[0],
			key->referred_table);
	else
		calx__fail(&seeder->error, CALX_NOT_FOUND,
			"%s.%s refers to %s and %s, which have no rows that agree: seed them first",
			seeder->table->name, key->columns[0],
			key->referred_table, group->keys[1]->referred_table);
	return CALX_NOT_FOUND;
}

/* Each key for itself: one of them may have rows. */
static enum calx_status plan_empty(struct seeder *seeder, struct group *group)
{
	for (size_t i = 0; i < group->key_count; i++) {
		if (can_be_null(seeder, group->keys[i]))
			leave_null(seeder, group->keys[i]);
		else if (group->key_count > 1 ||
			 !refer_to_self(seeder, group->keys[i]))
			return fail_empty(seeder, group);
	}
	return CALX_OK;
}

/* ---- the plan ------------------------------------------------------------------------------------ */

static enum calx_status plan_group(struct seeder *seeder, struct group *group)
{
	struct parents *parents = group->parents;
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < group->key_count && status >= 0; i++)
		status = resolve_key(seeder,
			(struct sql_constraint *)(uintptr_t)group->keys[i]);
	if (status < 0 || (status = load(seeder, group)) < 0)
		return status;
	parents->key = group->keys[0];
	if (!parents->count)
		return plan_empty(seeder, group);
	for (size_t i = 0; i < parents->column_count; i++) {
		size_t number =
			calx__seeder_column(seeder, parents->columns[i]);
		struct filler *filler;

		if (seeder->fillers[number].provider)
			continue;
		filler = &seeder->fillers[number];
		filler->parents = parents;
		filler->part = i;
		filler->capacity = parents->count;
		filler->fill = fill_parent;
		/* all columns of a key draw the same row */
		calx__seeder_draw_from(seeder, filler,
			calx__stream(seeder->table->name, parents->key->name));
	}
	return CALX_OK;
}

/* Whether an earlier group has taken the key. */
static bool is_taken(
	const struct seeder *seeder, const struct sql_constraint *key)
{
	for (size_t i = 0; i < key->column_count; i++) {
		size_t number = calx__seeder_column(seeder, key->columns[i]);

		if (seeder->fillers[number].parents)
			return true;
	}
	return false;
}

enum calx_status calx__parents_plan(struct seeder *seeder)
{
	const struct sql_table *table = seeder->resolved;
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < table->constraint_count && status >= 0; i++) {
		const struct sql_constraint *key = &table->constraints[i];
		struct group group;

		if (key->kind != CALX_FOREIGN_KEY || is_taken(seeder, key) ||
			is_provided(seeder, key))
			continue;
		if (!group_init(seeder, &group))
			return calx__fail_memory(&seeder->error);
		group_fill(seeder, &group, i);
		status = plan_group(seeder, &group);
	}
	return status;
}
