"""How costs grow: with rows, with objects in a session, with objects that wait
to be written, with tables.

Shown are times of the processor, which are what a machine that others use does
not change. Judged are instructions at two sizes: times grow with the caches
that are too small, too."""
import math
import statistics
from typing import NamedTuple, Optional


class Cost(NamedTuple):
    kind: str
    workload: str
    filled: bool  # whether the database has as many books before
    title: str
    times: int = 1  # how often what is measured is done; 0: once a unit
    sizes: tuple = (1_000, 10_000, 100_000, 1_000_000)


COSTS = [
    Cost("rows", "insert", False, "bulk insert, a row", 0),
    Cost("rows", "add", False, "add and commit, a row", 0),
    Cost("rows", "scan", True, "scan into structs, a row", 0),
    Cost("rows", "load", True, "load of tracked objects, a row", 0),
    Cost("rows", "each", True, "calx_each, a row", 0),
    Cost("rows", "get", True, "calx_get, a row", 0),
    Cost("rows", "update", True, "update by flush, a row", 0),
    Cost("rows", "delete", True, "delete by flush, a row", 0),
    Cost("tracked", "look", True, "a look for changes", 100),
    Cost("tracked", "commit-one", True, "a commit of one change", 100),
    Cost("tracked", "commit-edit", True, "a commit of one edit, which are explicit", 100),
    Cost("tracked", "query-own", True, "a query of their table", 100),
    Cost("pending", "get-or-create", False, "get-or-create, a row", 0),
    Cost("pending", "add-beside", False, "add, beside a query of another table", 0),
    Cost("tables", "create-tables", False, "create_all, a table", 0, (100, 1_000, 10_000)),
    Cost("tables", "create-again", False, "create_all when all are there, a table", 0, (100, 1_000, 10_000)),
    Cost("tables", "add-to-each", False, "an object for each, a table", 0, (100, 1_000, 10_000)),
    Cost("tables", "drop-tables", False, "drop_all, a table", 0, (100, 1_000, 10_000)),
]
QUICK = {"add", "load", "look", "get-or-create", "add-beside", "create-again"}
QUICK_SIZES = {"rows": (500, 5_000), "tracked": (500, 5_000), "pending": (500, 5_000), "tables": (50, 500)}
COUNTED_SIZES = {"rows": (5_000, 50_000), "tracked": (5_000, 50_000), "pending": (2_000, 20_000),
                 "tables": (200, 2_000)}
LIMIT = 60  # seconds that one run should not take
WORST = 1.15  # n log n has 1.13 from 500 to 5,000
LOOK_MARK = ("look", 100_000, 100e-6)  # seconds
MEMORY_MARK = ("load", 1_000_000, 150 * 1024)  # KiB
GET_OR_CREATE = (5_000, 50_000, 1.3)  # a row, over the first
EDIT = (1_000_000, 1.2)  # a commit beside so many, over one alone


def exponent(points):
    """Of the whole cost over n: 1 is linear, 2 quadratic."""
    (n1, first), (n2, last) = points
    return math.log(last / first) / math.log(n2 / n1)


def timed(lab, cost, runs):
    """[(n, seconds in all, KiB)], up to the size that would take too long."""
    points = []
    for n in cost.sizes:
        if len(points) > 1:
            (_, a), (_, b) = [p[:2] for p in points[-2:]]
            if b * max(10, b / a) > LIMIT:
                break
        said = [lab.run(lab.calx, cost.workload, n, n * cost.filled) for _ in range(runs)]
        points.append((n, statistics.median(s["cpu_us"] for s in said) / 1e6, max(s["grown_kib"] for s in said)))
    return points


def counted(lab, cost, sizes):
    """[(n, instructions in all)]"""
    return [(n, lab.instructions(lab.calx, cost.workload, n, n * cost.filled)[0]) for n in sizes[cost.kind]]


def too_fast(cost, grown):
    if grown > WORST:
        yield f"{cost.title}: grows as n^{grown:.2f}, faster than n log n"


