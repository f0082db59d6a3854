"""Each path through calx beside the C that people write by hand, the best C
that is known, and SQLAlchemy's ORM."""
import statistics
from typing import NamedTuple, Optional


class Path(NamedTuple):
    calx: str  # the workloads' names
    base: str
    best: str
    part: float  # units, as a part of the table's rows
    filled: bool  # whether the table has rows before
    title: str
    mark: Optional[float] = None  # instructions, as a ratio to the base
    wall: Optional[float] = None  # time, likewise
    most: Optional[int] = None  # instructions
    beside_best: Optional[float] = None  # instructions, as a ratio to the best C


# the marks are for a table of 100,000 rows
ROWS, QUICK_ROWS = 100_000, 10_000
PATHS = [
    Path("insert", "insert", "insert-best", 1, False, "bulk insert", 0.70),
    Path("add", "insert", "insert-best", 1, False, "add and commit", 0.90),
    Path("add-keyless", "insert", "insert-best", 1, False, "  the database makes the keys"),
    Path("scan", "scan", "scan-best", 1, True, "scan into structs", 0.78),
    Path("load", "scan", "scan-best", 1, True, "load tracked objects", 0.92),
    Path("each", "stream", "stream-best", 1, True, "stream: calx_each", 0.95),
    Path("each-untracked", "stream", "stream-best", 1, True, "  untracked", 0.85),
    Path("each-row", "stream", "stream-best", 1, True, "  calx_each_row", 0.90),
    Path("get", "get", "get-best", 0.2, True, "calx_get", 0.80, 0.27),
    Path("get-hit", "get", "get-best", 0.2, True, "  in the session already", 0.05),
    Path("first", "get", "get-best", 0.2, True, "calx_first by key", 0.85, 0.27),
    Path("session", "get", "get-best", 0.2, True, "a session for each row", most=14_000),
    Path("update", "update", "update-best", 0.2, True, "update by flush", 0.95, 0.45),
    Path("update-where", "update", "update-best", 0.2, True, "calx_update by key", 0.95),
    Path("filter", "filter", "filter-best", 0.01, True, "filter, order, limit", 0.98),
    Path("filter-tracked", "filter", "filter-best", 0.01, True, "  tracked", 1.05),
    Path("transactions", "transactions", "transactions-best", 0.02, False, "one-row transactions", 1.05),
    Path("two-queries", "join", "two-queries-best", 0.2, True, "authors and works: two queries", 0.90),
    Path("per-parent", "per-parent", "per-parent-best", 0.2, True, "  a query per parent", 1.30),
    Path("delete", "delete", "delete-best", 0.2, True, "delete by flush", 1.00),
    Path("delete-where", "delete", "delete-best", 0.2, True, "calx_delete_where by key"),
    Path("count", "count", "count-best", 0.02, True, "count through an index"),
]
PYTHON_UNITS = 20_000  # SQLAlchemy does no more of what can be done in part
WHOLE = {"scan", "load", "each", "each-untracked", "each-row"}


