#include "check.h"
#include "database.h"
#include "spelled.h"

#include <stdio.h>
#include <time.h>

#include "faker/random.h"
#include "sql/type/type.h"
#include "util/arena.h"
#include "util/strbuf.h"
#include <calx/calx.h>
#include <calx/faker.h>

/* Tables as they come, seeded as often as they come: either there are as many
 * rows more as were asked for, and the database finds nothing wrong with them,
 * or it is refused, and there is not one more. CALX_SEED_ROUNDS says how many
 * tables, CALX_SEED_FROM where they begin. */

enum { TABLES = 3, COLUMNS = 6, CONSTRAINTS = 8 };

struct world {
	struct arena arena;
	struct draw draw;
	calx_table tables[TABLES];
	calx_column columns[TABLES][COLUMNS];
	calx_constraint constraints[TABLES][CONSTRAINTS];
	const calx_table *list[TABLES + 1];
	size_t count;
};

static uint64_t below(struct world *world, uint64_t bound)
{
	return calx__draw_below(&world->draw, bound);
}

static bool one_in(struct world *world, uint64_t bound)
{
	return below(world, bound) == 0;
}

/* ---- columns -------------------------------------------------------------- */

static const char *const labels[] = { "red", "green", "blue", NULL };

static const struct {
	calx_type type;
	const char *checks[12];
} kinds[] = {
	{ { .kind = CALX_INTEGER },
		{ "@ > 5000", "@ IN (1, 2, 7)", "@ BETWEEN -5 AND 5", "@ <> 3",
			"@ % 3 = 1", "@ < 9.99", "-4 <= @",
			"(@ > 1) AND (@ < 30)", "@ < -100 OR @ > 100000",
			"@ IS NULL OR @ > 7", "abs(@) < 50" } },
	{ { .kind = CALX_SMALL_INTEGER },
		{ "@ >= 30000", "@ = 4", "NOT @ < 3", "@ > 1.5" } },
	{ { .kind = CALX_BIG_INTEGER },
		{ "@ > 5000000000", "@ <= 0", "@ IN (-1)" } },
	{ { .kind = CALX_BOOLEAN }, { "@ = 1", "@ IN (0)", "NOT @" } },
	{ { .kind = CALX_DOUBLE },
		{ "@ < 9.99", "@ > 0 AND @ < 0.001", "@ BETWEEN 0 AND 1",
			"@ <> 1.5", "@ * 2 > 300", "0.5 >= @",
			"@ IN (1.5, 2.25)" } },
	{ { .kind = CALX_FLOAT },
		{ "@ < 9.99", "@ >= 0.3", "@ <= 1.1", "@ > -1" } },
	{ { .kind = CALX_NUMERIC, .length = 6, .scale = 2 },
		{ "@ < 9.99", "@ > 0", "@ IN (1.5, 2)", "@ >= 1000",
			"@ BETWEEN 0.5 AND 0.75", "@ <> 5" } },
	{ { .kind = CALX_NUMERIC, .length = 2, .scale = 2 },
		{ "@ < 0.5", "@ > 0" } },
	{ { .kind = CALX_STRING, .length = 3 },
		{ "length(@) > 1", "@ <> ''", "@ IN ('a', 'b''c', ')')",
			"@ LIKE 'x%'", "@ = upper(@)", "length(@) = 2",
			"@ GLOB '[A-C][0-9]'", "@ = 'p' OR @ = 'q'",
			"@ NOT IN ('a')" } },
	{ { .kind = CALX_STRING, .length = 1 },
		{ "@ GLOB '[A-Z]'", "@ <> 'a'", "@ IN ('m', 'f')" } },
	{ { .kind = CALX_STRING, .length = 40 },
		{ "@ LIKE '%_@_%'", "length(@) >= 20", "@ LIKE 'AB-__'",
			"@ NOT LIKE '% %'", "length(trim(@)) > 0",
			"@ GLOB 'a*'", "lower(@) = 'yes'",
			"length(@) BETWEEN 3 AND 5" } },
	{ { .kind = CALX_TEXT }, { "@ <> ''", "length(@) < 10" } },
	{ { .kind = CALX_BLOB }, { "length(@) <= 4", "length(@) = 1" } },
	{ { .kind = CALX_DATE },
		{ "@ >= '2020-01-01'", "@ < '1950-06-01'",
			"@ BETWEEN '2000-02-28' AND '2000-03-01'",
			"@ IN ('2024-02-29')", "@ > '2999-01-01'" } },
	{ { .kind = CALX_TIME }, { "@ < '12:00:00'", "@ > '23:59:00'" } },
	{ { .kind = CALX_DATETIME },
		{ "@ >= '2020-01-01'", "@ <= '1960-01-01 00:00:00'",
			"@ BETWEEN '2020-01-01' AND '2020-01-02'" } },
	{ { .kind = CALX_TIMESTAMP }, { "@ >= '2020-01-01'" } },
	{ { .kind = CALX_INTERVAL }, { NULL } },
	{ { .kind = CALX_UUID }, { "@ <> ''" } },
	{ { .kind = CALX_JSON }, { "@ <> ''" } },
	{ { .kind = CALX_ENUMERATION, .labels = labels },
		{ "@ <> 'red'", "@ IN ('red', 'blue')", "@ = 'green'",
			"length(@) > 3" } },
};

