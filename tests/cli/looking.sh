#!/usr/bin/env bash
# Looking does not write: neither into the database, nor beside it, nor a new
# one; and a dry run is done on a copy, whatever the revision says.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
project
revision aaaa1111 ''

looks=('current' 'current -v' 'check' 'history -i' 'history -r current:' 'show current'
	'erd --from=database --format=dot' 'revision --autogenerate -n -m x'
	'upgrade head --dry-run' 'stamp head -n' 'downgrade base -n')

# ---- what is not there ---------------------------------------------------------------------
for line in "${looks[@]}"; do
	# shellcheck disable=SC2086
	run $line
	fails 5 "$line without a database" 'there is no database test.db'
	err_has "hint: Its name is from calx.ini:4, and --url gives another. 'calx upgrade head' makes it"
	ok "$line makes none" test -z "$(ls ./*.db* 2>/dev/null)"
done
run current -u sqlite:///tset.db --json
json_is 'd["exit_code"] == 5 and d["error"]["native_code"] == 14 and d["error"]["sqlstate"] == "08001"' 'a typo, in JSON'
err_has 'hint: Its name is from --url, '
run upgrade head --sql
rc_is 0 'the SQL can be had before there is a database'
out_has 'CREATE TABLE "t_aaaa1111"'
for line in 'history' 'heads' 'show head' 'config' 'erd --format=dot'; do
	# shellcheck disable=SC2086
	run $line
	rc_is 0 "$line needs no database"
done
ok 'and none was made' test -z "$(ls ./*.db* 2>/dev/null)"
for odd in /dev/zero "sqlite:////$scratch"; do
	run current -u "sqlite:///$odd"
	rc_is 5 "$odd is no database"
done
mkfifo pipe.db
run current -u sqlite:///pipe.db
fails 5 'a pipe is no database' 'it is not a file'

# ---- what is there -------------------------------------------------------------------------
# every file of the database, with its times; the index of a log is none of it
state() {
	find . -maxdepth 1 -name 'test.db*' -not -name '*-shm' -exec stat -c '%n %a %s %y' {} + | sort
	find . -maxdepth 1 -name 'test.db*' -not -name '*-shm' -exec sha256sum {} + | sort
	find . -maxdepth 1 -name 'test.db*' | sort
}
look_at_it() { # NAME
	state >"$scratch/before"
	for line in "${looks[@]}"; do
		# shellcheck disable=SC2086
		run $line
		ok "$1: $line works" test "$rc" -le 1
		err_lacks 'could not'
		state >"$scratch/after"
		ok "$1: $line leaves no trace" diff "$scratch/before" "$scratch/after"
	done
}
for mode in delete truncate persist wal; do
	rm -f test.db*
	sqlite3 test.db "PRAGMA journal_mode = $mode; CREATE TABLE x (a INTEGER PRIMARY KEY)" >/dev/null
	look_at_it "journal $mode"
	run upgrade head -q
	rc_is 0 "journal $mode: upgrade"
	case $mode in wal) kept=wal ;; *) kept=delete ;; esac
	ok "journal $mode: stays" test "$(sqlite3 test.db 'PRAGMA journal_mode')" = $kept
	look_at_it "journal $mode, upgraded"
done
rm -f test.db*
run upgrade head -q
ok 'a database that calx makes has a log' test "$(sqlite3 test.db 'PRAGMA journal_mode')" = wal
rm -f test.db*
run upgrade head -q -u 'sqlite:///test.db?journal=delete'
ok 'unless it is told otherwise' test "$(sqlite3 test.db 'PRAGMA journal_mode')" = delete
run upgrade head -q -u 'sqlite:///test.db?journal=wal'
ok 'and to change it' test "$(sqlite3 test.db 'PRAGMA journal_mode')" = wal

# somebody has it open, and something in the log
python3 - <<'END' &
import os, sqlite3, time
c = sqlite3.connect("test.db")
c.execute("CREATE TABLE y (a)")
c.commit()
open("ready", "w").close()
while not os.path.exists("enough"):
    time.sleep(0.05)
END
until [ -e ready ]; do sleep 0.05; done
look_at_it 'in use'
run erd --from=database --format=dot
out_has '<b>y</b>' 'what is in the log is seen'
touch enough
wait
rm ready enough

