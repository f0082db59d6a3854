# shellcheck shell=bash
# A small TAP producer for tests of the program. Sourced by each script:
#
#     . "$(dirname "$0")/lib.sh"
#     run upgrade head
#     rc_is 0 'upgrade works'
#     out_has 'text' / err_has 'text' / out_is <<'E' ...
#     done_testing
#
# The environment says where things are: CALX (the program), CALX_INCLUDE_DIR
# and CALX_ROOT (this tree). Everything happens in a scratch folder.
set -u

: "${CALX:?the program to test}" "${CALX_ROOT:?the source tree}"
scratch=$(mktemp -d)
trap 'chmod -R u+rwx "$scratch"; rm -rf "$scratch"' EXIT
export HOME=$scratch/home XDG_CACHE_HOME=$scratch/cache TERM=dumb
unset XDG_CONFIG_HOME
export XDG_CONFIG_DIRS=$scratch/xdg/none
unset CALX_URL DATABASE_URL CALX_CONFIG NO_COLOR CLICOLOR_FORCE CC
mkdir -p "$HOME" "$scratch/work"
cd "$scratch/work" || exit 1

tests=0
rc=0
out=$scratch/out
err=$scratch/err

# run ARGUMENT...: runs calx; afterwards $rc, and the files $out and $err
run() {
	"$CALX" "$@" >"$out" 2>"$err" </dev/null
	rc=$?
}

# The same as somebody who is not root, for whom permissions count: root takes
# a copy of the program and its headers that nobody can reach, and becomes
# nobody.
run_unprivileged() {
	if [ "$(id -u)" -ne 0 ]; then
		run "$@"
		return
	fi
	if [ ! -e "$scratch/bin/calx" ]; then
		mkdir "$scratch/bin"
		cp "$CALX" "$scratch/bin/"
		cp -r "$CALX_INCLUDE_DIR" "$scratch/bin/include"
		chmod 755 "$scratch"
	fi
	chown -R 65534:65534 "$scratch/work" "$scratch/home"
	CALX_INCLUDE_DIR=$scratch/bin/include \
		setpriv --reuid=65534 --regid=65534 --clear-groups \
		"$scratch/bin/calx" "$@" >"$out" 2>"$err" </dev/null
	rc=$?
	chown -R 0:0 "$scratch/work" "$scratch/home"
}

# ok NAME COMMAND...: passes if the command succeeds
ok() {
	local name=${1//[[:cntrl:]]/?}
	shift
	tests=$((tests + 1))
	if "$@" >"$scratch/ok.out" 2>&1; then
		echo "ok $tests - $name"
	else
		echo "not ok $tests - $name"
		sed 's/^/# /' "$scratch/ok.out"
		echo "# rc $rc; standard output:"
		head -40 "$out" | sed 's/^/#   /'
		echo '# standard error:'
		head -40 "$err" | sed 's/^/#   /'
	fi
}

not() { ! "$@"; }

rc_is() { ok "$2" test "$rc" -eq "$1"; }
out_has() { ok "${2:-prints: $1}" grep -qF -e "$1" "$out"; }
err_has() { ok "${2:-says: $1}" grep -qF -e "$1" "$err"; }
out_lacks() { ok "${2:-does not print: $1}" not grep -qF -e "$1" "$out"; }
err_lacks() { ok "${2:-does not say: $1}" not grep -qF -e "$1" "$err"; }
out_empty() { ok "${1:-nothing on standard output}" test ! -s "$out"; }
err_empty() { ok "${1:-nothing on standard error}" test ! -s "$err"; }

# ids, dates and times that differ from run to run
mask() {
	sed -E 's/[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:.]{15}/DATE/g
		s/\b[0-9a-f]{12}(_|\b)/ID\1/g'
}
same() { diff -u "$scratch/expected" <(mask <"$1"); }
# out_is NAME <<EXPECTED: the whole of it, masked
out_is() {
	cat >"$scratch/expected"
	ok "$1" same "$out"
}
err_is() {
	cat >"$scratch/expected"
	ok "$1" same "$err"
}

# fails RC NAME TEXT: the last run ended so, said that, printed nothing
fails() {
	rc_is "$1" "$2: exit code $1"
	err_has "$3" "$2: says '$3'"
	err_has 'error: ' "$2: calls it an error"
	out_empty "$2: nothing on standard output"
}

json_valid() { python3 -m json.tool "$out" >/dev/null; }
# json_is PYTHON-EXPRESSION NAME: about the document d
json_is() {
	ok "$2" python3 -c "import json, sys; d = json.load(open(sys.argv[1])); assert $1, d" "$out"
}

# project: an empty one in a new folder, which becomes the current one
projects=0
project() {
	projects=$((projects + 1))
	mkdir "$scratch/work/project-$projects"
	cd "$scratch/work/project-$projects" || exit 1
	"$CALX" init -q migrations || echo "# init failed"
	sed -i 's|^url = .*|url = sqlite:///test.db|' calx.ini
}

# revision ID PARENT [UPGRADE [DOWNGRADE]]: writes a revision by hand
revision() {
	local parent=${2:+.down_revision = \"$2\", }
	cat >"migrations/versions/$1_step.c" <<-END
	/* Step $1
	 *
	 * Revision ID: $1
	 * Revises: $2
	 * Create Date: 2026-01-01 00:00:00.000000
	 */
	#include <calx/revision.h>

	static void upgrade(calx_op *op)
	{
	    ${3:-calx_create_table(op, \"t_$1\", column(id, integer(), .primary_key = true));}
	}

	static void downgrade(calx_op *op)
	{
	    ${4:-calx_drop_table(op, \"t_$1\");}
	}

	CALX_REVISION($1, ${parent}.upgrade = upgrade, .downgrade = downgrade);
	END
}

done_testing() { echo "1..$tests"; }
