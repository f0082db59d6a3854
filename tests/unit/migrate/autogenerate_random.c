/* Autogenerate between random schemas, on a real database. */

#include "check.h"
#include "data.h"
#include "database.h"
#include "evolve.h"
#include "schemas.h"
#include "torture.h"

#include "compile/ddl.h"
#include "util/ascii.h"
#include "util/text.h"
#include "migrate/operation/summary.h"

static struct autogenerate_result compare(struct evolve *evolve,
	const struct sql_schema *database, const struct sql_schema *target);

/* On SQLite a foreign key may refer to what is not there yet. */
static void create(struct evolve *evolve, const struct sql_schema *schema)
{
	const struct sql_schema empty = { 0 };
	struct autogenerate_result all;

	if (!database_is("sqlite")) {
		all = compare(evolve, &empty, schema);
		evolve_apply(evolve, all.upgrade, all.upgrade_count);
		return;
	}
	for (size_t i = 0; i < schema->table_count; i++)
		evolve_apply(evolve,
			&(struct operation){
				.kind = CALX_OPERATION_CREATE_TABLE,
				.table = schema->tables[i]->name,
				.definition = schema->tables[i] },
			1);
}

static struct autogenerate_result compare(struct evolve *evolve,
	const struct sql_schema *database, const struct sql_schema *target)
{
	const struct catalog catalog =
		calx__connection_catalog(evolve->connection);
	const struct autogenerate autogenerate = {
		.dialect = calx__connection_dialect(evolve->connection),
		.catalog = &catalog,
		.database = database,
		.target = target,
	};
	struct autogenerate_result result;
	calx_error error = { 0 };

	if (calx__autogenerate(
		    &evolve->arena, &autogenerate, &result, &error) != CALX_OK)
		fail_msg("%s", error.message);
	return result;
}

static void check_nothing_to_do(
	struct evolve *evolve, const struct sql_schema *target)
{
	struct sql_schema now = evolve_inspect(evolve);
	struct autogenerate_result result = compare(evolve, &now, target);
	struct strbuf text = STRBUF_INIT;

	for (size_t i = 0; i < result.upgrade_count; i++) {
		calx__operation_summary(&text, &result.upgrade[i]);
		calx__strbuf_addc(&text, '\n');
	}
	assert_int_equal(result.warning_count, 0);
	CHECK_TEXT(text.data, "");
	calx__strbuf_release(&text);
}

/* A statement takes milliseconds on a server; CALX_PAIRS says how many. */
static int pairs(int on_sqlite)
{
	const char *text = getenv("CALX_PAIRS");

	if (text)
		return (int)strtol(text, NULL, 10);
	return database_is("sqlite") ? on_sqlite : on_sqlite / 15;
}

/* From one schema to another and back. */
static void check_pair(unsigned long long *seed, bool hostile)
{
	struct evolve evolve;
	struct sql_schema from, to, before, now;
	struct autogenerate_result result;
	struct script_body up, down;

	evolve_open(&evolve);
	from = schemas_random(&evolve.arena, seed, hostile);
	to = schemas_random(&evolve.arena, seed, hostile);
	create(&evolve, &from);
	check_nothing_to_do(&evolve, &from);
	before = evolve_inspect(&evolve);
	result = compare(&evolve, &before, &to);
	up = evolve_reread(&evolve, result.upgrade, result.upgrade_count);
	down = evolve_reread(&evolve, result.downgrade, result.downgrade_count);
	evolve_apply(&evolve, up.operations, up.count);
	check_nothing_to_do(&evolve, &to);
	evolve_apply(&evolve, down.operations, down.count);
	now = evolve_inspect(&evolve);
	evolve_check_same(&now, &before);
	evolve_close(&evolve);
}

static void upgrades_arrive_and_downgrades_return(void **state)
{
	unsigned long long seed = 11;

	(void)state;
	for (int i = 0; i < pairs(150); i++)
		check_pair(&seed, false);
}

static void hostile_names_are_only_names(void **state)
{
	unsigned long long seed = 12;

	(void)state;
	for (int i = 0; i < pairs(60); i++)
		check_pair(&seed, true);
}

static void nothing_becomes_something_and_back(void **state)
{
	unsigned long long seed = 13;

	(void)state;
	for (int i = 0; i < pairs(30); i++) {
		struct evolve evolve;
		struct sql_schema empty = { 0 }, schema, before, now;
		struct autogenerate_result up, down;

		evolve_open(&evolve);
		schema = schemas_random(&evolve.arena, &seed, i % 2 == 0);
		up = compare(&evolve, &empty, &schema);
		evolve_apply(&evolve, up.upgrade, up.upgrade_count);
		check_nothing_to_do(&evolve, &schema);
		before = evolve_inspect(&evolve);
		down = compare(&evolve, &before, &empty);
		evolve_apply(&evolve, down.upgrade, down.upgrade_count);
		check_nothing_to_do(&evolve, &empty);
		evolve_apply(&evolve, down.downgrade, down.downgrade_count);
		now = evolve_inspect(&evolve);
		evolve_check_same(&now, &before);
		evolve_close(&evolve);
	}
}

