#include "cli/project/project.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/engine.h"
#include "engine/inspect.h"
#include "engine/relation.h"
#include "migrate/graph/link.h"
#include "migrate/graph/path.h"
#include "migrate/graph/target.h"
#include "util/alloc.h"
#include "util/fail.h"
#include "util/text.h"
#include "cli/base/trust.h"
#include "cli/build/build.h"
#include "cli/print/json.h"
#include "cli/print/log.h"
#include "cli/print/output.h"
#include "cli/print/safe.h"

/* The settings, the revision files and the database of one run, and what the
 * runner of migrations asks of the program. */

/* ---- files ----------------------------------------------------------------------- */

static enum calx_status find_directories(
	struct project *project, calx_error *error)
{
	struct cli *cli = project->cli;
	struct stat found;
	const char *location;

	if (cli_config_get(cli, &project->config, CONFIG_SCRIPT_LOCATION,
		    &location, error) < 0)
		return cli_failed(error);
	project->location = cli_config_path(cli, &project->config, location);
	project->versions = cli_printf(cli, "%s/versions", project->location);
	if (stat(project->versions, &found) == 0 && S_ISDIR(found.st_mode))
		return CALX_OK;
	calx__fail(error, CALX_NOT_FOUND, "there is no directory %s",
		project->versions);
	calx__fail_hint(error,
		"script_location in %s names the directory that 'calx init' makes.",
		project->config.file);
	return CALX_NOT_FOUND;
}

static enum calx_status read_scripts(
	struct project *project, enum script_depth depth, calx_error *error)
{
	if (calx__scripts_read(&project->cli->arena, project->versions, depth,
		    &project->scripts, &project->script_count, error) < 0)
		return cli_failed(error);
	for (size_t i = 0; i < project->script_count; i++) {
		struct script *script = &project->scripts[i];
		struct graph_source source = {
			.id = script->id,
			.down = script->down_revision,
			.depends_on = script->depends_on,
			.labels = script->branch_labels,
			.message = script->message,
			.checksum =
				depth == SCRIPT_HEAD ? NULL : script->checksum,
			.file = script->path,
			.payload = script,
		};

		if (calx__graph_add(&project->graph, &source, error) < 0)
			return cli_failed(error);
	}
	return calx__graph_link(&project->graph, error);
}

/* ---- the runner's callbacks --------------------------------------------------------- */

/* The settings were read once, and are looked at once; so is the way to the
 * revisions. */
static enum calx_status trust_settings(
	struct project *project, calx_error *error)
{
	if (project->trusted)
		return CALX_OK;
	if (cli_build_trust(&project->config, error) < 0 ||
		cli_trust_directory(&project->trusted_versions,
			project->versions, error) < 0)
		return cli_failed(error);
	project->trusted = true;
	return CALX_OK;
}

static enum calx_status load(void *context, const struct graph_node *node,
	enum migrate_direction direction, struct revision_program *ret_program,
	calx_error *error)
{
	struct project *project = context;
	const struct script *script = node->source.payload;
	const struct script_body *body = direction == MIGRATE_UPGRADE
						 ? &script->upgrade
						 : &script->downgrade;
	const calx_revision *revision;

	if (trust_settings(project, error) < 0 ||
		cli_trust_check_in(
			&project->trusted_versions, script->path, error) < 0)
		return cli_failed(error);
	*ret_program = (struct revision_program){ body->operations, body->count,
		NULL };
	if (!body->code_line)
		return CALX_OK;
	if (cli_build_revision(project->cli, &project->config, script->path,
		    script->id, &revision, error) < 0)
		return cli_failed(error);
	ret_program->function = direction == MIGRATE_UPGRADE
					? revision->upgrade
					: revision->downgrade;
	return CALX_OK;
}

static void print_sql(struct project *project, const char *text)
{
	struct cli *cli = project->cli;
	bool comment = calx__text_starts(text, "--");

	/* a pipe gets the statement as it is, a terminal something harmless */
	if (isatty(fileno(cli->out)))
		text = cli_safe_lines(cli, text);
	cli_print(cli, "%s%s\n", text, comment ? "" : ";");
	if (cli->json)
		cli_json_append(project->steps, cli_json_text(text));
}

static void keep_step(
	struct project *project, const struct migrate_event *event)
{
	json_t *step = json_object();

