#!/usr/bin/env bash
# The example of examples/tasks on a database. TAP.
# Usage: run.sh PROGRAM sqlite|postgresql|mariadb
set -euo pipefail

case $2 in
sqlite) url=sqlite:// ;;
postgresql) url=${CALX_TEST_POSTGRESQL-} ;;
mariadb) url=${CALX_TEST_MARIADB-} ;;
esac
if [ -z "$url" ]; then
	echo "1..0 # SKIP no server is named: ./do test starts one"
	exit
fi
echo 1..1
# a sanitizer warns of stacks that are switched, and is told of each
errors=$(mktemp)
trap 'rm -f "$errors"' EXIT
if answer=$("$1" "$url" 2>"$errors") && [ "$answer" = "100 of 100 requests were answered" ]; then
	echo "ok 1 - the requests are answered"
else
	sed 's/^/# /' - "$errors" <<<"$answer"
	echo "not ok 1 - the requests are answered"
fi
