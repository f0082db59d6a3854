/* What a database has is what it has again after an upgrade that drops it, and
 * the downgrade: to the letter, whatever it is. */

#include "check.h"
#include "data.h"
#include "evolve.h"

#include "migrate/compare/autogenerate.h"
#include "migrate/script/render.h"
#include "util/strbuf.h"

static unsigned below(unsigned long long *seed, unsigned limit)
{
	return (unsigned)(data_random(seed) >> 33) % limit;
}

#define PICK(seed, list) (list)[below(seed, sizeof(list) / sizeof(*(list)))]

/* ---- schemas in SQL ------------------------------------------------------- */

static void add_columns(
	struct strbuf *sql, unsigned long long *seed, bool strict)
{
	static const char *const types[] = { "", " INT8", " VARCHAR2(20)",
		" BOOLEAN", " TEXT", " NUMERIC(10,2)", " DATETIME",
		" \"odd type\"", " JSON", " INTEGER" };
	static const char *const strict_types[] = { " INT", " ANY", " TEXT",
		" BLOB", " REAL" };
	static const char *const clauses[] = { "", "", " COLLATE nocase",
		" NOT NULL ON CONFLICT IGNORE", " UNIQUE ON CONFLICT REPLACE",
		" DEFAULT \"good\"", " DEFAULT 'it''s'", " DEFAULT (1 + 2)",
		" CHECK (length(id) < 99)", " AS (id)",
		" GENERATED ALWAYS AS (id) STORED",
		" REFERENCES t0 ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED",
		" CONSTRAINT nn NOT NULL /* why */" };
	const unsigned count = 1 + below(seed, 4);

	for (unsigned i = 0; i < count; i++)
		calx__strbuf_addf(sql, ", c%u%s%s", i,
			strict ? PICK(seed, strict_types) : PICK(seed, types),
			PICK(seed, clauses));
}

static void add_table(struct strbuf *sql, unsigned long long *seed, unsigned n)
{
	static const char *const keys[] = {
		"id INTEGER PRIMARY KEY",
		"id INTEGER PRIMARY KEY AUTOINCREMENT", "id INT PRIMARY KEY",
		"id TEXT PRIMARY KEY NOT NULL", "id INTEGER PRIMARY KEY DESC",
		"\"id\" INTEGER CONSTRAINT pk PRIMARY KEY ON CONFLICT ROLLBACK"
	};
	static const char *const constraints[] = { "", "",
		", UNIQUE (c0 COLLATE RTRIM, id) ON CONFLICT FAIL",
		", CONSTRAINT ck CHECK (id <> 'x')" };
	static const char *const options[] = { "", "", " STRICT",
		" WITHOUT ROWID", " STRICT, WITHOUT ROWID" };
	const char *option = PICK(seed, options);
	const char *key = PICK(seed, keys);

	if (strstr(option, "ROWID") && strstr(key, "AUTO"))
		option = "";
	calx__strbuf_addf(sql, "CREATE TABLE t%u (%s", n, key);
	add_columns(sql, seed, strstr(option, "STRICT") != NULL);
	calx__strbuf_addf(sql, "%s)%s;\n", PICK(seed, constraints), option);
}

static void add_objects(
	struct strbuf *sql, unsigned long long *seed, unsigned n)
{
	static const char *const indexes[] = { "c0",
		"lower(c0), id DESC) WHERE (id > 3", "c0 COLLATE RTRIM, id",
		"id + 1" };

	if (below(seed, 2))
		calx__strbuf_addf(sql, "CREATE %sINDEX i%u ON t%u (%s);\n",
			below(seed, 2) ? "UNIQUE " : "", n, n,
			PICK(seed, indexes));
	if (below(seed, 3) == 0)
		calx__strbuf_addf(sql,
			"CREATE VIEW v%u AS SELECT count(*) AS n FROM t%u;\n",
			n, n);
	if (below(seed, 3) == 0)
		calx__strbuf_addf(sql,
			"CREATE TRIGGER g%u AFTER INSERT ON t%u BEGIN DELETE FROM t0; END;\n",
			n, n);
	if (n == 0 && below(seed, 2))
		calx__strbuf_adds(sql,
			"CREATE VIEW w AS SELECT id FROM t0;\n"
			"CREATE VIEW x AS SELECT * FROM w;\n"
			"CREATE TRIGGER y INSTEAD OF INSERT ON x BEGIN DELETE FROM t0; END;\n");
}

/* ---- the database as text ------------------------------------------------- */

static enum calx_status dump_row(
	void *context, const char *const *values, size_t count)
{
	for (size_t i = 0; i < count; i++)
		calx__strbuf_addf(context, "%s\n", values[i]);
	return CALX_OK;
}

