#ifndef CALX_MIGRATE_H
#define CALX_MIGRATE_H

#include <calx/calx.h>
#include <calx/revision.h>

/** What migrations/env.c says: CALX_MIGRATION_ENVIRONMENT(.target_metadata =
 * &bookstore). */
typedef struct calx_migration_environment {
	char reserved_;
	const calx_metadata *target_metadata; /* what the database should be */
} calx_migration_environment;

#define CALX_MIGRATION_ENVIRONMENT(...)                                        \
	extern const calx_migration_environment calx_migration_environment_;   \
	CALX_API const calx_migration_environment calx_migration_environment_ = \
		{ .reserved_ = 0, __VA_ARGS__ }

/** A history that is linked into a program. */
typedef struct calx_migrations {
	const calx_revision *const *revisions; /* up to NULL, in any order */
} calx_migrations;

CALX_BEGIN_DECLS

/**
 * Brings the database to `target` ("head", "heads", a revision or the start of
 * one, "+1"). Each revision runs in one transaction together with its row in
 * the table calx_version. Returns the number of revisions that ran, or a
 * negative status with `error`. Safe to run from several processes at once.
 */
CALX_API int calx_migrate_upgrade(calx_engine *engine, const calx_migrations *migrations, const char *target, calx_error *error);

/** Takes the database back to `target` ("base", a revision, "-1"). As above. */
CALX_API int calx_migrate_downgrade(calx_engine *engine, const calx_migrations *migrations, const char *target, calx_error *error);

CALX_END_DECLS

#endif
