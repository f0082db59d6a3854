#!/usr/bin/env bash
# A model whose columns have the names of the words that made it, from the model
# to the database and back.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
project

cat >models.h <<'END'
#include <calx/calx.h>
CALX_MODEL(Odd, "table",
    column(count,       integer(), .primary_key = true),
    column(table,       string(20), .index = true),
    column(columns,     nullable(integer()), .unique = true),
    column(constraints, boolean()),
    column(list,        numeric(8, 2)),
    column(index,       nullable(enumeration("check", "unique"))),
    column(unique,      nullable(text())),
    column(op,          nullable(integer())),
    unique(count, table, index),
    named("x", check("\"count\" > 0")));
CALX_METADATA(odd, Odd);
END
cat >migrations/env.c <<'END'
#include <calx/migrate.h>
#include "../models.h"
CALX_MIGRATION_ENVIRONMENT(.target_metadata = &odd);
END

run revision --autogenerate -m 'Odd names' --rev-id aaaa1111
rc_is 0 'autogenerate'
run upgrade head
rc_is 0 'upgrade'
run check
rc_is 0 'nothing is left to do'
ok 'all columns are there' test "$(sqlite3 test.db \
	"SELECT group_concat(name) FROM pragma_table_info('table')")" = \
	count,table,columns,constraints,list,index,unique,op

# a change of one of them
sed -i 's/column(list,        numeric(8, 2))/column(list, nullable(numeric(9, 3)))/
	/column(op,/d' models.h
run revision --autogenerate -m 'Fewer' --rev-id bbbb2222
rc_is 0 'autogenerate a change'
run upgrade head
rc_is 0 'and run it'
run check
rc_is 0 'nothing is left to do then'
run downgrade base
rc_is 0 'and back'

done_testing
