#!/usr/bin/env bash
# Runners that are killed, interrupted, or not alone: the history is always
# finished, each revision runs once, and the data is whole.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

KILLS=${CALX_KILLS:-200}
REVISIONS=50

sql() { sqlite3 test.db "$1"; }

# A history in which every revision creates a table with two rows, and changes
# a column of the first table, which is rebuilt.
long_history() {
	local id before='' i type change
	project
	for ((i = 1; i <= REVISIONS; i++)); do
		id=$(printf 'a%07d' "$i")
		type='integer()'
		[ $((i % 2)) -eq 0 ] && type='nullable(integer())'
		change="calx_alter_column(op, \"t_a0000001\", column(step, $type));"
		[ "$i" -eq 1 ] && change=
		revision "$id" "$before" "calx_create_table(op, \"t_$id\",
        column(id, integer(), .primary_key = true),
        column(step, integer()));
    calx_execute(op, \"INSERT INTO t_$id (id, step) VALUES ($i, $i), (1000, $i)\");
    $change"
		before=$id
	done
}
# every revision applied once, in order, with all that it wrote
whole() {
	[ "$(sql 'SELECT count(*) FROM calx_version')" -eq "$REVISIONS" ] &&
		[ "$(sql "SELECT count(*) FROM sqlite_master WHERE name LIKE 't\_a%' ESCAPE '\\'")" -eq "$REVISIONS" ] &&
		[ "$(rows)" -eq $((REVISIONS * 2)) ] &&
		[ "$(sql 'PRAGMA integrity_check')" = ok ]
}
rows() {
	local i query='SELECT 0'
	for ((i = 1; i <= REVISIONS; i++)); do
		query+=$(printf ' + (SELECT count(*) FROM t_a%07d)' "$i")
	done
	sql "$query"
}

# ---- kill -9 -------------------------------------------------------------------------
long_history
run upgrade head
ok 'the history runs' whole
# how long it takes tells where to strike
start=$(date +%s%N)
rm -f test.db*
run upgrade head
took=$((($(date +%s%N) - start) / 1000))
rm -f test.db*
killed=0
wrong=0
for ((n = 0; n < KILLS; n++)); do
	"$CALX" upgrade -q head 2>/dev/null &
	pid=$!
	sleep "$(printf '0.%06d' $(((RANDOM * 32768 + RANDOM) % (took / 2 + 1))))"
	kill -9 "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
	[ $? -eq 137 ] && killed=$((killed + 1))
	# each applied revision left its table, no other did
	if [ -s test.db ]; then
		left=$(sql "SELECT count(*) FROM sqlite_master WHERE name LIKE 't\_a%' ESCAPE '\\'")
		done=$(sql 'SELECT count(*) FROM calx_version' 2>/dev/null || echo 0)
		[ "$left" = "$done" ] || wrong=$((wrong + 1))
	fi
	if [ $((n % 4)) -eq 3 ]; then
		"$CALX" upgrade -q head 2>"$err" && whole || wrong=$((wrong + 1))
		rm -f test.db*
	fi
done
echo "# $killed of $KILLS runs were killed, of about $took microseconds each"
ok 'some runs were killed' test "$killed" -gt 0
ok 'no killed run left half a revision, and the next one finished' test "$wrong" -eq 0
run upgrade head
ok 'the history is whole' whole

# ---- not alone --------------------------------------------------------------------------
rm -f test.db*
pids=()
for _ in 1 2 3 4; do
	"$CALX" upgrade -q head 2>>"$scratch/together" &
	pids+=($!)
done
failed=0
for pid in "${pids[@]}"; do wait "$pid" || failed=$((failed + 1)); done
cp "$scratch/together" "$err"
ok 'four runners at once all succeed' test "$failed" -eq 0
ok 'and each revision ran once' whole

# ---- Ctrl-C -------------------------------------------------------------------------------
project
revision aaaa1111 ''
revision bbbb2222 aaaa1111 'calx_create_table(op, "slow", column(id, integer(), .primary_key = true));
    calx_execute(op, "INSERT INTO slow WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500000000) SELECT max(i) FROM n");' \
	'calx_drop_table(op, "slow");'
python3 - "$CALX" >"$out" 2>"$err" <<'END'
import signal, subprocess, sys, time
run = subprocess.Popen([sys.argv[1], "upgrade", "head"], stderr=subprocess.PIPE,
                       preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
time.sleep(0.7)
start = time.time()
run.send_signal(signal.SIGINT)
messages = run.communicate()[1].decode()
sys.stderr.write(messages)
print("took", time.time() - start < 2, "status", run.returncode)
END
out_has 'took True' 'Ctrl-C ends the program within two seconds'
out_has 'status -2' 'as the signal ends it: 130 to a shell'
err_has 'calx: interrupted'
run current
out_has 'aaaa1111' 'the revision before is kept'
ok 'the interrupted one left nothing' test -z "$(sql "SELECT name FROM sqlite_master WHERE name = 'slow'")"

done_testing
