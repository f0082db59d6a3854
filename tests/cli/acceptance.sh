#!/usr/bin/env bash
# The places and circumstances that programs are found to fail in: odd folder
# names, other directories, other languages, nothing that can be written.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

bookstore=$CALX_ROOT/examples/bookstore
# copy FOLDER: the bookstore, with both its revisions
copy() {
	mkdir -p "$1" && cp -r "$bookstore"/calx.ini "$bookstore"/models.h "$bookstore"/migrations "$1"
}
head_of() { sqlite3 "$1/bookstore.db" 'SELECT revision FROM calx_version ORDER BY number DESC LIMIT 1'; }

# ---- where the project is ------------------------------------------------------------------
odd="$scratch/work/it's a \"shop\" & more"
copy "$odd"
cd / || exit 1
run -c "$odd/calx.ini" upgrade head
rc_is 0 'a folder with blanks and quotes, from elsewhere'
ok 'its revision with code has run' test "$(head_of "$odd")" = a7323c275f5a
run -c "$odd/calx.ini" check
rc_is 0 'and its env.c is compiled'
cd "$scratch/work" || exit 1
copy near
(cd near && exec "$CALX" upgrade -q head) >"$out" 2>"$err" </dev/null
run --config near/calx.ini current
out_has 'a7323c275f5a (head)' 'a relative --config from the folder above'
copy left
copy right
"$CALX" -c left/calx.ini upgrade -q head >/dev/null 2>"$err" &
"$CALX" -c right/calx.ini upgrade -q head >"$out" 2>>"$err"
wait $!
ok 'two projects at once' test "$(head_of left)$(head_of right)" = a7323c275f5aa7323c275f5a
cd near || exit 1

# ---- language and terminal ---------------------------------------------------------------------
for locale in C C.UTF-8 xx_YY.nonsense; do
	LC_ALL=$locale run show head
	cp "$out" "$scratch/$locale"
done
ok 'the same in every locale' cmp "$scratch/C" "$scratch/C.UTF-8"
ok 'also in one that is not there' cmp "$scratch/C" "$scratch/xx_YY.nonsense"
run history
"$CALX" history 2>"$err" | head -1 >"$scratch/line"
ok 'head -1 gets the first line' diff "$scratch/line" <(head -1 "$out")
err_empty 'and nobody complains'
"$CALX" downgrade -q base 2>"$err"
"$CALX" upgrade head 2>"$err" | head -1 >"$scratch/line"
run current
out_has 'a7323c275f5a' 'a reader that goes away does not stop an upgrade'
# one stream is a terminal, the other is not
python3 - "$CALX" "$out" >"$err" 2>&1 <<'END'
import os, pty, subprocess, sys
leader, follower = pty.openpty()
with open(sys.argv[2], "wb") as out:
    subprocess.run([sys.argv[1], "check", "--url", "nosuch://"], stdout=out, stderr=follower,
                   env={**os.environ, "TERM": "xterm"})
os.write(1, os.read(leader, 4096))
END
ok 'colours for errors on a terminal' grep -q $'\033' "$err"
ok 'and none for the output that is piped' not grep -q $'\033' "$out"

# ---- what cannot be written -----------------------------------------------------------------------
run downgrade base -q
mkdir "$scratch/work/home" && chmod a-w "$scratch/work/home"
HOME=$scratch/work/home XDG_CACHE_HOME='' run_unprivileged upgrade head
rc_is 0 'a home that is read-only'
ok 'nothing is put there' test -z "$(ls -A "$scratch/work/home")"
chmod a-w .
run_unprivileged history
rc_is 0 'a folder that is read-only can be read'
run_unprivileged revision -m x --rev-id cccc3333
rc_is 0 'only versions/ need be writable for a revision'
chmod u+w .
rm -f migrations/versions/cccc3333_x.c
chmod a-w migrations/versions
run_unprivileged revision -m x
rc_is 1 'a read-only versions/: exit code 1'
err_has 'could not create migrations/versions/'
err_has 'Permission denied'
chmod u+w migrations/versions