/* names that mean something, and others */
static const char *const names[] = { "n", "Price", "born", "rating", "code",
	"email", "age", "created", "name", "order", "is ok", "version" };

/* The CHECK with the quoted name for each @ that stands for one. */
static const char *with_name(
	struct world *world, const char *format, const char *name)
{
	bool brackets = one_in(world, 3);
	struct strbuf text = STRBUF_INIT;

	for (const char *c = format; *c; c++)
		if (*c == '@' && c[1] != '_')
			calx__strbuf_addf(
				&text, brackets ? "[%s]" : "\"%s\"", name);
		else
			calx__strbuf_addc(&text, *c);
	return calx__strbuf_keep(&text, &world->arena);
}

static void add_constraint(
	struct world *world, size_t t, const calx_constraint *constraint)
{
	size_t i = 0;

	for (; world->constraints[t][i].kind; i++)
		/* the convention would give both one name */
		if (constraint->kind == CALX_CHECK &&
			world->constraints[t][i].text &&
			!strcmp(world->constraints[t][i].text,
				constraint->text))
			return;
	if (i + 1 < CONSTRAINTS)
		world->constraints[t][i] = *constraint;
}

static void add_checks(
	struct world *world, size_t t, size_t kind, const char *name)
{
	size_t count = 0;

	while (kinds[kind].checks[count])
		count++;
	for (int i = 0; i < 2 && count && one_in(world, 3); i++) {
		const char *format = kinds[kind].checks[below(world, count)];

		add_constraint(world, t,
			&(const calx_constraint){ .kind = CALX_CHECK,
				.text = with_name(world, format, name) });
	}
}

/* Places a field behind the others. */
static void place(calx_column *column, size_t *size)
{
	const struct type_info *type = &calx__types[column->type.kind];

	column->offset = (*size + 15) / 16 * 16;
	column->size = column->nullable && type->optional_size
			       ? type->optional_size
			       : type->size;
	*size = column->offset + column->size;
}

static void make_column(struct world *world, size_t t, size_t c, size_t *size)
{
	size_t kind = below(world, sizeof(kinds) / sizeof(*kinds));
	calx_column *column = &world->columns[t][c];

	column->name = calx__arena_printf(&world->arena, "%s%zu",
		names[below(world, sizeof(names) / sizeof(*names))], c);
	if (one_in(world, 2))
		column->name = calx__arena_printf(&world->arena, "c%zu_%s", c,
			names[below(world, sizeof(names) / sizeof(*names))]);
	column->type = kinds[kind].type;
	column->nullable = one_in(world, 4);
	column->options.unique = one_in(world, 4);
	add_checks(world, t, kind, column->name);
	place(column, size);
}

/* ---- foreign keys ------------------------------------------------------------ */

/* The key of another table, or of this one, as columns of ours. */
static void make_reference(
	struct world *world, size_t t, size_t *c, size_t *size)
{
	size_t other = below(world, t + 1);
	const calx_column *key = &world->columns[other][0];
	calx_column *column = &world->columns[t][*c];

