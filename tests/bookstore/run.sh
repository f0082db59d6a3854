#!/usr/bin/env bash
# The bookstore on another database than SQLite: the same programs, revisions
# and commands print the same. Usage: run.sh postgresql|mariadb
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/../cli/lib.sh"

: "${BOOKSTORE_PROGRAMS:?the folder of its programs}"
kind=$1
variable=CALX_TEST_${kind^^}
server=${!variable:-}
if [ -z "$server" ]; then
	echo "1..0 # SKIP $variable is not set: ./do test starts a server"
	exit 0
fi
database=calx_bookstore_$$

# the server's own client, on its database "app"
sql() {
	local user=${server#*://} socket=${server##*socket=}
	case $kind in
	postgresql) psql -Xq -v ON_ERROR_STOP=1 "$server" -c "$1" ;;
	mariadb)
		user=${user%%@*}
		MYSQL_PWD=${user#*:} mariadb --no-defaults -u "${user%%:*}" \
			-S "$socket" app -e "$1"
		;;
	esac
}

# what each database says in words of its own
common() {
	mask <"$1" | sed -E 's/(Context impl) .*/\1/; s/assume (non-)?transactional/assume transactional/'
}

# step COMMAND...: what it prints, and how it ends
step() {
	echo "\$ ${*##*/}" >>"$log"
	"$@" >"$out" 2>"$err" </dev/null
	rc=$?
	{ common "$out" && common "$err" && echo "exit code $rc"; } >>"$log"
}

# play URL LOG: all of it, in a copy of the project
play() {
	local programs=$BOOKSTORE_PROGRAMS
	export BOOKSTORE_URL=$1
	log=$2
	rm -rf shop
	mkdir shop
	cp -r "$CALX_ROOT"/examples/bookstore/{calx.ini,models.h,migrations} shop
	cd shop || exit 1
	sed -i 's|^url = .*|url = $BOOKSTORE_URL|' calx.ini
	step "$CALX" upgrade +1
	step "$CALX" current
	step "$CALX" upgrade head
	step "$CALX" current
	step "$CALX" history
	step "$CALX" check
	step "$programs/bookstore_debug"
	step "$programs/bookstore_seed"
	step "$programs/bookstore_dump"
	step "$CALX" downgrade -1
	step "$CALX" check
	step "$CALX" upgrade head
	step "$CALX" check
	step "$CALX" upgrade head
	step "$CALX" downgrade base
	step "$CALX" current
	cd ..
}

sql "CREATE DATABASE $database" || exit 1
trap 'sql "DROP DATABASE $database"; chmod -R u+rwx "$scratch"; rm -rf "$scratch"' EXIT
play 'sqlite:///bookstore.db' "$scratch/on-sqlite"
ok 'on SQLite all ends well but the check after a downgrade' \
	test "$(grep -c 'exit code [^0]' "$scratch/on-sqlite")" -eq 1
play "${server/\/app\?//$database?}" "$scratch/on-server"
ok "on $kind it prints the same" diff "$scratch/on-sqlite" "$scratch/on-server"
ok 'and there was something to print' test "$(wc -l <"$scratch/on-server")" -gt 150
done_testing
