#!/usr/bin/env bash
# Whoever uses the library: by pkg-config, by CMake and as a subproject of Meson,
# each with the shared library and with the static one.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
: "${CALX_BUILD:?the build folder}"

meson install -C "$CALX_BUILD" --no-rebuild --destdir "$scratch/destination" >"$out" 2>"$err"
rc=$?
rc_is 0 'meson install'
program=$(find "$scratch/destination" -path '*/bin/calx')
mv "${program%/bin/calx}" "$scratch/prefix"
library=$(dirname "$(find "$scratch/prefix" -name libcalx.a)")
export PKG_CONFIG_PATH=$library/pkgconfig LD_LIBRARY_PATH=$library
sanitize=$(meson introspect --buildoptions "$CALX_BUILD" |
	python3 -c 'import json, sys; print(*[o["value"] for o in json.load(sys.stdin) if o["name"] == "b_sanitize"])')
[ "$sanitize" = none ] && sanitize='' || sanitize=-fsanitize=$sanitize

cat >app.c <<'E'
#include <stdio.h>
#include <calx/calx.h>
#include <calx/short.h>
CALX_MODEL(Item, "items", column(id, integer(), .primary_key = true), column(name, text()));
CALX_METADATA(all, Item);
int main(void)
{
	calx_engine *engine = calx_engine_open("sqlite://", NULL);
	calx_session *session = calx_session_open(engine);

	calx_create_all(engine, &all);
	calx_add(session, Item, .name = "a");
	printf("%lld item\n", calx_count(session, Item));
	calx_session_close(session);
	calx_engine_close(engine);
	return 0;
}
E

# runs NAME PROGRAM: it works, and says what it must
runs() {
	"$2" >"$out" 2>"$err"
	rc=$?
	rc_is 0 "$1: the program works"
	ok "$1: it prints its item" grep -qx '1 item' "$out"
}
# says NAME WORD PROGRAM: whether the program needs libcalx.so
needs_library() { ldd "$1" | grep -q 'libcalx\.so'; }
needs_none() { ! needs_library "$1"; }

# ---- pkg-config ----------------------------------------------------------------
# the prefix was moved, as a package that is relocated: pkg-config is told
flags() { pkg-config --define-variable=prefix="$scratch/prefix" "$@" calx; }
# shellcheck disable=SC2046,SC2086
ok 'pkg-config: it compiles' cc $sanitize -o shared app.c $(flags --cflags --libs)
runs 'pkg-config' ./shared
ok 'pkg-config: the library is shared' needs_library ./shared
# what the static library needs, which need not be static: --static asks for all
# that those stand on, too
# shellcheck disable=SC2046
needs() { pkg-config --libs $(pkg-config --print-requires-private calx | sed 's/ .*//'); }
# shellcheck disable=SC2046,SC2086
ok 'pkg-config, static: it compiles' cc $sanitize -o static app.c \
	$(flags --cflags) "$library/libcalx.a" $(needs) -lpthread -lm
runs 'pkg-config, static' ./static
ok 'pkg-config, static: no library is needed' needs_none ./static

# ---- CMake ---------------------------------------------------------------------
cat >CMakeLists.txt <<'E'
cmake_minimum_required(VERSION 3.16)
project(app C)
find_package(calx 0.1 REQUIRED)
add_executable(shared app.c)
target_link_libraries(shared calx::calx)
add_executable(static app.c)
target_link_libraries(static calx::calx_static)
E
ok 'CMake: it configures' cmake -S . -B cmake -Dcalx_DIR="$library/cmake/calx" -DCMAKE_C_FLAGS="$sanitize"
ok 'CMake: it compiles' cmake --build cmake
runs 'CMake' cmake/shared
ok 'CMake: the library is shared' needs_library cmake/shared
runs 'CMake, static' cmake/static
ok 'CMake, static: no library is needed' needs_none cmake/static

# ---- Meson ---------------------------------------------------------------------
mkdir -p meson/subprojects
cp app.c meson/
ln -s "$CALX_ROOT" meson/subprojects/calx
cat >meson/meson.build <<'E'
project('app', 'c')
executable('app', 'app.c', dependencies: dependency('calx'))
E
unset PKG_CONFIG_PATH LD_LIBRARY_PATH
ok 'Meson: it configures' meson setup meson/build meson
ok 'Meson: the tests of calx are not built' test -z "$(ninja -C meson/build -t targets all | grep -E 'cmocka|unit_')"
ok 'Meson: it compiles' ninja -C meson/build app
runs 'Meson' meson/build/app

done_testing
