#!/usr/bin/env python3
"""Names what failed in Meson's logs of a test run, and counts: "N passed, N failed".
The report of cases knows nothing of a test that took too long or crashed between two
of them, which the log of tests does. Exits 1 if one failed or there are none.
Usage: summary.py DIRECTORY"""
import json
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

# XML has no place for them, and Meson writes the names of tests as they are
CONTROL = bytes(set(range(32)) - set(b"\t\n\r"))
WELL = {"OK", "SKIP", "EXPECTEDFAIL"}


def cases(report):
    """Each case with the name of its test, and whether it failed."""
    for suite in ElementTree.fromstring(report.read_bytes().translate(None, CONTROL)).iter("testsuite"):
        for case in suite.iter("testcase"):
            failed = case.find("failure") is not None or case.find("error") is not None
            yield f"{suite.get('name')}: {case.get('name')}", failed


def tests(log):
    for line in log.read_text().splitlines():
        test = json.loads(line)
        if test["result"] not in WELL:
            yield f"{test['name']}: {test['result']}"


def main():
    logs = Path(sys.argv[1])
    all_cases = list(cases(logs / "testlog.junit.xml"))
    failed = [name for name, is_failed in all_cases if is_failed]
    bad_tests = list(tests(logs / "testlog.json"))
    for name in [*failed, *bad_tests]:
        print(f"failed: {name}")
    # a test of which no case failed has failed by itself
    count = max(len(failed), len(bad_tests))
    print(f"{len(all_cases) - len(failed)} passed, {count} failed")
    return 1 if count or not all_cases else 0


sys.exit(main())
