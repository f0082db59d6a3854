#include "dialect/mariadb/dialect.h"

#include "dialect/mariadb/alter/alter.h"
#include "dialect/mariadb/alter/subject.h"
#include "dialect/mariadb/compile.h"
#include "dialect/mariadb/inspect.h"
#include "dialect/mariadb/text/same.h"
#include "dialect/mariadb/text/storage.h"
#include "dialect/mariadb/type.h"
#include "dialect/mariadb/view/view.h"

/* MariaDB's row: all that the other folders know of it. */

const struct dialect calx__mariadb_dialect = {
	.name = "mariadb",
	.title = "MariaDB",

	.quote = '"',
	.identifier_max = 64, /* characters, and so at least as many bytes */
	.literal_doubles = "'",
	.schemas = true, /* databases of the server */

	.parameter_max = 65535,
	.insert_rows_max = 500,
	.returning = true,
	.default_row = " () VALUES ()",
	.moments = calx__mariadb_moments,
	.visitors = {
		[CALX_NODE_CALL] = calx__mariadb_visit_call,
		[CALX_NODE_FILTERED] = calx__mariadb_visit_filtered,
		[CALX_NODE_OVER] = calx__mariadb_visit_over,
		[CALX_NODE_OPERATOR] = calx__mariadb_visit_operator,
		[CALX_NODE_CAST] = calx__mariadb_visit_cast,
		[CALX_NODE_COMPARE] = calx__mariadb_visit_compare,
		[CALX_NODE_ORDERING] = calx__mariadb_visit_ordering,
		[CALX_NODE_OFFSET] = calx__mariadb_visit_offset,
	},

	.odd_types = true,
	.natives = calx__mariadb_natives,
	.type = calx__mariadb_type,
	.type_of = calx__mariadb_storage_read,
	.sql_same = calx__mariadb_sql_same,
	.type_like = calx__mariadb_type_like,
	.defaults_same = calx__mariadb_defaults_same,
	.default_write = calx__mariadb_default,
	.view_same = calx__mariadb_view_same,
	.check_table = calx__mariadb_check_table,

	.lacks = LACKS_PARTIAL_INDEX | LACKS_EXPRESSION_INDEX |
		 LACKS_INCLUDED_COLUMN | LACKS_OPERATOR_CLASS |
		 LACKS_NULLS_NOT_DISTINCT | LACKS_EXCLUSION |
		 LACKS_DEFERRABLE_KEY | LACKS_DEFERRABLE_UNIQUE |
		 LACKS_SET_DEFAULT | LACKS_CONFLICT_CLAUSE |
		 LACKS_STRICT_TABLE | LACKS_IDENTITY | LACKS_IDENTITY_STEP |
		 LACKS_TEMPORARY_KEY | LACKS_ON_COMMIT,
	.index_methods = (const char *const[]){ "fulltext", "spatial", NULL },
	.method_before_index = true,
	.comments = COMMENTS_INSIDE,
	.computed_nullable = true,
	.temporary_drop = "DROP TEMPORARY TABLE IF EXISTS ",
	.temporary_indexes_inside = true,
	.table_options = calx__mariadb_table_options,

	.table_exists = "SELECT 1 FROM information_schema.tables WHERE table_schema = database() AND table_name = ?",
	.tables = calx__mariadb_tables,
	.views = calx__mariadb_views,
	.inspect = calx__mariadb_inspect,
	.normalise = calx__mariadb_normalise,

	.alter_visitors = {
		[CALX_OPERATION_ADD_COLUMN] = calx__mariadb_add_column,
		[CALX_OPERATION_ALTER_COLUMN] = calx__mariadb_alter_column,
		[CALX_OPERATION_DROP_COLUMN] = calx__mariadb_drop_column,
		[CALX_OPERATION_ADD_CONSTRAINT] = calx__mariadb_add_constraint,
		[CALX_OPERATION_DROP_CONSTRAINT] = calx__mariadb_drop_constraint,
		[CALX_OPERATION_DROP_INDEX] = calx__mariadb_drop_index,
	},
	.migration = {
		/* of the server, and not of the database */
		.lock = "SELECT get_lock(concat('calx.', database()), 0)",
		.subject = calx__mariadb_subject,
		.server = "SHOW GLOBAL STATUS LIKE 'wsrep_gcomm_uuid'",
		.unlock = "DO release_lock(concat('calx.', database()))",
	},
};
