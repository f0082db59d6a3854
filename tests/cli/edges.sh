#!/usr/bin/env bash
# The edges: streams, files, variables and compilers that are not as usual. Each
# ends in order, says what was wrong, and leaves nothing behind.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
project
revision aaaa1111 ''
code='if (op) calx_execute(op, "CREATE TABLE made (id INTEGER)");'
revision bbbb2222 aaaa1111 "$code" 'calx_drop_table(op, "made");'

# ---- files that are written -----------------------------------------------------------
run erd --format=dot --from=database -o /dev/full
rc_is 5 'a database that is not there comes first'
run upgrade aaaa1111 -q
run erd --format=dot --from=database -o /dev/full
fails 1 'a full device' 'could not write /dev/full: No space left on device'
run erd --format=dot --from=database -o /dev/null
rc_is 0 'a device is written to'
out_has 'Drawing /dev/null'
mkdir folder
run erd --format=dot --from=database -o folder
fails 1 'a folder in its place' 'folder: Is a directory'
run erd --format=dot --from=database -o nowhere/x.dot
fails 1 'no folder for it' 'nowhere/x.dot: No such file or directory'
long=$(printf 'x%.0s' {1..254})
run erd --format=dot --from=database -o "$long"
fails 1 'a name that leaves no room for a draft' 'File name too long'
deep=$(printf "$long/%.0s" {1..17})
run erd --format=dot --from=database -o "$deep"
fails 1 'a path that is too long' 'could not write '
: >kept.dot
chmod a-w kept.dot
run erd --format=dot --from=database -o kept.dot
ok 'a file is replaced whole' grep -q '^}' kept.dot
ok 'and nothing else is left' test -z "$(find . -name '*.dot.*')"
(ulimit -f 0; exec "$CALX" erd --format=dot --from=database -o small.dot) 2>&1 >/dev/null | cat >"$err"
rc=${PIPESTATUS[0]}
rc_is 1 'a file that may not grow'
err_has 'small.dot: File too large'
ok 'nothing of it is left' test -z "$(find . -name 'small.dot*')"
run erd --format=dot --from=database -o - --json
json_is 'd["erd"].startswith("digraph") if "erd" in d else any(str(v).startswith("digraph") for v in d.values())' 'a dash is the document'
mkdir -m 555 sealed
run_unprivileged erd --format=dot --from=database -o sealed/x.dot
ok 'a folder that nobody may write to' test "$rc" -ne 0

# ---- files that are read -----------------------------------------------------------------
run -c folder heads
fails 1 'a folder for calx.ini' 'could not read folder: Is a directory'
run -c /dev/null heads
fails 1 'a device for calx.ini' '/dev/null is not a file'
err_has 'hint: A device or a pipe cannot be read here.'
run -c /proc/self/mem heads
fails 1 'a file that cannot be read' 'could not read /proc/self/mem: Input/output error'
run -c nowhere.ini heads
rc_is 1 'no such file'
err_has 'nowhere.ini: No such file or directory'
printf '[calx]\nscript_location = migrations\nurl' >short.ini
run -c short.ini heads
rc_is 1 'a line that is cut off'
err_has 'short.ini:3'
err_has '    3 | url' 'it is shown'
printf '[calx]\r\nscript_location = migrations\r\nfoo\tbar = 1\r\n' >odd.ini
run -c odd.ini heads
ok 'lines of Windows, and tabs' test "$rc" -le 1

# ---- questions -----------------------------------------------------------------------------
answer() { # TEXT ARGUMENT...: under a terminal of its own
	local text=$1
	shift
	TERM=dumb python3 - "$text" "$CALX" "$@" >"$out" 2>"$err" <<-'END'
	import os, pty, sys
	text, seen = sys.argv[1].encode(), b""
	pid, terminal = pty.fork()
	if pid == 0:
	    os.execv(sys.argv[2], sys.argv[2:])
	while True:
	    try:
	        data = os.read(terminal, 4096)
	    except OSError:
	        break
	    if not data:
	        break
	    seen += data
	    if text and b"[y/N] " in seen:
	        os.write(terminal, text)
	        text = b""
	sys.stdout.buffer.write(seen)
	sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
	END
	rc=$?
}
answer $'n\n' stamp --purge base
rc_is 1 'no'
out_has 'nothing was changed'
answer $'\n' stamp --purge base
rc_is 1 'nothing is no'
answer $'\004' stamp --purge base
rc_is 1 'the end is no'
run current
out_has aaaa1111 'all is as it was'
for yes in y Y yes; do
	answer "$yes"$'\n' stamp --purge base
	rc_is 0 "$yes is yes"
	run current
	out_lacks aaaa1111
	run stamp aaaa1111 -q
