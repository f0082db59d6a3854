#!/usr/bin/env bash
# calx init makes a project and never overwrites one.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

run init -n migrations
rc_is 0 'a dry run'
ok 'makes nothing' test -z "$(ls)"
out_has 'Creating directory migrations ...  not done'
run init migrations
rc_is 0 'init'
err_empty
out_is 'tells each step' <<'END'
  Creating directory migrations ...  done
  Creating directory migrations/versions ...  done
  Generating migrations/README ...  done
  Generating migrations/env.c ...  done
  Generating migrations/revision.c.template ...  done
  Generating calx.ini ...  done
  Please edit url and cflags in calx.ini, and the models in migrations/env.c, before proceeding.
END
find . | sort >"$scratch/files"
ok 'makes these files' diff "$scratch/files" - <<'END'
.
./calx.ini
./migrations
./migrations/README
./migrations/env.c
./migrations/revision.c.template
./migrations/versions
END
ok 'calx.ini names the directory' grep -qx 'script_location = migrations' calx.ini
ok 'env.c is C' cc -fsyntax-only -Wall -Wextra -Wpedantic -Werror -I"$CALX_INCLUDE_DIR" migrations/env.c
run history
rc_is 0 'its history is empty'
out_empty
run check
rc_is 5 'there is no database yet'
run revision --autogenerate -n -q -m x
rc_is 0 'the new project works as it is'
ok 'and makes no database before there is something to put there' test ! -e app.db
sqlite3 app.db VACUUM
run check
rc_is 0 'in step with an empty database'
rm -f app.db*

echo changed >>migrations/env.c
cp -r . "$scratch/before"
run init migrations
fails 1 'a second time' 'directory migrations is there and not empty'
err_has 'never overwrites'
ok 'and nothing changed' diff -r . "$scratch/before"
run init other
rc_is 0 'a second directory'
out_has 'File calx.ini already exists, skipping'
out_has 'set script_location = other'
ok 'calx.ini is kept' cmp calx.ini "$scratch/before/calx.ini"

mkdir empty
run init empty/
rc_is 0 'an empty directory will do'
ok 'a slash at the end does not matter' test -e empty/env.c
mkdir new && cd new || exit 1
run init -q migrations
rc_is 0 'quietly'
out_empty
mkdir ../json && cd ../json || exit 1
run init --json migrations
json_is 'd["ok"] and d["directory"] == "migrations"' 'init --json'
touch file
run init file
fails 1 'a file in the way' 'could not open file'
run init missing/migrations
rc_is 1 'a parent that is not there: exit code 1'
err_has 'could not create missing/migrations: No such file or directory'
run init $'a\nb'
fails 1 'a line end in the name' 'cannot be the directory'
run init 'a$b'
fails 1 'a dollar in the name' 'cannot be the directory'
run init ''
fails 1 'no name at all' 'cannot be the directory'
ln -s "$scratch/elsewhere" link
run init link
rc_is 1 'a link that leads nowhere: exit code 1'
ok 'and nothing is made behind it' test ! -e "$scratch/elsewhere"
mkdir sealed && chmod a-w sealed && cd sealed || exit 1
run_unprivileged init migrations
rc_is 1 'a directory that cannot be written: exit code 1'
err_has 'could not create migrations: Permission denied'

# a failure takes back what was made: the same command works once it can
mkdir ../later && cd ../later || exit 1
run init -c missing/calx.ini migrations
rc_is 1 'settings that cannot be written: exit code 1'
err_has 'could not write missing/calx.ini: No such file or directory'
ok 'a failed init leaves nothing behind' test -z "$(ls -A)"
mkdir empty
run init -c missing/calx.ini empty
ok 'but for what was there' test "$(find . -mindepth 1)" = ./empty
run init migrations
rc_is 0 'and can be given again'
mkdir etc
run init -c etc/calx.ini other
rc_is 0 'settings in another directory'
run -c etc/calx.ini history
rc_is 0 'find what was made'

done_testing
