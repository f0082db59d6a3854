#!/usr/bin/env bash
# The doors of the project. Each works on a fresh Debian 12: what is missing is
# installed by package name (as root; otherwise the command to type is shown).
#
#   ./do demo             the tutorial end to end, in a scratch folder
#   ./do test             build, start what the tests need, run every test
#   ./do bench            calx beside hand-written C and Python: speed, growth,
#                         compiling (--quick: a minute; --help: what else)
#   ./do check            formatting, warnings, static analysis, house checks
#   ./do build            just build
#   ./do install PREFIX   install the program, the library and the headers
set -euo pipefail
cd "$(dirname "$0")"

BUILD=${CALX_BUILD:-build}

# ---- packages ----------------------------------------------------------------
# command or pkg-config module, and the Debian package that brings it
BUILD_NEEDS=(
	cc:gcc ld:binutils pkg-config:pkg-config meson:meson ninja:ninja-build
	+sqlite3:libsqlite3-dev +libxxhash:libxxhash-dev
	+libutf8proc:libutf8proc-dev +jansson:libjansson-dev +inih:libinih-dev
	+libpq:libpq-dev +libmariadb:libmariadb-dev
	/usr/include/stdio.h:libc6-dev
)
TEST_NEEDS=(
	+cmocka:libcmocka-dev +libuv:libuv1-dev gcc:gcc g++:g++ clang:clang clang++:clang
	sqlite3:sqlite3 dot:graphviz mandoc:mandoc python3:python3 cmake:cmake
	make:make bash:bash patch:patch
)
SERVER_NEEDS=(
	openssl:openssl "/usr/lib/postgresql/*/bin/postgres:postgresql-15"
	/usr/sbin/mariadbd:mariadb-server-core mariadb:mariadb-client-core
)
DEMO_NEEDS=(dot:graphviz sqlite3:sqlite3)
BENCH_NEEDS=(valgrind:valgrind python3:python3 clang:clang size:binutils)
CHECK_NEEDS=(
	valgrind:valgrind
	clang-format:clang-format clang-tidy:clang-tidy cppcheck:cppcheck
	ctags:universal-ctags nm:binutils python3:python3 shellcheck:shellcheck
)