done
run stamp --purge base
fails 1 'nobody to ask' 'this needs a confirmation'
err_has 'hint: Give --yes if that is what you want.'
run stamp --purge base --json
json_is 'd["error"]["message"].startswith("this needs a confirmation") and not d["ok"]' 'in JSON'
run stamp aaaa1111 -q

# ---- variables --------------------------------------------------------------------------------
escape=$'\033'
colored() { grep -q "$escape" "$out"; }
CLICOLOR_FORCE='' run history
ok 'an empty CLICOLOR_FORCE forces nothing' not colored
CLICOLOR_FORCE=0 run history
ok 'nor does 0' not colored
CLICOLOR_FORCE=1 NO_COLOR='' run history
ok 'an empty NO_COLOR forbids nothing' colored
CLICOLOR_FORCE=1 run history --color=auto
ok '--color=auto goes by them' colored
(unset TERM; CLICOLOR_FORCE=0 run history --color=auto; ! colored)
ok 'without TERM' test "$?" -eq 0
XDG_CONFIG_DIRS='' run config
rc_is 0 'an empty XDG_CONFIG_DIRS'
XDG_CONFIG_DIRS=:: XDG_CONFIG_HOME=relative run config
rc_is 0 'folders that are none'
CALX_CONFIG='' run config
out_has '(calx.ini:4)' 'an empty CALX_CONFIG names nothing'
(unset HOME; run config; exit "$rc")
ok 'without HOME' test "$?" -eq 0
HOME=relative XDG_CACHE_HOME=relative TMPDIR=relative run upgrade head
rc_is 0 'a relative HOME keeps no cache'
ok 'and makes none' test ! -e relative
run downgrade -1 -q
HOME=relative XDG_CACHE_HOME=relative TMPDIR=/proc/nowhere run upgrade head
fails 1 'no place for objects' 'could not create /proc/nowhere/calx-'
XDG_CACHE_HOME='' run upgrade head
rc_is 0 'an empty XDG_CACHE_HOME'
ok 'objects are kept at home' test -d "$HOME/.cache/calx"
run downgrade aaaa1111 -q
XDG_CACHE_HOME=/proc/self run upgrade head
rc_is 0 'a cache in which nothing can be made'
run downgrade aaaa1111 -q
(unset CALX_INCLUDE_DIR; run upgrade head; [ "$rc" -le 1 ])
ok 'headers as they were configured' test "$?" -eq 0
CALX_INCLUDE_DIR='' run upgrade head
ok 'headers are looked for beside the program' test "$rc" -le 1
run downgrade aaaa1111 -q
(mkdir gone; cd gone || exit; rmdir ../gone; exec "$CALX" heads) >"$out" 2>"$err"
rc=$?
ok 'a folder that has gone' test "$rc" -le 1
(cd / && exec "$CALX" heads) >"$out" 2>"$err"
rc=$?
rc_is 1 'no calx.ini up to the root'
err_has 'calx.ini'

# ---- compilers ------------------------------------------------------------------------------------
compiler() { # BODY
	printf '#!/bin/sh\n%s\n' "$1" >"$scratch/compiler"
	chmod +x "$scratch/compiler"
	rm -rf "$XDG_CACHE_HOME"
	CC=$scratch/compiler run upgrade head
}
compiler 'kill -9 $$'
fails 1 'one that is killed' 'the compiler ended with status 137'
compiler 'exit 3'
fails 1 'one that fails' 'the compiler ended with status 3'
compiler 'case " $* " in *" -E "*) exec cc "$@" ;; esac'
rc_is 1 'one that writes nothing'
err_has 'could not create '
compiler 'case " $* " in *" -E "*) exec cc "$@" ;; esac; while [ "$1" != -o ]; do shift; done; echo x >"$2"'
rc_is 1 'one that writes nonsense'
err_has 'could not load migrations/versions/bbbb2222_step.c'
ok 'the draft is gone' test -z "$(find "$XDG_CACHE_HOME" -name '*.so.*')"
compiler 'exec cc -P "$@"'
fails 1 'one that does not say what it reads' 'the compiler does not say which files it reads'
err_has 'hint: CC and cflags may not hold -P'
for line in '# 1' '# x "a" 1' '# 1 "a' '# 1 "a\' '# 1 "a\1' '# 1 "a\"b" 2' '# 1 "/nowhere/a\101b" 1' '# 12 "x" 12' '#' '# 1 "x"1' '# 1 x'; do
	printf '%s' "$line" >"$scratch/line"
	compiler "case \" \$* \" in *' -E '*) cat '$scratch/line'; exit ;; esac; exec cc \"\$@\""
	rc_is 1 "the line: $line"
	err_has 'error: '
