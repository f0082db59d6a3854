#!/usr/bin/env python3
"""The house rules that no compiler knows: layers, banned functions, sizes,
documented headers, leftovers. Prints one line per offence; exits 1 if any."""
import re
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# The folders of src/, from the bottom up: each includes itself and those before
# it. The databases' folders stand beside each other.
FOLDERS = [
    "util", "sql/type", "sql/schema", "sql/statement", "compile",
    "dialect", "dialect/sqlite/text", "dialect/sqlite/compare", "dialect/sqlite/survey", "dialect/sqlite/alter", "dialect/sqlite/number",
    "dialect/sqlite", "dialect/mariadb/text", "dialect/mariadb/alter", "dialect/mariadb",
    "dialect/postgresql/text", "dialect/postgresql/alter", "dialect/postgresql",
    "driver", "driver/sqlite/file", "driver/sqlite/function", "driver/sqlite", "driver/mariadb", "driver/postgresql/wire", "driver/postgresql/rewrite", "driver/postgresql", "engine",
    "orm/base", "orm/model", "orm/store", "orm/fetch", "orm/write", "orm/read", "orm",
    "migrate/graph", "migrate/script", "migrate/operation", "migrate/compare", "migrate/run", "migrate",
    "faker",
    "cli/base", "cli/print", "cli/settings", "cli/build", "cli/project", "cli/document", "cli/command", "cli",
]
# What ends in a const struct that a table names, and the program itself.
WITHOUT_HEADER = ["cli/command/", "cli/main.c"]
# What each folder of a database has; what only one needs is in a subfolder.
DATABASE_FILES = {
    "dialect": {"dialect.c", "type.c", "compile.c", "inspect.c", "alter/alter.c"},
    "driver": {"driver.c", "open.c", "setup.c", "transaction.c", "statement.c", "bind.c", "row.c", "fields.c", "error.c", "wait.c"},
}
# What each may have.
DATABASE_MAY = {"dialect": set(), "driver": {"many.c", "stream.c"}}
# Parts of CALX_MODEL: what each of its passes makes of each class of item.
PASSES = ["FIELD", "NUMBER", "MEMBER", "LEAF", "HANDLE", "COLUMN", "OWNED", "BARE", "TALLY", "CONSTRAINT", "KNOWN", "NAMED", "FIT",
          "PROVIDER", "SETTING"]
