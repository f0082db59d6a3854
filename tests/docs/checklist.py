#!/usr/bin/env python3
"""Checks docs/cli.md against the tests and the program: every test that its
last table names is there, and the exit codes and variables are those that
the manual lists. TAP.

Usage: checklist.py ROOT PROGRAM"""
import re
import subprocess
import sys
from pathlib import Path

NUMBER = 0


def ok(passed, name):
    global NUMBER
    NUMBER += 1
    print(f"{'ok' if passed else 'not ok'} {NUMBER} - {name}")


def section(text, title):
    return re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", text, re.M | re.S).group(1)


def rows(text):
    lines = [line for line in text.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def main():
    root, program = Path(sys.argv[1]), sys.argv[2]
    text = (root / "docs/cli.md").read_text()
    for promise, script, name in rows(section(text, "What is promised, and its proof")):
        source = (root / "tests/cli" / script).read_text()
        name = name.strip("`")
        ok(any(f"{q}{name}{q}" in source for q in "'\""), f"{promise}: {script} has '{name}'")

    page = subprocess.run([program, "--help"], capture_output=True, text=True, check=True).stdout
    codes = re.findall(r"^  (\d+) +\S", page.split("exit status:")[1], re.M)
    ok(codes == [row[0] for row in rows(section(text, "Exit codes"))], "the exit codes are those of --help")

    page = subprocess.run([program, "help", "--man"], capture_output=True, text=True, check=True).stdout
    known = set(re.findall(r"^\.It Ev (\w+)", page, re.M))
    told = set(re.findall(r"`([A-Z_]+)`", section(text, "Settings").split("| variable")[1]))
    ok(known and known <= told, f"the variables of the manual are told: {sorted(known - told)}")
    print(f"1..{NUMBER}")


main()
