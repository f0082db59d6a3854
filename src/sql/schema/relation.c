#include "sql/schema/relation.h"

#include "util/fail.h"
#include "util/strbuf.h"
#include "util/text.h"

/* Views, sequences and temporary tables of metadata. */

enum calx_status calx__relations_part(struct arena *arena,
	const struct sql_schema *schema, struct relations *ret_relations,
	calx_error *error)
{
	const size_t count = schema->table_count;
	struct relations parts = {
		.tables = *schema,
		.sequences = calx__arena_zero(arena, count, sizeof(void *)),
		.views = calx__arena_zero(arena, count, sizeof(void *)),
	};

	parts.tables.tables = calx__arena_zero(arena, count, sizeof(void *));
	parts.tables.table_count = 0;
	parts.temporaries.tables =
		calx__arena_zero(arena, count, sizeof(void *));
	if (arena->failed)
		return calx__fail_memory(error);
	for (size_t i = 0; i < count; i++) {
		struct sql_table *table = schema->tables[i];

		if (table->view)
			parts.views[parts.view_count++] = table;
		else if (table->sequence)
			parts.sequences[parts.sequence_count++] = table;
		else if (table->temporary)
			parts.temporaries
				.tables[parts.temporaries.table_count++] =
				table;
		else
			parts.tables.tables[parts.tables.table_count++] = table;
	}
	if (!calx__schema_index(arena, &parts.tables))
		return calx__fail_memory(error);
	*ret_relations = parts;
	return CALX_OK;
}

const char *calx__sequence_text(
	struct arena *arena, long long start, long long increment)
{
	struct strbuf text = STRBUF_INIT;

	if (start && start != 1)
		calx__strbuf_addf(&text, "START WITH %lld", start);
	if (increment && increment != 1)
		calx__strbuf_addf(&text, "%sINCREMENT BY %lld",
			text.length ? " " : "", increment);
	return calx__strbuf_keep(&text, arena);
}

static const char *relation_sql(
	struct arena *arena, const struct sql_table *relation)
{
	return relation->view ? relation->view
			      : calx__sequence_text(arena, relation->start,
					relation->increment);
}

struct operation calx__relation_creation(
	struct arena *arena, const struct sql_table *relation)
{
	return (struct operation){
		.kind = relation->view ? CALX_OPERATION_CREATE_VIEW
				       : CALX_OPERATION_CREATE_SEQUENCE,
		.schema = relation->schema,
		.table = relation->name,
		.sql = relation_sql(arena, relation),
	};
}

struct operation calx__relation_removal(
	struct arena *arena, const struct sql_table *relation)
{
	return (struct operation){
		.kind = relation->view ? CALX_OPERATION_DROP_VIEW
				       : CALX_OPERATION_DROP_SEQUENCE,
		.schema = relation->schema,
		.table = relation->name,
		.sql_before = relation_sql(arena, relation),
	};
}

const struct sql_object *calx__schema_view(
	const struct sql_schema *schema, const struct sql_table *view)
{
	for (size_t i = 0; i < schema->object_count; i++)
		if (!schema->objects[i].table &&
			calx__text_equal(schema->objects[i].name, view->name) &&
			calx__text_equal(
				schema->objects[i].schema, view->schema))
			return &schema->objects[i];
	return NULL;
}

const struct sql_sequence *calx__schema_sequence(
	const struct sql_schema *schema, const struct sql_table *sequence)
{
	for (size_t i = 0; i < schema->sequence_count; i++)
		if (calx__text_equal(
			    schema->sequences[i].name, sequence->name) &&
			calx__text_equal(
				schema->sequences[i].schema, sequence->schema))
			return &schema->sequences[i];
	return NULL;
}
