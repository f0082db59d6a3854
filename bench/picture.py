"""Draws what run.py has measured: the paths beside hand-written C, on the left;
how costs grow, on the right. One SVG without a library."""
import math
from html import escape

STYLE = """
  text { font: 12px system-ui, sans-serif; fill: #24292f; }
  .title { font-weight: 600; font-size: 14px; }
  .small, .axis { font-size: 11px; fill: #57606a; }
  .grid { stroke: #d0d7de; stroke-width: 1; }
  .one { stroke: #57606a; stroke-width: 1.5; }
  .calx { fill: #1a7f64; } .calx-line { stroke: #1a7f64; fill: none; stroke-width: 2; }
  .best { fill: #8c959f; } .python { fill: #bf8700; }
  .mark { stroke: #cf222e; stroke-width: 2; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; } .small, .axis { fill: #9198a1; }
    .grid { stroke: #3d444d; } .one { stroke: #9198a1; }
    .calx { fill: #3fb995; } .calx-line { stroke: #3fb995; }
    .best { fill: #6e7681; } .python { fill: #d29922; } .mark { stroke: #f85149; }
  }"""
ROW, LABEL, WIDTH, TOP = 22, 210, 420, 78
LEAST, MOST = 0.02, 50.0  # of the left axis
RIGHT = LABEL + WIDTH + 60
GROWTH_WIDTH, GROWTH_HEIGHT = 300, 132
GROWN = [("get-or-create", "get-or-create, a row"), ("load", "load of tracked objects, a row"),
         ("look", "a look for changes, of n objects"), ("create-again", "create_all when all are there, a table")]


def text(x, y, words, kind="", anchor="start"):
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escape(words)}</text>'


def line(x1, y1, x2, y2, kind):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"/>'


def at(ratio):
    """Where a ratio is on the left axis, which is logarithmic."""
    ratio = min(max(ratio, LEAST), MOST)
    return LABEL + WIDTH * math.log(ratio / LEAST) / math.log(MOST / LEAST)


def bar(y, height, ratio, kind):
    """From 1, where hand-written C is: to the left is faster."""
    left, right = sorted((at(1), at(ratio)))
    return f'<rect x="{left:.1f}" y="{y:.1f}" width="{max(right - left, 1.5):.1f}" height="{height}" class="{kind}"/>'


def axis(bottom):
    for ratio in (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50):
        yield line(at(ratio), TOP - 8, at(ratio), bottom, "one" if ratio == 1 else "grid")
        yield text(at(ratio), TOP - 14, f"{ratio:g}", "axis", "middle")


def path(result, y):
    wall = result["wall"]
    name = result["title"] if not result["title"].startswith(" ") else "· " + result["title"].strip()
    yield text(LABEL - 10, y + 13, name, "", "end")
    if result["python"]:
        yield bar(y + 14, 3, result["python"], "python")
    yield bar(y + 3, 10, wall["calx"], "calx")
    yield f'<circle cx="{at(wall["best"]):.1f}" cy="{y + 8:.1f}" r="3.5" class="best"/>'
    if result["wall_mark"]:
        yield line(at(result["wall_mark"]), y + 1, at(result["wall_mark"]), y + 15, "mark")
    yield text(LABEL + WIDTH + 8, y + 13, f"{wall['calx']:.2g}", "small")


def legend(has_python):
    x = LABEL
    yield f'<rect x="{x}" y="34" width="18" height="10" class="calx"/>' + text(x + 24, 43, "calx", "small")
    yield f'<circle cx="{x + 68}" cy="39" r="3.5" class="best"/>' + text(x + 77, 43, "the best C", "small")
    yield line(x + 148, 33, x + 148, 46, "mark") + text(x + 155, 43, "mark", "small")
    if has_python:
        yield f'<rect x="{x + 198}" y="38" width="18" height="3" class="python"/>'
        yield text(x + 221, 43, "SQLAlchemy", "small")


def paths(results):
    bottom = TOP + ROW * len(results)
    yield text(LABEL, 20, "Time beside hand-written C on SQLite (1, left is faster)", "title")
    yield from legend(any(r["python"] for r in results))
    yield from axis(bottom)
    for number, result in enumerate(results):
        yield from path(result, TOP + ROW * number)


def seconds(value):
    for unit, scale in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)):
        if value >= scale:
            return f"{value / scale:.3g} {unit}"
    return f"{value * 1e9:.3g} ns"


def grown(result, title, top):
    """One cost over n, both logarithmic over the same number of decades."""
    points = [(n, each) for n, each, _ in result["points"]]
    low = min(each for _, each in points) / 2

    def place(n, each):
        return (RIGHT + GROWTH_WIDTH * math.log10(n / 100) / 4,
                top + GROWTH_HEIGHT - 20 - (GROWTH_HEIGHT - 70) * math.log10(each / low) / 4)
    yield text(RIGHT, top + 8, title, "")
    for n in (100, 1_000, 10_000, 100_000, 1_000_000):
        x = place(n, low)[0]
        yield line(x, top + 14, x, top + GROWTH_HEIGHT - 20, "grid")
        yield text(x, top + GROWTH_HEIGHT - 6, f"{n:,}", "axis", "middle")
    places = [place(n, each) for n, each in points]
    yield f'<polyline class="calx-line" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in places)}"/>'
    for (x, y), (_, each) in zip(places, points):
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" class="calx"/>'
        yield text(x, y - 7, seconds(each), "small", "middle")


def growth(results):
    known = {result["workload"]: result for result in results}
    yield text(RIGHT, 20, "How costs grow with n", "title")
    for number, (workload, title) in enumerate((w, t) for w, t in GROWN if w in known):
        yield from grown(known[workload], title, 48 + GROWTH_HEIGHT * number)


def draw(found, name):
    parts, width, height = [], LABEL + WIDTH + 60, 0
    if "paths" in found and all("wall" in r for r in found["paths"]):
        parts += paths(found["paths"])
        height = TOP + ROW * len(found["paths"])
    if "growth" in found:
        parts += growth(found["growth"])
        width, height = RIGHT + GROWTH_WIDTH + 50, max(height, 48 + GROWTH_HEIGHT * len(GROWN))
    with open(name, "w", encoding="utf-8") as file:
        file.write(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height + 12}" '
                   f'width="{width}" height="{height + 12}" role="img">\n'
                   "<title>calx beside hand-written C</title>\n"
                   f"<style>{STYLE}\n</style>\n" + "\n".join(parts) + "\n</svg>\n")
