#include "migrate/compare/ignore.h"

#include <string.h>

#include "compile/identifier.h"
#include "util/text.h"

/* Other programs keep tables in the same database. To drop what another tool of
 * migrations has done is worse than to leave a table: so theirs are left alone,
 * as long as no model names them. */

/* patterns, as in [autogenerate] ignore */
static const char *const others[] = {
	/* migrations, by tool */
	"alembic_version",
	"schema_migrations",
	"ar_internal_metadata", /* Rails, dbmate, Ecto ... */
	"flyway_schema_history",
	"schema_version",
	"databasechangelog",
	"databasechangeloglock", /* Liquibase */
	"django_migrations",
	"_prisma_migrations",
	"goose_db_version",
	"knex_migrations",
	"knex_migrations_lock",
	"kysely_migration",
	"kysely_migration_lock",
	"mikro_orm_migrations",
	"SequelizeMeta",
	"SequelizeData",
	"__drizzle_migrations",
	"typeorm_metadata",
	"migrations", /* Laravel, TypeORM */
	"__EFMigrationsHistory",
	"__EFMigrationsLock",
	"VersionInfo",	  /* FluentMigrator */
	"SchemaVersions", /* DbUp */
	"_sqlx_migrations",
	"__diesel_schema_migrations",
	"seaql_migrations",
	"refinery_schema_history",
	"atlas_schema_revisions",
	"gorp_migrations",
	"bun_migrations",
	"bun_migration_locks",
	"d1_migrations",
	"_cf_KV", /* Cloudflare */
	"phinxlog",
	"doctrine_migration_versions",
	"_yoyo_migration",
	"_yoyo_version",
	"_yoyo_log",
	"yoyo_lock",
	"migratehistory",
	"aerich",
	"grdb_migrations",
	"room_master_table",
	"android_metadata",
	/* replication and extensions */
	"_litestream_*",
	"crsql_*",
	"__crsql_*",
	"sqlean_define",
	/* SpatiaLite, PostGIS, GeoPackage */
	"spatial_ref_sys",
	"spatial_ref_sys_*",
	"geometry_columns",
	"geometry_columns_*",
	"views_geometry_columns",
	"views_geometry_columns_*",
	"virts_geometry_columns",
	"virts_geometry_columns_*",
	"spatialite_history",
	"sql_statements_log",
	"data_licenses",
	"gpkg_*",
};

/* ---- patterns ------------------------------------------------------------- */

/* Takes the next pattern off a list; false at its end. */
static bool next_pattern(struct view *rest, struct view *ret_pattern)
{
	static const char separators[] = ", \t\r\n";
	size_t length = 0;

	while (rest->length && strchr(separators, *rest->data)) {
		rest->data++;
		rest->length--;
	}
	while (length < rest->length && !strchr(separators, rest->data[length]))
		length++;
	*ret_pattern = (struct view){ rest->data, length };
	rest->data += length;
	rest->length -= length;
	return length;
}

/* Whether a pattern of the list is the name, as the database compares names. */
static bool list_has(const struct autogenerate *input, const char *patterns,
	const char *name)
{
	const bool nocase = input->dialect->names_ignore_case;
	struct view rest = calx__view(patterns), pattern;

	while (name && next_pattern(&rest, &pattern))
		if (calx__text_glob(pattern, name, nocase))
			return true;
	return false;
}

/* Whether another program makes tables of that name. */
static bool is_others(const struct autogenerate *input, const char *name)
{
	const bool nocase = input->dialect->names_ignore_case;

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (calx__text_glob(calx__view(others[i]), name, nocase))
			return true;
	return false;
}

/* The same of "table.name". */
static bool list_has_part(const struct differ_table *table, const char *name)
{
	const struct differ *differ = table->differ;
	const char *whole;

	if (!differ->input->ignored || !*differ->input->ignored || !name)
		return false;
	whole = calx__arena_printf(
		differ->arena, "%s.%s", table->target->name, name);
	return list_has(differ->input, differ->input->ignored, whole);
}

/* ---- parts of a schema ---------------------------------------------------- */

static bool is_own(
	const struct autogenerate *input, const struct sql_table *table)
{
	const char *const *own = input->ignored_tables;

	for (; own && *own; own++)
		if (calx__names_equal(input->dialect, table->name, *own))
			return true;
	return false;
}

bool calx__ignore_table(
	const struct autogenerate *input, const struct sql_table *table)
{
	if (is_own(input, table) ||
		list_has(input, input->ignored, table->name))
		return true;
	if (input->target &&
		calx__schema_table(input->target, table->schema, table->name))
		return false;
	return table->internal || is_others(input, table->name);
}

bool calx__ignore_column(const struct differ_table *table, const char *column)
{
	return list_has_part(table, column);
}

bool calx__ignore_constraint(const struct differ_table *table,
	const struct sql_constraint *constraint)
{
	if (!table->differ->input->ignored)
		return false;
	for (size_t i = 0; i < constraint->column_count; i++)
		if (calx__ignore_column(table, constraint->columns[i]))
			return true;
	return list_has(table->differ->input, table->differ->input->ignored,
		       constraint->name) ||
	       list_has_part(table, constraint->name);
}
