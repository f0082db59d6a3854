#!/usr/bin/env python3
"""What models and queries cost to compile, beside hand-written C.

Makes a program of 20 models with 20 columns each and 200 queries with four
comparisons each, and the same on sqlite3 alone: structs, a function for each
table that reads a row, and for each query a function that prepares, binds and
steps. Prints the seconds of CPU and the bytes of the object file; and the
seconds for 300 queries in one function, where a compiler that takes longer the
longer a function is would show it.

Usage: compile.py [--check] [--keep DIRECTORY]
--check exits with 1 when a mark is missed; --keep leaves the programs there.
"""
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

INCLUDE = Path(__file__).resolve().parent.parent / "include"
MODELS, COLUMNS, QUERIES, LONG = 20, 20, 200, 300
# at most so many times the seconds and the text of hand-written C: half of what
# it was when a query's nodes were all made in its function (4.8 and 3.5); in
# clang, what is left are the zeroes of the nodes (it was 4.8 and 3.1)
MARKS = {"gcc": (2.4, 1.8), "clang": (3.2, 1.8)}
LONG_MARK = 8.0  # seconds; they were 13 with gcc, 130 with clang
RUNS = 3

# the type in the model, the field, the parameter, the argument, sqlite3_bind_*
# of it, and how a field is read; %s is the field, %d the number
TYPES = [
    ("integer()", "int", "int {n}", "bind_int(stmt, {i}, {n})", "column_int(stmt, {i})"),
    ("string(80)", "const char *", "const char *{n}", "bind_text(stmt, {i}, {n}, -1, SQLITE_STATIC)", "text"),
    ("nullable(integer())", "struct optional", "int {n}", "bind_int(stmt, {i}, {n})", "optional"),
    ("double()", "double", "double {n}", "bind_double(stmt, {i}, {n})", "column_double(stmt, {i})"),
    ("big_integer()", "long long", "long long {n}", "bind_int64(stmt, {i}, {n})", "column_int64(stmt, {i})"),
    ("nullable(text())", "const char *", "const char *{n}", "bind_text(stmt, {i}, {n}, -1, SQLITE_STATIC)", "text"),
    ("boolean()", "bool", "bool {n}", "bind_int(stmt, {i}, {n})", "column_int(stmt, {i})"),
]
OPERATORS = ["==", ">", "<=", "!="]


def type_of(column):
    return TYPES[column % len(TYPES)] if column else TYPES[0]


def field(column):
    return f"field_{column}"


def compared(query):
    """The columns that a query compares."""
    return [1 + (query * 3 + i * 5) % (COLUMNS - 1) for i in range(4)]


def parameters(query):
    return ", ".join(type_of(c)[2].format(n=f"value_{i}") for i, c in enumerate(compared(query)))


def calx_models():
    for model in range(MODELS):
        columns = [f"\tcolumn({field(c)}, {type_of(c)[0]}{', .primary_key = true' if not c else ''})"
                   for c in range(COLUMNS)]
        yield f'CALX_MODEL(Model{model}, "table_{model}",\n' + ",\n".join(columns) + ");\n"


def clauses(query):
    model = f"Model{query % MODELS}"
    wheres = [f"where({model}.{field(c)}, {OPERATORS[i]}, value_{i})" for i, c in enumerate(compared(query))]
    return f"{model},\n\t\t" + ",\n\t\t".join(wheres)


def calx_query(query):
    kind = query % 4
    order = f"order_by(desc(Model{query % MODELS}.{field(compared(query)[0])}))"
    if kind == 0:
        return f"return calx_first(session, {clauses(query)}, {order}) != NULL;"
    if kind == 1:
        return f"return (long)calx_all(session, {clauses(query)}, {order}, limit(20)).count;"
    if kind == 2:
        return f"return calx_count(session, {clauses(query)});"
    changed = f"set(Model{query % MODELS}.{field(1)}, \"changed\")"
    return f"return calx_update(session, {clauses(query)}, {changed});"


