#!/usr/bin/env bash
# Revisions with code: compiled once, by a program that no shell touches, kept
# where nobody else writes.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
project
revision aaaa1111 ''
code='calx_create_table(op, "t", column(id, integer(), .primary_key = true));
    if (calx_op_session(op)) calx_execute(op, "INSERT INTO t VALUES (7)");'
revision bbbb2222 aaaa1111 "$code" 'calx_drop_table(op, "t");'

# ---- without a compiler -------------------------------------------------------------------
CC=/bin/false run upgrade aaaa1111
rc_is 0 'operations with literal arguments need no compiler'
ok 'and no cache' test ! -e "$scratch/cache"
CC=/bin/false run upgrade head
fails 1 'code needs one' 'could not compile migrations/versions/bbbb2222_step.c'
err_has 'It ran as: /bin/false -shared'
CC=no-such-compiler run upgrade head
fails 1 'a compiler that is not there' "could not run 'no-such-compiler'"
err_has 'It is needed for migrations/versions/bbbb2222_step.c. Install a C compiler, or set CC'
CC=no-such-compiler run revision --autogenerate -m x -u sqlite:///empty.db
err_lacks 'compiler' 'a database behind is told first'
run current
out_has 'aaaa1111' 'the database stays where it was'

# ---- compiled once --------------------------------------------------------------------------
counter=$scratch/counter
cat >"$scratch/counting" <<END
#!/bin/sh
echo "\$@" >>"$counter"
exec cc "\$@"
END
chmod +x "$scratch/counting"
export CC=$scratch/counting
run upgrade head
rc_is 0 'code runs'
ok 'in its transaction' test "$(sqlite3 test.db 'SELECT id FROM t')" = 7
ok 'the object is kept' test "$(find "$XDG_CACHE_HOME/calx" -name '*.so' | wc -l)" -eq 1
ok 'where only we look' test "$(stat -c %a "$XDG_CACHE_HOME/calx")" = 700
compiled() { grep -vc -e ' -E ' "$counter"; }
ok 'it was compiled once' test "$(compiled)" -eq 1
run downgrade -1
run upgrade head
rc_is 0 'and again'
ok 'it was not compiled again' test "$(compiled)" -eq 1
sed -i 's/VALUES (7)/VALUES (8)/' migrations/versions/bbbb2222_step.c
run downgrade -1
run upgrade head
ok 'a change is compiled' test "$(compiled)" -eq 2
sed -i 's/^cflags = .*/cflags = -I. -DUNUSED="a b"/' calx.ini
run downgrade -1
run upgrade head
rc_is 0 'flags with quotes'
ok 'other flags are compiled' test "$(compiled)" -eq 3
for object in "$XDG_CACHE_HOME"/calx/*.so; do echo damaged >"$object"; done
run downgrade -1
run upgrade head
rc_is 0 'a damaged object is made again'
run downgrade -1

# ---- what it includes -----------------------------------------------------------------------
again() { run downgrade -1 && run upgrade head; }
value() { sqlite3 test.db 'SELECT id FROM t'; }
count() { printf '#define VALUE "INSERT INTO t VALUES (%s)"\n' "$1"; }
cp calx.ini migrations/versions/bbbb2222_step.c "$scratch"
mkdir first second
count 21 >second/value.h
sed -i 's/^cflags = .*/cflags = -Ifirst -Isecond/' calx.ini
sed -i 's/^#include/#include <value.h>\n#include/; s/"INSERT[^"]*"/VALUE/' migrations/versions/bbbb2222_step.c
run upgrade head
ok 'a header is read' test "$(value)" = 21
before=$(compiled)
again
ok 'and not compiled again' test "$(compiled)" -eq "$before"
count 22 >second/value.h
again
ok 'a header that was edited' test "$(value)" = 22
count 23 >first/value.h
again
ok 'one that stands before it now' test "$(value)" = 23
rm first/value.h
again
ok 'and is gone again' test "$(value)" = 22
ok 'each was compiled once' test "$(compiled)" -eq $((before + 2))
echo '#define VALUE "INSERT INTO t VALUES (length(\047" __TIME__ "\047))"' >second/value.h
again
ok 'a macro that varies' test "$(value)" = 8
printf '#if __COUNTER__ == 0\n#define VALUE "INSERT INTO t VALUES (24)"\n#endif\n' >second/value.h
again
ok 'what must be expanded to be read' test "$(value)" = 24
run downgrade -1
if command -v clang >/dev/null; then
	CC=clang run upgrade head
	ok 'another compiler' test "$(value)" = 24
	run downgrade -1
fi
cp "$scratch/calx.ini" .
cp "$scratch/bbbb2222_step.c" migrations/versions
rm -r first second
unset CC

