#!/usr/bin/env bash
# Nothing is run that somebody else may have written: what is compiled, what is
# included, what is loaded, and the directories that it is found by. And
# nothing hangs that is told to read something else than a file.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
project
mkdir -p include/deep
printf '#include <calx/calx.h>\n#include "deep/columns.h"\nCALX_MODEL(T, "t", COLUMNS);\nCALX_METADATA(all, T);\n' >include/models.h
printf '#define COLUMNS column(id, integer(), .primary_key = true)\n' >include/deep/columns.h
printf '#include <calx/migrate.h>\n#include "../include/models.h"\nCALX_MIGRATION_ENVIRONMENT(.target_metadata = &all);\n' >migrations/env.c
sqlite3 test.db 'CREATE TABLE t (id INTEGER PRIMARY KEY NOT NULL)'
run check
rc_is 0 'a project that is ours'

refused() { # NAME WHAT ARGUMENT...: the last word of what it is
	local name=$1 what=$2
	shift 2
	run "$@"
	rc_is 1 "$name: exit code 1"
	err_has "refusing to run what is in $what: " "$name: refused"
	ok "$name: and how to go on" grep -q '^hint: ' "$err"
	out_empty "$name: nothing else"
}

# ---- what is compiled ------------------------------------------------------------------------
for file in include/models.h include/deep/columns.h migrations/env.c include include/deep migrations .; do
	chmod o+w $file
	refused "$file, which everybody may write" $file check
	err_has "hint: Take that away with: chmod o-w '$file'"
	chmod o-w $file
done
chmod 1777 include/deep
run check
rc_is 0 'a header of ours in a directory like /tmp'
chmod 755 include/deep
mkdir elsewhere && chmod 777 elsewhere
mv include/deep/columns.h elsewhere/columns.h
ln -s ../../elsewhere/columns.h include/deep/columns.h
refused 'a link that leads to where everybody may write' elsewhere check
chmod 755 elsewhere
run check
rc_is 0 'a link that leads to what is ours'
chmod 666 elsewhere/columns.h
refused 'a link to what everybody may write' elsewhere/columns.h check
rm include/deep/columns.h && mv elsewhere/columns.h include/deep && chmod 644 include/deep/columns.h
touch include/models.h.gch && chmod 666 include/models.h.gch
refused 'a header that was compiled before' include/models.h.gch check
rm include/models.h.gch
cd .. && chmod 777 . && cd project-1 || exit 1
refused 'a directory above the project' "$scratch/work" check
chmod 755 ..
mkdir -m 777 libraries
sed -i 's/^libs =.*/libs = -Llibraries -lsomething/' calx.ini
refused 'a directory of libraries' libraries check
chmod 755 libraries && touch libraries/libsomething.a && chmod 666 libraries/libsomething.a
refused 'a library' libraries/libsomething.a check
sed -i 's/^libs =.*/libs = libraries\/libsomething.a/' calx.ini
refused 'a library by its name' libraries/libsomething.a check
sed -i 's/^libs =.*/libs = @libraries\/libsomething.a/' calx.ini
refused 'a file of options' libraries/libsomething.a check
sed -i 's/^libs =.*/libs =/' calx.ini
sed -i 's/^cflags =.*/cflags = -I. -P/' calx.ini
run check
fails 1 'a compiler that does not say what it reads' 'does not say which files it reads'
sed -i 's/^cflags =.*/cflags = -I./' calx.ini

# ... and what is only read as text before it is run
revision aaaa1111 ''
cd .. && chmod 777 . && cd project-1 || exit 1
CC=/bin/false refused 'a directory above it' "$scratch/work" upgrade head
chmod 755 ..
for file in calx.ini migrations/versions/aaaa1111_step.c migrations/versions migrations .; do
	chmod o+w $file
	CC=/bin/false refused "$file, for a revision without code" $file upgrade head
	run history
	rc_is 0 "$file: reading runs nothing"
	chmod o-w $file
done
mkdir etc && mv calx.ini etc/calx.ini && ln -s etc/calx.ini calx.ini
chmod 777 etc
CC=/bin/false refused 'settings behind a link' etc upgrade head
rm calx.ini && mv etc/calx.ini . && rmdir etc

