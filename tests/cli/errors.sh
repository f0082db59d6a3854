#!/usr/bin/env bash
# What goes wrong in the files and the database: each a clear error that names
# the thing, and an exit code that a script can tell.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

# ---- the database -------------------------------------------------------------------
project
revision aaaa1111 ''
run upgrade head --url nosuch://host/db
fails 1 'unknown scheme' 'nosuch'
run upgrade head --url sqlite
fails 1 'not a URL' 'sqlite'
run current --url 'sqlite:///missing.db?mode=ro'
fails 5 'missing file' 'missing.db'
run current --url sqlite:////nonexistent/folder/x.db
fails 5 'missing folder' '/nonexistent/folder/x.db'
mkdir a_folder
run current --url sqlite:///a_folder
ok 'a folder: no success' test "$rc" -eq 5 -o "$rc" -eq 1
err_has 'a_folder'
head -c 8192 /dev/urandom >garbage.db
run upgrade head --url sqlite:///garbage.db
rc_is 1 'not a database: exit code 1'
err_has 'garbage.db: the file is not an SQLite database'
err_has "hint: It was not touched. Check the file's name in the URL."
ok 'it was not touched' test "$(stat -c %s garbage.db)" -eq 8192
mkdir sealed && chmod a-w sealed
run_unprivileged upgrade head --url sqlite:///sealed/x.db
fails 5 'read-only directory' 'sealed/x.db'
ok 'nothing was made in it' test -z "$(ls sealed)"
: >sealed.db && chmod a-w sealed.db
run_unprivileged upgrade head --url sqlite:///sealed.db
rc_is 1 'read-only file: exit code 1'
err_has 'read-only'
: >secret.db && chmod a-rw secret.db
run_unprivileged current --url sqlite:///secret.db
fails 5 'unreadable file' 'secret.db'
run upgrade head
rc_is 0 'a good one'
cp test.db damaged.db
printf 'overwritten' | dd of=damaged.db bs=1 seek=100 conv=notrunc 2>/dev/null
run current --url sqlite:///damaged.db
rc_is 1 'a damaged file: exit code 1'
err_has 'damaged'

# a writer that holds the lock: sqlite3 waits for our line
lock() { python3 - "$1" "$2" <<'END' & }
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
open(sys.argv[2], "w").close()
time.sleep(30)
END
revision bbbb2222 aaaa1111
lock test.db "$scratch/locked"
holder=$!
while [ ! -e "$scratch/locked" ]; do sleep 0.05; done
run upgrade head --url 'sqlite:///test.db?timeout=0.1' --lock-timeout=1
fails 4 'a locked database' 'lock'
ok 'waiting is told once' test "$(grep -c Waiting "$err")" -eq 1
run upgrade head --lock-timeout=soon
fails 2 'a time-out that is no number' "not 'soon'"
kill "$holder"
wait "$holder" 2>/dev/null
run upgrade head
rc_is 0 'and once it is free'

# ... for as long as was said, whatever the lock and whatever the URL says
waits() { # BEGIN SECONDS ARGUMENT...
	local begin=$1 seconds=$2 started
	shift 2
	rm -f "$scratch/locked"
	python3 - held.db "$scratch/locked" "$begin" <<-'END' &
	import sqlite3, sys, time
	c = sqlite3.connect(sys.argv[1], isolation_level=None)
	c.execute(sys.argv[3])
	open(sys.argv[2], "w").close()
	time.sleep(60)
	END
	holder=$!
	while [ ! -e "$scratch/locked" ]; do sleep 0.05; done
	started=$(date +%s%N)
	run "$@"
	started=$((($(date +%s%N) - started) / 1000000))
	kill "$holder"
	wait "$holder" 2>/dev/null
	fails 4 "$* behind $begin" 'held.db: the database is locked'
	err_has 'hint: Somebody else works on it. --lock-timeout=SECONDS'
	ok "$* behind $begin: waits $seconds s, not $started ms" test "$started" -ge $((seconds * 1000 - 50)) -a "$started" -lt $((seconds * 1000 + 900))
}
for mode in delete wal; do
	rm -f held.db*
	sqlite3 held.db "PRAGMA journal_mode = $mode; CREATE TABLE x (a)" >/dev/null
	waits 'BEGIN IMMEDIATE' 1 upgrade head -u sqlite:///held.db --lock-timeout 1
	waits 'BEGIN EXCLUSIVE' 2 stamp head -u 'sqlite:///held.db?timeout=30' --lock-timeout=2
done