# A statement is a tree, and so is the walk that writes it.
TREE_WALK = {"compile/compiler", "compile/operator", "compile/statement"}

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
    "calx_custom_fail.why": "value",
    "calx_connection_execute.sql": "sql: plain SQL is what it is for; values are bound",
    "calx_connection_query.sql": "sql: likewise", "calx_connection_rewrite.sql": "sql: likewise",
    "calx_connection_savepoint.name": "identifier", "calx_connection_release.name": "identifier",
    "calx_connection_rollback_to.name": "identifier",
    "calx_connection_commit_prepared.name": "value", "calx_connection_rollback_prepared.name": "value",
    "calx_url_open.text": "url", "calx_url_set.value": "value", "calx_url_parameter.name": "value", "calx_url_parameter_at.ret_name": "output",
    "calx_url_set_parameter.name": "value", "calx_url_set_parameter.value": "value",
    "calx_decimal_of.text": "value", "calx_decimal_read.text": "value", "calx_decimal_write.text": "output",
    "calx_date_write.text": "output", "calx_time_write.text": "output", "calx_datetime_write.text": "output",
    "calx_timestamp_write.text": "output", "calx_interval_write.text": "output",
    "calx_date_read.text": "value", "calx_time_read.text": "value", "calx_datetime_read.text": "value",
    "calx_timestamp_read.text": "value", "calx_interval_read.text": "value", "calx_uuid_read.text": "value",
    "calx_decimal_str.text": "output", "calx_date_str.text": "output", "calx_time_str.text": "output",
    "calx_datetime_str.text": "output", "calx_timestamp_str.text": "output", "calx_interval_str.text": "output",
    "calx_uuid_str.text": "output", "calx_opt_bool_str.text": "output", "calx_opt_int16_str.text": "output",
    "calx_opt_int32_str.text": "output", "calx_opt_int64_str.text": "output", "calx_opt_float_str.text": "output",
    "calx_opt_double_str.text": "output", "calx_opt_decimal_str.text": "output", "calx_opt_date_str.text": "output",
    "calx_opt_time_str.text": "output", "calx_opt_datetime_str.text": "output",
    "calx_opt_timestamp_str.text": "output", "calx_opt_interval_str.text": "output",
    "calx_opt_uuid_str.text": "output",
    "calx_engine_open_with.url": "url",
    "calx_faker_open_with.locale": "keyword", "calx_fake_pattern.pattern": "value",
    "calx_inspector_table.name": "value",
    "calx_label_value.label": "value",
    "calx_migrate_upgrade.target": "value", "calx_migrate_downgrade.target": "value",
    # and of the structs that these take
    "calx_type.labels": "value", "calx_column.name": "identifier", "calx_column_options.name": "identifier",
    "calx_column_options.references": "identifier", "calx_column_options.on_delete": "keyword",
    "calx_column_options.on_update": "keyword",
    "calx_column_options.server_default": "sql: an expression of the model, as DEFAULT takes it",
    "calx_constraint.name": "identifier", "calx_constraint.columns": "identifier",
    "calx_constraint.text": "sql: the condition of a CHECK is part of the model",
    "calx_constraint_options.on_delete": "keyword", "calx_constraint_options.on_update": "keyword",
    "calx_constraint_options.on_conflict": "keyword", "calx_constraint_options.name": "identifier",
    "calx_column_options.on_conflict": "keyword", "calx_column_options.on_conflict_not_null": "keyword",
    "calx_column_options.collation": "identifier",
    "calx_column_options.computed": "sql: an expression of the model, which the database computes",
    "calx_column_options.comment": "value", "calx_table_options.comment": "value",
    "calx_constraint_options.method": "identifier", "calx_constraint_options.include": "identifier",
    "calx_column_options.identity": "keyword", "calx_table_options.schema": "identifier",
    "calx_table_options.on_commit": "keyword",
    "calx_table_options.view": "sql: the SELECT of a view is part of the model",
    "calx_column_options.sql_type": "sql: the type in the database's own words",
    "calx_table.name": "identifier", "calx_table.schema": "identifier",
    "calx_operation.schema": "identifier", "calx_operation.table": "identifier",
    "calx_operation.name": "identifier", "calx_operation.new_name": "identifier",
    "calx_operation.sql": "sql: a migration's own statement; revisions are code",
}
TEXT_KINDS = {"value", "identifier", "keyword", "url", "output", "sql"}
# "file:line" of the call, which the macros write
TEXT_OF_MACROS = {"where"}

FUNCTION_LINES = 60
PARAMETERS = 6
FILE_LINES = 1000
MEDIAN, P90 = 12, 25


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


def folder_of(path):
    """The most particular of FOLDERS that a path of src/ lies in."""
    inside = str(path.relative_to(ROOT / "src").parent) + "/"
    return max((f for f in FOLDERS if inside.startswith(f + "/")), key=len, default=None)


def layer_of(path):
    return path.relative_to(ROOT / "src").parts[0]


def includes():
    """Each line of src/ that includes a file of src/: (path, number, target)."""
    for path in files("src/*.c", "src/*.h"):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            match = re.match(r'#include "([^"]+)"', line)
            if match:
                yield path, number, ROOT / "src" / match.group(1)


def check_layers():
    for path, number, target in includes():
        if not target.is_file():
            continue  # generated, or beside it: the compiler finds it or not
        folder, other = folder_of(path), folder_of(target)
        for name, place in ((path, folder), (target, other)):
            if place is None:
                yield name, 0, "its folder stands in no row of FOLDERS"
        if folder is None or other is None:
            continue
        if FOLDERS.index(other) > FOLDERS.index(folder):
            yield path, number, f"{folder} includes {other}, which stands above it"
        databases = {p.parts[1] for p in (Path(folder), Path(other))
                     if p.parts[0] in ("dialect", "driver") and len(p.parts) > 1}
        if len(databases) > 1:
            yield path, number, "one database's folder includes another's"


