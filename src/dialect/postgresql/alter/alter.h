#ifndef CALX_DIALECT_POSTGRESQL_ALTER_ALTER_H
#define CALX_DIALECT_POSTGRESQL_ALTER_ALTER_H

#include "compile/dialect.h"

/* The visitors of operations that differ from the default: enumerations are
 * types of their own, which come and go with their columns. */

alter_visitor calx__postgresql_create_table;
alter_visitor calx__postgresql_drop_table;
alter_visitor calx__postgresql_add_column;
alter_visitor calx__postgresql_drop_column;
alter_visitor calx__postgresql_alter_column;

#endif
