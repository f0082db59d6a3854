#!/usr/bin/env bash
# Help, manual pages and completions say the same, since they come from the
# same tables; and what a wrong command line gets.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

commands='init revision merge check upgrade downgrade resume repair current stamp history heads show inspect erd config help'

# the options in a help text: "-x, --name" at the start of an entry
help_options() { sed -nE 's/^  (-(.)|  ), --([a-z-]+).*/\3 \2/p; s/^      --([a-z-]+).*/\1 /p' "$1" | sort; }
man_options() { sed -nE 's/^\.It Fl (.) , Fl \\-([a-z-]+).*/\2 \1/p; s/^\.It Fl \\-([a-z-]+).*/\1 /p' "$1" | sort; }
# COMMAND: the words that bash offers for it
bash_options() {
	{
		sed -nE "s/^\t$1\) operand=[a-z]+ options='(.*)' ;;/\1/p" "$scratch/bash"
		sed -nE "s/^\toptions\+='(.*)'/\1/p" "$scratch/bash"
	} | tr ' ' '\n' | awk '/^-.$/ { letter = substr($0, 2) } /^--/ { print substr($0, 3), letter; letter = "" }' | sort
}
widest() { awk '{ if (length > n) n = length } END { exit n > 80 }' "$out"; }

run --help
rc_is 0 '--help succeeds'
err_empty '--help writes to standard output only'
ok '--help fits 80 columns' widest
cp "$out" "$scratch/help"
for how in '-h' 'help'; do
	# shellcheck disable=SC2086
	run $how
	ok "$how prints the same" cmp "$out" "$scratch/help"
done
# shellcheck disable=SC2086
diff -u <(printf '%s\n' $commands | sort) <(sed -nE 's/^  ([a-z]+)  .*/\1/p' "$scratch/help" | sort) >"$scratch/diff"
ok '--help lists the commands' test ! -s "$scratch/diff"
run --help
for variable in 'exit status' 'examples' 'usage: calx'; do
	out_has "$variable"
done

run help --completion=bash
cp "$out" "$scratch/bash"
ok 'the completion is bash' bash -n "$scratch/bash"
run help --completion=zsh
cp "$out" "$scratch/zsh"
run help --completion=fish
cp "$out" "$scratch/fish"
mkdir "$scratch/man1"
run help --man
cp "$out" "$scratch/man1/calx.1"
for name in $commands; do
	ok "calx(1) lists $name" grep -q "^.It Xr calx-$name 1" "$scratch/man1/calx.1"
done

for name in $commands; do
	run "$name" --help
	rc_is 0 "$name --help succeeds"
	ok "$name --help fits 80 columns" widest
	err_empty "$name --help writes to standard output only"
	cp "$out" "$scratch/one"
	help_options "$scratch/one" >"$scratch/options"
	run help "$name"
	ok "help $name prints the same" cmp "$out" "$scratch/one"
	run help --man "$name"
	cp "$out" "$scratch/man1/calx-$name.1"
	ok "$name: help and manual have the same options" \
		diff "$scratch/options" <(man_options "$out")
	ok "$name: help and bash have the same options" \
		diff "$scratch/options" <(bash_options "$name")
	missing=$(while read -r option _; do
		grep -q -e "'\*\{0,1\}--${option}[=[]" "$scratch/zsh" || echo "zsh $option"
		grep -q -e "-l $option " "$scratch/fish" || echo "fish $option"
	done <"$scratch/options")
	ok "$name: zsh and fish know the options" test -z "$missing"
	ok "$name --help shows an example" grep -q "^  calx " "$scratch/one"
done
ok 'mandoc has nothing to say' test -z "$(cd "$scratch/man1" && mandoc -Tlint ./*.1 2>&1)"

# the same name means the same everywhere
for name in $commands; do run "$name" --help; cat "$out"; done |
	sed -nE 's/^  -(.), --([a-z-]+)(=.*)?.*/\2 \1/p' | sort -u | awk '{ print $1 }' | uniq -d >"$scratch/twice"
ok 'an option has one letter' test ! -s "$scratch/twice"

# completion in a shell of its own
complete_words() { # WORD...
	bash --norc --noprofile -c '
		. "$0"; COMP_WORDS=(calx "$@"); COMP_CWORD=$#; _calx; printf "%s\n" "${COMPREPLY[@]}"
	' "$scratch/bash" "$@"
}
ok 'bash completes commands' test "$(complete_words upg)" = upgrade
ok 'bash completes options' test "$(complete_words revision --auto)" = --autogenerate
ok 'bash completes choices' test "$(complete_words erd --format s)" = svg

run --version
rc_is 0 '--version succeeds'
ok '--version is one line' test "$(wc -l <"$out")" -eq 1
out_has 'calx '
out_has 'sqlite' '--version names the drivers'
run --version --json
json_is 'd["version"] and "sqlite" in d["drivers"]' '--version --json'

for line in '--help' 'help upgrade' 'upgrade --help' 'help --man'; do
	# shellcheck disable=SC2086
	run $line --json
	json_is 'd["ok"] and len(d["text"]) > 500' "$line --json"
done

# ---- wrong command lines -------------------------------------------------------
run
rc_is 2 'no command: exit code 2'
err_has 'usage: calx' 'no command: a short help'
out_empty
run upgrad head
fails 2 'unknown command' "unknown command 'upgrad'"
err_has "Did you mean 'upgrade'?"
run up head
fails 2 'abbreviated command' "unknown command 'up'"
err_has 'it could be: upgrade'
run current --verbos
fails 2 'unknown option' "unknown option '--verbos'"
err_has "Did you mean '--verbose'?"
run current -Z
fails 2 'unknown letter' "unknown option '-Z'"
run upgrade
fails 2 'missing operand' "'calx upgrade' needs REVISION"
run current extra
fails 2 'operand too many' "no use for 'extra'"
run revision -m
fails 2 'missing argument' '-m needs an argument: MESSAGE'
run revision --message
fails 2 'missing argument of a long option' '--message needs an argument: MESSAGE'
run current --quiet=yes
fails 2 'argument too many' '--quiet takes no argument'
run current -q --verbose
fails 2 'contradiction' '--quiet and --verbose contradict each other'
run revision -m a -m b
fails 2 'given twice' '--message is given twice'
run erd --format=jpeg
fails 2 'not a choice' "--format cannot be 'jpeg'"
err_has 'svg png pdf dot mmd'
run help nothing
fails 2 'help of an unknown command' "no command 'nothing'"
run upgrad --json
rc_is 2 'a wrong line with --json: exit code 2'
json_is 'd["ok"] is False and d["exit_code"] == 2 and "upgrad" in d["error"]["message"]' \
	'a wrong line with --json is a document'

# ---- where options may stand ---------------------------------------------------
project
for line in '-c calx.ini config' 'config -ccalx.ini' 'config --config calx.ini' \
	'--config=calx.ini config' '-vc calx.ini config' 'config --'; do
	# shellcheck disable=SC2086
	run $line
	rc_is 0 "calx $line"
	out_has 'calx.url = sqlite:///test.db' "calx $line reads the file"
done

done_testing
