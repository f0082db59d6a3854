/* Models as people write them, on each database: what autogenerate writes for
 * them makes what they say, the models that are printed for that are no
 * difference to it, and the downgrade leaves nothing. */

#include <calx/calx.h>

#include "check.h"
#include "database.h"
#include "evolve.h"
#include "rows.h"

#include "sql/schema/resolve.h"

#define TIMESTAMPED                                                           \
	column(added_at, timestamp(), .server_default = "CURRENT_TIMESTAMP"), \
		column(version, integer())

CALX_TABLE(Author, "authors", column(id, big_integer(), .primary_key = true),
	column(name, string(120), .unique = true),
	column(country, nullable(string(2))), column(born, nullable(date())));
CALX_TABLE(Book, "books", column(id, big_integer(), .primary_key = true),
	column(author_id, big_integer(), .references = "authors.id",
		.on_delete = "cascade", .index = true),
	column(shelf_id, nullable(big_integer()), .references = "shelves.id",
		.on_delete = "set null"),
	column(title, string(200)),
	column(price, numeric(10, 2), .server_default = "0"),
	column(details, nullable(json())), TIMESTAMPED,
	unique(author_id, title), check("price >= 0"));
CALX_TABLE(Tag, "tags", column(id, big_integer(), .primary_key = true),
	column(name, string(40), .unique = true),
	column(uses, integer(), .server_default = "1"));
CALX_TABLE(BookTag, "book_tags",
	column(book_id, big_integer(), .primary_key = true,
		.references = "books.id", .on_delete = "cascade"),
	column(tag_id, big_integer(), .primary_key = true,
		.references = "tags.id", .on_delete = "cascade"));
CALX_TABLE(Shelf, "shelves", column(id, big_integer(), .primary_key = true),
	column(name, string(80)),
	column(parent_id, nullable(big_integer()), .references = "shelves.id"));
CALX_TABLE(Worker, "workers", column(id, integer(), .primary_key = true),
	column(name, string(80)), column(salary, nullable(numeric(10, 2))),
	column(active, boolean()), column(hired, date()),
	column(left_on, nullable(date())),
	column(boss_id, nullable(integer()), .references = "workers.id"));

/* a key that is no number, and one of two columns */
CALX_TABLE(Country, "countries", column(code, string(2), .primary_key = true),
	column(name, string(80), .unique = true));
CALX_TABLE(Address, "addresses", column(id, uuid(), .primary_key = true),
	column(country, string(2), .references = "countries.code"),
	column(street, text()), column(since, nullable(datetime())));
CALX_TABLE(Price, "prices", column(shop, integer(), .primary_key = true),
	column(item, string(12), .primary_key = true),
	column(price, numeric(12, 4)));
CALX_TABLE(Sale, "sales", column(id, big_integer(), .primary_key = true),
	column(shop, integer()), column(item, string(12)),
	column(amount, small_integer(), .server_default = "1"),
	foreign_key((shop, item), "prices(shop, item)"), index(shop, item));

/* defaults in the spellings that people know from elsewhere */
CALX_TABLE(Setting, "settings", column(id, integer(), .primary_key = true),
	column(on_by_number, boolean(), .server_default = "1"),
	column(off_by_number, defaulted(boolean()), .server_default = "0"),
	column(on_by_word, boolean(), .server_default = "true"),
	column(maybe, nullable(boolean()), .server_default = "NULL"),
	column(stars, defaulted(integer()), .server_default = "7"),
	column(below, integer(), .server_default = "-7"),
	column(rate, double(), .server_default = "0.5"),
	column(fee, numeric(8, 2), .server_default = "0.00"),
	column(kind, defaulted(enumeration("a", "b")), .server_default = "'b'"),
	column(word, string(20), .server_default = "'it''s'"),
	column(nothing, nullable(string(20)), .server_default = "''"),
	column(day, date(), .server_default = "'2024-02-29'"),
	column(made, datetime(), .server_default = "CURRENT_TIMESTAMP"),
	column(seen, nullable(timestamp()),
		.server_default = "CURRENT_TIMESTAMP"));

/* every type, and names that are words of SQL */
CALX_TABLE(Order, "order", column(id, integer(), .primary_key = true),
	column(select, nullable(float())), column(from, nullable(blob())),
	column(where, nullable(time())), column(group, nullable(interval())),
	column(user, nullable(uuid()), .unique = true),
	column(Mixed, nullable(string(10)), .index = true),
	column(key, enumeration("new", "it's paid", "c, d")),
	check("\"key\" <> 'new' OR \"Mixed\" IS NULL"));

