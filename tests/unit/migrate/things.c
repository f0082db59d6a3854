/* Each thing that a schema can hold, on its whole way: created, inspected, found to
 * be no difference, printed as models and as a revision, changed and undone; and
 * what the database says of those that it lacks. */

#include "check.h"
#include "../../support/database.h"
#include "evolve.h"

#include "compile/alter.h"
#include "util/text.h"

/* The items of the table "things" before and after a change, beside its id. */
static const struct thing {
	const char *name;
	/* the databases that have it: "s", "p", "m"; "P": PostgreSQL 15 */
	const char *on;
	const char *before, *after;
	/* what others say; NULL: they leave it out */
	const char *lacking;
} things[] = {
	{ "index on some of the rows", "sp", "index(n, .where = \"n > 0\")",
		"index(n, .where = \"n > 1\")", "index on some of the rows" },
	{ "index on an expression", "sp", "index(lower(name))",
		"index(sql(\"upper(name)\") DESC)", "index on an expression" },
	{ "included columns", "p", "index(n, .include = \"name\")",
		"index(n, .include = \"m, name\")", "index with .include" },
	{ "included columns of a unique index", "p",
		"unique_index(n, .include = \"name\", .where = \"n > 0\")",
		"unique_index(n)", NULL },
	{ "included columns of a unique constraint", "p",
		"unique(n, .include = \"name, m\")",
		"unique(n, .include = \"m\", .deferrable = true)",
		"with .include" },
	{ "included columns of a foreign key's target", "p",
		"unique(n, .include = \"m\"), foreign_key(m, \"things(n)\")",
		"unique(n, .include = \"m\")", NULL },
	{ "parameters of an operator class", "p",
		"column(w, nullable(tsvector())), index(w tsvector_ops(siglen = 64), .method = \"gist\")",
		"column(w, nullable(tsvector())), index(w tsvector_ops(siglen=128), .method = \"gist\")",
		NULL },
	{ "parameters of an expression's operator class", "p",
		"index(to_tsvector('simple', name) tsvector_ops(siglen = 64), .method = \"gist\")",
		"index(to_tsvector('simple', name) tsvector_ops, .method = \"gist\")",
		NULL },
	{ "hash index", "p", "index(n, .method = \"hash\")", "index(n)",
		"keeps no index by .method = \"hash\"" },
	{ "full-text index", "m", "index(name, .method = \"fulltext\")",
		"index(name)", NULL },
	{ "operator class", "p", "index(name text_pattern_ops)",
		"index(name varchar_pattern_ops DESC, n)", "operator classes" },
	{ "operator class of an expression", "p",
		"index(lower(name) text_pattern_ops)", "index(lower(name))",
		NULL },
	{ "equal NULLs", "P", "unique(n, .nulls_not_distinct = true)",
		"unique(n)", "NULLS NOT DISTINCT" },
	{ "equal NULLs of an index", "P",
		"unique_index(n, m, .nulls_not_distinct = true)",
		"unique_index(n, m)", "NULLS NOT DISTINCT" },
	{ "exclusion", "p", "exclude(n WITH =, .method = \"hash\")",
		"exclude(n WITH =, lower(name) WITH =, .method = \"btree\","
		" .where = \"n > 0\", .initially_deferred = true)",
		"exclusion constraint" },
	{ "deferrable unique constraint", "p",
		"unique(n, .initially_deferred = true)",
		"unique(n, .deferrable = true)",
		"deferrable unique constraint" },
	{ "deferrable foreign key", "sp",
		"foreign_key(n, \"things(id)\", .initially_deferred = true)",
		"foreign_key(n, \"things(id)\", .deferrable = true)",
		"deferrable constraint" },
	{ "comment on a column", "pm",
		"column(x, integer(), .server_default = \"3\", .comment = \"it's \\\"x\\\" \\\\ \")",
		"column(x, big_integer(), .server_default = \"3\", .comment = \"other\")",
		NULL },
	{ "comment on a table", "pm", "table_options(.comment = \"it's\")",
		"table_options(.comment = \"\\\"that\\\"\")", NULL },
	{ "identity", "p",
		"column(x, defaulted(integer()), .identity = \"by default\")",
		"column(x, defaulted(integer()), .identity = \"always\", .identity_start = 7,"
		" .identity_increment = 5)",
		"such .identity of a column" },
	{ "types in the database's words", "m",
		"column(x, text(), .sql_type = \"CHARACTER VARYING (30)\"), column(y, big_integer(), .sql_type = \"INTEGER UNSIGNED\"),"
		" column(d, numeric(12, 0), .sql_type = \"NUMERIC(12)\"), column(j, json(), .sql_type = \"JSON\"),"
		" column(k, text(), .sql_type = \"SET('a', 'b')\"), column(f, double(), .sql_type = \"DOUBLE PRECISION\"),"
		" column(b, integer(), .sql_type = \"BOOL\"), column(z, datetime(), .sql_type = \"DATETIME(0)\")",
		"column(x, text(), .sql_type = \"varchar(31)\"), column(y, big_integer(), .sql_type = \"int(10) unsigned\"),"
		" column(d, numeric(12, 0), .sql_type = \"dec(12,0)\"), column(j, json()),"
		" column(k, text(), .sql_type = \"set('a','b')\"), column(f, double(), .sql_type = \"real\"),"
		" column(b, integer(), .sql_type = \"tinyint(1)\"), column(z, datetime(), .sql_type = \"datetime\")",
		NULL },
	{ "types in the database's words", "p",
		"column(x, text(), .sql_type = \"VARCHAR (30)\"), column(y, integer(), .sql_type = \"INT4\"),"
		" column(d, numeric(12, 2), .sql_type = \"DECIMAL(12, 2)\"), column(j, json(), .sql_type = \"jsonb\"),"
		" column(k, text(), .sql_type = \"int[]\"), column(f, double(), .sql_type = \"float8\"),"
		" column(b, text(), .sql_type = \"char\"), column(z, datetime(), .sql_type = \"timestamp(3)\")",
		"column(x, text(), .sql_type = \"character varying(31)\"), column(y, integer(), .sql_type = \"integer\"),"
		" column(d, numeric(12, 2), .sql_type = \"numeric(12,2)\"), column(j, json(), .sql_type = \"JSONB\"),"
		" column(k, text(), .sql_type = \"integer[]\"), column(f, double(), .sql_type = \"double precision\"),"
		" column(b, text(), .sql_type = \"character(1)\"), column(z, datetime(), .sql_type = \"timestamp(3) without time zone\")",
		NULL },
	{ "check of a key that numbers itself", "sp", "check(\"id > 0\")",
		"check(\"id > 1\")", "uses a column which numbers itself" },
	{ "computed column", "spm",
		"column(x, nullable(integer()), .computed = \"n + 1\", .persisted = true)",
		"column(y, nullable(integer()), .computed = \"n + 2\", .persisted = true)",
		NULL },
};

