#!/usr/bin/env bash
# Where output goes, in which form, and what never appears in it.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
project
revision aaaa1111 ''
revision bbbb2222 aaaa1111

# ---- data, log, levels ----------------------------------------------------------------
run upgrade aaaa
out_empty 'the log is no data'
err_is 'the log' <<'END'
INFO  [calx.migrate] Context impl SQLite.
INFO  [calx.migrate] Will assume transactional DDL.
INFO  [calx.migrate] Running upgrade  -> aaaa1111, Step aaaa1111
END
run upgrade head -q
rc_is 0 'quietly'
out_empty
err_empty
run current
err_empty 'current logs nothing'
run downgrade -1 -vv
err_has 'DEBUG [calx.engine] '
err_has 'DROP TABLE'
sed -i 's/^level = .*/level = warning/' calx.ini
run upgrade head
err_empty 'a level of calx.ini'

# ---- SQL only ---------------------------------------------------------------------------
sed -i 's/^level = .*/level = info/' calx.ini
sqlite3 test.db .dump >"$scratch/before"
run downgrade base --sql
rc_is 0 'downgrade --sql'
out_has 'DROP TABLE "t_bbbb2222"'
out_lacks 'INFO'
sqlite3 test.db .dump >"$scratch/after"
ok 'changes nothing' cmp "$scratch/before" "$scratch/after"
cp test.db copy.db
ok 'and is SQL' sqlite3 copy.db ".read $out"
ok 'that does the same' test -z "$(sqlite3 copy.db "SELECT name FROM sqlite_master WHERE name LIKE 't%'")"
run downgrade base --dry-run --json
json_is 'any("DROP TABLE" in s for s in d["sql"])' '--dry-run --json'

# ---- JSON everywhere ----------------------------------------------------------------------
for line in current heads history 'show head' config 'downgrade -1' 'upgrade head' 'upgrade nowhere' 'stamp head'; do
	# shellcheck disable=SC2086
	run $line --json
	json_is 'd["schema_version"] == 1 and d["command"] and d["ok"] == (d["exit_code"] == 0)' "$line --json"
done
run upgrade nowhere --json
json_is 'd["error"]["status"] == "CALX_NOT_FOUND" and d["error"]["hint"]' 'an error in JSON'
run downgrade -1 --json
json_is 'd["count"] == 1 and d["steps"][0]["revision"] == "bbbb2222"' 'what ran in JSON'
run upgrade head -q

# ---- colour ---------------------------------------------------------------------------------
escape=$'\033'
colored() { grep -q "$escape" "$1"; }
run history
ok 'a pipe gets no escapes' not colored "$out"
run history --color=always
ok '--color=always' colored "$out"
run history --color=never
ok '--color=never' not colored "$out"
CLICOLOR_FORCE=1 run history
ok 'CLICOLOR_FORCE' colored "$out"
CLICOLOR_FORCE=1 NO_COLOR=1 run history
ok 'NO_COLOR stands over it' not colored "$out"
CLICOLOR_FORCE=1 run history --no-color
ok '--no-color' not colored "$out"
run history --color=always --json
ok 'JSON has none' not colored "$out"
tty_run() { # COMMAND...: under a terminal of its own
	python3 - "$@" <<'END'
import os, pty, sys
chunks = []
def read(fd):
    data = os.read(fd, 4096)
    chunks.append(data)
    return b""
status = pty.spawn(sys.argv[1:], read)
sys.stdout.buffer.write(b"".join(chunks))
sys.exit(os.waitstatus_to_exitcode(status))
END
}
TERM=xterm tty_run "$CALX" history >"$out" </dev/null
ok 'a terminal gets colour' colored "$out"
TERM=dumb tty_run "$CALX" history >"$out" </dev/null
ok 'a dumb one does not' not colored "$out"
NO_COLOR=1 TERM=xterm tty_run "$CALX" history >"$out" </dev/null
ok 'nor one with NO_COLOR' not colored "$out"
echo n | TERM=dumb tty_run "$CALX" stamp --purge base >"$out"
out_has '[y/N]' 'a terminal is asked'
run current
out_has 'bbbb2222' 'and no is no'

