#ifndef CALX_TESTS_EVOLVE_H
#define CALX_TESTS_EVOLVE_H

#include "engine/catalog.h"
#include "engine/connection.h"
#include "engine/inspect.h"
#include "engine/prepare.h"
#include "migrate/compare/autogenerate.h"
#include "migrate/script/script.h"
#include "sql/schema/operation.h"
#include "sql/schema/schema.h"

/* A database of the program's kind (database.h) that operations are done to.
 * Everything that is returned lives in the arena. */

struct evolve {
	struct arena arena;
	calx_engine *engine;
	calx_connection *connection;
};

void evolve_open(struct evolve *evolve);
void evolve_close(struct evolve *evolve);

/* Does the operations, as the runner does them: those that follow each other
 * on one table at once. Fails the test if one fails. */
void evolve_apply(struct evolve *evolve, const struct operation *operations,
	size_t count);
/* Runs SQL; each statement ends in ";" at the end of a line. */
void evolve_run(struct evolve *evolve, const char *sql);
struct sql_schema evolve_inspect(struct evolve *evolve);

/* The operations that the statements of a revision's function say. Fails the
 * test if they are not just that. */
struct script_body evolve_read(struct arena *arena, const char *statements);
/* The operations as a revision's file says them, read again. */
struct script_body evolve_reread(struct evolve *evolve,
	const struct operation *operations, size_t count);
/* Does them so. */
void evolve_apply_reread(struct evolve *evolve,
	const struct operation *operations, size_t count);
/* The tables that such operations create. */
struct sql_schema evolve_tables(struct arena *arena, struct script_body body);

/* The models that are printed for the database, read again: their items are
 * those of calx_create_table(). */
struct sql_schema evolve_printed(struct evolve *evolve);

/* Fails the test if the schemas differ in more than the order of columns. */
void evolve_check_same(
	const struct sql_schema *actual, const struct sql_schema *expected);

/* What autogenerate finds to do, so that the database is as the target. */
enum calx_status evolve_compare(struct evolve *evolve,
	const struct sql_schema *target, struct autogenerate_result *result,
	calx_error *error);
/* Fails the test if that fails. */
struct autogenerate_result evolve_differences(
	struct evolve *evolve, const struct sql_schema *target);
/* Fails the test if it finds anything, or has to warn. `name`: of the case. */
void evolve_check_nothing(struct evolve *evolve,
	const struct sql_schema *target, const char *name);

#endif