CALX_METADATA(everything, Author, Book, Tag, BookTag, Shelf, Worker, Country,
	Address, Price, Sale, Setting, Order);

static void check_upgrade(struct evolve *evolve,
	const struct autogenerate_result *result,
	const struct sql_schema *target)
{
	struct sql_schema printed;

	evolve_apply_reread(evolve, result->upgrade, result->upgrade_count);
	evolve_check_nothing(evolve, target, "created");
	printed = evolve_printed(evolve);
	evolve_check_nothing(evolve, &printed, "printed");
}

static void models_are_made_and_unmade(void **state)
{
	struct evolve evolve;
	struct sql_schema target = { 0 };
	struct autogenerate_result result;

	(void)state;
	evolve_open(&evolve);
	assert_int_equal(
		calx__schema_resolve(&evolve.arena, &everything, &target, NULL),
		CALX_OK);
	result = evolve_differences(&evolve, &target);
	for (int i = 0; i < 2; i++) {
		check_upgrade(&evolve, &result, &target);
		evolve_apply_reread(
			&evolve, result.downgrade, result.downgrade_count);
		assert_int_equal(evolve_inspect(&evolve).table_count, 0);
	}
	evolve_close(&evolve);
}

/* What create_all makes is what autogenerate would have made. */
static void created_at_once_is_the_same(void **state)
{
	struct evolve evolve;
	struct sql_schema target = { 0 };

	(void)state;
	evolve_open(&evolve);
	assert_int_equal(
		calx_create_all(evolve.engine, &everything, NULL), CALX_OK);
	assert_int_equal(
		calx__schema_resolve(&evolve.arena, &everything, &target, NULL),
		CALX_OK);
	evolve_check_nothing(&evolve, &target, "created at once");
	evolve_close(&evolve);
}

/* ---- what grows -------------------------------------------------------------- */

static struct sql_schema tables_read(struct evolve *evolve, const char *text)
{
	return evolve_tables(&evolve->arena, evolve_read(&evolve->arena, text));
}

/* Autogenerate's way from one to the other, and back. */
static void check_way(struct evolve *evolve, const struct sql_schema *from,
	const struct sql_schema *to)
{
	const struct autogenerate_result way = evolve_differences(evolve, to);

	assert_true(way.upgrade_count > 0);
	evolve_apply_reread(evolve, way.upgrade, way.upgrade_count);
	evolve_check_nothing(evolve, to, "there");
	evolve_apply_reread(evolve, way.downgrade, way.downgrade_count);
	evolve_check_nothing(evolve, from, "back");
}

/* Both ends of a foreign key have one type: neither changes while it is there. */
static void keys_that_are_referred_to_grow(void **state)
{
	struct evolve evolve;
	struct sql_schema small, big;
	struct autogenerate_result created;

	(void)state;
	evolve_open(&evolve);
	small = tables_read(&evolve,
		"calx_create_table(op, \"people\", column(id, integer(), .primary_key = true),"
		" column(boss, nullable(integer()), .references = \"people.id\"));\n"
		"calx_create_table(op, \"pets\", column(id, integer(), .primary_key = true),"
		" column(owner, integer(), .references = \"people.id\", .on_delete = \"cascade\", .index = true));\n");
	big = tables_read(&evolve,
		"calx_create_table(op, \"people\", column(id, big_integer(), .primary_key = true),"
		" column(boss, nullable(big_integer()), .references = \"people.id\"));\n"
		"calx_create_table(op, \"pets\", column(id, big_integer(), .primary_key = true),"
		" column(owner, big_integer(), .references = \"people.id\", .on_delete = \"cascade\", .index = true));\n"
		"calx_create_table(op, \"toys\", column(id, big_integer(), .primary_key = true),"
		" column(owner, big_integer(), .references = \"people.id\"));\n");
	created = evolve_differences(&evolve, &small);
	evolve_apply_reread(&evolve, created.upgrade, created.upgrade_count);
	evolve_run(&evolve,
		"INSERT INTO people (id, boss) VALUES (1, NULL), (2, 1);\n"
		"INSERT INTO pets (id, owner) VALUES (1, 2);\n");
	check_way(&evolve, &small, &big);
	check_rows(evolve.connection,
		"SELECT o.id, o.boss, p.id FROM people o"
		" JOIN pets p ON p.owner = o.id",
		"2|1|1\n");
	evolve_close(&evolve);
}

CHECK_MAIN("everyday", cmocka_unit_test(models_are_made_and_unmade),
	cmocka_unit_test(created_at_once_is_the_same),
	cmocka_unit_test(keys_that_are_referred_to_grow))