/* ---- names in another case -------------------------------------------------- */

/* Runs the statement with the case of its letters turned at random, but in
 * strings. */
static void run_in_any_case(
	struct evolve *evolve, unsigned long long *seed, struct strbuf *sql)
{
	char quote = '\0';

	for (size_t i = 0; i < sql->length; i++) {
		char *c = &sql->data[i];

		if (*c == quote)
			quote = '\0';
		else if (!quote && (*c == '\'' || *c == '"'))
			quote = *c;
		if (quote != '\'' && calx__ascii_is_letter(*c) &&
			(data_random(seed) >> 40) % 2)
			*c ^= 'a' ^ 'A';
	}
	calx__strbuf_adds(sql, ";\n");
	evolve_run(evolve,
		calx__arena_strndup(&evolve->arena, sql->data, sql->length));
	calx__strbuf_clear(sql);
}

static void create_in_any_case(struct evolve *evolve, unsigned long long *seed,
	const struct sql_schema *schema)
{
	const struct dialect *dialect =
		calx__connection_dialect(evolve->connection);
	struct strbuf sql = STRBUF_INIT;

	for (size_t i = 0; i < schema->table_count; i++) {
		const struct sql_table *table = schema->tables[i];

		calx__ddl_create_table(&sql, dialect, table);
		run_in_any_case(evolve, seed, &sql);
		for (size_t j = 0; j < table->index_count; j++) {
			calx__ddl_create_index(&sql, dialect, NULL, table->name,
				&table->indexes[j]);
			run_in_any_case(evolve, seed, &sql);
		}
	}
	calx__strbuf_release(&sql);
}

/* What is the same in another case is the same, and what is not can be changed
 * by the names of the models. */
static void the_case_of_names_is_no_difference(void **state)
{
	unsigned long long seed = 15;

	(void)state;
	NEEDS(CAN_NAME_IN_ANY_CASE);
	for (int i = 0; i < 120; i++) {
		struct evolve evolve;
		struct sql_schema schema, to, before;
		struct autogenerate_result result;
		struct script_body up;

		evolve_open(&evolve);
		schema = schemas_random(&evolve.arena, &seed, i % 3 == 0);
		to = schemas_random(&evolve.arena, &seed, i % 3 == 0);
		create_in_any_case(&evolve, &seed, &schema);
		check_nothing_to_do(&evolve, &schema);
		before = evolve_inspect(&evolve);
		result = compare(&evolve, &before, &to);
		up = evolve_reread(
			&evolve, result.upgrade, result.upgrade_count);
		evolve_apply(&evolve, up.operations, up.count);
		check_nothing_to_do(&evolve, &to);
		evolve_close(&evolve);
	}
}

/* ---- every allocation may fail -------------------------------------------- */

struct pair {
	const struct dialect *dialect;
	struct sql_schema from, to;
};

static void compare_once(void *context)
{
	const struct pair *pair = context;
	const struct autogenerate autogenerate = {
		.dialect = pair->dialect,
		.database = &pair->from,
		.target = &pair->to,
	};
	struct arena arena = { 0 };
	calx_error error = { 0 };
	struct autogenerate_result result;
	enum calx_status status =
		calx__autogenerate(&arena, &autogenerate, &result, &error);

	if (torture_is_clean()) {
		assert_int_equal(status, CALX_OK);
		assert_true(result.upgrade_count > 0);
	} else if (status < 0) {
		assert_int_equal(status, CALX_OUT_OF_MEMORY);
	}
	calx__arena_release(&arena);
}

static void comparing_survives_without_memory(void **state)
{
	unsigned long long seed = 14;
	struct evolve evolve;
	struct pair pair;

	(void)state;
	evolve_open(&evolve);
	pair.dialect = calx__connection_dialect(evolve.connection);
	pair.to = schemas_random(&evolve.arena, &seed, false);
	pair.from = schemas_random(&evolve.arena, &seed, false);
	create(&evolve, &pair.from);
	pair.from = evolve_inspect(&evolve);
	torture(compare_once, &pair);
	evolve_close(&evolve);
}

CHECK_MAIN("autogenerate_random",
	cmocka_unit_test(upgrades_arrive_and_downgrades_return),
	cmocka_unit_test(hostile_names_are_only_names),
	cmocka_unit_test(nothing_becomes_something_and_back),
	cmocka_unit_test(the_case_of_names_is_no_difference),
	cmocka_unit_test(comparing_survives_without_memory))