def calx_program():
    yield "#include <calx/calx.h>\n#include <calx/short.h>\n"
    yield from calx_models()
    for query in range(QUERIES):
        yield (f"long long query_{query}(calx_session *session, {parameters(query)})\n"
               f"{{\n\t{calx_query(query)}\n}}\n")


def long_program():
    """All queries in one function."""
    yield "#include <calx/calx.h>\n#include <calx/short.h>\n"
    yield from calx_models()
    yield "long long queries(calx_session *session)\n{\n\tlong long sum = 0;\n"
    values = {"int {n}": "7", "const char *{n}": '"text"', "double {n}": "0.5", "long long {n}": "7", "bool {n}": "true"}
    for query in range(LONG):
        text = calx_query(query).replace("return ", "sum += ", 1)
        for i, c in enumerate(compared(query)):
            text = text.replace(f"value_{i}", values[type_of(c)[2]])
        yield f"\t{text}\n"
    yield "\treturn sum;\n}\n"


def c_models():
    yield "struct optional { int value; bool has; };\n"
    for model in range(MODELS):
        fields = "".join(f"\t{type_of(c)[1]} {field(c)};\n" for c in range(COLUMNS))
        yield f"struct Model{model} {{\n{fields}}};\n"
        reads = []
        for c in range(COLUMNS):
            how = type_of(c)[4]
            if how == "text":
                reads.append(f"\trow->{field(c)} = text_of(stmt, {c});\n")
            elif how == "optional":
                reads.append(f"\trow->{field(c)}.has = sqlite3_column_type(stmt, {c}) != SQLITE_NULL;\n"
                             f"\trow->{field(c)}.value = sqlite3_column_int(stmt, {c});\n")
            else:
                reads.append(f"\trow->{field(c)} = sqlite3_{how.format(i=c)};\n")
        yield (f"static struct Model{model} *read_{model}(sqlite3_stmt *stmt)\n{{\n"
               f"\tstruct Model{model} *row = calloc(1, sizeof(*row));\n\n\tif (!row)\n\t\treturn NULL;\n"
               + "".join(reads) + "\treturn row;\n}\n")


def c_query(query):
    model, columns = query % MODELS, compared(query)
    names = ", ".join(field(c) for c in range(COLUMNS))
    where = " AND ".join(f"{field(c)} {OPERATORS[i]} ?" for i, c in enumerate(columns))
    order = f" ORDER BY {field(columns[0])} DESC"
    kind = query % 4
    sql = [f"SELECT {names} FROM table_{model} WHERE {where}{order} LIMIT 1",
           f"SELECT {names} FROM table_{model} WHERE {where}{order} LIMIT 20",
           f"SELECT count(*) FROM table_{model} WHERE {where}",
           f"UPDATE table_{model} SET {field(1)} = 'changed' WHERE {where}"][kind]
    binds = "".join(f"\tsqlite3_{type_of(c)[3].format(i=i + 1, n=f'value_{i}')};\n" for i, c in enumerate(columns))
    found = [f"\tif (sqlite3_step(stmt) == SQLITE_ROW)\n\t\tresult = keep(rows, read_{model}(stmt));\n",
             f"\twhile (sqlite3_step(stmt) == SQLITE_ROW)\n\t\tresult += keep(rows, read_{model}(stmt));\n",
             "\tif (sqlite3_step(stmt) == SQLITE_ROW)\n\t\tresult = sqlite3_column_int64(stmt, 0);\n",
             "\tif (sqlite3_step(stmt) == SQLITE_DONE)\n\t\tresult = sqlite3_changes(db);\n"][kind]
    return (f"long long query_{query}(sqlite3 *db, struct rows *rows, {parameters(query)})\n{{\n"
            f"\tlong long result = 0;\n\tsqlite3_stmt *stmt = prepare(db,\n\t\t\"{sql}\");\n\n"
            f"\tif (!stmt)\n\t\treturn -1;\n{binds}{found}"
            f"\tif (sqlite3_reset(stmt) != SQLITE_OK)\n\t\tresult = -1;\n\treturn result;\n}}\n")


