#!/usr/bin/env python3
"""The house rules that no compiler knows: layers, banned functions, sizes,
documented headers, leftovers. Prints one line per offence; exits 1 if any."""
import re
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ["util", "sql", "compile", "dialect", "driver", "engine", "orm", "migrate", "faker", "cli"]

BANNED = {
    "sprintf": "snprintf or strbuf", "vsprintf": "vsnprintf", "strcpy": "memcpy", "strcat": "strbuf",
    "strncpy": "calx__fail_copy", "strtok": "calx__view_split", "atoi": "calx__text_to_int64",
    "atol": "calx__text_to_int64", "gets": "fgets", "sscanf": "a reader of your own", "system": "execvp",
    "popen": "execvp", "tmpnam": "mkstemp", "mktemp": "mkstemp", "rand": "the faker", "alloca": "an arena",
    "sqlite3_exec": "calx__run", "setjmp": "a status", "longjmp": "a status",
}
HEAP = ["malloc", "calloc", "realloc", "free", "strdup", "strndup"]
STDIO = ["printf", "puts", "putchar", "fprintf", "perror", "abort", "exit"]

# What the text that a public function takes is. Text of programs and of people
# is a value unless it is said here; "sql" is run as it stands, so each such
# function must have its reason.
TEXT = {
    "calx_connection_execute.sql": "sql: plain SQL is what it is for; values are bound",
    "calx_connection_query.sql": "sql: likewise",
    "calx_execute.sql": "sql: a migration's own statement; revisions are code",
    "calx_decimal_of.text": "value", "calx_decimal_read.text": "value", "calx_decimal_write.text": "output",
    "calx_date_write.text": "output", "calx_time_write.text": "output", "calx_datetime_write.text": "output",
    "calx_timestamp_write.text": "output", "calx_interval_write.text": "output",
    "calx_date_read.text": "value", "calx_time_read.text": "value", "calx_datetime_read.text": "value",
    "calx_timestamp_read.text": "value", "calx_interval_read.text": "value", "calx_uuid_read.text": "value",
    "calx_engine_open.url": "url",
    "calx_faker_open_with.locale": "keyword", "calx_fake_pattern.pattern": "value",
    "calx_inspector_table.name": "value",
    "calx_migrate_upgrade.target": "value", "calx_migrate_downgrade.target": "value",
    "calx_op_add_column.table": "identifier", "calx_op_alter_column.table": "identifier",
    "calx_op_add_constraint.table": "identifier", "calx_drop_table.table": "identifier",
    "calx_rename_table.table": "identifier", "calx_rename_table.new_name": "identifier",
    "calx_drop_column.table": "identifier", "calx_drop_column.column": "identifier",
    "calx_rename_column.table": "identifier", "calx_rename_column.column": "identifier",
    "calx_rename_column.new_name": "identifier", "calx_drop_constraint.table": "identifier",
    "calx_drop_constraint.name": "identifier", "calx_drop_index.table": "identifier",
    "calx_drop_index.name": "identifier",
    # and of the structs that these take
    "calx_type.labels": "value", "calx_column.name": "identifier", "calx_column_options.name": "identifier",
    "calx_column_options.references": "identifier", "calx_column_options.on_delete": "keyword",
    "calx_column_options.on_update": "keyword",
    "calx_column_options.server_default": "sql: an expression of the model, as DEFAULT takes it",
    "calx_constraint.name": "identifier", "calx_constraint.columns": "identifier",
    "calx_constraint.text": "sql: the condition of a CHECK is part of the model",
    "calx_constraint_options.on_delete": "keyword", "calx_constraint_options.on_update": "keyword",
    "calx_table.name": "identifier",
}
TEXT_KINDS = {"value", "identifier", "keyword", "url", "output", "sql"}
# "file:line" of the call, which the macros write
TEXT_OF_MACROS = {"where"}

FUNCTION_LINES = 60
FILE_LINES = 1000
MEDIAN, P90 = 12, 45


def files(*patterns):
    out = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
                         cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / line for line in out.splitlines() if (ROOT / line).is_file()]


