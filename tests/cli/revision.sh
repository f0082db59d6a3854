#!/usr/bin/env bash
# Writing revisions, and what is refused.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
project

run revision -m 'First step' --rev-id aaaa1111
rc_is 0 'a revision'
out_is 'tells the file' <<'END'
  Generating migrations/versions/aaaa1111_first_step.c ...  done
END
err_empty 'an empty revision opens no database'
ok 'no database was made' test ! -e test.db
run revision -m 'Second: step!' --rev-id bbbb2222
ok 'the second stands on the first' grep -q '^ \* Revises: aaaa1111$' migrations/versions/bbbb2222_second_step.c
run history
out_is 'history' <<'END'
aaaa1111 -> bbbb2222 (head), Second: step!
<base> -> aaaa1111, First step
END
run heads
out_is 'heads' <<'END'
bbbb2222 (head)
END
CC=/bin/false run upgrade head
rc_is 0 'empty revisions run'

run revision -m 'On its own'
rc_is 0 'a random id'
ok 'of twelve digits' test "$(find migrations/versions -regextype posix-extended -regex '.*/[0-9a-f]{12}_on_its_own\.c' | wc -l)" -eq 1
rm migrations/versions/*_on_its_own.c
run revision -n -m 'Dry'
rc_is 0 'a dry run'
out_has 'CALX_REVISION('
ok 'writes no file' test -z "$(find migrations -name '*dry*')"
run revision --json -m 'As JSON' --rev-id cccc3333
json_is 'd["revision"] == "cccc3333" and d["down_revision"] == ["bbbb2222"] and d["path"].endswith("cccc3333_as_json.c")' 'revision --json'

run revision -m x --rev-id cccc3333
fails 4 'an id twice' 'there is a revision cccc3333 already'
for id in ../../pwned a/b 'a b' 'a;b' '' -- "$(printf '%070d' 1)"; do
	run revision -m x --rev-id="$id"
	ok "the id '$id' is refused" test "$rc" -eq 1 -o "$rc" -eq 2
done
ok 'nothing was written elsewhere' test "$(find "$scratch/work" -name '*pwned*' | wc -l)" -eq 0
run revision -m $'*/ int pwned; /* \n#include "/etc/passwd" %s%n ??/ \\' --rev-id dddd4444
rc_is 0 'a hostile message'
ok 'stays in its comment' cc -fsyntax-only -Wall -Werror -I"$CALX_INCLUDE_DIR" migrations/versions/dddd4444_*.c
run history
rc_is 0 'and can be read'
run revision --head aaaa -m x
fails 4 'not a head' 'revision aaaa1111 is not a head'
run revision --head nowhere -m x
fails 1 'an unknown head' "'nowhere'"

# ---- show ------------------------------------------------------------------------
run show bbbb
rc_is 0 'show, by the first four characters'
out_has 'Rev: bbbb2222'
out_has 'Parent: aaaa1111'
out_has 'Path: migrations/versions/bbbb2222_second_step.c'
out_has '    Second: step!'
run show bbbb --json
json_is 'd["revisions"][0]["revision"] == "bbbb2222" and d["revisions"][0]["message"] == "Second: step!"' 'show --json'
run show current
out_has 'Rev: bbbb2222'
out_has '(current)'
run show bbbb2223
fails 1 'an unknown revision' "'bbbb2223'"
err_has "Did you mean 'bbbb2222'?"
run history -r aaaa:bbbb
rc_is 0 'a range'
ok 'of two' test "$(wc -l <"$out")" -eq 2
run history -r current:
rc_is 0 'from where the database is'
run history -i
out_has 'bbbb2222 (current)' 'history -i marks it'
run history -v
out_has 'Rev: bbbb2222'
run history -r aaaa
fails 2 'a range without a colon' 'a range has a colon'

# ---- two heads -----------------------------------------------------------------------
project
revision aaaa1111 ''
revision bbbb2222 aaaa1111
revision cccc3333 aaaa1111
run heads
ok 'two heads' test "$(wc -l <"$out")" -eq 2
run upgrade head
fails 4 'two heads: upgrade' 'head'
run revision -m x
fails 4 'two heads: revision' 'head'
run revision --head bbbb2222 -m x --rev-id dddd4444
rc_is 0 '--head chooses'
run upgrade heads
rc_is 0 'upgrade heads'
run current
ok 'the database is at both' test "$(wc -l <"$out")" -eq 2

done_testing
