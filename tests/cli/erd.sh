#!/usr/bin/env bash
# The picture of a schema.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
project
cat >models.h <<'END'
#include <calx/calx.h>
CALX_MODEL(Author, "authors",
	column(id, integer(), .primary_key = true),
	column(name, string(120), .unique = true));
CALX_MODEL(Book, "books",
	column(id, integer(), .primary_key = true),
	column(author_id, integer(), .references = "authors.id"),
	column(price, nullable(numeric(10, 2))));
CALX_METADATA(library, Author, Book);
END
cat >migrations/env.c <<'END'
#include <calx/migrate.h>
#include "../models.h"
CALX_MIGRATION_ENVIRONMENT(.target_metadata = &library);
END

run erd --format=dot
rc_is 0 'erd as DOT'
err_empty
out_has 'digraph schema {'
out_has '<b>authors</b>'
out_has 'numeric(10, 2)?'
out_has 'string(120)'
out_has 't1:c1 -> t0;' 'an arrow for the foreign key'
ok 'no database was made' test ! -e test.db
run erd --format=dot -o schema.dot
rc_is 0 'into a file'
out_is 'the file is told as it was named' <<'END'
  Drawing schema.dot ...  done
END
run erd -o other.dot
ok 'the format follows the name' cmp schema.dot other.dot
run erd -o - --format=dot
ok '- is standard output' cmp "$out" schema.dot
run erd -o missing/x.dot
fails 1 'a folder that is not there' 'could not write'
run erd --json --format=dot
json_is 'd["tables"] == 2 and "digraph" in d["picture"]' 'erd --json'
run erd --format=dot -o /dev/full
fails 1 'a full disk' 'No space left on device'
sqlite3 test.db 'CREATE TABLE "a<b>&""c" (id INTEGER PRIMARY KEY, "x
y" TEXT)'
run erd --from=database --format=dot
rc_is 0 'from the database'
out_has 'a&lt;b&gt;&amp;&quot;c' 'names are escaped'
cp "$out" hostile.dot

ok 'graphviz reads hostile names' dot -Tsvg hostile.dot -o hostile.svg
run erd -o schema.svg
rc_is 0 'erd as SVG'
ok 'it is one' grep -q '<svg' schema.svg
ok 'with the tables' grep -q '>authors<' schema.svg
run erd
out_has '<svg' 'on standard output'
# the format is that of the file's name
is() { ok "$1 is $2" grep -qa -e "$2" "$1"; }
for pair in a.png:PNG b.PNG:PNG c.pdf:%PDF- d.svg:'<svg' e.SVG:'<svg' f.dot:digraph g.gv:digraph h.mmd:erDiagram i.mermaid:erDiagram j:'<svg' k.d/l:'<svg'; do
	mkdir -p k.d
	run erd -o "${pair%%:*}"
	rc_is 0 "a picture named ${pair%%:*}"
	is "${pair%%:*}" "${pair#*:}"
done
run erd -o x.mmd -f dot
is x.mmd digraph
ok 'a PNG is whole' dot -Tpng f.dot -o whole.png
ok 'and the same' test "$(stat -c %s whole.png)" = "$(stat -c %s a.png)"
run erd -f png
ok 'also on standard output' cmp "$out" a.png
for name in x.jpg x.txt dir.d/x.p; do
	run erd -o $name
	rc_is 2 "a picture named $name: exit code 2"
	err_has 'svg png pdf dot mmd'
	ok 'and none is made' test ! -e $name
done
run erd --json -f pdf
rc_is 2 'a PDF in JSON'
err_has '--output=FILE'
run erd --json -o p.pdf
json_is 'd["path"] == "p.pdf"' 'but beside it'
run erd -f mmd
out_is 'the models in Mermaid' <<'END'
erDiagram
    t0["authors"] {
        integer id PK
        string_120 name UK
    }
    t1["books"] {
        integer id PK
        integer author_id FK
        numeric_10_2 price
    }
    t1 }o--|| t0 : "author_id"
END
run erd --from=database -f mmd
out_has 't0["a#60;b#62;#38;#34;c"] {' 'names of others are harmless'
ok 'and are told' grep -qE '^        text x_y "x.*y"$' "$out"
mkdir below && cd below || exit 1
run erd --from=database -o here.dot
ok 'a file is where it was named, also from below' test -s here.dot
cd .. || exit 1
mkdir bin
ln -s "$(command -v cc)" "$(command -v as)" "$(command -v ld)" bin/
PATH=$PWD/bin run erd -o nothing.svg
fails 1 'without graphviz' "could not run 'dot'"
err_has '--format=dot'
ok 'and no file' test ! -e nothing.svg

done_testing