	column->name = calx__arena_printf(&world->arena, "ref%zu", *c);
	column->type = key->type;
	column->nullable = one_in(world, 3);
	column->options.unique = one_in(world, 4);
	column->options.references =
		one_in(world, 2)
			? world->tables[other].name
			: calx__arena_printf(&world->arena, "%s(\"%s\")",
				  world->tables[other].name, key->name);
	place(column, size);
	++*c;
}

/* ---- tables ------------------------------------------------------------------ */

static void make_pair(struct world *world, size_t t, size_t count)
{
	size_t a = below(world, count), b = below(world, count);

	if (a == b)
		return;
	add_constraint(world, t,
		&(const calx_constraint){
			.kind = one_in(world, 3) ? CALX_INDEX : CALX_UNIQUE,
			.unique = true,
			.name = calx__arena_printf(&world->arena, "u%zu_%llu",
				t, (unsigned long long)below(world, 1000000)),
			.columns = calx__arena_printf(&world->arena,
				"\"%s\", \"%s\"", world->columns[t][a].name,
				world->columns[t][b].name) });
}

/* A CHECK of two columns, which only the database understands. */
static void make_comparison(struct world *world, size_t t, size_t count)
{
	size_t a = below(world, count), b = below(world, count);

	if (a != b)
		add_constraint(world, t,
			&(const calx_constraint){ .kind = CALX_CHECK,
				.text = calx__arena_printf(&world->arena,
					"\"%s\" %s \"%s\"",
					world->columns[t][a].name,
					one_in(world, 2) ? "<" : "<>",
					world->columns[t][b].name) });
}

static void make_table(struct world *world, size_t t)
{
	size_t size = 0, c = 0, count = 1 + below(world, COLUMNS - 1);
	calx_column *key = &world->columns[t][0];
	bool plain = one_in(world, 2);

	world->tables[t] = (calx_table){ CALX_TABLE_SIZES,
		.name = calx__arena_printf(&world->arena, "t%zu", t),
		.columns = world->columns[t],
		.constraints = world->constraints[t] };
	if (plain) {
		key->name = "id";
		key->type.kind = CALX_INTEGER;
		place(key, &size);
	} else {
		make_column(world, t, 0, &size);
		key->nullable = false;
		key->options.unique = false;
		size = 0;
		place(key, &size);
	}
	key->options.primary_key = true;
	for (c = 1; c < count;)
		if (one_in(world, 4)) {
			make_reference(world, t, &c, &size);
		} else {
			make_column(world, t, c, &size);
			c++;
		}
	if (!one_in(world, 3))
		make_pair(world, t, count);
	if (one_in(world, 3))
		make_pair(world, t, count);
	if (one_in(world, 4))
		make_comparison(world, t, count);
	world->tables[t].column_count = count;
	world->tables[t].row_size = (size + 15) / 16 * 16;
	world->tables[t].row_align = 16;
	world->list[t] = &world->tables[t];
}

static void make_world(struct world *world, uint64_t seed)
{
	memset(world, 0, sizeof(*world));
	world->draw = calx__draw_at(seed, 1, 1);
	world->count = 1 + below(world, TABLES);
	for (size_t t = 0; t < world->count; t++)
		make_table(world, t);
}

/* ---- looking ------------------------------------------------------------------- */

/* The rows of a PRAGMA that finds nothing wrong. */
static void assert_finds_nothing(
	calx_connection *connection, const char *sql, bool says_ok)
{
	calx_result *result = calx_connection_query(connection, sql, NULL, 0);
	const calx_row *row = calx_result_next(result);

	if (row && says_ok && !strcmp(calx_row_text(row, 0), "ok"))
		row = NULL;
	if (row)
		fail_msg("%s: %s", sql, calx_row_text(row, 0));
	calx_result_close(result);
}