def code_only(text):
    """Comments and the insides of strings blanked, lines kept."""
    def blank(match):
        s = match.group(0)
        if s.startswith("/*"):
            return re.sub(r"[^\n]", " ", s)
        return s[0] + " " * (len(s) - 2) + s[-1]
    return re.sub(r'/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, text, flags=re.S)


def layer_of(path):
    parts = path.relative_to(ROOT / "src").parts
    return parts[0] if len(parts) > 1 else None


def check_layers():
    for path in files("src/*.c", "src/*.h"):
        layer = layer_of(path)
        for number, line in enumerate(path.read_text().splitlines(), 1):
            match = re.match(r'#include "([^"]+)"', line)
            if not match:
                continue
            target = (path.parent / match.group(1)).resolve()
            if ROOT / "src" not in target.parents:
                continue
            other = layer_of(target)
            if other in LAYERS and LAYERS.index(other) > LAYERS.index(layer):
                yield path, number, f"{layer} includes {other}, which stands above it"
            if layer in ("dialect", "driver") and other == layer and target.parent != path.parent \
                    and target.parent != ROOT / "src" / layer and path.parent != ROOT / "src" / layer:
                yield path, number, f"one {layer} includes another"


def check_vendor():
    for path in files("src/*.c", "src/*.h"):
        text = path.read_text()
        for number, line in enumerate(text.splitlines(), 1):
            if re.match(r"#include <(sqlite3|libpq-fe|mysql|mariadb)", line) and "src/driver/" not in str(path):
                yield path, number, "only drivers include a vendor's header"
        if layer_of(path) in ("dialect", "driver"):
            continue
        for number, line in enumerate(code_only(text).splitlines(), 1):
            if re.search(r"sqlite", line, re.I):
                yield path, number, "SQLite has no place outside its dialect and driver"


def check_banned():
    for path in files("src/*.c", "src/*.h"):
        words = dict(BANNED)
        if path.name != "alloc.c":
            words.update({w: "util/alloc.h" for w in HEAP})
        if layer_of(path) != "cli":
            words.update({w: "an error or the log callback" for w in STDIO})
        pattern = re.compile(r"(?<![\w.>])(" + "|".join(words) + r")\s*\(")
        for number, line in enumerate(code_only(path.read_text()).splitlines(), 1):
            for match in pattern.finditer(line):
                yield path, number, f"{match.group(1)}() is banned: {words[match.group(1)]}"


def functions():
    names = [str(p) for p in files("src/*.c")]
    if not names:
        return
    out = subprocess.run(["ctags", "-x", "--c-kinds=f", "--fields=+ne", "--_xformat=%N\t%F\t%n\t%{end}", *names],
                         capture_output=True, text=True, check=True).stdout
    for line in out.splitlines():
        name, path, start, end = line.split("\t")
        if end:
            yield name, Path(path), int(start), int(end) - int(start) + 1


def check_sizes():
    lengths = []
    for name, path, start, length in functions():
        lengths.append(length)
        if length > FUNCTION_LINES:
            yield path, start, f"{name}() has {length} lines, the limit is {FUNCTION_LINES}"
    for path in files("src/*.c", "src/*.h", "include/*.h"):
        count = len(path.read_text().splitlines())
        if count > FILE_LINES:
            yield path, 1, f"{count} lines, the limit is {FILE_LINES}"
    if lengths:
        median, p90 = statistics.median(lengths), statistics.quantiles(lengths, n=10)[-1]
        print(f"{len(lengths)} functions: median {median:.0f} lines, 90th percentile {p90:.0f}")
        if median > MEDIAN or p90 > P90:
            yield ROOT / "src", 0, f"functions have grown: median {median}, 90th percentile {p90}"


def check_documented():
    for path in files("include/calx/*.h"):
        lines = path.read_text().splitlines()
        for number, line in enumerate(lines, 1):
            if not line.startswith("CALX_API"):
                continue
            above = lines[number - 2].strip()
            if not (above.endswith("*/") or above.startswith("CALX_API") or above.endswith(";")):
                yield path, number, "a public function without a comment above it"


def text_parameters():
    """Each function's and each schema struct's text, as (path, "name.parameter")."""
    for path in files("include/calx/*.h"):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
        for name, parameters in re.findall(r"^CALX_API\b[^;(]*?\b(calx_\w+)\s*\(([^;]*?)\)[^;)]*;", text, re.M | re.S):
            for parameter in parameters.split(","):
                if re.search(r"\bchar\s*\*", parameter):
                    yield path, f"{name}.{re.findall(r'[a-z_]+', parameter)[-1]}"
        if path.name != "schema.h":
            continue
        for body, name in re.findall(r"typedef struct \w+ \{([^}]*)\} (\w+);", text):
            for member in re.findall(r"char\s*\*(?:const\s*\*)?\s*(\w+);", body):
                yield path, f"{name}.{member}"


def check_text():
    listed = dict(TEXT)
    for path, name in text_parameters():
        if name.rpartition(".")[2] in TEXT_OF_MACROS:
            continue
        kind, _, reason = listed.pop(name, "").partition(": ")
        if kind not in TEXT_KINDS:
            yield path, 0, f"{name}: say in TEXT of dev/house.py what that text is"
        elif (kind == "sql") != bool(reason):
            yield path, 0, f"{name}: SQL text has its reason, nothing else needs one"
    for name in listed:
        yield ROOT / "include", 0, f"{name} is in TEXT of dev/house.py, but in no header"


def check_threats():
    """Each test that docs/threats.md names is there."""
    path = ROOT / "docs" / "threats.md"
    for number, line in enumerate(path.read_text().splitlines(), 1):
        for name, tests in re.findall(r"`((?:tests|dev)/[\w./-]+)`(?: \(([^)]*)\))?", line):
            if not (ROOT / name).exists():
                yield path, number, f"there is no {name}"
                continue
            for test in re.findall(r"`(\w+)`", tests):
                if test not in (ROOT / name).read_text():
                    yield path, number, f"{name} has no test {test}"


def check_leftovers():
    for path in files("src", "include", "tests", "bench", "dev", "docs", "examples", "*.md", "do", ".ci"):
        if path.suffix in (".bin", ".svg", ".db") or "corpus" in path.parts or "data" in path.parts:
            continue
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if re.search(r"\b(TODO|FIXME|XXX)\b", line) and path.name != "house.py":
                yield path, number, "a leftover: do it, or write NEEDSWORK with the reason"
            if line != line.rstrip() and "golden" not in path.parts:
                yield path, number, "blanks at the end of the line"
        if text and not text.endswith("\n"):
            yield path, text.count("\n") + 1, "no newline at the end"


def main():
    offences = 0
    for check in (check_layers, check_vendor, check_banned, check_sizes, check_documented, check_text, check_threats, check_leftovers):
        for path, number, message in check():
            print(f"{path.relative_to(ROOT)}:{number}: {message}")
            offences += 1
    return 1 if offences else 0


sys.exit(main())
