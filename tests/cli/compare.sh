#!/usr/bin/env bash
# Models beside a database that others have made: names in any case, what is
# left alone, and what check tells.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

# models TEXT: the models of the project, the last line names them
models() {
	printf '#include <calx/calx.h>\n%s\n' "$1" >models.h
	cat >migrations/env.c <<-'E'
	#include <calx/migrate.h>
	#include "../models.h"
	CALX_MIGRATION_ENVIRONMENT(.target_metadata = &models);
	E
}
schema() { sqlite3 test.db "SELECT name FROM sqlite_schema WHERE name LIKE '$1'"; }

# ---- names in another case --------------------------------------------------------
project
sqlite3 test.db <<'E'
CREATE TABLE Users(ID INTEGER, Name TEXT NOT NULL, PRIMARY KEY (id));
CREATE INDEX IX_Users_name ON users(NAME);
CREATE TABLE posts(id INTEGER PRIMARY KEY, uid INTEGER NOT NULL REFERENCES USERS(Id));
E
models 'CALX_MODEL(User, "users", column(id, integer()), column(name, text(), .index = true), primary_key("Id"));
CALX_MODEL(Post, "POSTS", column(id, integer(), .primary_key = true), column(uid, integer(), .references = "uSers.id"));
CALX_METADATA(models, User, Post);'
run check
rc_is 0 'the case of names is no difference'
revision aaaa1111 '' 'calx_alter_column(op, "USERS", column(NAME, nullable(text())));
    calx_add_column(op, "uSERS", column(age, nullable(integer())));
    calx_drop_index(op, "users", "ix_users_NAME");
    calx_create_index(op, "users", named("ix_users_name", index(nAME)));
    calx_add_constraint(op, "Users", named("u", unique(Name)));
    calx_drop_constraint(op, "users", "U");
    calx_rename_table(op, "users", "USERS");
    calx_rename_column(op, "users", "NAME", "name");' \
	'calx_drop_column(op, "Users", "AGE");'
run upgrade head
rc_is 0 'operations take names in any case'
ok 'the table is called otherwise' test "$(schema users)" = USERS
ok 'and so is the index' test "$(schema ix_users_name)" = ix_users_name
ok 'and a column' grep -q '\bname\b' <(sqlite3 test.db "SELECT sql FROM sqlite_schema WHERE name = 'USERS'")
run downgrade base
rc_is 0 'and back'

# ---- what is left alone -----------------------------------------------------------
project
sqlite3 test.db <<'E'
CREATE TABLE books(id INTEGER PRIMARY KEY, legacy TEXT);
CREATE INDEX ix_tmp ON books(id);
CREATE TABLE import_1(a);
CREATE TABLE "import $"(a);
CREATE TABLE alembic_version(version_num VARCHAR(32) NOT NULL);
CREATE TABLE other(a, CHECK (a > 0), CONSTRAINT x CHECK (a > 0));
E
models 'CALX_MODEL(Book, "books", column(id, integer(), .primary_key = true));
CALX_MODEL(Other, "other", column(a, nullable(integer())));
CALX_METADATA(models, Book, Other);'
printf '[autogenerate]\nignore = import_*, IX_TMP\nignore = import?$$ books.LEGACY\nignore = other*\n' >>calx.ini
run check
rc_is 0 'patterns leave tables, indexes and columns alone'
sed -i '/^ignore = import_/d' calx.ini
run check
rc_is 1 'without one of them'
out_is 'the rest is told' <<'E'
remove index ix_tmp on books (id)
remove table import_1
E
run inspect
out_has books
out_has import_1
out_lacks alembic_version 'inspect leaves out the tables of others'
out_lacks 'import $' 'and what is ignored'
run inspect alembic_version
out_has version_num 'but not when it is asked for them'
run erd --from database --format dot
out_lacks alembic_version 'as does erd'

# ---- check tells all that it counts ---------------------------------------------------
project
sqlite3 test.db 'CREATE TABLE t(id INTEGER PRIMARY KEY, a INTEGER UNIQUE, b INTEGER, CONSTRAINT uq_t_a UNIQUE (b))'
models 'CALX_MODEL(T, "t", column(id, integer(), .primary_key = true), column(a, nullable(integer())),
    column(b, nullable(integer())), named("uq_t_a", unique(b)));
CALX_METADATA(models, T);'
run -q check
rc_is 1 'a difference that no revision removes'
out_is 'is told, too' <<'E'
Cannot remove unnamed unique constraint on 't(a)'
E
err_has '1 difference'
run check
err_has 'WARN ' 'and in the log'
run check --json
json_is 'd["differences"] == ["Cannot remove unnamed unique constraint on '\''t(a)'\''"]' 'check --json'

done_testing
