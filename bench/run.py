#!/usr/bin/env python3
"""Runs both sides of the comparison on the same data and prints the table.

Wall time: median of the ratios of interleaved pairs. Instructions: callgrind,
of the measured part only, with fewer rows. Allocations: calls of malloc and
its kin in the whole process, less those of the same run with no rows. Memory:
growth of the peak resident size over the measured part.

Usage: run.py BUILD_DIRECTORY [--quick] [--check]
--check exits with 1 when a mark is missed.
"""
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

# workload, rows (wall), rows (callgrind), needs data, what it is, mark (instructions)
WORKLOADS = [
    ("insert", 100000, 20000, False, "bulk insert, one transaction", 0.80),
    ("flush", 100000, 20000, False, "unit-of-work flush of single objects", 1.10),
    ("scan", 500000, 50000, True, "scan into structs, text borrowed", None),
    ("scan-kept", 500000, 50000, True, "scan into structs, text kept", 0.90),
    ("load", 500000, 50000, True, "load of tracked objects", 1.10),
    ("select", 100000, 20000, True, "select by key through a session", 1.10),
    ("select-hit", 100000, 20000, True, "the same, in the identity map", 0.05),
    ("update", 100000, 20000, True, "update by key, one transaction", 1.10),
]
WALL_MARKS = {"select": 0.50}
MEMORY_MARK = 1.6
STRUCT_SIZE = 56
PAIRS = 3