def c_program():
    yield ("#include <sqlite3.h>\n#include <stdbool.h>\n#include <stdlib.h>\n#include <string.h>\n"
           "struct rows;\nsqlite3_stmt *prepare(sqlite3 *db, const char *sql);\n"
           "int keep(struct rows *rows, void *row);\n"
           "static const char *text_of(sqlite3_stmt *stmt, int column)\n{\n"
           "\tconst unsigned char *text = sqlite3_column_text(stmt, column);\n\n"
           "\treturn text ? strdup((const char *)text) : NULL;\n}\n")
    yield from c_models()
    for query in range(QUERIES):
        yield c_query(query)


def seconds_of(command):
    """The CPU seconds of the fastest run of some."""
    best = None
    for _ in range(RUNS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if result.returncode:
            sys.exit(f"{' '.join(command)}\n{result.stderr[:2000]}")
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        best = min(best or used, used)
        if used > 10:
            break
    return best


def compile_file(compiler, source):
    """CPU seconds, bytes of text (code, constants) and of data."""
    target = source.with_suffix(".o")
    command = [compiler, "-std=c11", "-D_GNU_SOURCE", "-O2", "-I", str(INCLUDE), "-c", str(source), "-o", str(target)]
    seconds = seconds_of(command)
    text, data = subprocess.run(["size", str(target)], capture_output=True, text=True,
                                check=True).stdout.splitlines()[1].split()[:2]
    return seconds, int(text), int(data)


def write(path, parts):
    path.write_text("".join(parts))
    return path


def measure(compiler, scratch):
    """Prints the lines of one compiler; returns what missed its mark."""
    plain = compile_file(compiler, write(scratch / "plain.c", c_program()))
    calx = compile_file(compiler, write(scratch / "calx.c", calx_program()))
    long = compile_file(compiler, write(scratch / "long.c", long_program()))
    title = f"{MODELS} models x {COLUMNS} columns, {QUERIES} queries"
    ratios = (calx[0] / plain[0], calx[1] / plain[1])
    print(f"{compiler + ' -O2':10} {title:38} {plain[0]:6.2f} {calx[0]:6.2f} {ratios[0]:6.2f} {MARKS[compiler][0]:5} "
          f"{plain[1] / 1024:7.0f} {calx[1] / 1024:6.0f} {ratios[1]:6.2f} {MARKS[compiler][1]:5} {calx[2] / 1024:6.0f}")
    print(f"{'':10} {f'{LONG} queries in one function':38} {'':6} {long[0]:6.2f} {'':6} {LONG_MARK:5} "
          f"{'':7} {long[1] / 1024:6.0f} {'':6} {'':5} {long[2] / 1024:6.0f}", flush=True)
    missed = [f"{compiler}: {ratio:.2f} times the {what} of hand-written C, the mark is {mark}"
              for ratio, what, mark in zip(ratios, ("seconds", "text"), MARKS[compiler]) if ratio > mark]
    if long[0] > LONG_MARK:
        missed.append(f"{compiler}: {long[0]:.1f} s for {LONG} queries in one function, the mark is {LONG_MARK}")
    return missed


def main():
    keep = sys.argv[sys.argv.index("--keep") + 1] if "--keep" in sys.argv else None
    misses = []
    with tempfile.TemporaryDirectory(prefix="calx-compile-") as scratch:
        folder = Path(keep or scratch)
        folder.mkdir(parents=True, exist_ok=True)
        print(f"{'compiling':10} {'':38} {'C, s':>6} {'calx':>6} {'ratio':>6} {'mark':>5} "
              f"{'C, KiB':>7} {'calx':>6} {'ratio':>6} {'mark':>5} {'data':>6}")
        for compiler in MARKS:
            if shutil.which(compiler):
                misses += measure(compiler, folder)
            else:
                print(f"{compiler} is not installed")
    for miss in misses:
        print(f"missed: {miss}")
    return 1 if misses and "--check" in sys.argv else 0


sys.exit(main())
