#!/usr/bin/env bash
# What was cut off: nothing where a revision happens as a whole, and on MariaDB
# what the journal says.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

# ---- where there is nothing to resume ------------------------------------------
project
revision aaaa1111 ''
run upgrade head
run resume
rc_is 0 'nothing was cut off'
err_has 'Nothing to do'
run repair
fails 2 'repair without a word' 'either --done or --undone'
run repair --done --undone
fails 2 'repair with both' 'either --done or --undone'
run repair --done
fails 1 'nothing is in doubt' 'no statement is in doubt'

# ---- MariaDB ---------------------------------------------------------------------
if [ -z "${CALX_TEST_MARIADB:-}" ]; then
	done_testing
	exit
fi
name=calx_cli_$$
# shellcheck disable=SC2001
password=$(sed "s|.*://[^:]*:\([^@]*\)@.*|\1|" <<<"$CALX_TEST_MARIADB")
# shellcheck disable=SC2001
socket=$(sed "s|.*socket=\([^&]*\).*|\1|" <<<"$CALX_TEST_MARIADB")
sql() { # DATABASE SQL
	MYSQL_PWD=$password mariadb --no-defaults -N -S "$socket" -u app -e "$2" "$1"
}
sql '' "CREATE DATABASE $name"
trap 'sql "" "DROP DATABASE $name"; rm -rf "$scratch"' EXIT

project
sed -i "s|^url = .*|url = ${CALX_TEST_MARIADB/@\/app\?/@\/$name?}|" calx.ini
# step MORE: a revision of two statements, and more
step() {
	revision bbbb1111 '' "calx_create_table(op, \"books\", column(id, integer(), .primary_key = true));
    calx_add_column(op, \"books\", column(n, nullable(integer())));
    $1" 'calx_drop_table(op, "books");'
}
step 'calx_execute(op, "INSERT INTO nowhere VALUES (1)");'
run upgrade head
fails 1 'a statement that fails' 'nowhere'
err_has 'The 2 statements before it are done'
err_has 'run the same again'
# as when the runner is killed before the mark
sql "$name" 'UPDATE calx_journal SET state = 1 WHERE number = 2'
step ''
run upgrade head
fails 4 'a statement in doubt' 'cut off in statement 2'
err_has 'calx resume'
run resume --dry-run
rc_is 0 'resume --dry-run'
err_has 'Statement 2 was done'
ok 'and changed nothing' test "$(sql "$name" 'SELECT state FROM calx_journal WHERE number = 2')" = 1
sql "$name" 'UPDATE calx_journal SET previous = NULL WHERE number = 2'
run resume
fails 4 'what cannot be told' 'calx repair --done'
run repair --done
rc_is 0 'repair --done'
err_has 'Statement 2 was done: ALTER TABLE'
run resume
rc_is 0 'resume'
err_has 'Running upgrade'
run current
out_has 'bbbb1111 (head)'
ok 'the journal is empty' test "$(sql "$name" 'SELECT count(*) FROM calx_journal')" = 0
run downgrade base
rc_is 0 'and back'

done_testing
