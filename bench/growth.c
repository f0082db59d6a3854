/* How costs grow: with the objects that a session has or is to write, and with
 * the tables of a database. The units are how many there are; what is measured
 * is said at each. */
#include "toolkit.h"

#include <stdio.h>
#include <string.h>

/* of what is done beside many objects */
enum { TIMES = 100, COLUMNS = 10 };

CALX_MODEL(Tag, "tags", column(id, big_integer(), .primary_key = true),
	column(name, string(60), .unique = true));

CALX_METADATA(tags, Tag);

static struct Book *load_all(int64_t units)
{
	struct Book_list books = calx_all(session, Book);

	if ((int64_t)books.count != units)
		die("%zu rows", books.count);
	calx_commit(session);
	return books.items[0];
}

/* 100 looks for changes where there are none. */
static int64_t look(int64_t units)
{
	load_all(units);
	measure_begin();
	for (int i = 0; i < TIMES; i++)
		calx_flush(session);
	measure_end();
	return units;
}

/* 100 commits of a change of one object. */
static int64_t commit_one(int64_t units)
{
	struct Book *book = load_all(units);

	measure_begin();
	for (int i = 0; i < TIMES; i++) {
		book->cost = data_new_cost(i);
		calx_commit(session);
	}
	measure_end();
	return cents_of_books();
}

static int64_t commit_edits(struct Book *book)
{
	measure_begin();
	for (int i = 0; i < TIMES; i++) {
		calx_edit(session, book)->cost = data_new_cost(i);
		calx_commit(session);
	}
	measure_end();
	return cents_of_books();
}

static void open_explicit(void)
{
	calx_session_close(session);
	session = calx_session_open(engine, .explicit_edits = true);
}

/* The same in a session that is told of each change. */
static int64_t commit_edit(int64_t units)
{
	open_explicit();
	return commit_edits(load_all(units));
}

/* The same without the other objects. */
static int64_t commit_edit_alone(int64_t units)
{
	struct Book *book;

	open_explicit();
	book = must(calx_get(session, Book, 1));
	calx_commit(session);
	(void)units;
	return commit_edits(book);
}

/* 100 queries of the objects' own table that find nothing. */
static int64_t query_own(int64_t units)
{
	int64_t found = 0;

	load_all(units);
	measure_begin();
	for (int i = 0; i < TIMES; i++)
		found += calx_first(session, Book,
				 where(Book.author, ==, "nobody")) != NULL;
	measure_end();
	return found;
}

/* One query and one add a unit, of one table. */
static int64_t get_or_create(int64_t units)
{
	char name[TEXT_MAX];

	calx_create_all(engine, &tags);
	measure_begin();
	for (int64_t i = 0; i < units; i++) {
		snprintf(name, sizeof(name), "tag number %lld", (long long)i);
		if (!calx_first(session, Tag,
			    where(Tag.name, ==, (const char *)name)))
			calx_add(session, Tag, .name = name);
	}
	calx_commit(session);
	measure_end();
	return calx_count(session, Tag);
}

/* One query of a table and one add to another a unit. */
static int64_t add_beside(int64_t units)
{
	struct book *text;
	struct Book *books = input(units, &text);
	int64_t found = 0;

	measure_begin();
	for (int64_t i = 0; i < units; i++) {
		found += calx_first(session, Author, where(Author.id, ==, i)) !=
			 NULL;
		calx_add(session, Book, .id = books[i].id,
			.title = books[i].title, .author = books[i].author,
			.publisher = books[i].publisher,
			.publish_date = books[i].publish_date,
			.cost = books[i].cost);
	}
	calx_commit(session);
	measure_end();
	return input_free(books, text) + found;
}

/* Tables as a program makes them that has no models of them. */
static void make_table(calx_table *table, int64_t number)
{
	calx_column *columns = must(calloc(COLUMNS, sizeof(*columns)));
	char *name = must(malloc(TEXT_MAX * (COLUMNS + 1)));

	for (size_t i = 0; i < COLUMNS; i++) {
		columns[i].name = name;
		name += sprintf(name, i ? "column_%zu" : "id", i) + 1;
		columns[i].type.kind = i ? CALX_STRING : CALX_BIG_INTEGER;
		columns[i].nullable = i > 0;
		columns[i].offset = i * 8;
		columns[i].size = 8;
		columns[i].options.primary_key = i == 0;
		columns[i].options.index = i == 1;
		columns[i].table = table;
	}
	sprintf(name, "table_%lld", (long long)number);
	*table = (calx_table){
		CALX_TABLE_SIZES,
		.name = name,
		.columns = columns,
		.column_count = COLUMNS,
		.constraints = must(calloc(1, sizeof(calx_constraint))),
		.row_size = COLUMNS * 8,
		.row_align = 8,
	};
}

static const calx_table **make_tables(int64_t units)
{
	calx_table *tables = must(calloc((size_t)units, sizeof(*tables)));
	const calx_table **list =
		must(calloc((size_t)units + 1, sizeof(calx_table *)));

	for (int64_t i = 0; i < units; i++) {
		make_table(&tables[i], i);
		list[i] = &tables[i];
	}
	return list;
}

static void create(const calx_metadata *metadata)
{
	calx_error error = { 0 };

	if (calx_create_all_tables(engine, metadata, &error) < 0)
		die("%s", error.message);
}

static int64_t tables_are(void)
{
	return scalar("SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table'"
		      " AND name LIKE 'table_%'");
}

static int64_t create_tables(int64_t units)
{
	calx_metadata metadata = { .size = sizeof(metadata),
		.tables = make_tables(units) };

	measure_begin();
	create(&metadata);
	measure_end();
	return tables_are();
}

/* All of them are there. */
static int64_t create_again(int64_t units)
{
	calx_metadata metadata = { .size = sizeof(metadata),
		.tables = make_tables(units) };

	create(&metadata);
	measure_begin();
	create(&metadata);
	measure_end();
	return tables_are();
}

/* One object to each table, and one commit. */
static int64_t add_to_each(int64_t units)
{
	const calx_table **tables = make_tables(units);
	calx_metadata metadata = { .size = sizeof(metadata), .tables = tables };
	char *row = must(calloc(COLUMNS, 8));

	create(&metadata);
	measure_begin();
	for (int64_t i = 0; i < units; i++)
		calx_session_add(session, tables[i], row, "growth.c");
	calx_commit(session);
	measure_end();
	free(row);
	return tables_are();
}

static int64_t drop_tables(int64_t units)
{
	calx_metadata metadata = { .size = sizeof(metadata),
		.tables = make_tables(units) };
	calx_error error = { 0 };

	create(&metadata);
	measure_begin();
	if (calx_drop_all_tables(engine, &metadata, &error) < 0)
		die("%s", error.message);
	measure_end();
	return tables_are();
}

const struct workload growing[] = {
	{ "look", look },
	{ "commit-one", commit_one },
	{ "commit-edit", commit_edit },
	{ "commit-edit-alone", commit_edit_alone },
	{ "query-own", query_own },
	{ "get-or-create", get_or_create },
	{ "add-beside", add_beside },
	{ "create-tables", create_tables },
	{ "create-again", create_again },
	{ "add-to-each", add_to_each },
	{ "drop-tables", drop_tables },
	{ NULL, NULL },
};