def check_own_header():
    """Each .c has a header of its name, and includes it first: so every header
    is compiled by itself once."""
    for path in files("src/*.c"):
        inside = path.relative_to(ROOT / "src")
        if any(str(inside).startswith(place) for place in WITHOUT_HEADER):
            continue
        first = re.search(r'^#include [<"]([^>"]+)[>"]', path.read_text(), re.M)
        if not first or first.group(1) not in (str(inside.with_suffix(".h")), f"calx/{inside.stem}.h"):
            yield path, 0, "it does not include its own header first"


def check_circles():
    """A .c and its header are one unit; units include each other in one
    direction."""
    below = {}
    for path, _, target in includes():
        unit, other = path.with_suffix(""), target.with_suffix("")
        if unit != other:
            below.setdefault(unit, set()).add(other)
    for circle in strongly_connected(below):
        names = sorted(str(unit.relative_to(ROOT / "src")) for unit in circle)
        if not set(names) <= TREE_WALK:
            yield circle[0].with_suffix(".h"), 0, "a circle of files: " + " ".join(names)


def strongly_connected(edges):
    """Tarjan's algorithm: the circles of a graph, each as a list."""
    index, low, stack, found = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in edges.get(node, ()):
            if other not in index:
                visit(other)
            if other in stack:
                low[node] = min(low[node], low[other])
        if low[node] == index[node]:
            circle = stack[stack.index(node):]
            del stack[stack.index(node):]
            if len(circle) > 1:
                found.append(circle)

    for node in list(edges):
        if node not in index:
            visit(node)
    return found


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
    """Each function of src/: (name, path, line, number of lines, number of parameters)."""
    names = [str(p) for p in files("src/*.c")]
    out = subprocess.run(["ctags", "-x", "--c-kinds=f", "--fields=+neS",
                          "--_xformat=%N\t%F\t%n\t%{end}\t%{signature}", *names],
                         capture_output=True, text=True, check=True).stdout
    for line in out.splitlines():
        name, path, start, end, signature = line.split("\t")
        if end:
            yield name, Path(path), int(start), int(end) - int(start) + 1, parameters(signature)


def parameters(signature):
    inside = signature.strip()[1:-1]
    while "(" in inside:
        inside = re.sub(r"\([^()]*\)", "", inside)
    return 0 if inside.strip() in ("", "void") else inside.count(",") + 1


def check_idioms():
    """A failure is `status < 0`, a success `status >= 0`: one spelling."""
    for path in files("src/*.c", "src/*.h"):
        for number, line in enumerate(code_only(path.read_text()).splitlines(), 1):
            if re.search(r"!(\w+(->|\.))*status\b(?!\()|[!=]= CALX_OK\b", line):
                yield path, number, "write `status < 0` or `status >= 0`"


def check_heads():
    """Each .c says what it is for, behind its includes or above them."""
    for path in files("src/*.c"):
        head = re.sub(r"^#.*\n|^\s*\n", "", path.read_text(), flags=re.M)
        if not head.startswith("/*"):
            yield path, 1, "say at its head what the file is for"


def check_databases():
    """Every dialect has the same files, every driver too."""
    for layer in ("dialect", "driver"):
        folders = {}
        for path in files(f"src/{layer}/*.c"):
            parts = path.relative_to(ROOT / "src" / layer).parts
            if len(parts) > 1:
                folders.setdefault(parts[0], set()).add("/".join(parts[1:]))
        for name, there in folders.items():
            for other in sorted(DATABASE_FILES[layer] - there):
                yield ROOT / "src" / layer / name, 0, f"{other} is missing, which every {layer} has"
            for other in sorted(f for f in there - DATABASE_FILES[layer] - DATABASE_MAY[layer] if "/" not in f):
                yield ROOT / "src" / layer / name / other, 0, f"no {layer} has such a file"


def check_sizes():
    lengths = []
    for name, path, start, length, count in functions():
        lengths.append(length)
        if length > FUNCTION_LINES:
            yield path, start, f"{name}() has {length} lines, the limit is {FUNCTION_LINES}"
        if count > PARAMETERS:
            yield path, start, f"{name}() takes {count} parameters, the limit is {PARAMETERS}"
    for path in files("src/*.c", "src/*.h", "include/*.h"):
        count = len(path.read_text().splitlines())
        if count > FILE_LINES:
            yield path, 1, f"{count} lines, the limit is {FILE_LINES}"
    median, p90 = statistics.median(lengths), statistics.quantiles(lengths, n=10)[-1]
    print(f"{len(lengths)} functions: median {median:.0f} lines, 90th percentile {p90:.0f}")
    if median > MEDIAN or p90 > P90:
        yield ROOT / "src", 0, f"functions have grown: median {median}, 90th percentile {p90}"


