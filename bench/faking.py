"""Generated data: calx's faker beside Faker, and seeding beside inserting."""
import statistics

VALUES, SEEDED, PYTHON_VALUES = 1_000_000, 100_000, 10_000
# values a second
MARKS = {"name": 20e6, "profile": 1e6}
SEED_MARK = 1.3
GENERATORS = ("name", "email", "address", "sentence", "profile")


def rate(lab, program, what, count, times):
    """Values a second, the median."""
    return statistics.median(count / lab.run(program, what, count, 0)["wall_ns"] * 1e9 for _ in range(times))


def run(lab, pairs):
    found, over = {}, []
    print(f"{'values a second':31} {'calx':>12} {'mark':>12} {'Faker':>12} {'times':>8}")
    for what in GENERATORS:
        ours = rate(lab, lab.fake, what, VALUES, pairs)
        theirs = rate(lab, lab.faker, what, PYTHON_VALUES, 1) if lab.faker else None
        mark = MARKS.get(what)
        print(f"{what:31} {ours:12,.0f} " + (f"{mark:12,.0f}" if mark else " " * 12)
              + (f" {theirs:12,.0f} {ours / theirs:8.0f}" if theirs else ""), flush=True)
        found[what] = (ours, mark, theirs)
        if mark and ours < mark:
            over.append(f"{what}: {ours / 1e6:.2f} million a second, the mark is {mark / 1e6:.0f}")
    ratio = statistics.median(
        lab.run(lab.fake, "seed", SEEDED, 0)["wall_ns"] / lab.run(lab.fake, "constants", SEEDED, 0)["wall_ns"]
        for _ in range(pairs))
    print(f"{'rows seeded, over constants':31} {ratio:12.2f} {SEED_MARK:12}")
    found["seed"] = (ratio, SEED_MARK, None)
    if ratio > SEED_MARK:
        over.append(f"seeded rows: {ratio:.2f} times constants, the mark is {SEED_MARK}")
    return found, over
