#!/usr/bin/env python3
"""Runs the README: its C blocks become files, its sh blocks are run in order,
and a text block must be what the sh block before it printed. TAP.

Usage: readme.py README PROGRAM PKG_CONFIG_PATH LIBRARY_PATH INCLUDE_PATH"""
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path


def blocks(text):
    for match in re.finditer(r"^```(\w+)\n(.*?)^```$", text, re.M | re.S):
        yield match.group(1), match.group(2)


def main():
    readme, program, pkg_config, library, include = sys.argv[1:6]
    environment = {
        **os.environ,
        "PATH": f"{Path(program).parent}:{os.environ['PATH']}",
        "PKG_CONFIG_PATH": pkg_config,
        "LD_LIBRARY_PATH": library,
        "CALX_INCLUDE_DIR": include,
    }
    environment.pop("LD_PRELOAD", None)
    number = 0
    output = ""
    with tempfile.TemporaryDirectory() as scratch:
        environment["XDG_CACHE_HOME"] = f"{scratch}/cache"
        for language, body in blocks(Path(readme).read_text()):
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
