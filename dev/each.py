#!/usr/bin/env python3
"""Writes include/calx/each.h: loops of the preprocessor.

Usage: each.py [--check]
--check exits with 1 when the header is not what this writes.
"""
import sys
from pathlib import Path

HEADER = Path(__file__).resolve().parent.parent / "include/calx/each.h"
LIMIT = 200  # items of one list
STEP = 16    # items that are taken at a time
FEW = 70     # arguments of what chooses by their number

TOP = r"""#ifndef CALX_EACH_H
#define CALX_EACH_H

/* gcc shows the line of a model that is wrong, and not twenty macros */
#if defined(__GNUC__) && !defined(CALX_SHOW_WARNINGS_)
#pragma GCC system_header
#endif

/* Loops of the preprocessor: the machinery behind CALX_MODEL and the lists in
 * queries. Written by dev/each.py; change that.
 *
 * CALX_EACH_(macro, a, b, items...) makes macro(a, b, item) for each item, and
 * CALX_LIST_(macro, a, items...) makes macro(a, item) with commas between.
 * Sixteen at a time: the rest of a list is copied n/16 times, not n times. A
 * list has at most 200 items. What is too many is left out, and the count is
 * 201, for an assertion to say so: CALX_FITS_(items...). */

/* clang-format off */
#define CALX_CAT_(a, b) CALX_CAT_I_(a, b)
#define CALX_CAT_I_(a, b) a##b
#define CALX_TEXT_(...) CALX_TEXT_I_(__VA_ARGS__)
#define CALX_TEXT_I_(...) #__VA_ARGS__
#define CALX_UNPAREN_(...) __VA_ARGS__
#define CALX_EXPAND_(...) __VA_ARGS__
#define CALX_CALL_(macro, ...) macro(__VA_ARGS__)
#define CALX_SKIP_(...)
#define CALX_SECOND_(...) CALX_SECOND_I_(__VA_ARGS__)
#define CALX_SECOND_I_(a, b, ...) b
/* 1 if what is given begins with a parenthesis, else 0 */
#define CALX_IS_PAREN_(x) CALX_SECOND_(CALX_PAREN_PROBE_ x, 0, )
#define CALX_PAREN_PROBE_(...) , 1,
/* 1 if nothing is given, 0 if a word is */
#define CALX_IS_EMPTY_(x) CALX_SECOND_(CALX_EMPTY_PROBE_ x (), 0, )
#define CALX_EMPTY_PROBE_() , 1
"""

END = """/* clang-format on */

#endif
"""


def wrapped(words, first, last=""):
    """Words behind `first`, cut into the lines of a macro."""
    lines, line = [], first
    for word in words:
        if len(line.replace("\t", " " * 8)) + len(word) + 3 > 80:
            lines.append(line.rstrip() + " \\")
            line = "\t"
        line += word + " "
    return "\n".join([*lines, line.rstrip() + last]) + "\n"


def measure():
    """How long a list is, as (full blocks, items after them, count)."""
    pads = [f"({(n - 1) // STEP},{(n - 1) % STEP + 1},{n})," for n in range(LIMIT, 0, -1)]
    names = [f"a{n}," for n in range(1, LIMIT + 1)]
    full = f"({(LIMIT - 1) // STEP},{(LIMIT - 1) % STEP + 1},{LIMIT + 1})"
    return (
        "/* how long a list is: (blocks of sixteen, items behind them, count); behind\n"
        " * the items stand the answers, of which the 201st is the right one */\n"
        + wrapped([*pads, "(0,0,0),"], "#define CALX_LENGTH_(...) CALX_LENGTH_I_(__VA_ARGS__, ", " )")
        + wrapped([*names, "n,", "...)"], "#define CALX_LENGTH_I_(")[:-1] + " \\\n"
        "\tCALX_CAT_(CALX_LENGTH_, CALX_IS_PAREN_(n))(n)\n"
        "#define CALX_LENGTH_1(length) length\n"
        f"#define CALX_LENGTH_0(item) {full} /* an item: there are more */\n"
        "\n/* the number of arguments, 1 to 200, or 201 for more */\n"
        "#define CALX_COUNT_(...) CALX_COUNT_I_(CALX_LENGTH_(__VA_ARGS__))\n"
        "#define CALX_COUNT_I_(length) CALX_COUNT_II_ length\n"
        "#define CALX_COUNT_II_(blocks, rest, count) count\n"
        "/* whether there are not too many */\n"
        "#define CALX_FITS_(...) (CALX_COUNT_(__VA_ARGS__) <= 200)\n")


