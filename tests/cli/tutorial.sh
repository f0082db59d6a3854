#!/usr/bin/env bash
# The tutorial from beginning to end, in a copy of the bookstore: what each
# command prints, and what the database then holds.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

bookstore=$CALX_ROOT/examples/bookstore
sql() { sqlite3 bookstore.db "$1"; }
columns() { sql "SELECT group_concat(name) FROM pragma_table_info('$1')"; }

# ---- a project from nothing ----------------------------------------------------------
run init migrations
rc_is 0 'init'
cp "$bookstore/calx.ini" calx.ini
cp "$bookstore/migrations/env.c" migrations/env.c
cp "$CALX_ROOT/examples/tutorial/models-1.h" models.h
run init migrations
fails 1 'init again' 'not empty'

run revision --autogenerate -m 'Create table books'
rc_is 0 'the first revision'
out_is 'its file' <<'END'
  Generating migrations/versions/ID_create_table_books.c ...  done
END
err_is 'its log' <<'END'
INFO  [calx.migrate] Context impl SQLite.
INFO  [calx.migrate] Will assume transactional DDL.
INFO  [calx.autogenerate] Detected added table 'books'
END
file=$(ls migrations/versions/*_create_table_books.c)
first=$(basename "$file" _create_table_books.c)
# the comment lines and the date differ from run to run
normal() { sed -E "s/[0-9a-f]{12}/ID/g; s/^( \* Create Date: ).*/\1DATE/" "$1"; }
ok 'the file is as the tutorial shows it' \
	diff <(normal "$bookstore/migrations/versions/0817994fdbf9_create_table_books.c") <(normal "$file")

CC=/bin/false run upgrade head
rc_is 0 'upgrade needs no compiler'
out_empty
err_is 'the log of the upgrade' <<'END'
INFO  [calx.migrate] Context impl SQLite.
INFO  [calx.migrate] Will assume transactional DDL.
INFO  [calx.migrate] Running upgrade  -> ID, Create table books
END
ok 'the table is there' test "$(columns books)" = id,title,author,publisher,publish_date
run current
out_is 'current' <<'END'
ID (head)
END
err_empty 'current logs nothing'
run check
rc_is 0 'check: in step'
out_has 'No new upgrade operations detected.'

# ---- the second ------------------------------------------------------------------------
cp "$bookstore/models.h" models.h
run check
rc_is 1 'check: the models went on'
out_has 'salespeople'
out_has 'books.cost'
run revision --autogenerate -m 'Add table salespeople'
err_is 'its log' <<'END'
INFO  [calx.migrate] Context impl SQLite.
INFO  [calx.migrate] Will assume transactional DDL.
INFO  [calx.autogenerate] Detected added table 'salespeople'
INFO  [calx.autogenerate] Detected added column 'books.cost'
END
file=$(ls migrations/versions/*_add_table_salespeople.c)
second=$(basename "$file" _add_table_salespeople.c)
ok 'its operations are those of the tutorial' diff \
	<(sed -n '/### commands/,/### end/p' "$bookstore/migrations/versions/a7323c275f5a_add_table_salespeople.c") \
	<(sed -n '/### commands/,/### end/p' "$file")
run history
ok 'history' diff "$out" - <<END
$first -> $second (head), Add table salespeople
<base> -> $first, Create table books
END
run upgrade head
rc_is 0 'upgrade'
run check
rc_is 0 'check: in step again'

# ---- there and back ----------------------------------------------------------------------
run downgrade -1
rc_is 0 'one back'
err_has "Running downgrade $second -> $first, Add table salespeople"
ok 'the column is gone' test "$(columns books)" = id,title,author,publisher,publish_date
run downgrade base
rc_is 0 'to the base'
err_has "Running downgrade $first -> , Create table books"
run current
out_empty 'nothing has run'
run upgrade +1
rc_is 0 'one step'
run current
out_is 'is where the first is' <<'END'
ID
END
run upgrade "${first:0:6}"
rc_is 0 'a partial id that has run already'
run upgrade head
rc_is 0 'to the head'
run downgrade base
rc_is 0 'and back'

# ---- revisions that seed ------------------------------------------------------------------
rm migrations/versions/*.c bookstore.db*
cp "$bookstore"/migrations/versions/*.c migrations/versions/
run history
out_is 'history without a database' <<'END'
ID -> ID (head), Add table salespeople
<base> -> ID, Create table books
END
ok 'made none' test ! -e bookstore.db
run upgrade 0817994fdbf9
rc_is 0 'the first'
sql "INSERT INTO books (title) VALUES ('A'), ('B'), ('C')"
run upgrade head
rc_is 0 'the one with code'
out_is 'prints what it prints' <<'END'
Seeding book costs...
Seeding salespeople...
END
err_is 'and logs' <<'END'
INFO  [calx.migrate] Context impl SQLite.
INFO  [calx.migrate] Will assume transactional DDL.
INFO  [calx.migrate] Running upgrade ID -> ID, Add table salespeople
END
ok 'every book has a cost' test "$(sql 'SELECT count(*) FROM books WHERE cost BETWEEN 5 AND 35')" = 3
ok 'twenty salespeople' test "$(sql 'SELECT count(*) FROM salespeople WHERE length(name) > 0')" = 20
run current
out_is 'current' <<'END'
ID (head)
END
run check
rc_is 0 'check'
run downgrade base
rc_is 0 'all the way back'
ok 'nothing is left' test -z "$(sql "SELECT name FROM sqlite_master WHERE name IN ('books', 'salespeople')")"

# the database is made by somebody else
rm bookstore.db*
run stamp head
rc_is 0 'stamp'
run current
out_is 'is at the head' <<'END'
ID (head)
END

done_testing
