#include "dialect/sqlite/dialect.h"

#include "dialect/sqlite/alter/alter.h"
#include "dialect/sqlite/alter/exact.h"
#include "dialect/sqlite/compare/compare.h"
#include "dialect/sqlite/compile.h"
#include "dialect/sqlite/inspect.h"
#include "dialect/sqlite/number/decimal.h"
#include "dialect/sqlite/survey/survey.h"
#include "dialect/sqlite/text/default.h"
#include "dialect/sqlite/type.h"

/* SQLite's row: all that the other folders know of it. */

/* A table that is rebuilt is dropped in between: that must not cascade
 * (https://sqlite.org/lang_altertable.html, section 7). The pragma does nothing
 * inside a transaction, so it stands before it. */
static const char *const migration_before[] = { "PRAGMA foreign_keys = OFF",
	NULL };
static const char *const migration_after[] = { "PRAGMA foreign_keys = ON",
	NULL };

const struct dialect calx__sqlite_dialect = {
	.name = "sqlite",
	.title = "SQLite",

	.quote = '"',
	.identifier_max = 1024, /* SQLite itself has no limit */
	.names_ignore_case = true, /* of ASCII letters */
	.reserved_prefix = "sqlite_",
	.literal_doubles = "'",

	.parameter_max = 32766, /* SQLITE_MAX_VARIABLE_NUMBER since 3.32 */
	.insert_rows_max = 100,
	.returning = true,
	.collation = calx__sqlite_collation,
	.exact = calx__decimal_exact,
	.store = calx__decimal_store,
	.compare = calx__sqlite_compare,
	.first = calx__sqlite_first,
	.visitors = {
		[CALX_NODE_CALL] = calx__sqlite_visit_call,
		[CALX_NODE_FILTERED] = calx__sqlite_visit_aggregate,
		[CALX_NODE_OVER] = calx__sqlite_visit_aggregate,
		[CALX_NODE_OPERATOR] = calx__sqlite_visit_operator,
		[CALX_NODE_CASE] = calx__decimal_visit_case,
		[CALX_NODE_CAST] = calx__decimal_visit_cast,
		[CALX_NODE_COMPARE] = calx__decimal_visit_compare,
		[CALX_NODE_EXTRACT] = calx__sqlite_visit_extract,
		[CALX_NODE_OFFSET] = calx__sqlite_visit_offset,
	},

	.type_checks = true,
	.type = calx__sqlite_type,
	.type_of = calx__sqlite_type_of,
	.sql_same = calx__sqlite_sql_same,
	.type_like = calx__sqlite_type_like,
	.defaults_same = calx__sqlite_defaults_same,
	.check_table = calx__sqlite_check_table,

	.lacks = LACKS_INCLUDED_COLUMN | LACKS_OPERATOR_CLASS |
		 LACKS_NULLS_NOT_DISTINCT | LACKS_EXCLUSION |
		 LACKS_DEFERRABLE_UNIQUE | LACKS_SEQUENCE | LACKS_IDENTITY |
		 LACKS_IDENTITY_START | LACKS_IDENTITY_STEP | LACKS_ON_COMMIT,
	.index_methods = (const char *const[]){ NULL },

	.autoincrement = " AUTOINCREMENT",
	.conflict_clauses = true,
	.temporary_schema = "temp",
	.temporary_tables = "SELECT NULL, name FROM temp.sqlite_schema WHERE type = 'table'",
	.index_in_schema = true,
	.keys_in_schema = true,
	.table_options = calx__sqlite_table_options,

	.keeps_sql = true,
	.table_exists = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ? COLLATE NOCASE",
	.tables = calx__sqlite_tables,
	.views = "SELECT NULL, v.name, x.name, x.type, 1 FROM sqlite_schema v JOIN pragma_table_xinfo(v.name) x WHERE v.type = 'view'",
	.views_break = true,
	.entangled = "SELECT EXISTS (SELECT 1 FROM main.sqlite_schema WHERE type IN ('view', 'trigger')) OR EXISTS (SELECT 1 FROM temp.sqlite_schema WHERE type IN ('view', 'trigger'))",
	.inspect = calx__sqlite_inspect,
	.normalise = calx__sqlite_normalise,
	.mentions = calx__sqlite_mentions,

	.forward_references = true,
	.alter = calx__sqlite_alter,
	.migration = {
		.transactional = true,
		.before = migration_before,
		.after = migration_after,
		.survey = calx__sqlite_survey,
		.schema_mark = "PRAGMA main.schema_version",
	},
};