def few():
    """For macros that choose by the number of their arguments."""
    kinds = ["N,"] * (FEW - 3) + ["3,", "2,", "1,"]
    names = [f"a{n}," for n in range(1, FEW + 1)]
    return (
        f"\n/* 1, 2 or 3 arguments, or N for more of them, up to {FEW} */\n"
        + wrapped([*kinds, "0,"], "#define CALX_FEW_(...) CALX_FEW_I_(__VA_ARGS__, ", " )")
        + wrapped([*names, "n,", "...) n"], "#define CALX_FEW_I_("))


def loop(name, parameters, separator, title):
    """The macros of one loop; a call of one item is m(parameters, item)."""
    head = f"m, {parameters}"
    items = [f"a{n}" for n in range(1, STEP + 1)]

    def calls(count):
        made = [f"m({parameters}, {item})" for item in items[:count]]
        return [call + separator for call in made[:-1]] + made[-1:]

    def definition(macro, count, tail):
        begin = wrapped([f"{i}," for i in items[:count]] + ["...)"], f"#define {macro}({head}, ")[:-1] + " \\\n"
        return begin + wrapped(calls(count) + tail, "\t")

    blocks = (LIMIT - 1) // STEP
    out = [
        f"\n/* {title} */\n",
        f"#define CALX_{name}_({head}, ...) \\\n",
        f"\tCALX_{name}_I_(CALX_LENGTH_(__VA_ARGS__), {head}, __VA_ARGS__, )\n",
        f"#define CALX_{name}_I_(length, ...) CALX_{name}_CALL_(CALX_UNPAREN_ length, __VA_ARGS__)\n",
        f"#define CALX_{name}_CALL_(...) CALX_{name}_II_(__VA_ARGS__)\n",
        f"#define CALX_{name}_II_(blocks, rest, count, ...) \\\n",
        f"\tCALX_{name}_BLOCKS_##blocks(CALX_{name}_REST_##rest, __VA_ARGS__)\n",
        f"#define CALX_{name}_BLOCKS_0(last, ...) last(__VA_ARGS__)\n",
    ]
    for block in range(1, blocks + 1):
        text = definition(f"CALX_{name}_BLOCKS_{block}", STEP,
                          [f"CALX_{name}_BLOCKS_{block - 1}(last, {head}, __VA_ARGS__)"])
        text = text.replace(f"({head}, a1", f"(last, {head}, a1", 1)
        if separator:
            text = text.replace(f", a16) CALX_{name}", f", a16), CALX_{name}")
            text = text.replace(f", a16) \\\n\tCALX_{name}", f", a16), \\\n\tCALX_{name}")
        out.append(text)
    for rest in range(1, STEP + 1):
        out.append(definition(f"CALX_{name}_REST_{rest}", rest, []))
    return "".join(out)


def main():
    text = "\n".join([
        TOP,
        measure() + few() + loop("EACH", "a, b", "", "macro(a, b, item) macro(a, b, item) ...")
        + loop("LIST", "a", ",", "macro(a, item), macro(a, item), ..."),
        END])
    if "--check" not in sys.argv:
        HEADER.write_text(text)
    elif HEADER.read_text() != text:
        sys.exit(f"{HEADER} is not what dev/each.py writes: run it")


main()
