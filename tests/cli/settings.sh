#!/usr/bin/env bash
# calx.ini, the environment and the command line.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
project

# ini NAME <<TEXT: the settings of the next run
ini() { cat >calx.ini; }

run config
rc_is 0 'config works'
out_has 'calx.url = sqlite:///test.db  (calx.ini:4)'
out_has 'logging.level = info  (calx.ini:12)'
CALX_URL=sqlite:///env.db run config
out_has 'calx.url = sqlite:///env.db  (CALX_URL)' 'the environment stands over the file'
DATABASE_URL=sqlite:///other.db run config
out_has 'calx.url = sqlite:///other.db  (DATABASE_URL)'
CALX_URL=sqlite:///env.db DATABASE_URL=sqlite:///other.db run config
out_has 'sqlite:///env.db  (CALX_URL)' 'CALX_URL stands over DATABASE_URL'
CALX_URL=sqlite:///env.db run config --url sqlite:///flag.db
out_has 'sqlite:///flag.db  (--url)' 'the command line stands over everything'

# files of the user and of the system, for what is a matter of who runs it
mkdir -p "$HOME/.config/calx" "$scratch/xdg/user/calx" "$scratch/xdg/system/calx"
printf '[logging]\nlevel = error\n' >"$HOME/.config/calx/calx.ini"
run config
out_has 'logging.level = info  (calx.ini:12)' 'the file of the project stands over that of the user'
sed -i '/^level/d' calx.ini
run config
out_has "logging.level = error  ($HOME/.config/calx/calx.ini:2)" 'the file of the user is read'
printf '[logging]\nlevel = debug\n' >"$scratch/xdg/system/calx/calx.ini"
XDG_CONFIG_HOME=$scratch/xdg/user XDG_CONFIG_DIRS=relative:$scratch/xdg/system run config
out_has "logging.level = debug  ($scratch/xdg/system/calx/calx.ini:2)" 'that of the system is read'
XDG_CONFIG_DIRS=$scratch/xdg/system run config
out_has "logging.level = error" 'the file of the user stands over that of the system'
printf '[calx]\nurl = sqlite:///mine.db\n' >"$HOME/.config/calx/calx.ini"
run config
rc_is 1 'what a migration does is not for the user to set'
err_has "'url' can be set by a project only"
err_has "$HOME/.config/calx/calx.ini:2"
rm -r "$HOME/.config"
echo 'level = info' >>calx.ini
CALX_URL='' run config
out_has '(calx.ini:4)' 'an empty variable is none'
run config --json
json_is 'd["schema_version"] == 1 and d["command"] == "config" and d["settings"][1]["origin"] == "calx.ini:4"' 'config --json'
cp calx.ini good.ini
CALX_CONFIG=good.ini run config
out_has '(good.ini:4)' 'CALX_CONFIG names the file'
mkdir sub
(cd sub && "$CALX" -c ../calx.ini history) >"$out" 2>"$err"
rc=$?
rc_is 0 'relative paths begin where the file is'

# ---- values --------------------------------------------------------------------
ini <<'E2'
; a comment
# another
[calx]
  script_location = migrations
url: sqlite:///a;b.db
[compile]
cflags = -DTEXT="a ; b" -I.
libs=
E2
run config
rc_is 0 'comments, colons, blanks'
out_has 'url = sqlite:///a;b.db' 'no comment begins inside a value'
out_has 'cflags = -DTEXT="a ; b" -I.'

{ printf '[calx]\nscript_location = migrations\nurl = sqlite:///'; head -c 3000 /dev/zero | tr '\0' x; echo .db; } >calx.ini
run config
rc_is 0 'a line of 3000 bytes'
ok 'and it is whole' test "$(grep -o 'x*\.db' "$out" | wc -c)" -eq 3004

printf '\357\273\277[calx]\r\nscript_location = migrations\r\nurl = sqlite://\r\n' >calx.ini
run config
rc_is 0 'a byte order mark and CR LF'
out_has 'calx.url = sqlite://  (calx.ini:3)'

ini <<'E2'
[calx]
script_location = $WHERE
url = sqlite:///${NAME}_$$x.db
E2
NAME=shop WHERE=migrations run config
out_has 'script_location = migrations'
out_has 'url = sqlite:///shop_$x.db' 'variables and the doubled dollar'
WHERE=migrations run config
rc_is 1 'an unset variable: exit code 1'
err_has 'calx.ini:3: error: the environment variable NAME is not set'
err_has 'url = sqlite:///${NAME}_$$x.db' 'the line is shown'
WHERE=migrations run history
rc_is 0 'a setting that is not used need not be valid'
printf '[calx]\nscript_location = a$1\n' >calx.ini
run config
fails_at() { # NAME TEXT HINT
	rc_is 1 "$1: exit code 1"
	err_has "$2" "$1: says '$2'"
	err_has "$3" "$1: hint '$3'"
}
fails_at 'a dollar alone' 'calx.ini:2: error: a $ that names no variable' 'Write $$ for a dollar'

