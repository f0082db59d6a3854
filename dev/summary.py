#!/usr/bin/env python3
"""Counts the test cases in Meson's JUnit report: "N passed, N failed".
Exits 1 if one failed or there are none. Usage: summary.py REPORT"""
import sys
import xml.etree.ElementTree as ElementTree


def main():
    passed = failed = 0
    for case in ElementTree.parse(sys.argv[1]).iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        else:
            passed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


sys.exit(main())