def check_documented():
    """The public headers are the manual: each function, each macro and each
    member of a struct has a comment of its own."""
    for path in files("include/calx/*.h"):
        lines = path.read_text().splitlines()
        for number, line in enumerate(lines, 1):
            if re.match(r"CALX_API\b(?!.*_\()", line) and not lines[number - 2].strip().endswith("*/"):
                yield path, number, "a public function without a comment above it"
            macro = re.match(r"#define (\w+)", line)
            if macro and is_for_users(macro.group(1), line) and not documented(lines, number):
                yield path, number, f"the macro {macro.group(1)} has no comment above it"
        yield from undocumented_members(path)


def is_for_users(macro, line):
    """Not the guard of a header, not a part of another macro (CALX_EACH_16,
    CALX_T_integer, CALX_X_), and not the same word made shorter."""
    if macro.endswith("_") or re.fullmatch(r"CALX(_\w+)?_H|CALX_\w+_[0-9N]+|CALX_[A-Z0-9]+(_[A-Z0-9]+)*_\w*[a-z0-9]\w*", macro):
        return False
    if re.match(r"CALX_(" + "|".join(PASSES) + r")_", macro):
        return False
    return not re.fullmatch(r"#define \w+(\([\w, .]*\))? calx_\w+(\([\w, ]*\))?", line)


def documented(lines, number):
    """Whether a comment ends above line `number`, or stands behind it."""
    return lines[number - 2].strip().endswith("*/") or "/*" in lines[number - 1]


def undocumented_members(path):
    text = path.read_text()
    lines = text.splitlines()
    for match in re.finditer(r"^typedef (?:struct|union) (\w+) \{\n(.*?)^\} \w+;", text, re.M | re.S):
        first = text.count("\n", 0, match.start(2)) + 1
        for number in range(first, first + match.group(2).count("\n")):
            line = lines[number - 1]
            member = re.match(r"\s+[\w* ]+?\**(\w+)(\[\w*\])?;", line)
            if member and not member.group(1).endswith("_") and not documented(lines, number) \
                    and not lines[number].strip().startswith("/*"):
                yield path, number, f"{match.group(1)}.{member.group(1)} has no comment"


def text_parameters():
    """Each function's and each schema struct's text, as (path, "name.parameter")."""
    for path in files("include/calx/*.h"):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
        for name, parameters in re.findall(r"^CALX_API\b[^;(]*?\b(calx_\w+)\s*\(([^;]*?)\)[^;)]*;", text, re.M | re.S):
            for parameter in parameters.split(","):
                if re.search(r"\bchar\s*\*", parameter):
                    yield path, f"{name}.{re.findall(r'[a-z_]+', parameter)[-1]}"
        if path.name not in ("schema.h", "op.h"):
            continue
        for body, name in re.findall(r"typedef struct \w+ \{((?:[^{}]|\{[^{}]*\})*)\} (\w+);", text):
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


def check_places():
    """Each file and folder that docs/architecture.md names is there."""
    path = ROOT / "docs" / "architecture.md"
    for number, line in enumerate(path.read_text().splitlines(), 1):
        for name in re.findall(r"`((?:src|include|data|tests|dev|docs)/[\w./-]+)`", line):
            if not (ROOT / name).exists():
                yield path, number, f"there is no {name}"


def check_leftovers():
    for path in files("src", "include", "tests", "bench", "dev", "docs", "examples", "*.md", "do", ".ci"):
        if path.suffix in (".bin", ".svg", ".db", ".patch") or "corpus" in path.parts or "data" in path.parts:
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
    for check in (check_layers, check_own_header, check_circles, check_databases, check_vendor, check_banned, check_idioms, check_heads,
                  check_sizes, check_documented, check_text, check_threats, check_places, check_leftovers):
        for path, number, message in check():
            print(f"{path.relative_to(ROOT)}:{number}: {message}")
            offences += 1
    return 1 if offences else 0


sys.exit(main())