	cli_json_set(step, "text", cli_json_text(event->text));
	if (event->node)
		cli_json_set(step, "revision", cli_json_text(event->node->id));
	cli_json_append(project->steps, step);
}

static void listen(void *context, const struct migrate_event *event)
{
	struct project *project = context;
	struct cli *cli = project->cli;
	enum log_level level = event->warning ? LOG_WARNING : LOG_INFO;

	if (event->kind == MIGRATE_SQL) {
		print_sql(project, event->text);
		return;
	}
	if (event->kind == MIGRATE_DONE) {
		cli_log(cli, LOG_DEBUG, "calx.migrate",
			cli_printf(cli, "Committed %s after %.1f ms",
				event->node ? event->node->id : "",
				(double)event->nanoseconds / 1e6));
		return;
	}
	if (event->kind == MIGRATE_WAIT && project->waited++)
		return; /* told once is enough */
	if (event->kind == MIGRATE_RUN && cli->json &&
		!project->migration.dry_run)
		keep_step(project, event);
	cli_log(cli, level, "calx.migrate", event->text);
}

/* every statement, for -vv and level = debug */
static void log_statement(const calx_log_event *event, void *context)
{
	struct cli *cli = context;

	cli_log(cli, LOG_DEBUG, "calx.engine",
		cli_printf(cli, "%s (%.2f ms)", event->sql,
			(double)event->nanoseconds / 1e6));
}

/* ---- the database ---------------------------------------------------------------------- */

/* A relative file in the URL of calx.ini is seen from there. */
static enum calx_status enter_directory(
	struct project *project, calx_error *error)
{
	const struct config *config = &project->config;

	if (config->values[CONFIG_URL].from_file &&
		chdir(config->directory) < 0)
		return calx__fail(error, CALX_IO, "could not enter %s",
			config->directory);
	return CALX_OK;
}

/* Nobody but an upgrade makes a database. */
static enum calx_status fail_open(
	const struct project *project, calx_error *error)
{
	if (project->purpose.looks && error->status == CALX_CONNECTION &&
		!*error->hint)
		calx__fail_hint(error,
			"Its name is from %s, and --url gives another. 'calx upgrade head' makes it; --sql shows what that would do.",
			project->config.values[CONFIG_URL].origin);
	return cli_failed(error);
}

enum calx_status cli_project_connect(struct project *project, calx_error *error)
{
	struct cli *cli = project->cli;
	const char *url;

	if (project->connection)
		return CALX_OK;
	if (cli_config_get(cli, &project->config, CONFIG_URL, &url, error) <
			0 ||
		enter_directory(project, error) < 0)
		return cli_failed(error);
	project->engine = calx__engine_open_for(url, &project->purpose, error);
	if (!project->engine)
		return fail_open(project, error);
	if (cli->level == LOG_DEBUG)
		calx_engine_set_log(project->engine, log_statement, cli);
	project->connection = calx_connection_open(project->engine, error);
	if (!project->connection)
		return cli_failed(error);
	cli_json_set(cli->document, "url",
		cli_json_text(calx_engine_url(project->engine)));
	project->migration = (struct migration){
		.connection = project->connection,
		.graph = &project->graph,
		.load = load,
		.load_context = project,
		.listen = listen,
		.listen_context = project,
	};
	return CALX_OK;
}

enum calx_status cli_project_applied(struct project *project, calx_error *error)
{
	if (cli_project_connect(project, error) < 0)
		return cli_failed(error);
	if (calx__migrate_applied(
		    &project->migration, &project->applied, error) < 0)
		return cli_failed(error);
	return calx__graph_applied_heads(
		&project->graph, project->applied, &project->current, error);
}

static void release(struct project *project)
{
	calx_connection_close(project->connection);
	calx_engine_close(project->engine);
	calx__graph_release(&project->graph);
	cli_trust_forget(&project->trusted_versions);
	json_decref(project->steps);
}

enum calx_status cli_project_work(struct cli *cli, enum script_depth depth,
	enum calx_status (*work)(struct project *project, calx_error *error),
	calx_error *error)
{
	struct project project = {
		.cli = cli, .purpose = { .looks = true }, .steps = json_array()
	};
	enum calx_status status;

	if ((status = cli_config_read(cli, false, &project.config, error)) >=
			0 &&
		(status = find_directories(&project, error)) >= 0 &&
		(status = read_scripts(&project, depth, error)) >= 0)
		status = work(&project, error);
	release(&project);
	return status;
}