# ---- control characters from outside ------------------------------------------------------------
controls() { LC_ALL=C grep -qP '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]' "$1"; }
for text in $'\033[31mX\033[0m' $'\033]0;pwn\a' $'safe\rEVIL' $'a\b\bx' $'\302\2331m' $'user\342\200\256txt'; do
	for line in upgrade show 'revision --head' 'upgrade --url' 'history -r' erd; do
		# shellcheck disable=SC2086
		run $line "$text"
		ok "$line: nothing raw of $(printf %q "$text")" not controls "$err"
		ok "$line: the error is one" test "$rc" -ne 0
	done
done
sed -i "s/Step bbbb2222/Step ${escape}[31mred/" migrations/versions/bbbb2222_step.c
run history
ok 'a message with an escape is shown harmless' not controls "$out"
run show head
ok 'so is a whole comment' not controls "$out"
run downgrade -1
ok 'so is the log' not controls "$err"
run history --json
ok 'so is JSON' not controls "$out"
json_is 'any("\x1b" in r["message"] for r in d["revisions"])' 'JSON keeps what it was'
grep -v '^#' "$CALX_ROOT/tests/data/cli/terminal-output.hex.tsv" | while IFS=$'\t' read -r name hex; do
	text=$(printf '%b' "$(sed 's/../\\x&/g' <<<"$hex")" | tr -d '\000')
	"$CALX" upgrade "$text" >"$out" 2>"$err" </dev/null
	controls "$err" && echo "$name"
done >"$scratch/raw"
ok 'every string of the list is shown harmless' test ! -s "$scratch/raw"
for text in '%s%n%999999999d' '%' '%%n'; do
	run upgrade "$text"
	ok "$text is text" test "$rc" -eq 1
	err_has "$text"
done

# ---- secrets -------------------------------------------------------------------------------------
canary=s3cr3t-canary
for url in "nosuch://user:$canary@host/db" "sqlite://user:$canary@host/x.db" "sqlite:///x.db?password=$canary" "user:$canary@host"; do
	for line in current 'upgrade head' 'downgrade base' config check 'stamp head' 'upgrade head --sql'; do
		for mode in -vv --json; do
			# shellcheck disable=SC2086
			CALX_URL=$url run $line $mode
			ok "$line $mode keeps the password of ${url%%:*}" not grep -qs "$canary" "$out" "$err"
		done
	done
done

# ---- streams that fail ---------------------------------------------------------------------------
"$CALX" history >/dev/full 2>"$err"
rc=$?
rc_is 1 'a full disk: exit code 1'
err_has 'could not write to standard output: No space left on device'
"$CALX" history --json >/dev/full 2>"$err"
rc=$?
rc_is 1 'a full disk and JSON: exit code 1'
run downgrade base -q
(ulimit -f 8; exec "$CALX" upgrade -q head --url sqlite:///small.db) >"$out" 2>"$err"
rc=$?
rc_is 1 'a file that may not grow: exit code 1'
err_has 'error: '
run upgrade head -q
"$CALX" history 2>"$err" | true
err_empty 'a reader that goes away is no error'
for line in history 'upgrade head' --version; do
	# shellcheck disable=SC2086
	"$CALX" $line <&- >"$out" 2>"$err"
	rc=$?
	rc_is 0 "$line without standard input"
	"$CALX" $line <&- >&- 2>&-
	rc=$?
	ok "$line without any stream ends in order" test "$rc" -le 1
done
ok 'no message went into the database' test "$(sqlite3 test.db 'PRAGMA integrity_check')" = ok
(cd / && env -i "$CALX" --help) >"$out" 2>"$err"
rc=$?
rc_is 0 'an empty environment'

# two runs print the same
run history
cp "$out" "$scratch/first"
run history
ok 'the order is stable' cmp "$out" "$scratch/first"

done_testing
