#include <string.h>

#include "compile/identifier.h"
#include "engine/connection.h"
#include "migrate/run/ledger.h"
#include "migrate/script/model_write.h"
#include "migrate/script/render.h"
#include "migrate/script/spoken.h"
#include "sql/schema/order.h"
#include "util/fail.h"
#include "util/strbuf.h"
#include "cli/base/option.h"
#include "cli/print/deliver.h"
#include "cli/print/json.h"
#include "cli/print/log.h"
#include "cli/print/output.h"
#include "cli/print/safe.h"
#include "cli/project/autogenerate.h"
#include "cli/project/project.h"

/* `calx inspect`: what is in a database, in the words of models. */

/* ---- which tables ------------------------------------------------------------- */

/* Whether the database takes what was asked for as the table's name. */
static bool is_named(
	const struct project *project, const char *asked, const char *table)
{
	return calx__names_equal(
		calx__connection_dialect(project->connection), asked, table);
}

static bool is_wanted(const struct project *project, const char *table)
{
	const struct cli *cli = project->cli;

	if (cli->operands.count == 0)
		return true;
	for (size_t i = 0; i < cli->operands.count; i++)
		if (is_named(project, cli_operand(cli, i), table))
			return true;
	return false;
}

static bool has_table(const struct project *project,
	const struct sql_schema *schema, const char *name)
{
	for (size_t i = 0; i < schema->table_count; i++)
		if (is_named(project, name, schema->tables[i]->name))
			return true;
	return false;
}

/* Every table that was asked for is there. */
static enum calx_status check_operands(const struct project *project,
	const struct sql_schema *schema, calx_error *error)
{
	for (size_t i = 0; i < project->cli->operands.count; i++) {
		const char *name = cli_operand(project->cli, i);

		if (has_table(project, schema, name))
			continue;
		calx__fail(error, CALX_NOT_FOUND,
			"the database has no table '%s'", name);
		calx__fail_hint(error, "'calx inspect' lists them.");
		return CALX_NOT_FOUND;
	}
	return CALX_OK;
}

/* Leaves those that were asked for, and never the ledger of migrations. */
static void keep_wanted(
	const struct project *project, struct sql_schema *schema)
{
	size_t count = 0;

	for (size_t i = 0; i < schema->table_count; i++) {
		struct sql_table *table = schema->tables[i];

		if (is_wanted(project, table->name) &&
			strcmp(table->name, CALX__LEDGER_TABLE) != 0)
			schema->tables[count++] = table;
	}
	schema->table_count = count;
}

static enum calx_status read_tables(struct project *project,
	struct sql_schema *ret_schema, calx_error *error)
{
	if (cli_project_connect(project, error) < 0 ||
		cli_project_inspect(project, NULL, ret_schema, error) < 0 ||
		check_operands(project, ret_schema, error) < 0)
		return cli_failed(error);
	/* what is asked for by name is shown, whatever it is */
	if (project->cli->operands.count == 0 &&
		cli_leave_out(project, ret_schema, error) < 0)
		return cli_failed(error);
	keep_wanted(project, ret_schema);
	if (calx__order_tables(ret_schema) < 0)
		cli_out_of_memory();
	return CALX_OK;
}

/* ---- as a list ---------------------------------------------------------------- */

static json_t *column_object(const struct sql_table *table,
	const struct sql_column *column, const char *type)
{
	json_t *object = json_object();

	cli_json_set(object, "name", cli_json_text(column->name));
	cli_json_set(object, "type", cli_json_text(type));
	cli_json_set(object, "nullable", json_boolean(column->nullable));
	cli_json_set(object, "primary_key",
		json_boolean(calx__table_is_key(table, column->name)));
	if (column->server_default)
		cli_json_set(object, "server_default",
			cli_json_text(column->server_default));
	return object;
}

static void list_column(struct cli *cli, const struct sql_table *table,
	const struct sql_column *column, json_t *columns)
{
	struct strbuf type = STRBUF_INIT;

	calx__render_type(&type, column);
	cli_print(cli, "    %s %s%s\n", cli_safe(cli, column->name),
		cli_safe(cli, type.data),
		calx__table_is_key(table, column->name) ? ", primary key" : "");
	cli_json_append(columns, column_object(table, column, type.data));
	calx__strbuf_release(&type);
}

static void list_append(struct cli *cli, const char *list, json_t *object)
{
	cli_json_append(json_object_get(cli->document, list), object);
}