rm migrations/versions/aaaa1111_step.c

# a group of one's own is oneself; one with others in it is others
private() {
	python3 - "$1" <<'END'
import grp, os, pwd, sys
ours = {0, os.geteuid()}
gid = os.stat(sys.argv[1]).st_gid
others = [u for u in pwd.getpwall() if u.pw_gid == gid and u.pw_uid not in ours]
members = [m for m in grp.getgrgid(gid).gr_mem if pwd.getpwnam(m).pw_uid not in ours]
sys.exit(bool(others or members))
END
}
chmod g+w include/models.h
if private include/models.h; then
	run check
	rc_is 0 'a group of which nobody else is'
else
	refused 'a group of which others are' include/models.h check
fi
if [ "$(id -u)" -eq 0 ] && chgrp daemon include/models.h; then
	refused 'a group of which others begin' include/models.h check
	err_has "chmod g-w 'include/models.h'"
fi
chmod g-w include/models.h

# somebody else's: root gives it away; a user has only to call himself root
if [ "$(id -u)" -eq 0 ]; then
	for file in include/models.h include calx.ini migrations/env.c; do
		chown daemon $file
		refused "$file of somebody else" $file check
		err_has 'it belongs to daemon'
		SUDO_UID=$(id -u daemon) run check
		rc_is 0 "$file of whoever called sudo"
		chown root $file
	done
	chgrp root include/models.h
else
	unshare -r "$CALX" check >"$out" 2>"$err"
	rc=$?
	rc_is 1 'root of a name space does not trust the real one'
	err_has 'it belongs to '
fi

