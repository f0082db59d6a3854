#include "dialect/postgresql/alter/enums.h"

#include "compile/alter.h"
#include "compile/identifier.h"
#include "dialect/postgresql/alter/ask.h"
#include "dialect/postgresql/text/enumeration.h"
#include "util/fail.h"
#include "util/text.h"

/* The types of enumerations, which come and go with their columns. */

struct enum_search {
	struct arena *arena;
	struct vec *types; /* of struct enum_type */
};

static enum calx_status enum_row(
	void *context, const char *const *values, size_t count)
{
	const struct enum_search *search = context;
	struct enum_type *last =
		search->types->count
			? calx__vec_at(search->types, search->types->count - 1)
			: NULL;
	const char *label = calx__arena_strdup(search->arena, values[2]);

	(void)count;
	if (!last || !calx__text_equal(last->name, values[1]) ||
		!calx__text_equal(last->schema, values[0])) {
		last = calx__vec_push(search->types);
		if (!last)
			return CALX_OUT_OF_MEMORY;
		*last = (struct enum_type){
			.schema = calx__arena_strdup(search->arena, values[0]),
			.name = calx__arena_strdup(search->arena, values[1]),
			.labels = VEC_INIT(const char *),
		};
	}
	return calx__vec_append(&last->labels, &label) ? CALX_OK
						       : CALX_OUT_OF_MEMORY;
}

void calx__postgresql_enums_find(struct alter_writer *writer,
	const struct operation *operation, const char *column,
	struct vec *types)
{
	struct enum_search search = { writer->arena, types };
	struct strbuf sql = STRBUF_INIT;

	if (!writer->catalog || writer->status < 0)
		return;
	calx__strbuf_adds(&sql,
		"SELECT n.nspname, t.typname, e.enumlabel"
		" FROM pg_catalog.pg_type t"
		" JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace"
		" JOIN pg_catalog.pg_enum e ON e.enumtypid = t.oid"
		" WHERE t.oid IN (SELECT a.atttypid FROM pg_catalog.pg_attribute a"
		" WHERE a.attrelid = pg_catalog.to_regclass(");
	calx__postgresql_relation_literal(&sql, writer->dialect, operation);
	calx__strbuf_adds(&sql, ") AND NOT a.attisdropped");
	if (column) {
		calx__strbuf_adds(&sql, " AND a.attname = ");
		calx__sql_literal(&sql, writer->dialect, column);
	}
	calx__strbuf_adds(
		&sql, ") ORDER BY n.nspname, t.typname, e.enumsortorder");
	calx__postgresql_catalog_ask(writer, &sql, enum_row, &search);
}

void calx__postgresql_enums_release(struct vec *types)
{
	for (size_t i = 0; i < types->count; i++)
		calx__vec_release(
			&((struct enum_type *)calx__vec_at(types, i))->labels);
	calx__vec_release(types);
}

/* ---- types that come and go -------------------------------------------------- */

void calx__postgresql_enum_make(struct alter_writer *writer,
	const struct operation *operation, const struct sql_column *column)
{
	if (!calx__postgresql_is_enum(column))
		return;
	calx__postgresql_create_enum(&writer->sql, writer->dialect,
		column->type_schema ? column->type_schema : operation->schema,
		column);
	calx__alter_emit(writer);
}

/* Unless another column has it, too. */
static void drop_enum(
	struct alter_writer *writer, const char *schema, const char *name)
{
	calx__strbuf_adds(&writer->sql, "DO $calx$ BEGIN DROP TYPE IF EXISTS ");
	calx__sql_relation(&writer->sql, writer->dialect, schema, name);
	calx__strbuf_adds(&writer->sql,
		"; EXCEPTION WHEN dependent_objects_still_exist THEN NULL; END $calx$");
	calx__alter_emit(writer);
}

void calx__postgresql_enums_drop(
	struct alter_writer *writer, const struct vec *types)
{
	for (size_t i = 0; i < types->count; i++) {
		const struct enum_type *type = calx__vec_at(types, i);

		drop_enum(writer, type->schema, type->name);
	}
}

/* ---- types that become others ---------------------------------------------- */

bool calx__postgresql_enum_is_longer(
	const struct enum_type *type, const struct sql_column *column)
{
	const char *const *labels = column->type.labels;
	size_t i = 0;

	for (; i < type->labels.count && labels[i]; i++)
		if (!calx__text_equal(labels[i],
			    *(const char **)calx__vec_at(&type->labels, i)))
			return false;
	return i == type->labels.count;
}

void calx__postgresql_enum_lengthen(struct alter_writer *writer,
	const struct enum_type *type, const struct sql_column *column)
{
	const char *const *label = column->type.labels + type->labels.count;

	for (; *label; label++) {
		calx__strbuf_adds(&writer->sql, "ALTER TYPE ");
		calx__sql_relation(&writer->sql, writer->dialect, type->schema,
			type->name);
		calx__strbuf_adds(&writer->sql, " ADD VALUE ");
		calx__sql_literal(&writer->sql, writer->dialect, *label);
		calx__alter_emit(writer);
	}
}

void calx__postgresql_enum_step_aside(struct alter_writer *writer,
	struct enum_type *type, const struct sql_column *column)
{
	const char *aside;

	if (!calx__text_equal(type->name, column->type_name))
		return;
	aside = calx__arena_printf(writer->arena, "%.58s_old", type->name);
	if (!aside) {
		writer->status = calx__fail_memory(writer->error);
		return;
	}
	calx__strbuf_adds(&writer->sql, "ALTER TYPE ");
	calx__sql_relation(
		&writer->sql, writer->dialect, type->schema, type->name);
	calx__strbuf_adds(&writer->sql, " RENAME TO ");
	calx__sql_identifier(&writer->sql, writer->dialect, aside);
	calx__alter_emit(writer);
	type->name = aside;
}