/* What a table demands, for whoever has to find out what is wrong. */
static void show(const struct world *world, size_t t)
{
	for (size_t i = 0; i < world->tables[t].column_count; i++) {
		const calx_column *column = &world->columns[t][i];

		printf("# %s.%s %s(%d)%s%s%s\n", world->tables[t].name,
			column->name, calx__types[column->type.kind].name,
			column->type.length, column->nullable ? " null" : "",
			column->options.unique ? " unique" : "",
			column->options.references ? " references" : "");
	}
	for (size_t i = 0; world->constraints[t][i].kind; i++)
		printf("# %s %s\n",
			world->constraints[t][i].text
				? world->constraints[t][i].text
				: "UNIQUE",
			world->constraints[t][i].columns
				? world->constraints[t][i].columns
				: "");
}

static int64_t seeded, refused;

/* Seeds one table once; a refusal takes the whole transaction back. */
static void seed_once(struct world *world, calx_session *session,
	calx_faker *fake, size_t t, int64_t count)
{
	const calx_table *table = &world->tables[t];
	int64_t before = calx_session_count(session, table, NULL, NULL);
	int64_t status = calx_session_seed(
		session, fake, table, count, NULL, "property.c:1");
	const calx_error *error = calx_session_error(session);

	assert_true(before >= 0);
	if (status == count) {
		assert_int_equal(calx_session_count(session, table, NULL, NULL),
			before + count);
		assert_int_equal(calx_commit(session), CALX_OK);
		seeded++;
		return;
	}
	if (status != CALX_RANGE && status != CALX_NOT_FOUND)
		show(world, t);
	if (status != CALX_RANGE && status != CALX_NOT_FOUND)
		fail_msg("%s: %s (%s)", table->name, error->message,
			error->statement);
	if (getenv("CALX_SEED_SHOW"))
		printf("# %s\n", error->message);
	if (!error->hint[0] && status != CALX_NOT_FOUND) {
		show(world, t);
		fail_msg("%s: %s", table->name, error->message);
	}
	refused++;
	calx_rollback(session);
	assert_int_equal(
		calx_session_count(session, table, NULL, NULL), before);
}

static void seed_world(struct world *world, uint64_t seed)
{
	const calx_metadata metadata = { .size = sizeof(metadata),
		.tables = world->list };
	calx_engine *engine = database_engine();
	calx_error error = { 0 };
	calx_session *session;
	calx_faker *fake = calx_faker_open("en_US", .seed = seed);

	if (spelled_create_all(engine, &metadata, &error) < 0)
		fail_msg("%s: %s", error.message, error.statement);
	session = calx_session_open(engine);
	for (int round = 0; round < 3; round++)
		for (size_t t = 0; t < world->count; t++)
			seed_once(world, session, fake, t,
				(int64_t)below(
					world, 1 + 12 * (uint64_t)(round + 1)));
	assert_finds_nothing(calx_session_connection(session),
		"PRAGMA integrity_check", true);
	assert_finds_nothing(calx_session_connection(session),
		"PRAGMA foreign_key_check", false);
	calx_session_close(session);
	calx_faker_close(fake);
	database_engine_close(engine);
}

static uint64_t setting(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);

	return text ? strtoull(text, NULL, 10) : otherwise;
}

static void random_tables_are_filled_or_refused(void **state)
{
	uint64_t from = setting("CALX_SEED_FROM", 1);
	uint64_t rounds = setting("CALX_SEED_ROUNDS", 40);
	static struct world world;

	(void)state;
	for (uint64_t seed = from; seed < from + rounds; seed++) {
		clock_t start = clock();

		make_world(&world, seed);
		if (getenv("CALX_SEED_SHOW"))
			printf("# seed %llu\n", (unsigned long long)seed);
		seed_world(&world, seed);
		calx__arena_release(&world.arena);
		/* slow machines, and sanitizers */
		if ((clock() - start) / CLOCKS_PER_SEC > 60)
			fail_msg("seed %llu takes too long",
				(unsigned long long)seed);
	}
	printf("# %lld seeded, %lld refused\n", (long long)seeded,
		(long long)refused);
	/* to refuse is not to be the way out */
	assert_true(seeded > 2 * refused);
}

CHECK_MAIN("faker: property",
	cmocka_unit_test(random_tables_are_filled_or_refused), )