done
chmod -x "$scratch/compiler"
CC=$scratch/compiler run upgrade head
fails 1 'one that may not be run' "could not run '$scratch/compiler': Permission denied"
for cc in "cc -DX='a b'" 'cc "-DX=\"a\""' '  cc	-g' "'cc'" 'c\c' "cc -DX='a\b'" 'cc -DX="a\"b"'; do
	CC=$cc run upgrade head
	rc_is 0 "CC=$cc"
	run downgrade -1 -q
done
for cc in "cc '" 'cc "' "cc -DX='a"; do
	CC=$cc run upgrade head
	fails 1 "CC=$cc" "a quote does not end in: $cc"
done
CC='cc\' run upgrade head
fails 1 'a backslash before nothing' "could not run 'cc\\'"
CC='' run upgrade head
rc_is 0 'an empty CC is cc'
run downgrade -1 -q
mkdir libs
for libs in '-Llibs -lm' '-L libs -lm' '-L libs -lnowhere' 'libs/none.o' '-L'; do
	sed -i "/^libs/d; s|^cflags = .*|&\\nlibs = $libs|" calx.ini
	run upgrade head
	ok "libs = $libs ends in order" test "$rc" -le 1
	run downgrade aaaa1111 -q
done
chmod o+w libs
sed -i 's/^libs = .*/libs = -Llibs -lm/' calx.ini
run upgrade head
fails 1 'libraries that everybody may change' 'refusing to '
chmod o-w libs
: >libs/libm.a
chmod o+w libs/libm.a
run upgrade head
fails 1 'a library that everybody may change' 'refusing to '
rm libs/libm.a
sed -i '/^libs/d' calx.ini

# ---- whose files they are ------------------------------------------------------------------------------
says() { # LINE: what the preprocessor says that it reads first
	printf '%s\n' "$1" >"$scratch/line"
	compiler "case \" \$* \" in *' -E '*) cat '$scratch/line' ;; esac; exec cc \"\$@\""
}
for path in / /tmp/ /tmp/.. /tmp/../tmp/. ././ nowhere/../x.h migrations/versions/bbbb2222_step.c/x; do
	says "# 1 \"$path\" 1"
	rc_is 1 "the file $path"
	err_has 'error: '
done
says "# 1 \"/$(printf 'long/%.0s' {1..1000})\" 1"
fails 1 'a path that is too long' 'could not open /long/long/'
ln -s loop loop
says '# 1 "loop" 1'
fails 1 'a link to itself' 'Too many levels of symbolic links'
source=migrations/versions/bbbb2222_step.c
says "# 1 \"$source\" 1"
rc_is 0 'a file of ours'
run downgrade aaaa1111 -q
mv migrations moved
ln -s "$PWD/moved/" migrations
says "# 1 \"./migrations//versions/./bbbb2222_step.c\" 1"
rc_is 0 'a link to the whole way'
run downgrade aaaa1111 -q
rm migrations
mv moved migrations
if [ "$(id -u)" -eq 0 ]; then
	chown 54321 "$source"
	run upgrade head
	fails 1 'somebody else' "refusing to run what is in $source: it belongs to nobody we know (54321)"
	err_has 'hint: Run calx as its owner, or take a copy that is yours.'
	SUDO_UID=54321 run upgrade head
	rc_is 0 'whoever called sudo'
	SUDO_UID=54321 run downgrade aaaa1111 -q
	for caller in 54322 '' x 0; do
		SUDO_UID=$caller run upgrade head
		rc_is 1 "not SUDO_UID=$caller"
	done
	chown 65534 "$source"
	run upgrade head
	fails 1 'somebody with a name' 'it belongs to nobody (65534)'
	(mkdir gone && cd gone && rmdir ../gone && exec "$CALX" -c "$scratch/work/project-1/calx.ini" upgrade head) >"$out" 2>"$err"
	rc=$?
	rc_is 1 'seen from nowhere'
	(cd / && exec "$CALX" -c "$scratch/work/project-1/calx.ini" upgrade head) >"$out" 2>"$err"
	rc=$?
	fails 1 'seen from the root' "refusing to run what is in $source"
	chown 0 "$source"
	chgrp 54321 "$source" && chmod g+w "$source"
	run upgrade head
	fails 1 'a group that nobody knows' 'others may write to it by its group'
	err_has "hint: Take that away with: chmod g-w '$source'"
	chgrp 0 "$source" && chmod g-w "$source"
	mkdir -m 1777 shared
	ln -s ../migrations shared/link
	says '# 1 "shared/link/versions/bbbb2222_step.c" 1'
	rc_is 0 'a link of ours where everybody makes files'
	run downgrade aaaa1111 -q
	chown -h 54321 shared/link
	says '# 1 "shared/link/versions/bbbb2222_step.c" 1'
	fails 1 'a link of somebody else there' 'shared/link: it belongs to nobody we know (54321)'
	rm -r shared
