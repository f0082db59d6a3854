#!/usr/bin/env bash
# The installed program: it works wherever its prefix is moved to, compiles
# against the headers beside it, and brings its manual and completions.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
: "${CALX_BUILD:?the build folder}"

meson install -C "$CALX_BUILD" --no-rebuild --destdir "$scratch/destination" >"$out" 2>"$err"
rc=$?
rc_is 0 'meson install'
program=$(find "$scratch/destination" -path '*/bin/calx')
ok 'there is one program' test -x "$program"
mv "${program%/bin/calx}" "$scratch/prefix with blanks"
prefix="$scratch/prefix with blanks"
CALX=$prefix/bin/calx
unset CALX_INCLUDE_DIR LD_LIBRARY_PATH

project
revision aaaa1111 '' 'if (op) calx_execute(op, "CREATE TABLE t (id INTEGER)");' 'calx_drop_table(op, "t");'
run upgrade head
rc_is 0 'a revision with code is compiled against the headers beside it'
run check
rc_is 1 'so is env.c'
out_has 't'

for page in calx calx-upgrade calx-revision; do
	ok "$page(1) is installed" test -s "$prefix/share/man/man1/$page.1"
done
ok 'a page for each command' test "$(find "$prefix/share/man" -name 'calx-*.1' | wc -l)" -eq "$("$CALX" --help | grep -cE '^  [a-z]+   *[a-z]')"
for file in bash-completion/completions/calx.bash zsh/site-functions/_calx fish/vendor_completions.d/calx.fish; do
	ok "$file is installed" test -s "$prefix/share/$file"
done
for way in bash zsh fish; do
	run help --completion=$way
	ok "the $way completion is the program's" cmp "$out" "$(find "$prefix/share" -path "*$way*" -type f | head -1)"
done

done_testing
