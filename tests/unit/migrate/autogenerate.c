/* What autogenerate finds, plans and undoes: one file for each case in
 * tests/golden/autogenerate, with sections.
 *
 *     -- database.c --   what a migration has made      } one of them,
 *     -- database.sql -- or what somebody made by hand  } or both
 *     -- ignore --       patterns of what is left alone, if any
 *     -- model.c --      what the models say, as a migration would say it
 *     -- events --, -- upgrade.c --, -- downgrade.c --  what comes out
 *
 * What was made by hand is SQLite's. The other databases run the rest, and where
 * one says something else there are sections of its own: -- events@mariadb --,
 * or -- error@mariadb -- if that is what comes out.
 *
 * CALX_UPDATE=1 writes what comes out anew. */

#include <dirent.h>
#include <stdio.h>

#include "check.h"
#include "database.h"
#include "evolve.h"

#include "compile/spelling.h"
#include "migrate/run/ledger.h"
#include "migrate/compare/autogenerate.h"
#include "migrate/script/render.h"
#include "util/text.h"

struct golden {
	char path[512];
	struct evolve evolve;
	const char *text; /* all of the file */
	const char *only, *database_c, *database_sql, *ignore, *model, *events,
		*upgrade, *downgrade, *failure;
	struct strbuf said; /* events */
	size_t warnings;
};

/* ---- files ---------------------------------------------------------------- */

static const char *slurp(struct golden *golden)
{
	enum { MAX = 65536 };
	FILE *file = fopen(golden->path, "r");
	char *text = calx__arena_zero(&golden->evolve.arena, 1, MAX);

	assert_non_null(file);
	(void)fread(text, 1, MAX - 1, file);
	fclose(file);
	return text;
}

/* The text between "-- name --" and the next such line. */
static const char *section(
	struct golden *golden, const char *text, const char *name)
{
	const char *head =
		calx__arena_printf(&golden->evolve.arena, "-- %s --\n", name);
	const char *begin = strstr(text, head);
	const char *end;

	if (!begin)
		return "";
	begin += strlen(head);
	if (calx__text_starts(begin, "-- "))
		return "";
	end = strstr(begin, "\n-- ");
	return calx__arena_strndup(&golden->evolve.arena, begin,
		end ? (size_t)(end - begin) + 1 : strlen(begin));
}

/* The section for this database, or the one for all. */
static const char *outcome(struct golden *golden, const char *name)
{
	const char *own = calx__arena_printf(
		&golden->evolve.arena, "%s@%s", name, database_kind());
	const char *head =
		calx__arena_printf(&golden->evolve.arena, "-- %s --\n", own);

	return section(
		golden, golden->text, strstr(golden->text, head) ? own : name);
}

static void golden_open(struct golden *golden, const char *name)
{
	const char *text;

	memset(golden, 0, sizeof(*golden));
	(void)snprintf(golden->path, sizeof(golden->path),
		"%s/../golden/autogenerate/%s", getenv("CALX_TEST_DATA"), name);
	evolve_open(&golden->evolve);
	calx__strbuf_init(&golden->said, 0);
	text = golden->text = slurp(golden);
	golden->only = section(golden, text, "only");
	golden->database_c = section(golden, text, "database.c");
	golden->database_sql = section(golden, text, "database.sql");
	golden->ignore = section(golden, text, "ignore");
	golden->model = section(golden, text, "model.c");
	golden->events = outcome(golden, "events");
	golden->upgrade = outcome(golden, "upgrade.c");
	golden->downgrade = outcome(golden, "downgrade.c");
	golden->failure = outcome(golden, "error");
}

static void golden_close(struct golden *golden)
{
	calx__strbuf_release(&golden->said);
	evolve_close(&golden->evolve);
}

/* Puts a section in the place of what is there, or behind all. */
static void put_section(
	struct golden *golden, const char *name, const char *text)
{
	struct arena *arena = &golden->evolve.arena;
	const char *head = calx__arena_printf(arena, "-- %s --\n", name);
	const char *at = strstr(golden->text, head);
	const char *end = at ? at + strlen(head) : NULL;

	if (!at) {
		golden->text = calx__arena_printf(
			arena, "%s%s%s", golden->text, head, text);
		return;
	}
	if (!calx__text_starts(end, "-- "))
		end = strstr(end - 1, "\n-- ");
	golden->text = calx__arena_printf(arena, "%.*s%s%s%s",
		(int)(at - golden->text), golden->text, head, text,
		end ? end + (*end == '\n') : "");
}

/* SQLite's are for all; others have their own where they differ. */
static void put_outcome(struct golden *golden, const char *name,
	const char *expected, const char *text)
{
	if (!strcmp(expected, text))
		return;
	if (!database_is("sqlite"))
		name = calx__arena_printf(
			&golden->evolve.arena, "%s@%s", name, database_kind());
	put_section(golden, name, text);
}

static void golden_update(struct golden *golden, const char *upgrade,
	const char *downgrade, const char *failure)
{
	FILE *file;

	put_outcome(golden, "events", golden->events, golden->said.data);
	put_outcome(golden, "upgrade.c", golden->upgrade, upgrade);
	put_outcome(golden, "downgrade.c", golden->downgrade, downgrade);
	put_outcome(golden, "error", golden->failure, failure);
	file = fopen(golden->path, "w");
	assert_non_null(file);
	fputs(golden->text, file);
	fclose(file);
	golden->events = calx__arena_strndup(
		&golden->evolve.arena, golden->said.data, golden->said.length);
}

/* ---- one case ------------------------------------------------------------- */