class Side:
    def __init__(self, command):
        self.command = command

    def run(self, workload, database, count, prefix=(), env=None):
        result = subprocess.run(
            [*prefix, *self.command, workload, str(database), str(count)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False,
            env={**os.environ, **(env or {})})
        if result.returncode:
            sys.exit(f"{self.command[-1]} {workload}: {result.stderr.strip()}")
        name, rows, seconds, peak, checksum = result.stdout.split()
        return float(seconds), int(peak), int(checksum)


class Bench:
    def __init__(self, build, scratch, quick):
        self.raw = Side([str(build / "bench" / "bench_raw")])
        self.calx = Side([str(build / "bench" / "bench_calx")])
        self.python = self.find_python()
        self.mallocs = build / "bench" / "libmallocs.so"
        self.scratch = scratch
        self.quick = quick
        self.sources = {}

    @staticmethod
    def find_python():
        for python in ("/usr/bin/python3", "python3"):
            probe = subprocess.run([python, "-c", "import sqlalchemy"], capture_output=True, check=False)
            if probe.returncode == 0:
                return Side([python, str(Path(__file__).with_name("sqlalchemy_side.py"))])
        return None

    def source(self, rows):
        """A database with so many rows, made once."""
        if rows not in self.sources:
            path = self.scratch / f"source-{rows}.db"
            self.raw.run("create", path, 0)
            if rows:
                self.raw.run("insert", path, rows)
            self.sources[rows] = path
        return self.sources[rows]

    def fresh(self, needs_data, rows):
        path = self.scratch / "work.db"
        for suffix in ("", "-wal", "-shm"):
            Path(str(path) + suffix).unlink(missing_ok=True)
        shutil.copy(self.source(rows if needs_data else 0), path)
        return path

    def instructions(self, side, workload, rows, needs_data):
        output = self.scratch / "callgrind.out"
        side.run(workload, self.fresh(needs_data, rows), rows, prefix=(
            "valgrind", "--tool=callgrind", "--collect-atstart=no", "-q", f"--callgrind-out-file={output}"))
        return int(re.search(r"^(?:summary|totals): (\d+)", output.read_text(), re.M).group(1)) / rows

    def allocations(self, side, workload, rows, needs_data):
        def calls(count):
            counter = self.scratch / "mallocs"
            side.run(workload, self.fresh(needs_data, rows), count,
                     env={"LD_PRELOAD": str(self.mallocs), "CALX_MALLOCS": str(counter)})
            return int(counter.read_text())
        half = rows // 2
        return (calls(rows) - calls(half)) / (rows - half)

    def measure(self, workload, rows, few, needs_data):
        if self.quick:
            rows = rows // 10
        ratios, raws, memories = [], [], None
        for _ in range(1 if self.quick else PAIRS):
            raw = self.raw.run(workload, self.fresh(needs_data, rows), rows)
            calx = self.calx.run(workload, self.fresh(needs_data, rows), rows)
            if raw[2] != calx[2]:
                sys.exit(f"{workload}: the two sides did different work ({raw[2]} and {calx[2]})")
            ratios.append(calx[0] / raw[0])
            raws.append(raw[0])
            memories = (raw[1], calx[1])
        python = None
        if self.python:
            count = min(rows, 20000)
            python = self.python.run(workload, self.fresh(needs_data, count), count)[0] / count
        base = self.instructions(self.raw, workload, few, needs_data)
        ours = self.instructions(self.calx, workload, few, needs_data)
        scan = workload in ("scan", "scan-kept", "load")
        return {
            "rows": rows,
            "wall": statistics.median(ratios),
            "raw_us": statistics.median(raws) / rows * 1e6,
            "python": python / (statistics.median(raws) / rows) if python else None,
            "base": base,
            "instructions": ours / base,
            "mallocs": None if scan and self.quick else (
                self.allocations(self.raw, workload, few, False if not needs_data else True),
                self.allocations(self.calx, workload, few, False if not needs_data else True)),
            "memory": memories,
        }


def bare_kib(rows):
    """The structs and their text, nothing else."""
    text = sum(
        len(f"A History of Volume {i}") + len(f"Author Number {i * 7 % 10007}") + len(f"Publisher House {i % 97}") + 3
        for i in range(rows))
    return (rows * STRUCT_SIZE + text) / 1024


def main():
    options = [a for a in sys.argv[1:] if a.startswith("--")]
    build = Path([a for a in sys.argv[1:] if not a.startswith("--")][0])
    misses = []
    with tempfile.TemporaryDirectory(prefix="calx-bench-") as scratch:
        bench = Bench(build, Path(scratch), "--quick" in options)
        print("calx beside hand-written C on sqlite3 (prepared, one row a step, malloced strings, default flags).")
        print("A ratio below 1 means that calx does less. SQLAlchemy (ORM) in the last column, where installed.\n")
        print(f"{'workload':38} {'rows':>7} {'C, us':>7} {'wall':>6} {'C, instr':>9} {'instr':>6} {'mark':>5} "
              f"{'mallocs C':>9} {'calx':>6} {'KiB C':>8} {'calx':>8} {'Python':>7}")
        for name, rows, few, needs_data, title, mark in WORKLOADS:
            m = bench.measure(name, rows, few, needs_data)
            mallocs = m["mallocs"] or (float("nan"), float("nan"))
            print(f"{title:38} {m['rows']:7d} {m['raw_us']:7.2f} {m['wall']:6.2f} {m['base']:9.0f} {m['instructions']:6.2f} "
                  f"{mark if mark else '':>5} {mallocs[0]:9.2f} {mallocs[1]:6.2f} {m['memory'][0]:8d} {m['memory'][1]:8d} "
                  f"{m['python'] if m['python'] is not None else float('nan'):7.1f}", flush=True)
            if mark and m["instructions"] > mark:
                misses.append(f"{title}: {m['instructions']:.2f} of the instructions, the mark is {mark}")
            if name in WALL_MARKS and m["wall"] > WALL_MARKS[name] and "--quick" not in options:
                misses.append(f"{title}: {m['wall']:.2f} of the wall time, the mark is {WALL_MARKS[name]}")
            if name == "load":
                ratio = m["memory"][1] / bare_kib(m["rows"])
                print(f"{'  memory of tracked objects over bare structs and text':70} {ratio:6.2f} {MEMORY_MARK:>5}")
                if ratio > MEMORY_MARK:
                    misses.append(f"memory of tracked objects: {ratio:.2f}, the mark is {MEMORY_MARK}")
    for miss in misses:
        print(f"missed: {miss}")
    return 1 if misses and "--check" in options else 0


sys.exit(main())