# who may not write, with a log and no index of it
mkdir sealed
cp test.db calx.ini sealed
cp -r migrations sealed
cd sealed || exit 1
chmod a-w . test.db
for line in current 'upgrade head -n' 'erd --from=database --format=dot'; do
	# shellcheck disable=SC2086
	run_unprivileged $line
	rc_is 0 "a database that cannot be written: $line"
	ok "and nothing is beside it: $line" test "$(ls -d test.db*)" = test.db
done
chmod u+w .
cp test.db 'odd #?%20.db'
touch test.db-shm
chmod a-w .
run_unprivileged current -u 'sqlite:///odd%20%23%3F%2520.db'
rc_is 0 'a name that a URI would take otherwise'
run_unprivileged erd --from=database --format=dot -u "sqlite:////$PWD/odd%20%23%3F%2520.db"
out_has '<b>y</b>' 'and two slashes before it'
run_unprivileged erd --from=database --format=dot
out_has '<b>y</b>' 'an index without its log'
chmod u+w .
rm 'odd #?%20.db' test.db-shm
chmod a-r test.db
run_unprivileged current
fails 5 'a database that cannot be read' 'could not open the database'
err_has 'The system says: Permission denied.'
cd .. || exit 1

# ---- a dry run is done on a copy -------------------------------------------------------------
dry() { # NAME UPGRADE
	rm -f test.db* other.db*
	sqlite3 test.db 'CREATE TABLE kept (a INTEGER); INSERT INTO kept VALUES (1)'
	revision aaaa1111 '' "$2"
	sha256sum test.db >"$scratch/before"
	run upgrade head -n
	ok "$1: it ends" test "$rc" -le 5
	ok "$1: nothing is changed" sha256sum -c --quiet "$scratch/before"
	ok "$1: and nothing is made" test "$(ls ./*.db*)" = "$(printf './pipe.db\n./test.db')"
}
sql() { printf 'calx_execute(op, "%s");\n' "$@"; }
dry 'COMMIT' "$(sql 'DELETE FROM kept' COMMIT)"
dry 'END and more' "$(sql 'DELETE FROM kept' END 'DROP TABLE kept' 'VACUUM')"
dry 'COMMIT AND BEGIN' "$(sql COMMIT 'BEGIN EXCLUSIVE' 'CREATE TABLE t (a)' COMMIT)"
dry 'a pragma' "$(sql COMMIT 'PRAGMA journal_mode = wal' 'PRAGMA user_version = 7')"
dry 'a file that is attached' "$(sql COMMIT "ATTACH 'other.db' AS other")"
dry 'a copy of its own' "$(sql COMMIT "VACUUM INTO 'other.db'")"
dry 'a broken schema' "$(sql 'PRAGMA writable_schema = 1' 'DELETE FROM sqlite_schema' COMMIT)"
dry 'the session' 'calx_session *s = calx_op_session(op);
    calx_connection_execute(calx_session_connection(s), "DELETE FROM kept", NULL, 0);
    calx_commit(s);'
dry 'an engine of its own' 'calx_engine *e = calx_engine_open("sqlite:///test.db", NULL);
    calx_connection *c = calx_connection_open(e, NULL);
    calx_connection_execute(c, "DELETE FROM kept", NULL, 0);
    calx_connection_close(c);
    calx_engine_close(e);
    calx_execute(op, "SELECT 1");'
dry 'a new database' 'calx_engine *e = calx_engine_open("sqlite:///other.db", NULL);
    calx_engine_close(e);
    calx_execute(op, "SELECT 1");'

# what it tells is what would happen, from BEGIN to COMMIT
revision aaaa1111 '' "$(sql 'INSERT INTO kept VALUES (2)')"
run upgrade head -n
out_has 'BEGIN;'
out_has 'INSERT INTO kept VALUES (2);'
out_has 'COMMIT;'
cp test.db replayed.db
ok 'and can be run' sqlite3 -bail replayed.db ".read $out"
ok 'and is kept' test "$(sqlite3 replayed.db 'SELECT count(*) FROM kept, calx_version')" = 2

done_testing