# ---- what is loaded ----------------------------------------------------------------------------
run check -q
rc_is 0 'in step again'
chmod 777 "$XDG_CACHE_HOME"
refused 'a cache in a directory of everybody' "$XDG_CACHE_HOME" check
chmod 1777 "$XDG_CACHE_HOME"
run check
rc_is 0 'a cache of ours in a directory like /tmp'
chmod 700 "$XDG_CACHE_HOME"
object=$(ls "$XDG_CACHE_HOME/calx"/*.so | head -1)
chmod 666 "$object"
run check
fails 1 'an object that everybody may write' 'refusing to load the object '
err_has 'hint: Remove it from the cache'
rm "$object"
ln -s /lib/nothing.so "$object"
run check
rc_is 0 'a link in the place of an object is not followed'
ok 'but replaced' test ! -L "$object"

# the cache is exchanged while the compiler runs: what was looked at is loaded
printf '#include <stdio.h>\n__attribute__((constructor)) static void run(void) { fclose(fopen("%s/pwned", "w")); }\n' "$scratch" >"$scratch/evil.c"
cat >"$scratch/swapping" <<END
#!/bin/sh
case " \$* " in *' -E '*)
	[ ! -e "$scratch/evil" ] || { mv "$XDG_CACHE_HOME/calx" "$scratch/moved"; mv "$scratch/evil" "$XDG_CACHE_HOME/calx"; } ;;
esac
exec cc "\$@"
END
chmod +x "$scratch/swapping"
CC=$scratch/swapping run check -q
rc_is 0 'a cache that is as it was'
mkdir "$scratch/evil"
for object in "$XDG_CACHE_HOME/calx"/*.so; do
	cc -shared -fPIC -o "$scratch/evil/$(basename "$object")" "$scratch/evil.c"
done
CC=$scratch/swapping run check -q
ok 'the directory was exchanged' test -d "$scratch/moved"
ok 'a cache that is exchanged meanwhile is not run' test ! -e "$scratch/pwned"
rc_is 0 'and the object that was looked at is'
rm -rf "$XDG_CACHE_HOME/calx" && mv "$scratch/moved" "$XDG_CACHE_HOME/calx"

# ---- what is made ------------------------------------------------------------------------------
mkdir "$scratch/work/open" && cd "$scratch/work/open" || exit 1
open_handed() { (umask 0 && "$CALX" "$@" >"$out" 2>"$err" </dev/null); rc=$?; }
export XDG_CACHE_HOME=$scratch/work/open/cache
open_handed init -q migrations
rc_is 0 'init under umask 0'
open_handed revision -q -m 'A step'
sed -i 's/(void)op;/if (op) calx_execute(op, "CREATE TABLE t (a)");/; s/"CREATE TABLE t (a)");\n}$/&/' migrations/versions/*.c
open_handed upgrade head -q
rc_is 0 'what calx writes under umask 0 it runs'
open_handed erd --from=database --format=dot -o t.dot
ok 'nothing of it can be written by others' test -z "$(find . ! -type l -perm /022)"
cd "$scratch/work/project-1" || exit 1
export XDG_CACHE_HOME=$scratch/cache

# drafts: a link in their place is not followed, and a file there not written to
echo precious >"$scratch/precious"
ln -s "$scratch/precious" migrations/versions/.bbbb2222.tmp
run revision -m x --rev-id bbbb2222
rc_is 0 'a draft whose name is taken by a link'
ok 'which is not followed' grep -qx precious "$scratch/precious"
rm migrations/versions/bbbb2222_x.c
ln "$scratch/precious" migrations/versions/.bbbb2222.tmp
run revision -m x --rev-id bbbb2222
rc_is 0 'a draft whose name is taken by a file'
ok 'which is not written to' grep -qx precious "$scratch/precious"
rm migrations/versions/bbbb2222_x.c
ln -s "$scratch/precious" migrations/versions/bbbb2222_x.c
run revision -m x --rev-id bbbb2222
ok 'a link where the file is to be' test "$rc" -ne 0
ok 'is not followed' grep -qx precious "$scratch/precious"
rm migrations/versions/bbbb2222_x.c
bash -c 'ln -s "$2" "out.dot.$$"; exec "$1" erd -q -o out.dot --from=database' - "$CALX" "$scratch/precious" 2>"$err"
ok 'nor that of a picture' grep -qx precious "$scratch/precious"
rm -f out.dot*
bash -c 'echo theirs >"out.dot.$$"; exec "$1" erd -q -o out.dot --from=database' - "$CALX" 2>"$err"
rc=$?
rc_is 1 'a draft that is there is somebody else'"'"'s'
ok 'and stays' grep -qx theirs out.dot.*
rm -f out.dot*

# ---- what is no file ------------------------------------------------------------------------------
mkfifo pipe
no_file() { # NAME WHAT ARGUMENT...
	local name=$1 what=$2
	shift 2
	timeout 20 "$CALX" "$@" >"$out" 2>"$err" </dev/null
	rc=$?
	fails 1 "$name" "$what is not a file"
}
for odd in /dev/zero /dev/tty0 pipe . /dev/full; do
	[ -e "$odd" ] || continue
	timeout 20 "$CALX" -c "$odd" history >"$out" 2>"$err" </dev/null
	rc=$?
	rc_is 1 "--config $odd"
	CALX_CONFIG=$odd timeout 20 "$CALX" check >"$out" 2>"$err" </dev/null
	rc=$?
	rc_is 1 "CALX_CONFIG=$odd"
done
no_file '--config of a pipe' pipe -c pipe current
mkdir -p "$HOME/.config/calx" && mkfifo "$HOME/.config/calx/calx.ini"
no_file 'settings of the user that are a pipe' "$HOME/.config/calx/calx.ini" current
rm "$HOME/.config/calx/calx.ini"
rm migrations/revision.c.template && mkfifo migrations/revision.c.template
no_file 'a template that is a pipe' migrations/revision.c.template revision -m x
rm migrations/revision.c.template
mv migrations/env.c "$scratch/env.c" && mkfifo migrations/env.c
no_file 'an env.c that is a pipe' migrations/env.c check
rm migrations/env.c && mv "$scratch/env.c" migrations/env.c
mkfifo migrations/versions/cccc3333_x.c
timeout 20 "$CALX" history >"$out" 2>"$err"
rc=$?
rc_is 1 'a revision that is a pipe'
rm migrations/versions/cccc3333_x.c
head -c 3000000 /dev/zero | tr '\0' ';' >large.ini
run -c large.ini history
fails 1 'settings without an end' 'large.ini is too large'

done_testing
