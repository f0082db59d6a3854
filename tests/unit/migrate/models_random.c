/* Random models of all that a database has: what is created is what is inspected, the
 * models that are printed for it are no difference to it, and nothing is left of it
 * when it is dropped. */

#include <calx/inspect.h>
#include <calx/metadata.h>

#include "check.h"
#include "data.h"
#include "evolve.h"
#include "../../support/database.h"

#include "util/text.h"

enum { TABLES_MAX = 4, COLUMNS_MAX = 7 };

static unsigned long long seed, begun;

static size_t pick(size_t count)
{
	return (size_t)(data_random(&seed) >> 33) % count;
}

static bool chance(size_t one_in)
{
	return !pick(one_in);
}

/* ---- what there is ----------------------------------------------------------- */

/* A choice for the databases whose letters stand in `on`; %d is the column. */
struct choice {
	const char *on, *text;
};

/* A type, and a default of it. */
static const struct {
	const char *type, *value;
	bool number, word;
} types[] = {
	{ "small_integer()", "-3", true, false },
	{ "integer()", "7", true, false },
	{ "big_integer()", "12345678901", true, false },
	{ "double()", "1.5", true, false },
	{ "numeric(8, 2)", "2.50", true, false },
	{ "string(20)", "'it''s'", false, true },
	{ "string(5)", "''", false, true },
	{ "text()", NULL, false, false },
	{ "blob()", NULL, false, false },
	{ "boolean()", "true", false, false },
	{ "date()", "'2024-02-29'", false, false },
	{ "time()", "'12:34:56'", false, false },
	{ "datetime()", "'2024-02-29 12:34:56'", false, false },
	{ "datetime()", "CURRENT_TIMESTAMP", false, false },
	{ "timestamp()", NULL, false, false },
	{ "interval()", NULL, false, false },
	{ "uuid()", NULL, false, false },
	{ "json()", NULL, false, false },
	{ "enumeration(\"a\", \"it's\", \"c d\")", "'it''s'", false, false },
};

static const struct choice keys[] = {
	{ "spm", "column(id, integer(), .primary_key = true)" },
	{ "spm", "column(id, big_integer(), .primary_key = true)" },
	{ "pm", "column(id, integer(), .primary_key = true, .identity_start = 50)" },
	{ "p", "column(id, integer(), .primary_key = true, .identity = \"always\","
	       " .identity_increment = 3)" },
	{ "spm", "column(id, string(9), .primary_key = true)" },
};

static const struct choice of_numbers[] = {
	{ "spm", "check(\"c%d > 0\")" },
	{ "spm",
		"named(\"bounds%d\", check(\"c%d BETWEEN 1 AND 5 OR c%d IS NULL\"))" },
	{ "spm", "check(\"c%d IN (1, 2, 3)\")" },
	{ "spm", "unique(c%d)" },
	{ "spm", "index(c%d DESC)" },
	{ "sp", "index(c%d, .where = \"c%d > 3\")" },
	{ "sp", "unique_index(sql(\"c%d + 1\"))" },
	{ "p", "index(id, .include = \"c%d\")" },
	{ "p", "index(c%d, .method = \"hash\")" },
	{ "p", "unique(c%d, .nulls_not_distinct = true)" },
	{ "p", "unique(c%d, .initially_deferred = true)" },
	{ "p", "exclude(c%d WITH =, .method = \"hash\", .where = \"c%d > 0\")" },
	{ "p", "column(x%d, defaulted(integer()), .identity = \"by default\")" },
	{ "spm",
		"column(x%d, nullable(double()), .computed = \"c%d * 2\", .persisted = true)" },
	{ "sm", "column(x%d, nullable(double()), .computed = \"c%d + 1\")" },
};

static const struct choice of_words[] = {
	{ "spm", "unique_index(c%d)" },
	{ "spm", "check(\"c%d <> ''\")" },
	{ "spm", "check(\"c%d IN ('a', 'it''s')\")" },
	{ "sp", "index(lower(c%d))" },
	{ "p", "index(c%d text_pattern_ops DESC)" },
	{ "p", "index(lower(c%d) text_pattern_ops, id)" },
	{ "m", "index(c%d, .method = \"fulltext\")" },
};

static const struct choice references[] = {
	{ "spm", ".on_delete = \"cascade\"" },
	{ "spm", ".on_delete = \"set null\", .on_update = \"cascade\"" },
	{ "spm", ".index = true" },
	{ "sp", ".initially_deferred = true" },
	{ "sp", ".deferrable = true, .on_delete = \"set null\"" },
};

static bool is_here(const char *on)
{
	return strchr(on, *database_kind());
}

static const char *choose(const struct choice *choices, size_t count)
{
	const struct choice *one;

	do
		one = &choices[pick(count)];
	while (!is_here(one->on));
	return one->text;
}
#define CHOOSE(choices) choose(choices, sizeof(choices) / sizeof(*(choices)))

/* ---- models ------------------------------------------------------------------- */

/* The text with the number wherever %d stands. */
static void add_numbered(struct strbuf *text, const char *format, size_t number)
{
	for (; *format; format++)
		if (format[0] == '%' && format[1] == 'd')
			calx__strbuf_addf(text, "%zu", number), format++;
		else
			calx__strbuf_addc(text, *format);
}

static void add_comment(struct strbuf *text, const char *before)
{
	if (is_here("pm") && chance(4))
		calx__strbuf_addf(text,
			"%s.comment = \"it's \\\"n\\\" \\\\ %zu\"", before,
			pick(100));
}