# ---- models and database --------------------------------------------------------------------------
cp migrations/env.c "$scratch/env.c"
echo 'int unfinished' >migrations/env.c
run check
fails 1 'an env.c that does not compile' 'could not compile migrations/env.c'
err_has 'migrations/env.c:1:' 'the compiler says where'
CC=no-such-compiler run check
fails 1 'no compiler for env.c' "could not run 'no-such-compiler'"
err_has 'It is needed for migrations/env.c. Install a C compiler' 'what for, and what to do'
cp "$scratch/env.c" migrations/env.c
run check
rc_is 0 'in step'
sqlite3 bookstore.db 'CREATE TABLE stray (id INTEGER PRIMARY KEY)'
run check
rc_is 1 'a table too many: exit code 1'
out_has 'remove table stray'
books=$(sqlite3 bookstore.db "SELECT sql FROM sqlite_schema WHERE name = 'books'")
sqlite3 bookstore.db "DROP TABLE stray; DROP TABLE books; ${books%)*}, UNIQUE (title))"
run check
rc_is 1 'an unnamed constraint too many: exit code 1'
out_has 'remove constraint '
err_has '1 difference'
sqlite3 bookstore.db "DROP TABLE books; $books"

# ---- nothing changes in a dry run -----------------------------------------------------------------
sqlite3 bookstore.db .dump >"$scratch/before"
find . -type f -not -name '*.db*' -exec cksum {} + | sort >"$scratch/files"
for line in 'downgrade base' 'downgrade -1' 'stamp base' 'stamp --purge base' 'upgrade head' 'revision -m x' 'revision --autogenerate -m x' 'init other'; do
	# shellcheck disable=SC2086
	run $line --dry-run
	rc_is 0 "$line --dry-run"
	sqlite3 bookstore.db .dump >"$scratch/after"
	ok "$line --dry-run leaves the database alone" cmp "$scratch/before" "$scratch/after"
	ok "$line --dry-run leaves the files alone" \
		diff "$scratch/files" <(find . -type f -not -name '*.db*' -exec cksum {} + | sort)
done

# ... and its SQL is all that would happen, also what code does through the session
run downgrade -1 -q
sqlite3 bookstore.db "INSERT INTO books (title) VALUES ('it''s'), ('two')"
cp bookstore.db copy.db
run upgrade head --dry-run
cp "$out" "$scratch/upgrade.sql"
out_has 'INSERT INTO "salespeople" ("name") VALUES ('
run upgrade head -q
ok 'the SQL of a dry run runs' sqlite3 -bail copy.db ".read $scratch/upgrade.sql"
shape="SELECT sql FROM sqlite_schema ORDER BY name; SELECT count(*) FROM salespeople; SELECT id, title, cost > 0 FROM books"
ok 'and does what the upgrade does' diff <(sqlite3 bookstore.db "$shape") <(sqlite3 copy.db "$shape")
rm copy.db

# ---- the rest of the checklist -------------------------------------------------------------------
start=$(date +%s%N)
for _ in 1 2 3 4 5; do "$CALX" --help >/dev/null; done
took=$((($(date +%s%N) - start) / 5000000))
echo "# --help takes $took ms"
ok '--help is there at once' test "$took" -lt "${CALX_HELP_MS:-200}"
run erd -o -
out_has '<svg' 'a dash is standard output'
run upgrade head --help
ok 'help shows usage and examples before options' test "$(grep -nE '^(usage|examples|options):' "$out" | cut -d: -f2 | tr '\n' ' ')" = 'usage examples options '
printf 'INSERT INTO "books" (' >migrations/versions/x.txt
run upgrade nowhere --json
err_has "hint: 'calx history' lists the revisions."
run upgrade head --url sqlite:////nonexistent/x.db --json
json_is 'd["exit_code"] == 5 and d["error"]["native_code"] and d["error"]["sqlstate"] == "08001"' "the database's own codes are kept"

# every example of the help is a command line that is understood
for name in init revision merge check upgrade downgrade resume repair current stamp history heads show erd config help; do
	"$CALX" "$name" --help | sed -n '/^examples:/,/^$/s/^  \(calx .*\)/\1/p'
done >"$scratch/examples"
calx() { "$CALX" "$@"; }
while read -r line; do
	copy "$scratch/example"
	rm -rf "$scratch/example/migrations/versions/"a7*
	case $line in *init*) rm -rf "$scratch/example/migrations" ;; esac
	(
		cd "$scratch/example" || exit 1
		calx upgrade -q head 2>/dev/null
		eval "$line" >"$out" 2>"$err" </dev/null
	)
	rc=$?
	ok "the example is understood: $line" test "$rc" -ne 2
	rm -rf "$scratch/example"
done <"$scratch/examples"
ok 'there are examples' test "$(wc -l <"$scratch/examples")" -ge 13

done_testing
