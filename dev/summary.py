#!/usr/bin/env python3
"""Names the test cases that failed in Meson's JUnit report, and counts: "N passed, N failed".
Exits 1 if one failed or there are none. Usage: summary.py REPORT"""
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

# XML has no place for them, and Meson writes the names of tests as they are
CONTROL = bytes(set(range(32)) - set(b"\t\n\r"))


def main():
    passed = failed = 0
    report = Path(sys.argv[1]).read_bytes().translate(None, CONTROL)
    for case in ElementTree.fromstring(report).iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
            print(f"failed: {case.get('classname') or ''} {case.get('name')}")
        else:
            passed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


sys.exit(main())
