#!/usr/bin/env python3
"""usage: loops.py SOURCE_ROOT

The loops of calx/each.h, for lists of every length: what the preprocessors make
of them. TAP.
"""
import shutil
import subprocess
import sys

root = sys.argv[1]
LIMIT = 200
lengths = range(1, LIMIT + 3)


def items(count):
    return [f"i{n}" for n in range(1, count + 1)]


def calls(count):
    listed = ", ".join(items(count))
    return (f"count: CALX_COUNT_({listed})\n"
            f"each: CALX_EACH_(EACH, x, y, {listed})\n"
            f"list: CALX_LIST_(LIST, x, {listed})\n"
            f"pass: CALX_EACH_(NESTED, x, y, {listed})\n")


def expected(count):
    kept = items(min(count, LIMIT))
    return (f"count:{min(count, LIMIT + 1)}\n"
            f"each:{''.join(f'<x-y-{item}>' for item in kept)}\n"
            f"list:{','.join(f'<x-{item}>' for item in kept)}\n"
            f"pass:{''.join(f'[<y-{item}>,<y-2>]' for item in kept)}\n")


source = ("#include <calx/each.h>\n"
          "#define EACH(a, b, item) <a-b-item>\n"
          "#define LIST(a, item) <a-item>\n"
          "#define NESTED(a, b, item) [CALX_LIST_(LIST, b, item, 2)]\n"
          + "".join(calls(count) for count in lengths))
wanted = "".join(expected(count) for count in lengths)
print("1..2")
for number, compiler in enumerate(("gcc", "clang"), 1):
    if not shutil.which(compiler):
        print(f"ok {number} - {compiler} # SKIP not installed")
        continue
    made = subprocess.run([compiler, "-std=c11", "-Wall", "-Wpedantic", "-Werror", "-E", "-P", "-I", f"{root}/include",
                           "-x", "c", "-"], input=source, capture_output=True, text=True, check=False)
    text = made.stdout.replace(" ", "").replace("\n", "")
    good = made.returncode == 0 and text == wanted.replace("\n", "")
    print(f"{'ok' if good else 'not ok'} {number} - {compiler}, lists of 1 to {lengths[-1]} items")
    for line in made.stderr.splitlines()[:20]:
        print(f"# {line}")