static void add_column(struct strbuf *text, size_t number)
{
	const size_t type = pick(sizeof(types) / sizeof(*types));
	const bool nullable = chance(2);
	const char *value = types[type].value;

	calx__strbuf_addf(text, ", column(c%zu, %s%s%s", number,
		nullable ? "nullable(" : "", types[type].type,
		nullable ? ")" : "");
	if (value && chance(2))
		calx__strbuf_addf(text, ", .server_default = \"%s\"", value);
	add_comment(text, ", ");
	calx__strbuf_addc(text, ')');
	if (!(types[type].number || types[type].word) || chance(2))
		return;
	calx__strbuf_adds(text, ", ");
	add_numbered(text,
		types[type].number ? CHOOSE(of_numbers) : CHOOSE(of_words),
		number);
}

static void add_reference(
	struct strbuf *text, const char *const *kinds, size_t tables)
{
	const size_t to = pick(tables);
	const char *kind = strchr(kinds[to], ',') + 2;
	const int length = (int)(strchr(kind, ')') - kind) + 1;

	calx__strbuf_addf(text,
		", column(r, nullable(%.*s), .references = \"t%zu.id\", %s)",
		length, kind, to, CHOOSE(references));
}

/* A key with other options is another kind of column. */
static struct sql_schema models_random(struct evolve *evolve)
{
	const size_t tables = 1 + pick(TABLES_MAX);
	const char *kinds[TABLES_MAX];
	struct strbuf text = STRBUF_INIT;
	struct sql_schema schema;

	for (size_t i = 0; i < tables; i++)
		kinds[i] = CHOOSE(keys);
	for (size_t i = 0; i < tables; i++) {
		const size_t columns = 1 + pick(COLUMNS_MAX);

		calx__strbuf_addf(&text, "calx_create_table(op, \"t%zu\", %s",
			i, kinds[i]);
		for (size_t c = 0; c < columns; c++)
			add_column(&text, c);
		if (chance(2))
			add_reference(&text, kinds, tables);
		if (is_here("pm") && chance(3))
			calx__strbuf_adds(&text,
				", table_options(.comment = \"it's one\")");
		calx__strbuf_adds(&text, ");\n");
	}
	schema = evolve_tables(
		&evolve->arena, evolve_read(&evolve->arena, text.data));
	calx__strbuf_release(&text);
	return schema;
}

/* ---- on its way ----------------------------------------------------------------- */

static void check_same(struct evolve *evolve, const struct sql_schema *target,
	const char *step)
{
	char name[96];

	snprintf(name, sizeof(name), "seed %llu, %s", begun, step);
	evolve_check_nothing(evolve, target, name);
}

/* drop_all and create_all of what the inspector gives out. */
static void drop_and_create(
	struct evolve *evolve, const struct sql_schema *target)
{
	calx_error error = { 0 };
	calx_inspector *inspector = calx_inspect(evolve->connection, &error);
	const calx_metadata *metadata = calx_inspector_metadata(inspector);

	if (!inspector || calx_drop_all(evolve->engine, metadata, &error) < 0)
		fail_msg("%s", error.message);
	assert_int_equal(evolve_inspect(evolve).table_count, 0);
	if (calx_create_all(evolve->engine, metadata, &error) < 0)
		fail_msg("%s", error.message);
	check_same(evolve, target, "created by the inspector's");
	if (calx_drop_all(evolve->engine, metadata, &error) < 0)
		fail_msg("%s", error.message);
	assert_int_equal(evolve_inspect(evolve).table_count, 0);
	calx_inspector_close(inspector);
}

static void check_models(void)
{
	struct evolve evolve;
	struct autogenerate_result result;
	struct sql_schema target, printed;

	evolve_open(&evolve);
	target = models_random(&evolve);
	result = evolve_differences(&evolve, &target);
	evolve_apply_reread(&evolve, result.upgrade, result.upgrade_count);
	check_same(&evolve, &target, "created");
	printed = evolve_printed(&evolve);
	check_same(&evolve, &printed, "printed");
	drop_and_create(&evolve, &target);
	evolve_close(&evolve);
}

/* A statement takes milliseconds on a server; CALX_PAIRS says how many. */
static int runs(void)
{
	const char *text = getenv("CALX_PAIRS");

	if (text)
		return (int)strtol(text, NULL, 10);
	return database_is("sqlite") ? 100 : 15;
}

static void what_is_created_is_what_is_there(void **state)
{
	(void)state;
	for (int i = 0; i < runs(); i++) {
		seed = begun = 1000 + (unsigned long long)i;
		check_models();
	}
}

/* From some models to others and back. */
static void change_models(void)
{
	struct evolve evolve;
	struct autogenerate_result result;
	struct sql_schema from, to;

	evolve_open(&evolve);
	from = models_random(&evolve);
	to = models_random(&evolve);
	result = evolve_differences(&evolve, &from);
	evolve_apply_reread(&evolve, result.upgrade, result.upgrade_count);
	result = evolve_differences(&evolve, &to);
	evolve_apply_reread(&evolve, result.upgrade, result.upgrade_count);
	check_same(&evolve, &to, "upgraded");
	evolve_apply_reread(&evolve, result.downgrade, result.downgrade_count);
	check_same(&evolve, &from, "downgraded");
	evolve_close(&evolve);
}

static void changes_go_there_and_back(void **state)
{
	(void)state;
	for (int i = 0; i < (runs() + 1) / 2; i++) {
		seed = begun = 5000 + (unsigned long long)i;
		change_models();
	}
}

CHECK_MAIN("models_random", cmocka_unit_test(what_is_created_is_what_is_there),
	cmocka_unit_test(changes_go_there_and_back))
