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
if answer=$("$1" "$url" 2>&1) && [ "$answer" = "100 of 100 requests were answered" ]; then
	echo "ok 1 - the requests are answered"
else
	echo "# ${answer//$'\n'/$'\n'# }"
	echo "not ok 1 - the requests are answered"
fi