static char *dump(struct evolve *evolve)
{
	struct catalog catalog = calx__connection_catalog(evolve->connection);
	struct strbuf text = STRBUF_INIT;
	char *copy;

	assert_int_equal(
		catalog.query(&catalog,
			"SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%' ORDER BY name",
			dump_row, &text, NULL),
		CALX_OK);
	copy = calx__arena_strndup(&evolve->arena, text.data, text.length);
	calx__strbuf_release(&text);
	return copy;
}

static struct autogenerate_result compare(
	struct evolve *evolve, const struct sql_schema *target)
{
	struct sql_schema database = evolve_inspect(evolve);
	const struct autogenerate autogenerate = {
		.dialect = calx__connection_dialect(evolve->connection),
		.database = &database,
		.target = target,
	};
	struct autogenerate_result result;
	calx_error error = { 0 };

	if (calx__autogenerate(
		    &evolve->arena, &autogenerate, &result, &error) != CALX_OK)
		fail_msg("%s", error.message);
	return result;
}

/* What is in the file is what is done. */
static void apply(
	struct evolve *evolve, const struct operation *operations, size_t count)
{
	struct strbuf text = STRBUF_INIT;
	struct script_body body;
	calx_error error = { 0 };

	if (calx__render_operations(&text, operations, count, &error) < 0)
		fail_msg("%s", error.message);
	body = evolve_read(&evolve->arena,
		calx__arena_strndup(&evolve->arena, text.data, text.length));
	calx__strbuf_release(&text);
	evolve_apply(evolve, body.operations, body.count);
}

/* ---- tests ---------------------------------------------------------------- */

static void check_restored(unsigned long long *seed)
{
	const struct sql_schema empty = { 0 };
	struct evolve evolve;
	struct strbuf sql = STRBUF_INIT;
	struct autogenerate_result result;
	char *before;

	evolve_open(&evolve);
	for (unsigned i = 0; i < 3; i++)
		add_table(&sql, seed, i);
	for (unsigned i = 0; i < 3; i++)
		add_objects(&sql, seed, i);
	evolve_run(&evolve, sql.data);
	before = dump(&evolve);
	result = compare(&evolve, &empty);
	apply(&evolve, result.upgrade, result.upgrade_count);
	CHECK_TEXT(dump(&evolve), "");
	apply(&evolve, result.downgrade, result.downgrade_count);
	CHECK_TEXT(dump(&evolve), before);
	assert_int_equal(result.note_count, 0);
	calx__strbuf_release(&sql);
	evolve_close(&evolve);
}

static void what_is_dropped_comes_back_to_the_letter(void **state)
{
	unsigned long long seed = 17;

	(void)state;
	for (int i = 0; i < 200; i++)
		check_restored(&seed);
}

/* A trigger of a table that stays goes with what it needs, and so do views on
 * views. */
static void what_uses_a_dropped_table_comes_back(void **state)
{
	struct evolve evolve;
	struct autogenerate_result result;
	struct script_body body;
	struct sql_schema target;
	char *before;

	(void)state;
	evolve_open(&evolve);
	evolve_run(&evolve,
		"CREATE TABLE kept (id INTEGER NOT NULL, CONSTRAINT pk_kept PRIMARY KEY (id));\n"
		"CREATE TABLE gone (id INTEGER PRIMARY KEY);\n"
		"CREATE TRIGGER a AFTER INSERT ON kept BEGIN INSERT INTO GONE VALUES (new.id); END;\n"
		"CREATE TRIGGER b AFTER INSERT ON kept BEGIN SELECT 1; END;\n"
		"CREATE VIEW c AS SELECT id FROM \"gone\";\n"
		"CREATE VIEW d AS SELECT id FROM c;\n"
		"CREATE VIEW e AS SELECT id FROM kept;\n");
	before = dump(&evolve);
	body = evolve_read(&evolve.arena,
		"calx_create_table(op, \"kept\", column(id, integer(), .primary_key = true));\n");
	target = evolve_tables(&evolve.arena, body);
	result = compare(&evolve, &target);
	apply(&evolve, result.upgrade, result.upgrade_count);
	assert_null(strstr(dump(&evolve), "one"));
	assert_non_null(strstr(dump(&evolve), "TRIGGER b"));
	assert_non_null(strstr(dump(&evolve), "VIEW e"));
	apply(&evolve, result.downgrade, result.downgrade_count);
	CHECK_TEXT(dump(&evolve), before);
	evolve_close(&evolve);
}

CHECK_MAIN("restore",
	cmocka_unit_test(what_is_dropped_comes_back_to_the_letter),
	cmocka_unit_test(what_uses_a_dropped_table_comes_back))
