#!/usr/bin/python3
"""Do the tests bite? Changes single places of the library, one at a time, and
counts the changes that no test notices.

    dev/mutate.py [--sample 50] [--seed N] [--jobs N] LAYER...

LAYER is a folder of src/. All changes of a sample are compiled at once, each
behind `calx__mutant(N)`, and the environment says which of them is alive: a
place costs the tests that reach it and no compilation, and all layers share one
build. What was changed and not noticed is printed; the last line of a layer
counts. Needs python3-clang (it is no part of ./do check: a run takes minutes for
each layer)."""
import argparse
import concurrent.futures
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from clang import cindex

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / "build-mutate"
TREE = PLACE / "tree"
BUILD = PLACE / "build"

# As .ci/run has it: a byte too far is noticed, too.
SANITIZERS = ("-Db_sanitize=address,undefined", "-Db_lundef=false", "-Ddebug_arena=true")
REPORTS = {"ASAN_OPTIONS": "detect_leaks=1:strict_string_checks=1", "UBSAN_OPTIONS": "halt_on_error=1"}

# These read documents or compile wrong programs: no line of src/ runs in them.
WITHOUT = {"docs", "public"}
# And these build the library again, which takes minutes.
BUILDING = {"cli-consumers", "cli-install"}

# Which change stands for an operator.
INSTEAD = {
    "<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "&&": "||", "||": "&&", "+": "-", "-": "+",
    "*": "/", "/": "*", "%": "*", "&": "|", "|": "&", "^": "|", "<<": ">>", ">>": "<<",
    "+=": "-=", "-=": "+=", "|=": "&=", "&=": "|=", "*=": "+=", "/=": "*=", "%=": "*=", "<<=": ">>=", ">>=": "<<=", "^=": "|=",
}
# What every changed file begins with. It also notes which places were reached.
PRELUDE = """
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
static int calx__mutant(int n)
{
	static int alive = -1;
	static char reached[%d];
	if (alive < 0) {
		const char *text = getenv("CALX_MUTANT");
		alive = text ? atoi(text) : 0;
	}
	const char *log = alive == 0 && !reached[n] ? getenv("CALX_MUTANT_LOG") : NULL;
	if (log) {
		char line[16];
		int length = snprintf(line, sizeof line, "%%d\\n", n), file = open(log, O_WRONLY | O_APPEND | O_CREAT, 0666);
		reached[n] = 1;
		if (file >= 0 && write(file, line, (size_t)length) != length)
			abort();
		close(file);
	}
	return alive == n;
}
#line 1
"""


class Site:
    """A place that can be changed: bytes start to end of a file, and what they become."""

    def __init__(self, path, cursor, old, new):
        self.path, self.old, self.new = path, old, new
        self.start, self.end = cursor.extent.start.offset, cursor.extent.end.offset
        self.line = cursor.extent.start.line

    def code(self, number):
        """The text that is compiled instead: both ways, and who is alive decides."""
        alive = f"calx__mutant({number})"
        if self.new is None:
            return f"({alive} ? (void)0 : (void)({self.old}))"
        return f"({alive} ? ({self.new}) : ({self.old}))"

    def __str__(self):
        def short(text):
            return re.sub(r"\s+", " ", text)
        return f"{self.path}:{self.line}: {short(self.old)}  =>  {short(self.new) if self.new is not None else '(nothing)'}"


def run(*command, **options):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, **options)


def copy_tree():
    names = run("git", "-C", ROOT, "ls-files").stdout.splitlines()
    for name in names:
        target = TREE / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_file() and (not target.exists() or target.read_bytes() != (ROOT / name).read_bytes()):
            shutil.copy(ROOT / name, target)
    if not (BUILD / "build.ninja").exists():
        must(run("meson", "setup", BUILD, TREE, "-Dtests=true", "-Doptimization=1", *SANITIZERS))


def must(done):
    if done.returncode:
        sys.exit((done.stdout + done.stderr)[-4000:])
    return done


# ---- the places --------------------------------------------------------------
def text_of(source, cursor):
    return source[cursor.extent.start.offset:cursor.extent.end.offset].decode(errors="replace")