# a disk that is full: what fits is kept, and the next run goes on
if [ "$(id -u)" -eq 0 ] && mkdir small && mount -t tmpfs -o size=100k none small 2>/dev/null; then
	project
	for id in aaaa1111 bbbb2222 cccc3333 dddd4444; do
		revision "$id" "${before-}" "calx_create_table(op, \"t_$id\", column(id, integer(), .primary_key = true), column(text, text()));
    calx_execute(op, \"INSERT INTO t_$id (id, text) VALUES (1, hex(zeroblob(8000)))\");"
		before=$id
	done
	run upgrade head --url "sqlite:///$scratch/work/project-1/small/full.db"
	rc_is 1 'a full disk: exit code 1'
	err_has 'full.db: the disk is full'
	err_has 'hint: The transaction was rolled back. Make room and run it again.'
	mount -o remount,size=4m "$scratch/work/project-1/small"
	run upgrade head --url "sqlite:///$scratch/work/project-1/small/full.db"
	rc_is 0 'with room it goes on'
	umount "$scratch/work/project-1/small"
fi

# ---- revision files ----------------------------------------------------------------------
project
revision aaaa1111 '' 'calx_create_table(op, "t", column(id, integer(), .primary_key = true)'
run upgrade head
fails 1 'syntax error' 'aaaa1111_step.c:'
ok 'with its line' grep -qE 'aaaa1111_step\.c:[0-9]+' "$err"
project
revision aaaa1111 '' 'calx_create_table(op, "t", column(id, integer(), .primary_key = true);
    calx_execute(op, "SELECT 1");'
run history
fails 1 'a bracket that is not closed' "aaaa1111_step.c:11:22: error: this '(' is not closed"
err_has "hint: It should be before the '}' in line 13." 'is told where it opens, and where it is missed'
project
revision aaaa1111 '' 'calx_create_tabel(op, "t");'
CC=cc run upgrade head
rc_is 1 'an unknown operation: exit code 1'
err_has 'calx_create_tabel'
err_has 'aaaa1111_step.c:11' 'the compiler says where'
ok 'nothing is left behind' test "$(sqlite3 test.db 'SELECT count(*) FROM sqlite_master WHERE name = "t"')" = 0

project
revision aaaa1111 ''
sed 's/Step/Other/' migrations/versions/aaaa1111_step.c >migrations/versions/aaaa1111_other.c
run history
fails 1 'an id in two files' 'aaaa1111'
err_has 'It is in migrations/versions/aaaa1111_other.c and in migrations/versions/aaaa1111_step.c.'
err_has 'hint: Remove the one that is a copy'
project
revision bbbb2222 aaaa1111
run history
fails 1 'a missing parent' 'aaaa1111'
err_has 'bbbb2222' 'both ends are named'
err_has 'hint: Bring the missing file back'
project
revision aaaa1111 bbbb2222
revision bbbb2222 aaaa1111
run upgrade head
fails 1 'a cycle' 'aaaa1111'
err_has 'bbbb2222' 'its members are named'
err_has 'hint: Change .down_revision in the file of one of them.'
project
revision aaaa1111 aaaa1111
run history
fails 1 'a revision on itself' 'aaaa1111'
project
revision aaaa1111 ''
mv migrations/versions/aaaa1111_step.c migrations/versions/bbbb2222_step.c
run history
fails 1 "an id that is not the file's" 'bbbb2222'
project
revision aaaa1111 ''
ln -s "$PWD/migrations/versions/aaaa1111_step.c" "$scratch/outside.c"
ln -s "$scratch/outside.c" migrations/versions/bbbb2222_link.c
run history
fails 1 'a link that leads out' 'bbbb2222_link.c'
project
revision aaaa1111 ''
mkfifo migrations/versions/bbbb2222_pipe.c
run history
fails 1 'a pipe for a file' 'bbbb2222_pipe.c'
project
revision aaaa1111 ''
run upgrade aaaa1112
fails 1 'an unknown revision' 'aaaa1112'
err_has "Did you mean 'aaaa1111'?"
run upgrade +2
fails 1 'beyond the head' '+2'
err_has "hint: 'calx history -i' shows where the database is"
run downgrade aaaa1111
fails 1 'a downgrade to what has not run' 'not a valid downgrade target'
err_has "hint: It has not run"
run downgrade -1
rc_is 1 'below the base: exit code 1'
run upgrade head
revision bbbb2222 aaaa1111
rm migrations/versions/aaaa1111_step.c
revision bbbb2222 ''
run current
rc_is 1 'an applied revision without its file: exit code 1'
err_has 'aaaa1111'

# a failing one leaves nothing behind, and the next run goes on
project
revision aaaa1111 ''
revision bbbb2222 aaaa1111 'calx_create_table(op, "fine", column(id, integer(), .primary_key = true));
    calx_execute(op, "INSERT INTO nowhere VALUES (1)");' 'calx_drop_table(op, "fine");'
run upgrade head
rc_is 1 'a failing revision: exit code 1'
err_has 'nowhere'
err_has 'bbbb2222'
err_has 'bbbb2222_step.c:12' 'with its line'
run current
out_has 'aaaa1111' 'the first one is kept'
ok 'the second left nothing' test "$(sqlite3 test.db "SELECT count(*) FROM sqlite_master WHERE name = 'fine'")" = 0
revision bbbb2222 aaaa1111
run upgrade head
rc_is 0 'mended, it goes on'
revision cccc3333 bbbb2222 'calx_drop_table(op, "nowhere");'
run upgrade head
fails 1 'a table that is not there' 'there is no such table'
err_lacks 'hint:' 'that is no wrong revision'
rm migrations/versions/cccc3333_step.c

# ---- stamp ---------------------------------------------------------------------------------
run stamp --purge base
fails 1 'purging without a terminal' 'needs a confirmation'
err_has '--yes'
run current
out_has 'bbbb2222' 'nothing was purged'
run stamp --sql base
rc_is 0 'stamp --sql'
out_has 'calx_version'
ok 'it ends as it began' test "$(tail -1 "$out")" = 'PRAGMA foreign_keys = ON;'
run current
out_has 'bbbb2222' 'nothing was stamped'
run stamp --purge --yes base
rc_is 0 'with --yes'
run current
out_empty
run stamp aaaa1111
rc_is 0 'stamp'
run current
out_is 'is where it was stamped' <<'END'
aaaa1111
END
run stamp nowhere
fails 1 'stamping the unknown' "'nowhere'"

# ---- check -----------------------------------------------------------------------------------
run check
fails 1 'check of a database behind' 'not up to date'
run stamp head
run check
rc_is 1 'tables that no model has: exit code 1'
out_has 't_aaaa1111'
err_has 'the database is not what the models say: 2 differences'
run check --json
json_is 'not d["ok"] and len(d["differences"]) == 2 and d["error"]["status"] == "CALX_DIFFERENT"' 'check --json'

done_testing
