#!/usr/bin/env python3
"""The shared library exports calx_* and nothing else, and all of it is declared
and documented in a public header. Usage: symbols.py LIBRARY"""
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def exported(library):
    output = subprocess.run(["nm", "-D", "--defined-only", library], capture_output=True, text=True, check=True).stdout
    return {line.split()[2] for line in output.splitlines() if len(line.split()) == 3}


def declared():
    names = {}
    for header in sorted((ROOT / "include" / "calx").glob("*.h")):
        text = header.read_text()
        for match in re.finditer(r"^CALX_API\b[^;]*?\b(calx_\w+)\s*\(", text, re.M):
            names[match.group(1)] = header.name
    return names


def main():
    symbols, names = exported(sys.argv[1]), declared()
    problems = [f"exported without the prefix: {s}" for s in sorted(symbols) if not re.match(r"calx_(?!_)", s)]
    problems += [f"exported but in no public header: {s}" for s in sorted(symbols - set(names))]
    problems += [f"declared in {names[s]} but not exported: {s}" for s in sorted(set(names) - symbols)]
    print("\n".join(problems))
    return 1 if problems else 0


sys.exit(main())