class Paths:
    """The measurements that several paths need are made once."""

    def __init__(self, lab, rows, pairs):
        self.lab, self.rows, self.pairs = lab, rows, pairs
        self.known = {}

    def units(self, path):
        return max(10, int(self.rows * path.part))

    def count(self, program, workload, path):
        """(instructions, calls of malloc) a unit, and the check."""
        key = (program[0], workload, path.filled)
        if key not in self.known:
            units, rows = self.units(path), self.rows * path.filled
            total, check = self.lab.instructions(program, workload, units, rows)
            calls = self.lab.mallocs(program, workload, units, rows) if self.pairs else 0
            self.known[key] = (total / units, calls / units, check)
        return self.known[key]

    def walls(self, path):
        """Medians: seconds a unit of the base, ratios of pairs of the best C and of calx, growth of memory."""
        units, rows = self.units(path), self.rows * path.filled
        bases, bests, ours, memory = [], [], [], []
        for _ in range(self.pairs):
            base = self.lab.run(self.lab.raw, path.base, units, rows)
            calx = self.lab.run(self.lab.calx, path.calx, units, rows)
            again = self.lab.run(self.lab.raw, path.base, units, rows)
            best = self.lab.run(self.lab.raw, path.best, units, rows)
            bases.append(base["wall_ns"] / units)
            ours.append(calx["wall_ns"] / base["wall_ns"])
            bests.append(best["wall_ns"] / again["wall_ns"])
            memory.append((base["grown_kib"], calx["grown_kib"]))
        return {"base_ns": statistics.median(bases), "calx": statistics.median(ours),
                "best": statistics.median(bests), "memory": statistics.median_low(memory)}

    def python(self, path, base_ns):
        """SQLAlchemy's time as a ratio to the base's."""
        if not self.lab.sqlalchemy:
            return None
        units = self.units(path)
        if path.calx not in WHOLE:
            units = min(units, PYTHON_UNITS)
        said = self.lab.run(self.lab.sqlalchemy, path.calx, units, self.rows * path.filled)
        if units == self.units(path) and said["check"] != self.count(self.lab.raw, path.base, path)[2]:
            raise SystemExit(f"{path.title.strip()}: SQLAlchemy did different work")
        return said["wall_ns"] / units / base_ns

    def measure(self, path):
        base = self.count(self.lab.raw, path.base, path)
        best = self.count(self.lab.raw, path.best, path)
        calx = self.count(self.lab.calx, path.calx, path)
        if len({base[2], best[2], calx[2]}) > 1:
            raise SystemExit(f"{path.title.strip()}: the sides did different work "
                             f"({base[2]}, {best[2]} and {calx[2]})")
        result = {"path": path.calx, "title": path.title, "units": self.units(path), "base": base[0],
                  "best": best[0] / base[0], "calx": calx[0] / base[0], "mark": path.mark, "most": path.most,
                  "beside_best": path.beside_best,
                  "mallocs": (base[1], calx[1]), "wall_mark": path.wall}
        if self.pairs:
            result["wall"] = self.walls(path)
            result["python"] = self.python(path, result["wall"]["base_ns"])
        return result


def number(value, digits=2):
    return "" if value is None else f"{value:.{digits}f}"


def misses(result):
    """What of it is over its mark."""
    title, calx = result["title"].strip(), result["calx"]
    if result["mark"] and calx > result["mark"]:
        yield f"{title}: {calx:.3f} of the instructions, the mark is {result['mark']}"
    if result["most"] and calx * result["base"] > result["most"]:
        yield f"{title}: {calx * result['base']:.0f} instructions, the mark is {result['most']}"
    if result["beside_best"] and calx > result["beside_best"] * result["best"]:
        yield (f"{title}: {calx / result['best']:.3f} of the instructions of the best C, "
               f"the mark is {result['beside_best']}")
    wall = result.get("wall")
    if wall and result["wall_mark"] and wall["calx"] > result["wall_mark"]:
        yield f"{title}: {wall['calx']:.2f} of the time, the mark is {result['wall_mark']}"


def line(result):
    mark = (result["mark"] or (result["most"] and result["most"] / result["base"])
            or (result["beside_best"] and result["beside_best"] * result["best"]))
    text = (f"{result['title']:31} {result['units']:7d} {result['base']:8.0f} {result['best']:5.2f} "
            f"{result['calx']:6.3f} {number(mark):>5}")
    wall = result.get("wall")
    if not wall:
        return text
    base, calx = result["mallocs"]
    return text + (f" {wall['base_ns'] / 1000:9.2f} {wall['best']:5.2f} {wall['calx']:5.2f} "
                   f"{number(result['wall_mark']):>5} {number(result['python'], 1):>10} {base:7.2f} {calx:5.2f} "
                   f"{wall['memory'][0]:7d} {wall['memory'][1]:7d}")


def head(walls):
    first = f"{'':31} {'':7} {'instructions a unit':26}"
    second = f"{'path':31} {'units':>7} {'C':>8} {'best':>5} {'calx':>6} {'mark':>5}"
    if walls:
        first += f" {'time a unit':38} {'mallocs a unit':13} {'memory, KiB':15}"
        second += (f" {'C, us':>9} {'best':>5} {'calx':>5} {'mark':>5} {'SQLAlchemy':>10} {'C':>7} {'calx':>5} "
                   f"{'C':>7} {'calx':>7}")
    return first.rstrip() + "\n" + second


def run(lab, rows, pairs, only=None, table=None):
    """Prints the table; gives what was measured and what is over its mark."""
    paths, results, over = Paths(lab, rows, pairs), [], []
    print(head(pairs))
    for path in table or PATHS:
        if only and path.calx not in only:
            continue
        result = paths.measure(path)
        results.append(result)
        over += misses(result)
        print(line(result), flush=True)
    return results, over
