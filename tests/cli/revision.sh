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
err_has '--head='
run revision --head bbbb2222 -m x --rev-id dddd4444
rc_is 0 '--head chooses'
run upgrade heads
rc_is 0 'upgrade heads'
run current
ok 'the database is at both' test "$(wc -l <"$out")" -eq 2

# ---- joining them -------------------------------------------------------------------
project
run merge
rc_is 0 'nothing to merge'
out_is 'is said' <<'END'
Nothing to do: there are no revisions.
END
revision aaaa1111 ''
run merge heads
rc_is 0 'one head'
out_has 'Nothing to do: aaaa1111 is the only head.'
revision bbbb2222 aaaa1111
revision cccc3333 aaaa1111
revision dddd4444 aaaa1111
run revision -m x
fails 4 'a revision on three heads' 'there are 3 heads: bbbb2222, cccc3333, dddd4444'
err_has "hint: Name the one to stand on with --head=REVISION, or join them first: 'calx merge heads'."
run merge bbbb
fails 1 'a merge of one' 'a merge needs two heads, this names one: bbbb2222'
run merge bbbb2222 bbbb
fails 1 'a merge of one with itself' 'this names one'
run merge aaaa1111 bbbb2222
fails 4 'a merge of what is no head' 'revision aaaa1111 is not a head'
run merge bbbb nowhere
fails 1 'a merge of what is not there' "'nowhere'"
run merge -n
rc_is 0 'a dry run of a merge'
out_has '.down_revision = "bbbb2222, cccc3333, dddd4444"'
ok 'writes nothing' test "$(find migrations/versions -name '*.c' | wc -l)" -eq 4
run merge bbbb cccc --rev-id eeee5555 -m 'Two of them'
rc_is 0 'two of three'
run history
out_has 'bbbb2222, cccc3333 -> eeee5555 (head) (mergepoint), Two of them'
run merge --json --rev-id ffff6666 --branch-label joined
json_is 'd["revision"] == "ffff6666" and sorted(d["down_revision"]) == ["dddd4444", "eeee5555"] and d["path"].endswith("ffff6666_merge_dddd4444_and_eeee5555.c")' 'the rest, in JSON'
run heads
out_is 'one head is left' <<'END'
ffff6666 (joined) (head)
END
run upgrade head
rc_is 0 'it runs'
run upgrade head
rc_is 0 'and again'
err_has 'Nothing to do: the database is at ffff6666 already'
out_empty
run upgrade head -q
err_empty 'quietly'
run stamp head
err_has 'Nothing to do: the database is at ffff6666 already'
run downgrade dddd4444
run current
out_has 'dddd4444'
run downgrade base
run downgrade base
err_has 'Nothing to do: no revision has run'
run upgrade joined@head
rc_is 0 'by its label'
revision eeee7777 ffff6666
revision eeee8888 ffff6666
run merge --branch-label joined
fails 4 'a label that is taken' "'joined' is the name of something else already"
run merge --branch-label 'a b'
fails 1 'a label that is none' "'a b' cannot be a label"

# ---- what they are called ------------------------------------------------------------
project
called() { # MESSAGE SLUG [SHOWN]
	run revision -m "$1" --rev-id aaaa1111
	rc_is 0 "a message: $1"
	ok "a file's name: $2" test -e "migrations/versions/aaaa1111_$2.c"
	run history
	printf '<base> -> aaaa1111 (head), %s\n' "${3-$1}" >"$scratch/expected"
	ok "its line: ${3-$1}" diff "$scratch/expected" "$out"
	ok 'it is C' cc -fsyntax-only -Wall -Wextra -Wpedantic -Werror -I"$CALX_INCLUDE_DIR" migrations/versions/aaaa1111_*.c
	CC=/bin/false run upgrade head -n -q -u sqlite://
	rc_is 0 'and runs'
	rm migrations/versions/*
}
called '' empty_message 'empty message'
called $' \t ' empty_message 'empty message'
called $'\u00a0\u3000' empty_message 'empty message'
called 'Añadir columna «año»' añadir_columna_año
called 'ДОБАВИТЬ ЁЖ' добавить_ёж
called '添加书籍表' 添加书籍表
called 'כתובת חדשה' כתובת_חדשה
called 'ตารางหนังสือ' ตารางหนังสือ
called '🚀🚀' revision
called '../../etc/passwd' etc_passwd
called 'C:\dir\file' c_dir_file
called 'a */ b /* c' a_b_c
called 'Revises: nothing' revises_nothing
called $'one\ntwo' one_two 'one\ntwo'
called $'red \e[31m' red_31m 'red \x1b[31m'
called "$(printf '漢%.0s' {1..200})" "$(printf '漢%.0s' {1..40})"
called "$(printf '𝒳%.0s' {1..80})" "$(printf '𝒳%.0s' {1..40})"
# a file of an earlier time, with nothing where the message is
revision bbbb2222 ''
sed -i '1s/.*/\/*/' migrations/versions/bbbb2222_step.c
run history
out_is 'a head comment without a message' <<'END'
<base> -> bbbb2222 (head)
END
run show head
rc_is 0 'is shown'
run upgrade hed
fails 1 'a typo of head' "'hed'"
err_has "hint: Did you mean 'head'?"
for pair in bse:base haeds:heads curent:current bbb2222:bbbb2222; do
	run show "${pair%:*}"
	err_has "Did you mean '${pair#*:}'?" "${pair%:*} is ${pair#*:}"
done

done_testing