# ---- wrong files -----------------------------------------------------------------
ini <<'E2'
[calx]
script_location = migrations
urll = sqlite://
E2
run history
fails_at 'unknown key' "calx.ini:3: error: unknown key 'urll'" "Did you mean 'url'?"
err_has '3 | urll = sqlite://' 'unknown key: the line is shown'
ok 'unknown key: once' test "$(grep -c 'urll = ' "$err")" -eq 1
printf '[calyx]\nurl = a\n' >calx.ini
run history
fails_at 'unknown section' 'error: unknown section [calyx]' "Did you mean 'calx'?"
printf 'url = a\n' >calx.ini
run history
rc_is 1 'no section: exit code 1'
err_has "'url' stands before the first section"
printf '[calx]\nurl = a\nnonsense\n' >calx.ini
run history
fails_at 'malformed line' "calx.ini:3: error: cannot read 'nonsense'" 'key = value'
printf '[calx\nurl = a\n' >calx.ini
run history
fails_at 'unclosed section' "calx.ini:1: error: cannot read '[calx'" '[section]'
printf '[calx]\nurl = a\nurl = b\n' >calx.ini
run history
rc_is 1 'a key twice: exit code 1'
err_has "calx.ini:3: error: 'url' is set twice"
printf '[calx]\nurl = a\0b\n' >calx.ini
run history
fails 1 'a NUL byte' 'not a text file'
printf '[calx]\nurl = \377\n' >calx.ini
run history
fails 1 'not UTF-8' 'not a text file'
printf '[calx]\n\033[31murl = x\n' >calx.ini
run history
ok 'control characters are not echoed' not grep -q $'\033' "$err"
err_has '\x1b[31m' 'they are shown'
printf '[logging]\nlevel = loud\n[calx]\nscript_location = migrations\n' >calx.ini
run history
fails_at 'a wrong level' "calx.ini:2: error: level cannot be 'loud'" 'debug info warning error'
printf '[calx]\nscript_location =\n' >calx.ini
run history
fails_at 'an empty setting' 'script_location is not set' "below [calx] in calx.ini"
printf '[calx]\nscript_location = elsewhere\n' >calx.ini
run history
fails_at 'a missing directory' 'there is no directory elsewhere/versions' "calx init"
printf '[calx]\nscript_location = migrations\n' >calx.ini
run current
fails_at 'no url' 'url is not set' "Write 'url = ...'"
rm calx.ini
run history
fails_at 'no file' 'could not open calx.ini: No such file or directory' "calx init migrations"
mkdir calx.ini
run history
fails 1 'a directory' 'could not read calx.ini: Is a directory'

# ---- every sample of inih's own suite: no crash, and an exit code ------------------
rmdir calx.ini
while IFS=$'\t' read -r name text; do
	base64 -d <<<"$text" >calx.ini
	run config
	ok "inih's $name ends in order" test "$rc" -le 1
done <"$CALX_ROOT/tests/data/cli/ini-inih.b64.tsv"

# ---- from a folder below ---------------------------------------------------------------
project
revision aaaa1111 ''
mkdir -p src/deep/er && cd src/deep/er || exit 1
run history
rc_is 0 'the settings of a folder above'
run upgrade head
rc_is 0 'and its database'
ok 'which is beside them' test -s ../../../test.db
ok 'and not here' test -z "$(ls)"
run config
out_has '(../../../calx.ini:'
run revision -q -m below --rev-id bbbb2222
ok 'and its revisions' test -e ../../../migrations/versions/bbbb2222_below.c
cp ../../../calx.ini ../calx.ini
sed -i 's|^script_location.*|script_location = ../../migrations|; s|^url.*|url = sqlite:///nearer.db|' ../calx.ini
run upgrade head -q
ok 'the nearest counts' test -s ../nearer.db
rm ../calx.ini
chmod o+w ../../../calx.ini
run history
fails 1 'settings above that others may have laid there' 'refusing to run what is in '
chmod o-w ../../../calx.ini
run -c calx.ini history
fails 1 'a file that is named is not looked for' 'could not open calx.ini'
cd "$scratch/work" || exit 1

done_testing