def pretty(seconds):
    for unit, scale in (("s", 1), ("ms", 1e-3), ("us", 1e-6)):
        if seconds >= scale:
            return f"{seconds / scale:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


def each_of(cost, n, whole):
    return whole / (cost.times or n)


def by_time(lab, runs, only=None):
    results, over = [], []
    print(f"{'how costs grow: time of the processor':50} {'n =':>7} " + " ".join(f"{n:>10,}" for n in COSTS[0].sizes)
          + f" {'instructions':>14}")
    for cost in COSTS:
        if only and cost.workload not in only:
            continue
        points = timed(lab, cost, runs)
        cells = {n: pretty(each_of(cost, n, whole)) for n, whole, _ in points}
        missing = "too long" if len(points) < len(cost.sizes) else ""
        grown = exponent(counted(lab, cost, COUNTED_SIZES))
        print(f"{cost.kind:8} {cost.title:50}" + " ".join(
            f"{cells.get(n, missing if n in cost.sizes else ''):>10}" for n in COSTS[0].sizes)
            + f" {'~ n^':>10}{grown:.2f}" + (f"  (100: {cells[100]})" if 100 in cells else ""), flush=True)
        results.append({"kind": cost.kind, "workload": cost.workload, "title": cost.title, "exponent": grown,
                        "points": [(n, each_of(cost, n, whole), kib) for n, whole, kib in points]})
        over += [*too_fast(cost, grown), *over_marks(results[-1])]
    if not only or "get-or-create" in only:
        over += get_or_create(lab, runs)
    if not only or "commit-edit" in only:
        over += commit_edit(lab, runs)
    for n in COSTS[0].sizes:
        lab.forget(n)
    return results, over


def get_or_create(lab, runs):
    few, many, mark = GET_OR_CREATE
    ratio = statistics.median(
        lab.run(lab.calx, "get-or-create", many, 0)["cpu_us"] / many
        / (lab.run(lab.calx, "get-or-create", few, 0)["cpu_us"] / few) for _ in range(runs))
    print(f"pending  get-or-create: a row of {many:,} over a row of {few:,}: {ratio:.2f} (the mark is {mark})")
    if ratio > mark:
        yield f"get-or-create: a row of {many:,} costs {ratio:.2f} times one of {few:,}, the mark is {mark}"


def commit_edit(lab, runs):
    n, mark = EDIT
    ratio = statistics.median(
        lab.run(lab.calx, "commit-edit", n, n)["cpu_us"] / lab.run(lab.calx, "commit-edit-alone", n, n)["cpu_us"]
        for _ in range(runs))
    print(f"tracked  a commit of one edit beside {n:,} objects over one alone: {ratio:.2f} (the mark is {mark})")
    if ratio > mark:
        yield f"a commit of one edit beside {n:,} objects: {ratio:.2f} times one alone, the mark is {mark}"


def over_marks(result):
    for n, each, kib in result["points"]:
        if (result["workload"], n) == LOOK_MARK[:2] and each > LOOK_MARK[2]:
            yield f"a look at {n:,} unchanged objects: {pretty(each)}, the mark is {pretty(LOOK_MARK[2])}"
        if (result["workload"], n) == MEMORY_MARK[:2]:
            print(f"{'tracked  memory of so many objects':91}{kib / 1024:6.0f} MiB (the mark is 150)")
            if kib > MEMORY_MARK[2]:
                yield f"{n:,} tracked objects: {kib / 1024:.0f} MiB, the mark is 150"


def by_count(lab):
    """Two sizes, and the instructions: what is quadratic shows, and noise does not."""
    over = []
    print(f"{'how instructions grow':50} {'n':>7} {'each':>9} {'n':>7} {'each':>9} {'~ n^':>6}")
    for cost in COSTS:
        if cost.workload not in QUICK:
            continue
        points = counted(lab, cost, QUICK_SIZES)
        grown = exponent(points)
        print(f"{cost.title:50} " + " ".join(f"{n:7d} {each_of(cost, n, whole):9.0f}" for n, whole in points)
              + f" {grown:6.2f}", flush=True)
        over += too_fast(cost, grown)
    return over