def operator_of(source, left, right):
    """What stands between two operands, or "" inside of a macro."""
    return source[left.extent.end.offset:right.extent.start.offset].decode(errors="replace").strip()


def change_operator(source, path, cursor):
    left, right = list(cursor.get_children())
    operator = operator_of(source, left, right)
    if operator not in INSTEAD:
        return None
    old = text_of(source, cursor)
    return Site(path, cursor, old, f"{text_of(source, left)} {INSTEAD[operator]} {text_of(source, right)}")


def change_number(source, path, cursor):
    old = text_of(source, cursor)
    return Site(path, cursor, old, f"{old} + 1") if re.fullmatch(r"\d+|0x[0-9a-fA-F]+", old) else None


def negate(source, path, cursor):
    old = text_of(source, cursor)
    return Site(path, cursor, old, f"!({old})")


def change_result(source, path, cursor):
    value = next(cursor.get_children(), None)
    if value is None or value.type.get_canonical().kind == cindex.TypeKind.RECORD:
        return None
    old = text_of(source, value)
    return Site(path, value, old, "0") if old not in ("0", "NULL", "false", "CALX_OK") else None


def drop_call(source, path, cursor):
    old = text_of(source, cursor)
    if source[cursor.extent.end.offset:cursor.extent.end.offset + 1] != b";":
        return None
    return Site(path, cursor, old, None)


def sites_of(source, path, cursor, constant=False):
    """All places below a node. Where the compiler wants a constant nothing can be decided at run time."""
    kind = cindex.CursorKind
    for index, child in enumerate(cursor.get_children()):
        static = child.kind == kind.VAR_DECL and child.storage_class == cindex.StorageClass.STATIC
        fixed = constant or static or cursor.kind == kind.CASE_STMT and index == 0 or child.kind == kind.INIT_LIST_EXPR
        site = None if fixed else site_at(source, path, cursor, child, index)
        if site and site.old and site.start < site.end:
            yield site
        yield from sites_of(source, path, child, fixed)


def site_at(source, path, parent, cursor, index):
    kind = cindex.CursorKind
    if cursor.kind in (kind.BINARY_OPERATOR, kind.COMPOUND_ASSIGNMENT_OPERATOR):
        return change_operator(source, path, cursor)
    if cursor.kind == kind.INTEGER_LITERAL:
        return change_number(source, path, cursor)
    if cursor.kind == kind.RETURN_STMT:
        return change_result(source, path, cursor)
    if cursor.kind == kind.CALL_EXPR and parent.kind in (kind.COMPOUND_STMT, kind.IF_STMT) and index > 0:
        return drop_call(source, path, cursor)
    if parent.kind in (kind.IF_STMT, kind.WHILE_STMT) and index == 0:
        return negate(source, path, cursor)
    return None


def prelude(count):
    return PRELUDE % (count + 1)


def parse(path, arguments, text):
    name = str(TREE / path)
    return cindex.Index.create().parse(name, args=arguments, unsaved_files=[(name, text)])


def compiles(site, arguments, source):
    changed = source[:site.start] + site.code(1).encode() + source[site.end:]
    unit = parse(site.path, arguments, prelude(1) + changed.decode())
    return not any(d.severity >= cindex.Diagnostic.Error for d in unit.diagnostics)


def arguments_of():
    """How each file is compiled, without what names the output."""
    result = {}
    for entry in json.loads((BUILD / "compile_commands.json").read_text()):
        path = (BUILD / entry["file"]).resolve()
        words = entry["command"].split()
        result[path] = [(f"-I{(BUILD / word[2:]).resolve()}" if word.startswith("-I") else word)
                        for word in words if re.match(r"-[IDs]", word)]
    return result


def all_sites(layer, arguments):
    """Every place of a layer, with the arguments and the text of its file."""
    result = []
    for path in sorted((TREE / "src" / layer).rglob("*.c")):
        name, source = path.relative_to(TREE), path.read_bytes()
        if path.resolve() not in arguments:
            continue
        unit = parse(name, arguments[path.resolve()], source.decode())
        for function in unit.cursor.get_children():
            here = function.location.file and function.location.file.name == str(path)
            if here and function.kind == cindex.CursorKind.FUNCTION_DECL:
                result += sites_of(source, name, function)
    return result


