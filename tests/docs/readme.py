#!/usr/bin/env python3
"""Runs the README: its C blocks become files, its sh blocks are run in order,
and a text block must be what the sh block before it printed. TAP.

It runs against an installation, as a reader's would be: `./do install` into a
scratch folder. Usage: readme.py ROOT"""
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path


def blocks(text):
    for match in re.finditer(r"^```(\w+)\n(.*?)^```$", text, re.M | re.S):
        yield match.group(1), match.group(2)


def install(root, scratch):
    """Installs calx there and returns the environment of somebody who does what it then says."""
    prefix = f"{scratch}/prefix"
    result = subprocess.run([f"{root}/do", "install", prefix], env={**os.environ, "CALX_BUILD": f"{scratch}/build"},
                            capture_output=True, text=True, check=False)
    if result.returncode:
        sys.exit(f"Bail out! ./do install: {result.stdout}{result.stderr}")
    exports = "".join(line + "\n" for line in result.stdout.splitlines() if line.startswith("    export "))
    told = subprocess.run(["bash", "-euc", exports + "env -0"], env=dict(os.environ), capture_output=True, text=True, check=True)
    environment = dict(line.split("=", 1) for line in told.stdout.split("\0") if line)
    return {**environment, "XDG_CACHE_HOME": f"{scratch}/cache"}


def main():
    root = sys.argv[1]
    number = 0
    output = ""
    with tempfile.TemporaryDirectory() as scratch:
        environment = install(root, scratch)
        for language, body in blocks(Path(root, "README.md").read_text()):
            number += 1
            ok, what = True, language
            if language == "c":
                name = re.match(r"/\* ([\w.]+) \*/", body).group(1)
                (Path(scratch) / name).write_text(body)
                what = name
            elif language == "sh":
                result = subprocess.run(["bash", "-euc", body], cwd=scratch, env=environment,
                                        capture_output=True, text=True, check=False)
                ok, output, what = result.returncode == 0, result.stdout, body.splitlines()[0]
                if not ok:
                    print("\n".join("# " + line for line in (result.stdout + result.stderr).splitlines()))
            elif language == "text":
                ok, what = output == body, "the output is as shown"
                if not ok:
                    print("\n".join("# " + line for line in output.splitlines()))
            print(f"{'ok' if ok else 'not ok'} {number} - {what}")
    print(f"1..{number}")


main()