fi

# ---- descriptors ------------------------------------------------------------------------------------
# with so few of them something fails, or nothing does
for count in 4 5 6 7 8 9 10 12; do
	rm -rf "$XDG_CACHE_HOME"
	(ulimit -n $count; exec "$CALX" upgrade head) >"$out" 2>"$err" </dev/null
	rc=$?
	ok "with $count descriptors it ends in order" test "$rc" -eq 0 -o "$rc" -eq 1 -o "$rc" -eq 5
	[ "$rc" -eq 0 ] || err_has 'error: ' "and says so with $count"
	run current
	case $(cat "$out") in
	*aaaa1111* | *bbbb2222*) ok "the database is in order with $count" true ;;
	*) ok "the database is in order with $count" false ;;
	esac
	run downgrade aaaa1111 -q
done

# ---- the command line ----------------------------------------------------------------------------------
run --json upgrade $'\xff\xfex'
json_is '"\ufffd" in d["error"]["message"]' 'what is no UTF-8 is replaced in JSON'
run -- heads
rc_is 0 'dashes before the command'
run -o x.dot erd --format=dot --from=database
rc_is 0 'options before the command'
ok 'are those of the command' test -s x.dot
run -vm hello
rc_is 2 'a cluster before nothing'
run --nothing heads
fails 2 'an unknown option' "unknown option '--nothing'"
run -Z
fails 2 'an unknown letter' "unknown option '-Z'"
run heads -- --json
fails 2 'what is behind dashes is an operand' "'--json'"
run heads -
fails 2 'a dash alone is an operand' "'-'"
run ''
fails 2 'an empty command' "unknown command ''"
run up
fails 2 'a command that is cut' "unknown command 'up'"
err_has 'Commands are not abbreviated; it could be: upgrade.'
run --verbos heads
err_has "hint: Did you mean '--verbose'?"
run history -r nowhere:
fails 1 'a range from nowhere' 'nowhere'
err_has 'hint: '
run show nowhere
fails 1 'a revision that is not there' 'nowhere'

# ---- tables of others --------------------------------------------------------------------------------------
sqlite3 other.db <<'END'
CREATE TABLE "wo""rld" (id INTEGER PRIMARY KEY, shape GEOMETRY(2), "a b" NUMERIC(10, 2), "9x" , gone INTEGER REFERENCES nowhere(id), parent INTEGER NOT NULL REFERENCES "wo""rld"(id), UNIQUE ("a b"));
CREATE TABLE "tab	name" (id INTEGER PRIMARY KEY REFERENCES "wo""rld"(id), "" TEXT);
END
run erd --from=database --url sqlite:///other.db --format=dot
rc_is 0 'a diagram of what no model says'
out_has 'wo&quot;rld'
out_has 'GEOMETRY'
ok 'two references are drawn' test "$(grep -c -e '->' "$out")" -eq 2
run erd --from=database --url sqlite:///other.db --format=mmd
rc_is 0 'and by Mermaid'
out_has '["wo#34;rld"] {'
out_has 'a_b UK "a b"'
out_has 'x9x "9x"'
ok 'keys that may be NULL are told apart' grep -q 't[01] }o--|| t[01] : "parent"' "$out"

done_testing
