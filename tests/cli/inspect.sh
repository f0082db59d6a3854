#!/usr/bin/env bash
# `calx inspect`: what is in a database, and models for it that `calx check` finds
# no difference to.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

schemas=$CALX_ROOT/tests/data/cli/schemas

# in_step SCHEMA.sql: its models compile and are what the database is
in_step() {
	local name
	name=$(basename "$1" .sql)
	rm -rf "$scratch/work/$name"
	mkdir -p "$scratch/work/$name/migrations/versions"
	cd "$scratch/work/$name" || exit 1
	sqlite3 app.db <"$1" || exit 1
	run --url sqlite:///app.db inspect --models -o models.h
	rc_is 0 "$name: models are written"
	printf '[calx]\nscript_location = migrations\nurl = sqlite:///app.db\n' >calx.ini
	printf '#include <calx/migrate.h>\n#include "../models.h"\nCALX_MIGRATION_ENVIRONMENT(.target_metadata = &models);\n' >migrations/env.c
	run check
	rc_is 0 "$name: they compile, and check finds no difference"
	ok "$name: no table is left out" test -z "$(grep 'left out' models.h)"
	cd "$scratch/work" || exit 1
}

for schema in "$schemas"/*.sql; do
	in_step "$schema"
done

cd "$scratch/work/shop" || exit 1
run inspect
rc_is 0 'inspect lists the tables'
out_has 'order_items'
out_has '    first name string(80)'
run inspect PEOPLE
out_has 'people'
out_lacks 'countries'
run --json inspect countries
ok 'JSON has the columns' python3 -c 'import json, sys
table, = json.load(open(sys.argv[1]))["tables"]
assert [c["name"] for c in table["columns"]] == ["id", "name", "born"], table
assert table["columns"][0]["primary_key"] and table["columns"][2]["nullable"]' "$out"
run inspect peple
rc_is 1 'a table that is not there'
err_has "no table 'peple'"
run inspect --models
out_has 'CALX_MODEL(Category, "categories",'
out_has 'CALX_MODEL(OrderItem, "order_item",'
out_has 'CALX_MODEL(OrderItems, "order_items",'
out_has 'column(default_,   nullable(integer()), .name = "default", .server_default = "5")'

cd "$scratch/work" || exit 1
sqlite3 views.db "CREATE TABLE parts (id INTEGER PRIMARY KEY, price INTEGER);
CREATE VIEW cheap AS SELECT id, price FROM parts WHERE price < 5;
CREATE VIEW cheaper(number, half) AS SELECT id, price / 2.0 FROM cheap;
CREATE VIEW lost AS SELECT * FROM nowhere;"
run --url sqlite:///views.db inspect
out_has 'cheap (view)'
out_has '    number nullable(integer())'
out_lacks 'SQL type'
out_lacks 'lost'
run --url sqlite:///views.db inspect cheap
out_has 'cheap (view)'
out_lacks 'parts'
run --json --url sqlite:///views.db inspect
ok 'JSON has the views' python3 -c 'import json, sys
found = json.load(open(sys.argv[1]))
assert [v["name"] for v in found["views"]] == ["cheap", "cheaper"], found
assert found["views"][0]["select"].startswith("SELECT id, price"), found
assert [t["name"] for t in found["tables"]] == ["parts"], found' "$out"
run --url sqlite:///nothing.db inspect
rc_is 5 'no database'
ok 'none is made' test ! -e nothing.db

done_testing