/* A table, or a view, which also tells its SELECT. */
static void list_table(struct cli *cli, const struct sql_table *table)
{
	json_t *object = json_object(), *columns = json_array();

	cli_print(cli, "%s%s\n", cli_safe(cli, table->name),
		table->view ? " (view)" : "");
	for (size_t i = 0; i < table->column_count; i++)
		list_column(cli, table, &table->columns[i], columns);
	cli_json_set(object, "name", cli_json_text(table->name));
	cli_json_set(object, "columns", columns);
	if (table->view)
		cli_json_set(object, "select", cli_json_text(table->view));
	list_append(cli, table->view ? "views" : "tables", object);
}

static void list_sequence(struct cli *cli, const struct sql_table *sequence)
{
	const long long start = sequence->start ? sequence->start : 1;
	const long long step = sequence->increment ? sequence->increment : 1;
	json_t *object = json_object();

	cli_print(cli, "%s (sequence from %lld on, by %lld)\n",
		cli_safe(cli, sequence->name), start, step);
	cli_json_set(object, "name", cli_json_text(sequence->name));
	cli_json_set(object, "start", json_integer(start));
	cli_json_set(object, "increment", json_integer(step));
	list_append(cli, "sequences", object);
}

static void list_tables(struct cli *cli, const struct sql_schema *schema)
{
	cli_json_set(cli->document, "tables", json_array());
	cli_json_set(cli->document, "views", json_array());
	cli_json_set(cli->document, "sequences", json_array());
	for (size_t i = 0; i < schema->table_count; i++)
		if (schema->tables[i]->sequence)
			list_sequence(cli, schema->tables[i]);
		else
			list_table(cli, schema->tables[i]);
	if (schema->table_count == 0)
		cli_say(cli, "There are no tables.\n");
}

/* ---- as models ---------------------------------------------------------------- */

static void warn_left_out(
	void *context, const char *table, const calx_error *why)
{
	struct cli *cli = context;

	(void)table;
	cli_log(cli, LOG_WARNING, "calx.inspect",
		cli_printf(cli, "left out: %s", why->message));
}

static enum calx_status write_models(
	struct project *project, struct sql_schema *schema, calx_error *error)
{
	struct cli *cli = project->cli;
	struct strbuf text = STRBUF_INIT;
	const struct models_plan plan = {
		.schema = schema,
		.comment = cli_printf(cli,
			"The tables of %s, as they were found there.",
			calx_engine_url(project->engine)),
		.metadata = "models",
		.left_out = warn_left_out,
		.context = cli,
	};
	enum calx_status status;

	for (size_t i = 0; i < schema->table_count; i++) {
		schema->tables[i] = calx__spoken(&cli->arena,
			calx__connection_dialect(project->connection),
			schema->tables[i]);
		if (!schema->tables[i])
			cli_out_of_memory();
	}
	status = calx__models_write(&text, &plan, error);
	if (status >= 0)
		status = cli_deliver(cli, "models", "Writing", &text, error);
	calx__strbuf_release(&text);
	return status;
}

static enum calx_status inspect(struct project *project, calx_error *error)
{
	struct sql_schema schema;

	if (read_tables(project, &schema, error) < 0)
		return cli_failed(error);
	if (cli_option(project->cli, "models"))
		return write_models(project, &schema, error);
	list_tables(project->cli, &schema);
	return CALX_OK;
}

static enum calx_status run(struct cli *cli, calx_error *error)
{
	return cli_project_look(cli, inspect, error);
}

static const struct option options[] = {
	{ "models", 'H', .help = "write a header of models instead" },
	{ "output", 'o', .argument = "FILE",
		.help = "where to write the header; standard output" },
	{ .name = NULL },
};
static const struct operand operands[] = {
	{ "TABLE", .optional = true, .repeats = true,
		.help = "only these tables" },
	{ .name = NULL },
};
static const struct example examples[] = {
	{ "calx inspect", "the tables and their columns" },
	{ "calx --url sqlite:///app.db inspect --models -o models.h",
		"the models of a database that is there already" },
	{ .line = NULL },
};

const struct command cli_command_inspect = {
	.name = "inspect",
	.group = "looking at them",
	.purpose = "show the tables of a database, or write models for them",
	.description =
		"Prints the tables with their columns and types, the views and "
		"the sequences. With --models it writes a C header instead, a "
		"CALX_MODEL for each table and a CALX_METADATA of all, which compiles and which 'calx check' "
		"finds no difference to. A project is not needed: --url names "
		"the database.",
	.options = options,
	.operands = operands,
	.examples = examples,
	.run = run,
};