is_there() {
	case $1 in
	+*) pkg-config --exists "${1#+}" 2>/dev/null ;;
	/*) compgen -G "$1" >/dev/null ;;
	*) command -v "$1" >/dev/null ;;
	esac
}

# needs ITEM...: installs the packages of the items that are not there
needs() {
	local item missing=()
	for item; do
		is_there "${item%%:*}" || missing+=("${item#*:}")
	done
	[ ${#missing[@]} -eq 0 ] && return
	echo "installing: ${missing[*]}"
	if [ "$(id -u)" -ne 0 ]; then
		echo "not root: apt-get install --no-install-recommends ${missing[*]}" >&2
		exit 1
	fi
	quietly "reading the list of packages" apt-get update -qq
	quietly "installing packages" install_packages "${missing[@]}"
}

# Packages of servers start one, unless these two files say that they must not:
# the tests have servers of their own. The files are there for that time only.
install_packages() { # PACKAGE...
	local policy=/usr/sbin/policy-rc.d status=0 file made=()
	local cluster=/etc/postgresql-common/createcluster.conf
	mkdir -p "${cluster%/*}"
	for file in $policy $cluster; do
		[ -e "$file" ] || made+=("$file")
	done
	[ -e $policy ] || install -m 755 /dev/stdin $policy <<<$'#!/bin/sh\nexit 101'
	[ -e $cluster ] || echo 'create_main_cluster = false' >$cluster
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
		--no-install-recommends "$@" || status=$?
	rm -f "${made[@]}"
	return $status
}

# ---- the doors ---------------------------------------------------------------
# quietly DOING COMMAND...: its output is shown only when it fails
quietly() {
	local log
	log=$(mktemp)
	if ! "${@:2}" >"$log" 2>&1; then
		cat "$log"
		rm -f "$log"
		echo "failed: $1" >&2
		exit 1
	fi
	rm -f "$log"
}

configure() { # DIRECTORY OPTION...
	local directory=$1
	shift
	if [ -e "$directory/build.ninja" ]; then
		quietly "configuring" meson configure "$directory" "$@"
	else
		quietly "configuring" meson setup "$directory" "$@"
	fi
}

build() {
	needs "${BUILD_NEEDS[@]}"
	configure "$BUILD" -Dtests=false
	meson compile -C "$BUILD"
}

install_to() {
	local prefix=${1:?usage: ./do install PREFIX}
	needs "${BUILD_NEEDS[@]}"
	mkdir -p "$prefix"
	prefix=$(cd "$prefix" && pwd)
	configure "$BUILD-install" --prefix="$prefix" --libdir=lib \
		--buildtype=release -Dtests=false
	quietly "compiling" meson compile -C "$BUILD-install"
	quietly "installing" meson install -C "$BUILD-install"
	echo "installed to $prefix"
	case $prefix in
	/usr | /usr/local) ldconfig 2>/dev/null || true ;;
	*) say_exports "$prefix" ;;
	esac
}

# what a shell must know of a place where no tool looks by itself
say_exports() { # PREFIX
	echo "to use it from there:"
	printf '    export %s=%q${%s:+:$%s}\n' \
		PATH "$1/bin" PATH PATH \
		PKG_CONFIG_PATH "$1/lib/pkgconfig" PKG_CONFIG_PATH PKG_CONFIG_PATH \
		LD_LIBRARY_PATH "$1/lib" LD_LIBRARY_PATH LD_LIBRARY_PATH \
		CMAKE_PREFIX_PATH "$1" CMAKE_PREFIX_PATH CMAKE_PREFIX_PATH
}

# Starts those servers whose URL nobody has given, and exports the URLs. Whatever
# ends this script ends them, too. Other releases of PostgreSQL come from npm:
# without it their tests are left out, or fail with CALX_RELEASES=needed.
start_servers() { # [NAME...]
	local name variable names=()
	[ $# -gt 0 ] || set -- pg maria pg14 pg18
	for name; do
		variable=CALX_TEST_POSTGRESQL${name#pg}
		[ "$name" != maria ] || variable=CALX_TEST_MARIADB
		[ -n "${!variable:-}" ] || names+=("$name")
	done
	[ ${#names[@]} -gt 0 ] || return 0
	needs "${SERVER_NEEDS[@]}"
	# who runs them must get there, and the paths of sockets are short
	SERVERS_DIR=$(mktemp -d /tmp/calx-servers.XXXXXX)
	export SERVERS_DIR
	trap 'tests/servers/servers down' EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
	if ! tests/servers/servers fetch "${names[@]}"; then
		[ "${CALX_RELEASES:-}" != needed ] || exit 1
		echo "tests on PostgreSQL 14 and 18 are left out" >&2
		mapfile -t names < <(printf '%s\n' "${names[@]}" | grep -v '^pg[0-9]')
	fi
	[ ${#names[@]} -gt 0 ] || return 0
	tests/servers/servers up "${names[@]}"
	# shellcheck disable=SC1091
	. "$SERVERS_DIR/env"
}

run_tests() {
	needs "${BUILD_NEEDS[@]}" "${TEST_NEEDS[@]}"
	# shellcheck disable=SC2086
	configure "$BUILD" -Dtests=true ${CALX_BUILD_OPTIONS:-}
	meson compile -C "$BUILD"
	start_servers
	# a machine may be slow, and sanitizers are
	meson test -C "$BUILD" --print-errorlogs --timeout-multiplier 4 "$@"
}

demo() {
	needs "${BUILD_NEEDS[@]}" "${DEMO_NEEDS[@]}"
	examples/tutorial/run "$@"
}

# Whether the benches need servers that can be had: what is missing is installed
# by root only.
servers_are_wanted() { # ARGUMENT...
	local item
	case " $* " in
	*" --draw "* | *" --against "*) return 1 ;;
	*" --only "*postgresql* | *" --only "*mariadb*) ;;
	*" --only "*) return 1 ;;
	esac
	[ "$(id -u)" -ne 0 ] || return 0
	for item in "${SERVER_NEEDS[@]}"; do
		is_there "${item%%:*}" || return 1
	done
}

bench() {
	needs "${BUILD_NEEDS[@]}" "${BENCH_NEEDS[@]}"
	configure "$BUILD-bench" --buildtype=release -Dtests=false -Dbench=true
	meson compile -C "$BUILD-bench"
	if servers_are_wanted "$@"; then
		start_servers pg maria
	fi
	python3 bench/run.py "$BUILD-bench" "$@"
}

check() {
	needs "${BUILD_NEEDS[@]}" "${TEST_NEEDS[@]}" "${CHECK_NEEDS[@]}" "${SERVER_NEEDS[@]}"
	dev/check "$@"
}

case ${1:-} in
demo) shift && demo "$@" ;;
test) shift && run_tests "$@" ;;
bench) shift && bench "$@" ;;
check) shift && check "$@" ;;
build) build ;;
install) shift && install_to "$@" ;;
*)
	sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0"
	exit 2
	;;
esac
