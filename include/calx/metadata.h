#ifndef CALX_METADATA_H
#define CALX_METADATA_H

#include <calx/engine.h>
#include <calx/schema.h>

CALX_BEGIN_DECLS

/** Creates the tables of `metadata` that are not there yet, with their
 * constraints and indexes, referenced tables first, in one transaction.
 * Existing tables are left as they are. */
CALX_API enum calx_status calx_create_all_tables(calx_engine *engine, const calx_metadata *metadata, calx_error *error);

/** Drops the tables of `metadata` that are there, referring tables first, in
 * one transaction. */
CALX_API enum calx_status calx_drop_all_tables(calx_engine *engine, const calx_metadata *metadata, calx_error *error);

CALX_END_DECLS

/** calx_create_all(engine, &metadata) or (engine, &metadata, &error) */
#define calx_create_all(...) CALX_CREATE_ALL_(__VA_ARGS__, NULL, )
#define CALX_CREATE_ALL_(engine, metadata, error, ...) calx_create_all_tables(engine, metadata, error)
/** calx_drop_all(engine, &metadata) or (engine, &metadata, &error) */
#define calx_drop_all(...) CALX_DROP_ALL_(__VA_ARGS__, NULL, )
#define CALX_DROP_ALL_(engine, metadata, error, ...) calx_drop_all_tables(engine, metadata, error)

#endif
