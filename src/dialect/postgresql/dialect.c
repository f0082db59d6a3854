#include "dialect/postgresql/dialect.h"

#include <pthread.h>

#include "dialect/postgresql/alter/alter.h"
#include "dialect/postgresql/compile.h"
#include "dialect/postgresql/inspect.h"
#include "dialect/postgresql/text/enumeration.h"
#include "dialect/postgresql/text/same.h"
#include "dialect/postgresql/type.h"

/* PostgreSQL's row: all that the other folders know of it. */

/* One lock for each schema of each database: "calx" and the schema's name. */
#define LOCK_KEYS "(1667329144, hashtext(current_schema()))"

const struct dialect calx__postgresql_dialect = {
	.name = "postgresql",
	POSTGRESQL_NAMES,

	.numbered_placeholders = true,
	.plain = calx__postgresql_plain,
	.parameter_max = 65535,
	.insert_rows_max = 1000,
	.returning = true,
	.moments = calx__postgresql_moments,
	.visitors = {
		[CALX_NODE_CALL] = calx__postgresql_visit_call,
		[CALX_NODE_CASE] = calx__postgresql_visit_case,
		[CALX_NODE_EXTRACT] = calx__postgresql_visit_extract,
	},

	.odd_types = true,
	.natives = calx__postgresql_natives,
	.type = calx__postgresql_type,
	.type_of = calx__postgresql_type_of,
	.type_like = calx__postgresql_type_like,
	.sql_same = calx__postgresql_sql_same,
	.default_write = calx__postgresql_default_write,
	.defaults_same = calx__postgresql_defaults_same,
	.view_same = calx__postgresql_view_same,

	.lacks = LACKS_CONFLICT_CLAUSE | LACKS_STRICT_TABLE,
	.comments = COMMENTS_APART,
	/* before PostgreSQL 18 in no other way */
	.computed_is_stored = true,
	.temporary_schema = "pg_temp",
	.temporary_tables = "SELECT NULL, relname FROM pg_catalog.pg_class WHERE relkind = 'r' AND relnamespace = pg_catalog.pg_my_temp_schema()",

	.table_exists = "SELECT 1 FROM pg_catalog.pg_class WHERE relname = $1 AND relkind IN ('r', 'p') AND pg_catalog.pg_table_is_visible(oid)",
	.tables = calx__postgresql_tables,
	.views = calx__postgresql_views,
	.entangled = calx__postgresql_entangled,
	.inspect = calx__postgresql_inspect,
	.normalise = calx__postgresql_normalise,
	.mentions = calx__postgresql_mentions,

	.alter_visitors = {
		[CALX_OPERATION_CREATE_TABLE] = calx__postgresql_create_table,
		[CALX_OPERATION_DROP_TABLE] = calx__postgresql_drop_table,
		[CALX_OPERATION_ADD_COLUMN] = calx__postgresql_add_column,
		[CALX_OPERATION_DROP_COLUMN] = calx__postgresql_drop_column,
		[CALX_OPERATION_ALTER_COLUMN] = calx__postgresql_alter_column,
	},
	.migration = {
		.transactional = true,
		.lock = "SELECT CASE WHEN pg_try_advisory_lock" LOCK_KEYS " THEN 1 ELSE 0 END",
		.unlock = "SELECT pg_advisory_unlock" LOCK_KEYS,
	},
};

/* ---- earlier releases ------------------------------------------------------ */

static struct dialect before_15;

static void before_15_make(void)
{
	before_15 = calx__postgresql_dialect;
	before_15.title = "PostgreSQL before 15";
	before_15.lacks |= LACKS_NULLS_NOT_DISTINCT;
}

const struct dialect *calx__postgresql_dialect_of(int version)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	if (version >= 150000)
		return &calx__postgresql_dialect;
	pthread_once(&once, before_15_make);
	return &before_15;
}
