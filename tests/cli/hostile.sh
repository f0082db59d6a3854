#!/usr/bin/env bash
# Revisions that hold what people who mean no good would write: the database
# that calx makes of them, and the one that the sqlite3 program makes of the
# SQL that calx prints, are the same, and nothing else has happened.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

# hostile FILE KIND: two revisions made of the lines of a list of bad texts, as
# names or as defaults and conditions; the second has a way back
hostile() {
	python3 - "$CALX_ROOT/tests/data/hostile/$1" "$2" <<'END'
import sys
path, kind = sys.argv[1:]
lines = [line.rstrip("\n") for line in open(path, encoding="utf-8") if line.strip() and not line.startswith("#")]
if path.endswith(".tsv"):
    texts = []
    for line in lines:
        raw = bytes.fromhex(line.partition("\t")[2])
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            continue
        if text and "\0" not in text and not text.lower().startswith("sqlite_"):
            texts.append(text)
else:
    texts = lines + ["line\nend", "*/ exit(1); /*", "%s%n", "\\", "\\\n.shell touch pwn", "\n.shell touch pwn\n"]

def c(text):
    out = ""
    for byte in text.encode():
        out += chr(byte) if 32 <= byte < 127 and chr(byte) not in '"\\?' else "\\%03o" % byte
    return '"%s"' % out

def sql(text):
    return "'%s'" % text.replace("'", "''")

def table(number, text):
    if kind == "names":
        return ("calx_create_table(op, %s, column(id, integer(), .primary_key = true), "
                "column(c, nullable(string()), .name = %s), "
                "named(%s, check(\"id > 0\")));" % (c("%s %d" % (text, number)), c(text + "_"), c(text)))
    return ("calx_create_table(op, \"t%d\", column(id, integer(), .primary_key = true), "
            "column(c, string(), .server_default = %s), check(%s));"
            % (number, c(sql(text)), c("c = " + sql(text))))

def drop(number, text):
    return "calx_drop_table(op, %s);" % (c("%s %d" % (text, number)) if kind == "names" else '"t%d"' % number)

def write(name, parent, up, down):
    open("migrations/versions/%s_step.c" % name, "w").write(
        "/* Step\n *\n * Revision ID: %s\n * Revises: %s\n * Create Date: 2026-01-01 00:00:00.000000\n */\n"
        "#include <calx/revision.h>\n\nstatic void upgrade(calx_op *op)\n{\n    %s\n}\n\n"
        "static void downgrade(calx_op *op)\n{\n    %s\n}\n\nCALX_REVISION(%s, %s.upgrade = upgrade, .downgrade = downgrade);\n"
        % (name, parent, "\n    ".join(up), "\n    ".join(down), name, '.down_revision = "%s", ' % parent if parent else ""))

write("aaaa1111", "", ['calx_create_table(op, "canary", column(id, integer(), .primary_key = true));',
                       'calx_execute(op, "INSERT INTO canary VALUES (42)");'], ['calx_drop_table(op, "canary");'])
write("bbbb2222", "aaaa1111", [table(i, t) for i, t in enumerate(texts)], [drop(i, t) for i, t in enumerate(texts)])
END
}

schema() { sqlite3 "$1" "SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2; SELECT * FROM canary;"; }
same_schema() { diff <(schema "$1") <(schema "$2"); }

# defaults FILE: each table's default, stored by an insert that names no value
defaults() {
	python3 - "$1" <<'END'
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
names = [name for name, in connection.execute("SELECT name FROM sqlite_master WHERE name LIKE 't%' AND type = 'table' ORDER BY name")]
assert len(names) > 20, names
for name in names:
    connection.execute("INSERT INTO %s DEFAULT VALUES" % name)
    (text,), = connection.execute("SELECT c FROM %s" % name)
    print(name, repr(text))
END
}

for kind in names defaults; do
	for list in payloads.txt identifiers.hex.tsv; do
		project
		hostile "$list" "$kind"
		run upgrade head --sql
		rc_is 0 "$kind of $list: --sql"
		cp "$out" "$scratch/upgrade.sql"
		ok "$kind of $list: nothing was done" test -z "$(sqlite3 test.db "SELECT name FROM sqlite_master WHERE name = 'canary'" 2>/dev/null)"
		CC=/bin/false run upgrade head -q
		rc_is 0 "$kind of $list: upgrade"
		ok "$kind of $list: sqlite3 reads the SQL" sqlite3 -bail replay.db ".read $scratch/upgrade.sql"
		ok "$kind of $list: and makes the same of it" same_schema test.db replay.db
		ok "$kind of $list: the canary lives" test "$(sqlite3 test.db 'SELECT id FROM canary')" = 42
		if [ "$kind" = defaults ]; then
			ok "$kind of $list: are what was written" diff <(defaults test.db) <(defaults replay.db)
		fi
		run history -v
		run show head
		rc_is 0 "$kind of $list: show"
		run downgrade -1 -q
		rc_is 0 "$kind of $list: downgrade"
		ok "$kind of $list: leaves two tables" test "$(sqlite3 test.db "SELECT count(*) FROM sqlite_master WHERE type = 'table'")" = 2
		ok "$kind of $list: nothing was run" test -z "$(find . -name 'pwn*')"
	done
done

done_testing