static bool is_here(const struct thing *thing)
{
	return strchr(thing->on, *database_kind()) ||
	       (strchr(thing->on, 'P') && database_is("postgresql") &&
		       !database_is("postgresql14"));
}

/* A revision that creates the table with such an item. */
static struct sql_schema schema_of(struct evolve *evolve, const char *item)
{
	return evolve_tables(&evolve->arena,
		evolve_read(&evolve->arena,
			calx__arena_printf(&evolve->arena,
				"calx_create_table(op, \"things\","
				" column(id, integer(), .primary_key = true),"
				" column(n, nullable(integer())), column(m, nullable(integer())),"
				" column(name, nullable(string(50)))%s%s);\n",
				*item ? ", " : "", item)));
}

/* The models that are printed for the database are no difference to it. */
static void check_models(struct evolve *evolve, const char *name)
{
	const struct sql_schema printed = evolve_printed(evolve);

	evolve_check_nothing(evolve, &printed, name);
}

static void check_thing(const struct thing *thing)
{
	struct evolve evolve;
	struct sql_schema before, after, none = { 0 };
	struct autogenerate_result result;

	evolve_open(&evolve);
	before = schema_of(&evolve, thing->before);
	after = schema_of(&evolve, thing->after);
	result = evolve_differences(&evolve, &before);
	evolve_apply_reread(&evolve, result.upgrade, result.upgrade_count);
	evolve_check_nothing(&evolve, &before, thing->name);
	check_models(&evolve, thing->name);
	result = evolve_differences(&evolve, &after);
	if (!result.upgrade_count)
		fail_msg("%s: the change was not seen", thing->name);
	evolve_apply_reread(&evolve, result.upgrade, result.upgrade_count);
	evolve_check_nothing(&evolve, &after, thing->name);
	check_models(&evolve, thing->name);
	evolve_apply_reread(&evolve, result.downgrade, result.downgrade_count);
	evolve_check_nothing(&evolve, &before, thing->name);
	result = evolve_differences(&evolve, &none);
	evolve_apply_reread(&evolve, result.upgrade, result.upgrade_count);
	assert_int_equal(evolve_inspect(&evolve).table_count, 0);
	evolve_apply_reread(&evolve, result.downgrade, result.downgrade_count);
	evolve_check_nothing(&evolve, &before, thing->name);
	evolve_close(&evolve);
}