enum calx_status cli_project_look(struct cli *cli,
	enum calx_status (*work)(struct project *project, calx_error *error),
	calx_error *error)
{
	struct project project = {
		.cli = cli, .purpose = { .looks = true }, .steps = json_array()
	};
	enum calx_status status =
		cli_config_read(cli, true, &project.config, error);

	if (status >= 0)
		status = work(&project, error);
	release(&project);
	return status;
}

enum calx_status cli_project_inspect(struct project *project,
	const struct sql_schema *wanted, struct sql_schema *ret_schema,
	calx_error *error)
{
	const struct sql_schema none = { .table_count = 0 };
	const calx_error *cause;

	if (calx__inspect_for(project->connection, &project->cli->arena,
		    wanted ? wanted : &none, ret_schema) >= 0 &&
		(wanted || calx__inspect_relations(project->connection,
				   &project->cli->arena, ret_schema) >= 0))
		return CALX_OK;
	cause = calx_connection_error(project->connection);
	if (cause)
		*error = *cause;
	return cli_failed(error);
}

/* ---- models and heads ------------------------------------------------------------------- */

enum calx_status cli_project_models(struct project *project,
	struct sql_schema *ret_schema, calx_error *error)
{
	struct cli *cli = project->cli;
	const char *path = cli_printf(cli, "%s/env.c", project->location);
	calx_migration_environment environment;

	if (cli_build_environment(
		    cli, &project->config, path, &environment, error) < 0)
		return cli_failed(error);
	if (!environment.target_metadata) {
		calx__fail(error, CALX_INVALID, "%s names no models", path);
		calx__fail_hint(error,
			"Include your models there, and give their CALX_METADATA as .target_metadata.");
		return CALX_INVALID;
	}
	return calx__schema_resolve(
		&cli->arena, environment.target_metadata, ret_schema, error);
}

static bool list_has(struct node_list list, const struct graph_node *node)
{
	for (size_t i = 0; i < list.count; i++) {
		if (list.items[i] == node)
			return true;
	}
	return false;
}

enum calx_status cli_project_check_heads(
	struct project *project, calx_error *error)
{
	struct node_list heads = project->graph.real_heads;

	if (cli_project_applied(project, error) < 0)
		return cli_failed(error);
	for (size_t i = 0; i < heads.count; i++) {
		if (list_has(project->applied, heads.items[i]))
			continue;
		calx__fail(error, CALX_ERROR,
			"the database is not up to date: revision %s has not run",
			heads.items[i]->id);
		calx__fail_hint(error, "Run 'calx upgrade heads' first.");
		return CALX_ERROR;
	}
	return CALX_OK;
}

/* what a revision can be called, beside its id */
static void add_names(struct vec *names, const struct graph_node *node)
{
	calx__vec_append(names, &node->id);
	for (size_t i = 0; i < node->label_count; i++)
		calx__vec_append(names, &node->labels[i]);
}

void cli_project_suggest(
	struct project *project, const char *target, calx_error *error)
{
	static const char *const symbols[] = { "head", "heads", "base",
		"current" };
	struct vec ids = VEC_INIT(const char *);
	const char *end = NULL;
	struct node_list found;

	if (error->status != CALX_NOT_FOUND)
		return;
	/* the target is known: what is missing is something else */
	if (calx__graph_resolve(&project->graph, target, &found, NULL) !=
		CALX_NOT_FOUND)
		return;
	for (size_t i = 0; i < project->graph.count; i++)
		add_names(&ids, project->graph.nodes[i]);
	for (size_t i = 0; i < sizeof(symbols) / sizeof(*symbols); i++)
		calx__vec_append(&ids, &symbols[i]);
	calx__vec_append(&ids, &end);
	const char *near =
		ids.failed ? NULL : calx__text_suggest(target, ids.items);
	if (near)
		calx__fail_hint(error, "Did you mean '%s'?", near);
	else if (!*error->hint)
		calx__fail_hint(error, "'calx history' lists the revisions.");
	calx__vec_release(&ids);
}