def choose(layer, count, arguments):
    """`count` places that compile and do not lie in each other."""
    sites, chosen = all_sites(layer, arguments), []
    random.shuffle(sites)
    for site in sites:
        if len(chosen) == count:
            break
        path = (TREE / site.path).resolve()
        apart = all(site.end <= c.start or c.end <= site.start for c in chosen if c.path == site.path)
        if apart and compiles(site, arguments[path], path.read_bytes()):
            chosen.append(site)
    return len(sites), chosen


def write_changed(sites):
    for path in {site.path for site in sites}:
        source = (TREE / path).read_bytes()
        mine = [(number, site) for number, site in enumerate(sites, 1) if site.path == path]
        for number, site in sorted(mine, key=lambda pair: -pair[1].start):
            source = source[:site.start] + site.code(number).encode() + source[site.end:]
        (TREE / path).write_bytes(prelude(len(sites)).encode() + source)


# ---- the tests ---------------------------------------------------------------
class Test:
    """A test of the build: how it is run, how long it takes, which places it reaches."""

    def __init__(self, entry):
        self.name, self.command = entry["name"], entry["cmd"]
        self.suites = {suite.split(":")[-1] for suite in entry["suite"]}
        self.environment = {**os.environ, **REPORTS, **entry["env"]}
        self.directory = entry["workdir"] or BUILD
        self.seconds, self.reached = 0.0, set()

    def passes(self, limit, **more):
        process = subprocess.Popen(self.command, env={**self.environment, **more}, cwd=self.directory, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            output, _ = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            # with all that it has started: one of them does not end
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return False
        return process.returncode == 0 and not re.search(rb"^not ok|^Bail out", output, re.M)

    def measure(self):
        log = PLACE / f"reached-{'-'.join(sorted(self.suites))}-{self.name.replace('/', '-')}"
        log.unlink(missing_ok=True)
        begun = time.monotonic()
        if not self.passes(600, CALX_MUTANT_LOG=str(log)):
            print(f"left out, it fails without a change: {self.name}", file=sys.stderr)
            return False
        self.seconds = time.monotonic() - begun
        self.reached = {int(line) for line in log.read_text().split()} if log.exists() else set()
        return True


def all_tests():
    entries = json.loads(must(run("meson", "introspect", "--tests", BUILD)).stdout)
    return [test for test in map(Test, entries) if not test.suites & WITHOUT and test.name not in BUILDING]


def killer(number, tests):
    """The name of a test that notices the change, or None."""
    for test in sorted((test for test in tests if number in test.reached), key=lambda test: test.seconds):
        if not test.passes(10 + 8 * test.seconds, CALX_MUTANT=str(number)):
            return test.name
    return None


def report(layer, sites, killers, good):
    """Prints what nobody noticed of the numbered places of a layer, and counts."""
    for number, site in sites:
        if killers[number].result() is None:
            how = "survived" if any(number in test.reached for test in good) else "not reached"
            print(f"{how}: {site}")
    return sum(killers[number].result() is not None for number, _ in sites)


def examine(options, pool):
    """One build and one look at what the tests reach serve all layers."""
    copy_tree()
    arguments, layers, sites = arguments_of(), [], []
    for layer in options.layers:
        random.seed(f"{options.seed} {layer}")
        count, chosen = choose(layer, options.sample, arguments)
        layers.append((layer, count, list(enumerate(chosen, len(sites) + 1))))
        sites += chosen
    write_changed(sites)
    must(run("ninja", "-C", BUILD))
    tests = all_tests()
    good = [test for test, fine in zip(tests, pool.map(Test.measure, tests)) if fine]
    killers = {number: pool.submit(killer, number, good) for number in range(1, len(sites) + 1)}
    for layer, count, mine in layers:
        killed = report(layer, mine, killers, good)
        print(f"{layer}: {killed} of {len(mine)} killed, {100 * killed // max(1, len(mine))} % ({count} places, seed {options.seed})",
              flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("layers", nargs="+", metavar="LAYER")
    parser.add_argument("--sample", type=int, default=50)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        examine(options, pool)


if __name__ == "__main__":
    main()