# ---- what is wrong in it ---------------------------------------------------------------------
sed -i 's/if (calx_op_session(op))/if (undeclared)/' migrations/versions/bbbb2222_step.c
run upgrade head
rc_is 1 'a compile error: exit code 1'
err_has 'migrations/versions/bbbb2222_step.c:12' 'where the compiler says'
err_has 'undeclared'
err_has 'could not compile migrations/versions/bbbb2222_step.c'
run upgrade head --json
json_is '"undeclared" in d["error"]["detail"]' 'a compile error in JSON'
sed -i 's/if (undeclared)/if (calx_op_session(op))/' migrations/versions/bbbb2222_step.c
sed -i 's/^cflags = .*/cflags = -I. "-DX/' calx.ini
run upgrade head
fails 1 'a quote that does not end' 'a quote does not end in: -I. "-DX'
sed -i 's/^cflags = .*/cflags = -I./' calx.ini

# what a revision prints goes where it prints it
sed -i 's/^#include/#include <stdio.h>\n#include/; s/    if (calx/    puts("from the revision");\n    if (calx/' migrations/versions/bbbb2222_step.c
run upgrade head
out_is 'a revision may print' <<'END'
from the revision
END
run downgrade -1
run upgrade head --json
json_is 'd["count"] == 1' 'but not into the JSON document'
err_has 'from the revision'
run downgrade -1
run upgrade head --sql
out_lacks 'from the revision' 'nor into the SQL'

# ---- env.c ---------------------------------------------------------------------------------
cp migrations/env.c "$scratch/env.c"
echo 'int nothing;' >migrations/env.c
run upgrade head
run check
fails 1 'env.c without an environment' 'migrations/env.c does not define calx_migration_environment_'
err_has 'CALX_MIGRATION_ENVIRONMENT'
printf '#include <calx/migrate.h>\nCALX_MIGRATION_ENVIRONMENT(.target_metadata = NULL);\n' >migrations/env.c
run check
fails 1 'env.c without models' 'migrations/env.c names no models'
rm migrations/env.c
run check
fails 1 'no env.c' 'could not open migrations/env.c'
cp "$scratch/env.c" migrations/env.c

# ---- who may write there -----------------------------------------------------------------------
run downgrade -1
refused() { # NAME
	run upgrade head
	rc_is 1 "$1: exit code 1"
	err_has 'refusing to '
}
chmod o+w migrations/versions/bbbb2222_step.c
refused 'a file that everybody may change'
chmod o-w migrations/versions/bbbb2222_step.c
chmod o+w migrations/versions
refused 'a directory that everybody may change'
chmod o-w migrations/versions
chmod o+w migrations
refused 'a directory above it that everybody may change'
err_has "hint: Take that away with: chmod o-w 'migrations'"
run history
rc_is 0 'reading runs nothing and is not refused'
chmod o-w migrations
chmod o+wt .
refused 'a project in a folder like /tmp'
err_has 'hint: Move the project to a directory of its own.'
chmod o-wt .
chmod o+w calx.ini
refused 'settings that everybody may change'
chmod o-w calx.ini
chmod go+w "$XDG_CACHE_HOME/calx"
refused 'a cache that others may change'
chmod go-w "$XDG_CACHE_HOME/calx"
mv "$XDG_CACHE_HOME/calx" "$scratch/moved"
ln -s "$scratch/moved" "$XDG_CACHE_HOME/calx"
refused 'a cache that is a link'
rm "$XDG_CACHE_HOME/calx"

# ---- odd places -----------------------------------------------------------------------------------
env -u HOME -u XDG_CACHE_HOME TMPDIR="$scratch" "$CALX" upgrade head >"$out" 2>"$err"
rc=$?
rc_is 0 'without a home'
CC=/bin/false XDG_CACHE_HOME=/proc/nowhere TMPDIR=$scratch run check
rc_is 1 'without a cache and without a compiler: exit code 1'
ok 'nothing is left in the temporary folder' test -z "$(find "$scratch" -maxdepth 1 -name 'calx-*')"
run downgrade -1
XDG_CACHE_HOME=/proc/nowhere TMPDIR=$scratch run upgrade head
rc_is 0 'without a place for the cache'

# a folder whose name is shell code, and a compiler in the current folder
hostile="$scratch/work/\$(touch pwned) \"x' ; touch pwned"
mkdir "$hostile" && cd "$hostile" || exit 1
"$CALX" init -q migrations
sed -i 's|^url = .*|url = sqlite:///test.db|' calx.ini
revision aaaa1111 '' 'if (op) calx_execute(op, "CREATE TABLE t (id INTEGER)");' 'calx_drop_table(op, "t");'
printf '#!/bin/sh\ntouch %s/pwned\n' "$scratch" >cc
chmod +x cc
run upgrade head
rc_is 0 'a hostile folder name'
cd "$scratch" || exit 1
run -c "$hostile/calx.ini" downgrade base
rc_is 0 'also from elsewhere'
run -c "$hostile/calx.ini" upgrade head
rc_is 0 'and forward'
ok 'no shell ran' test -z "$(find "$scratch" -name pwned)"
ok 'the database is beside its calx.ini' test -s "$hostile/test.db"

done_testing