static void each_thing_goes_its_whole_way(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(things) / sizeof(*things); i++)
		if (is_here(&things[i]))
			check_thing(&things[i]);
}

static void what_is_lacking_is_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(things) / sizeof(*things); i++) {
		const struct thing *thing = &things[i];
		struct autogenerate_result result;
		struct sql_schema target;
		struct evolve evolve;
		calx_error error = { 0 };

		if (is_here(thing) || !thing->lacking)
			continue;
		evolve_open(&evolve);
		target = schema_of(&evolve, thing->before);
		assert_int_equal(
			evolve_compare(&evolve, &target, &result, &error),
			CALX_UNSUPPORTED);
		if (!strstr(error.message, thing->lacking))
			fail_msg("%s: %s", thing->name, error.message);
		assert_true(*error.hint);
		evolve_close(&evolve);
	}
}

/* Rows that are there get no value that nobody has said. */
static void rows_need_a_value(void **state)
{
	struct evolve evolve;
	struct sql_schema schema;
	struct autogenerate_result result;
	struct script_body body;
	struct vec statements = VEC_INIT(const char *);
	const struct operation *operation;
	enum calx_status status;
	struct catalog catalog;
	calx_error error = { 0 };

	(void)state;
	evolve_open(&evolve);
	schema = schema_of(&evolve, "");
	result = evolve_differences(&evolve, &schema);
	evolve_apply_reread(&evolve, result.upgrade, result.upgrade_count);
	body = evolve_read(&evolve.arena,
		"calx_add_column(op, \"things\", column(x, integer()));\n");
	/* a table without rows takes it */
	evolve_apply(&evolve, body.operations, body.count);
	evolve_run(&evolve,
		"ALTER TABLE things DROP COLUMN x;\nINSERT INTO things (n) VALUES (1);\n");
	catalog = calx__connection_catalog(evolve.connection);
	operation = body.operations;
	status = calx__alter(calx__connection_dialect(evolve.connection),
		&catalog, &(const struct operation_group){ &operation, 1 },
		&evolve.arena, &statements, &error);
	for (size_t i = 0; status >= 0 && i < statements.count; i++)
		status = calx__run(evolve.connection,
			*(const char **)calx__vec_at(&statements, i));
	assert_true(status < 0);
	calx_connection_rollback(evolve.connection);
	assert_int_equal(evolve_inspect(&evolve).tables[0]->column_count, 4);
	calx__vec_release(&statements);
	evolve_close(&evolve);
}

CHECK_MAIN("things", cmocka_unit_test(each_thing_goes_its_whole_way),
	cmocka_unit_test(what_is_lacking_is_told),
	cmocka_unit_test(rows_need_a_value))