static void hear(
	void *context, enum autogenerate_event_kind kind, const char *text)
{
	static const char *const marks[] = {
		[AUTOGENERATE_DETECTED] = "",
		[AUTOGENERATE_HINT] = "hint: ",
		[AUTOGENERATE_WARNING] = "warning: ",
	};
	struct golden *golden = context;

	calx__strbuf_addf(&golden->said, "%s%s\n", marks[kind], text);
}

static enum calx_status compare(struct golden *golden,
	const struct sql_schema *database, const struct sql_schema *target,
	struct autogenerate_result *ret_result, calx_error *error)
{
	const struct catalog catalog =
		calx__connection_catalog(golden->evolve.connection);
	const struct autogenerate autogenerate = {
		.dialect = calx__connection_dialect(golden->evolve.connection),
		.catalog = &catalog,
		.database = database,
		.target = target,
		.ignored_tables = calx__ledger_tables,
		.ignored = golden->ignore,
		.listener = hear,
		.context = golden,
	};

	calx__strbuf_clear(&golden->said);
	*ret_result = (struct autogenerate_result){ 0 };
	return calx__autogenerate(
		&golden->evolve.arena, &autogenerate, ret_result, error);
}

static const char *rendered(
	struct golden *golden, const struct operation *operations, size_t count)
{
	struct strbuf text = STRBUF_INIT;
	calx_error error = { 0 };
	const char *copy;

	if (calx__render_operations(&text, operations, count, &error) !=
		CALX_OK)
		fail_msg("%s: %s", golden->path, error.message);
	copy = calx__arena_strndup(
		&golden->evolve.arena, text.data, text.length);
	calx__strbuf_release(&text);
	return copy;
}

static void check_golden(struct golden *golden, const char *upgrade,
	const char *downgrade, const char *failure)
{
	if (getenv("CALX_UPDATE")) {
		golden_update(golden, upgrade, downgrade, failure);
		return;
	}
	print_message("# %s\n", golden->path);
	CHECK_TEXT(failure, golden->failure);
	CHECK_TEXT(golden->said.data, golden->events);
	CHECK_TEXT(upgrade, golden->upgrade);
	CHECK_TEXT(downgrade, golden->downgrade);
}

/* The upgrade leaves nothing to be found, and the downgrade brings back what
 * there was, by what their text says. */
static void check_works(struct golden *golden, const struct sql_schema *before,
	const struct sql_schema *target, const char *upgrade,
	const char *downgrade)
{
	struct evolve *evolve = &golden->evolve;
	struct script_body up = evolve_read(&evolve->arena, upgrade);
	struct script_body down = evolve_read(&evolve->arena, downgrade);
	struct autogenerate_result again;
	struct sql_schema now;
	calx_error error = { 0 };

	evolve_apply(evolve, up.operations, up.count);
	now = evolve_inspect(evolve);
	if (compare(golden, &now, target, &again, &error) < 0)
		fail_msg("%s: %s", golden->path, error.message);
	if (again.upgrade_count > 0)
		fail_msg("%s: there is more to do:\n%s", golden->path,
			golden->said.data);
	if (strstr(golden->events, "hint: The downgrade leaves"))
		return;
	evolve_apply(evolve, down.operations, down.count);
	now = evolve_inspect(evolve);
	/* what says the same may be said otherwise: X'00' or (x'00') */
	if (calx__schema_spell_like(
		    calx__connection_dialect(evolve->connection),
		    &evolve->arena, &now, before, &now, NULL) < 0)
		fail();
	evolve_check_same(&now, before);
}

static void check_case(struct golden *golden, const struct sql_schema *before,
	const struct sql_schema *target)
{
	struct autogenerate_result result;
	const char *upgrade, *downgrade;
	calx_error error = { 0 };

	if (compare(golden, before, target, &result, &error) < 0) {
		check_golden(golden, "", "",
			calx__arena_printf(
				&golden->evolve.arena, "%s\n", error.message));
		return;
	}
	upgrade = rendered(golden, result.upgrade, result.upgrade_count);
	downgrade = rendered(golden, result.downgrade, result.downgrade_count);
	check_golden(golden, upgrade, downgrade, "");
	check_works(golden, before, target, upgrade, downgrade);
}

/* Whether a case is of this database: "-- only --" names those that can make what
 * the migration has made. */
static bool is_here(const struct golden *golden)
{
	if (*golden->database_sql && !database_is("sqlite"))
		return false;
	return !*golden->only || strstr(golden->only, database_kind());
}

static void run_case(const char *name)
{
	struct golden golden;
	struct sql_schema before, target;
	struct script_body database;

	golden_open(&golden, name);
	if (is_here(&golden)) {
		database = evolve_read(&golden.evolve.arena, golden.database_c);
		evolve_apply(
			&golden.evolve, database.operations, database.count);
		evolve_run(&golden.evolve, golden.database_sql);
		before = evolve_inspect(&golden.evolve);
		target = evolve_tables(&golden.evolve.arena,
			evolve_read(&golden.evolve.arena, golden.model));
		check_case(&golden, &before, &target);
	}
	golden_close(&golden);
}

/* ---- all of them ---------------------------------------------------------- */

static int is_case(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return length > 4 && !strcmp(entry->d_name + length - 4, ".txt");
}

static void every_golden_file(void **state)
{
	struct dirent **names;
	char path[512];
	int count;

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/../golden/autogenerate",
		getenv("CALX_TEST_DATA"));
	count = scandir(path, &names, is_case, alphasort);
	assert_true(count >= 40);
	for (int i = 0; i < count; i++) {
		run_case(names[i]->d_name);
		free(names[i]);
	}
	free(names);
}

CHECK_MAIN("autogenerate", cmocka_unit_test(every_golden_file))
