#ifndef CALX_CLI_PROJECT_PROJECT_H
#define CALX_CLI_PROJECT_PROJECT_H

#include "driver/driver.h"
#include "migrate/run/run.h"
#include "sql/schema/schema.h"
#include "migrate/script/script.h"
#include "cli/base/trust.h"
#include "cli/settings/config.h"

/* What most commands work on: the settings, the revision files, and, once it
 * is asked for, the database. */

struct project {
	struct cli *cli;
	struct config config;
	bool trusted;	      /* nobody else can have written it */
	const char *location; /* the directory of env.c */
	const char *versions;
	struct trusted trusted_versions; /* once one of them is to run */
	struct script *scripts;
	size_t script_count;
	struct graph graph;	/* payload: the struct script */
	struct purpose purpose; /* of the engine: to look, at first */
	calx_engine *engine;
	calx_connection *connection;
	struct migration migration; /* ready for calx__migrate() */
	struct node_list applied;   /* by cli_project_applied() */
	struct node_list current;   /* the heads of those */
	unsigned waited;	    /* how often for the lock */
	json_t *steps;		    /* what the runner told, in JSON mode */
};

/* Reads the settings and every revision file so far, without a database or a
 * compiler, and lets `work` do the rest. */
enum calx_status cli_project_work(struct cli *cli, enum script_depth depth,
	enum calx_status (*work)(struct project *project, calx_error *error),
	calx_error *error);
/* The same without a project: what calx.ini says if there is one, and no
 * revisions. */
enum calx_status cli_project_look(struct cli *cli,
	enum calx_status (*work)(struct project *project, calx_error *error),
	calx_error *error);
/* Opens the database as well, for project->purpose. */
enum calx_status cli_project_connect(
	struct project *project, calx_error *error);
/* Fills project->applied and ->current; connects if need be. */
enum calx_status cli_project_applied(
	struct project *project, calx_error *error);
/* The tables that env.c names, resolved. Compiles it. */
enum calx_status cli_project_models(struct project *project,
	struct sql_schema *ret_schema, calx_error *error);
/* The tables that the database has, also in the namespaces that those of `wanted`
 * are in; NULL: the usual ones, with views and sequences behind them. It must be
 * connected. */
enum calx_status cli_project_inspect(struct project *project,
	const struct sql_schema *wanted, struct sql_schema *ret_schema,
	calx_error *error);
/* Fails unless the database is at the heads of the history. */
enum calx_status cli_project_check_heads(
	struct project *project, calx_error *error);
/* Adds "did you mean" for a target that was not found. */
void cli_project_suggest(
	struct project *project, const char *target, calx_error *error);

#endif
