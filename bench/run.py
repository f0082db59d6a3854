#!/usr/bin/env python3
"""calx beside hand-written C, the best C that is known, and what people use in
Python: SQLAlchemy, Alembic and Faker, where they are installed.

Usage: run.py BUILD_DIRECTORY [option...]
  --quick          a minute: instructions only, small tables, no Python
  --check          exit with 1 if a mark is missed or a cost grows too fast
  --only NAME,...  only these parts (paths, postgresql, mariadb, growth,
                   migrations, faker, compiling) or workloads (insert, ...)
  --rows N         rows of the table of the paths
  --pairs N        how many pairs the medians of times are of (5)
  --against BUILD  also the instructions of another build, for what has changed
  --save FILE      what was measured, as JSON
  --picture FILE   a picture of it (SVG)
  --draw FILE      no measuring: the picture of what --save has written
  --publish        into docs/benchmarks.md, with its picture
"""
import argparse
import contextlib
import io
import json
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile

import faking
import growth
import migrations
import paths
import picture
import servers
from lab import HERE, Lab

DOCS = HERE.parent / "docs"
SERVERS = ("postgresql", "mariadb")
PARTS = ("paths", *SERVERS, "growth", "migrations", "faker", "compiling")


def compiling():
    done = subprocess.run([sys.executable, str(HERE / "compile.py"), "--check"], check=False, stdout=subprocess.PIPE,
                          text=True)
    print(done.stdout)
    return {}, ["what it costs to compile"] if done.returncode else []


def options():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("build")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--rows", type=int)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--against")
    parser.add_argument("--save")
    parser.add_argument("--picture")
    parser.add_argument("--draw")
    parser.add_argument("--publish", action="store_true")
    return parser.parse_args()


def quick(lab, rows, only):
    """The instructions alone: they are the same on a busy machine."""
    over, rows = [], rows or paths.QUICK_ROWS
    names = only - set(PARTS)
    if not only or names or "paths" in only:
        over += paths.run(lab, rows, 0, names)[1]
    for server in SERVERS:
        if not only or server in only:
            print()
            over += servers.run(server, lab, rows, 0, names)[1]
    if not only or "growth" in only:
        print()
        over += growth.by_count(lab)
    return {}, over


def full(lab, args, only):
    """Every part that was asked for; `only` names parts and workloads."""
    found, over = {}, []
    parts = only & set(PARTS)
    names = only - parts
    steps = {
        "paths": lambda: paths.run(lab, args.rows or paths.ROWS, args.pairs, names),
        **{server: lambda server=server: servers.run(server, lab, args.rows or paths.ROWS, args.pairs, names)
           for server in SERVERS},
        "growth": lambda: growth.by_time(lab, min(3, args.pairs), names),
        "migrations": lambda: migrations.run(lab, args.pairs),
        "faker": lambda: faking.run(lab, args.pairs),
        "compiling": compiling,
    }
    for part, step in steps.items():
        known = {"paths": {p.calx for p in paths.PATHS}, "growth": {c.workload for c in growth.COSTS}}.get(part, set())
        if only and part not in parts and not names & known:
            continue
        found[part], missed = step()
        over += missed
        print()
    return found, over


def compare(lab, other, args, only):
    """Instructions a unit of two builds."""
    print(f"{'path':31} {'units':>7} {'before':>9} {'now':>9} {'ratio':>6}")
    rows = args.rows or paths.QUICK_ROWS
    both = [paths.Paths(side, rows, 0) for side in (other, lab)]
    over = []
    for path in paths.PATHS:
        if only and path.calx not in only:
            continue
        before, now = [side.count(side.lab.calx, path.calx, path)[0] for side in both]
        print(f"{path.title:31} {both[0].units(path):7d} {before:9.0f} {now:9.0f} {now / before:6.3f}", flush=True)
        if now > before * 1.002:
            over.append(f"{path.title.strip()}: {now / before:.3f} of the instructions before")
    return {}, over


def measure(args):
    only = {name for name in args.only.split(",") if name}
    # in memory, where that is possible: the disk is not what is compared
    place = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="calx-bench-", dir=place) as scratch:
        lab = Lab(args.build, scratch)
        if args.against:
            other = Lab(args.against, scratch)
            other.databases = lab.databases
            return compare(lab, other, args, only)
        print("Ratios are to hand-written C on sqlite3 (prepared, one row a step, malloced strings, default\n"
              "flags): below 1 calx does less. `best` is the best C that is known for the same work.\n")
        return quick(lab, args.rows, only) if args.quick else full(lab, args, only)


class Tee(io.StringIO):
    """What is printed is kept, too."""

    def write(self, words):
        sys.__stdout__.write(words)
        return super().write(words)

    def flush(self):
        sys.__stdout__.flush()


def machine():
    def said(*command):
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()[0]
    return (f"{platform.machine()}, {os.cpu_count()} processors, Linux {platform.release().split('-')[0]}, "
            f"SQLite {sqlite3.sqlite_version}, {said('cc', '--version')}")


def publish(printed):
    """Puts it where docs/benchmarks.md has what was measured last."""
    page = DOCS / "benchmarks.md"
    before, rest = page.read_text().split("<!-- measured", 1)
    head, rest = rest.split("\n", 1)
    after = rest[rest.index("<!-- end -->"):]
    printed = "\n".join(line.rstrip() for line in printed.strip().splitlines())
    page.write_text(f"{before}<!-- measured{head}\n```text\n{printed}\n```\n{after}")


def main():
    args, kept = options(), Tee()
    if args.publish:
        args.picture = args.picture or str(DOCS / "benchmarks.svg")
    if args.draw:
        with open(args.draw, encoding="utf-8") as file:
            picture.draw(json.load(file), args.picture or "benchmarks.svg")
        return 0
    with contextlib.redirect_stdout(kept):
        print(machine())
        found, over = measure(args)
        for miss in over:
            print(f"missed: {miss}")
    if args.save:
        with open(args.save, "w", encoding="utf-8") as file:
            json.dump(found, file, indent=1)
    if args.picture and found:
        picture.draw(found, args.picture)
    if args.publish:
        publish(kept.getvalue())
    return 1 if over and args.check else 0


sys.exit(main())
