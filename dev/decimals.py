#!/usr/bin/env python3
"""Writes tests/data/decimals-computed.txt: what Python's decimal module makes of
random numbers, for the tests of calx_decimal_add() and its like.

Usage: dev/decimals.py [LINES [SEED]] >tests/data/decimals-computed.txt
"""
import random
import sys
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal

DIGITS = 38
exact = Context(prec=400, Emax=9999, Emin=-9999)
half_up = Context(prec=400, rounding=ROUND_HALF_UP)


def number():
    """Of any length and scale; often one with zeros, or at the limit."""
    digits = random.choice([0, 1, 2, 5, 9, 15, 18, 19, 20, 37, 38, random.randint(1, DIGITS)])
    value = random.randrange(10 ** digits)
    kind = random.random()
    if kind < 0.15:
        value = 10 ** digits - 1
    elif kind < 0.3 and digits:
        value = random.randint(1, 9) * 10 ** (digits - 1)
    scale = random.choice([0, 0, 1, 2, 4, 10, DIGITS, random.randint(0, DIGITS)])
    return Decimal((random.randrange(2), tuple(map(int, str(value))), -scale))


def spelled(value):
    return "range" if value is None else format(value, "f")


def fitted(value):
    """With zeros at its end taken away until it fits; None: it does not."""
    sign, digits, exponent = value.as_tuple()
    if exponent > 0:
        digits, exponent = digits + (0,) * exponent, 0
    number = int("".join(map(str, digits)))
    while exponent < 0 and (number >= 10 ** DIGITS or -exponent > DIGITS) and number % 10 == 0:
        number, exponent = number // 10, exponent + 1
    if number >= 10 ** DIGITS or -exponent > DIGITS:
        return None
    return Decimal((sign if number else 0, tuple(map(int, str(number))), exponent))


def rounded(value, scale):
    result = value.quantize(Decimal((0, (1,), -scale)), context=half_up)
    return fitted(result) if len(result.as_tuple().digits) <= DIGITS else None


def divided(a, b, scale):
    if not b:
        return None
    sign = a.is_signed() != b.is_signed()
    a, b = a.copy_abs(), b.copy_abs()
    unit = Decimal((0, (1,), -scale))
    # exactly: the whole units, and twice the rest against the divisor
    units = exact.divide_int(a, exact.multiply(b, unit))
    rest = exact.subtract(a, exact.multiply(exact.multiply(b, unit), units))
    if exact.compare(exact.multiply(rest, 2), exact.multiply(b, unit)) >= 0:
        units = exact.add(units, 1)
    if units >= 10 ** DIGITS:
        return None
    units = int(units)
    return Decimal((int(sign and units != 0), tuple(map(int, str(units))), -scale))


def remainder(a, b):
    if not b:
        return None
    whole = exact.divide_int(a, b).quantize(Decimal(1), rounding=ROUND_DOWN, context=exact)
    return fitted(exact.subtract(a, exact.multiply(b, whole)))


def line():
    a, b = number(), number()
    scale = random.choice([0, 2, 6, DIGITS, random.randint(0, DIGITS)])
    operator = random.choice("+-*/%r")
    if operator == "/":
        return operator, a, b, scale, divided(a, b, scale)
    if operator == "r":
        return operator, a, Decimal(0), scale, rounded(a, scale)
    result = {"+": lambda: fitted(exact.add(a, b)), "-": lambda: fitted(exact.subtract(a, b)),
              "*": lambda: fitted(exact.multiply(a, b)), "%": lambda: remainder(a, b)}[operator]()
    return operator, a, b, 0, result


def main():
    random.seed(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    print("# written by dev/decimals.py: operator (r: round), two numbers, the scale, the result")
    for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else 600):
        operator, a, b, scale, result = line()
        print(operator, spelled(a), spelled(b), scale, spelled(result), sep="\t")


main()
