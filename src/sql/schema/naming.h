#ifndef CALX_SQL_SCHEMA_NAMING_H
#define CALX_SQL_SCHEMA_NAMING_H

#include "sql/schema/table.h"

/* The naming convention: pk_<table>, uq_<table>_<columns>, ix_<table>_<columns>,
 * fk_<table>_<columns>_<referred table>, ck_<table>_<first 8 hex digits of the
 * condition's hash>; of an expression its words, and behind all the hash of an
 * index's condition. Longer than 60 bytes: cut, with 8 hex digits of a hash. */
const char *calx__constraint_default_name(struct arena *arena,
	const char *table, const struct sql_constraint *constraint);

/* <table>_<column>: what the type of an enumeration is called. */
const char *calx__type_default_name(
	struct arena *arena, const char *table, const char *column);

/* Whether the constraint has no name, or the one of the convention. */
bool calx__constraint_has_default_name(struct arena *arena, const char *table,
	const struct sql_constraint *constraint);

#endif
