/* The best C that is known for the same work: many rows in a statement, text in
 * one block, reads in one transaction, keys in order, and (by_hand.c) SQLite
 * without its mutex and statistics. */
#include <stdio.h>
#include <string.h>

#include "by_hand.h"

enum { ROWS_AT_ONCE = 50, KEYS_AT_ONCE = 500 };

static char *packed(sqlite3_stmt *statement, int column)
{
	const unsigned char *text = sqlite3_column_text(statement, column);

	return text_pack((const char *)text,
		(size_t)sqlite3_column_bytes(statement, column));
}

static void insert_at_once(const struct book *rows, int64_t count)
{
	char days[ROWS_AT_ONCE][11], sql[1024] = INSERT_BOOK;
	sqlite3_stmt *statement;

	for (int i = 0; i < ROWS_AT_ONCE; i++)
		strcat(sql, i ? ",(?,?,?,?,?,?)" : "(?,?,?,?,?,?)");
	statement = prepare(sql);
	for (int64_t i = 0; i < count; i += ROWS_AT_ONCE) {
		for (int k = 0; k < ROWS_AT_ONCE; k++)
			bind_book(statement, 1 + 6 * k, &rows[i + k], days[k]);
		step_done(statement);
	}
	sqlite3_finalize(statement);
}

static int64_t insert(int64_t units)
{
	struct book *rows = data_books(units);
	int64_t rest = units % ROWS_AT_ONCE;

	measure_begin();
	run("BEGIN");
	insert_at_once(rows, units - rest);
	insert_singly(rows + units - rest, rest);
	run("COMMIT");
	measure_end();
	data_books_free(rows);
	return cents_of_books();
}

static int64_t scan(int64_t units)
{
	struct books books = { 0 };
	sqlite3_stmt *statement;

	measure_begin();
	statement = prepare(ALL_BOOKS);
	while (sqlite3_step(statement) == SQLITE_ROW) {
		struct book *book = books_add(&books);

		book->id = sqlite3_column_int64(statement, 0);
		book->title = packed(statement, 1);
		book->author = packed(statement, 2);
		book->publisher = packed(statement, 3);
		book->published = read_day(statement, 4);
		book->cost = sqlite3_column_double(statement, 5);
	}
	sqlite3_finalize(statement);
	measure_end();
	return books_end_packed(&books, units);
}

/* One lock of the file, and one look for what others have changed. */
static int64_t in_transaction(int64_t (*work)(int64_t units), int64_t units)
{
	int64_t check;

	run("BEGIN");
	scalar("SELECT COUNT(*) FROM sqlite_schema");
	check = work(units);
	run("COMMIT");
	return check;
}

static int64_t get_in_transaction(int64_t units)
{
	return in_transaction(get, units);
}

static int64_t filter_in_transaction(int64_t units)
{
	return in_transaction(filter, units);
}

static int64_t per_parent_in_transaction(int64_t units)
{
	return in_transaction(per_parent, units);
}

static int64_t count_in_transaction(int64_t units)
{
	return in_transaction(count, units);
}

/* In the order of the keys each page is visited once. */
static int64_t update(int64_t units)
{
	int64_t rows = table_rows();
	struct change *changes;
	sqlite3_stmt *statement;

	measure_begin();
	changes = changes_sorted(units, rows);
	run("BEGIN");
	statement = prepare(UPDATE_BOOK);
	for (int64_t i = 0; i < units; i++) {
		sqlite3_bind_double(statement, 1, changes[i].cost);
		sqlite3_bind_int64(statement, 2, changes[i].id);
		step_done(statement);
	}
	sqlite3_finalize(statement);
	run("COMMIT");
	free(changes);
	measure_end();
	return cents_of_books();
}

static int64_t read_authors(struct author *authors, int64_t want)
{
	sqlite3_stmt *statement = prepare(AUTHORS_TO);
	int64_t count = 0;

	sqlite3_bind_int64(statement, 1, want);
	while (sqlite3_step(statement) == SQLITE_ROW)
		authors[count++] = (struct author){
			.id = sqlite3_column_int64(statement, 0),
			.name = packed(statement, 1),
			.country = packed(statement, 2),
		};
	sqlite3_finalize(statement);
	return count;
}

static sqlite3_stmt *prepare_works(void)
{
	char sql[KEYS_AT_ONCE * 2 + 200] =
		"SELECT " WORK_COLUMNS " FROM works w WHERE w.author_id IN (";
	char *at = sql + strlen(sql);

	for (int i = 0; i < KEYS_AT_ONCE; i++)
		at = stpcpy(at, i ? ",?" : "?");
	strcpy(at, ") ORDER BY w.author_id, w.id");
	return prepare(sql);
}

static struct work *read_work(sqlite3_stmt *statement, struct work *work)
{
	work->id = sqlite3_column_int64(statement, 0);
	work->author_id = sqlite3_column_int64(statement, 1);
	work->title = packed(statement, 2);
	work->published = read_day(statement, 3);
	work->cost = sqlite3_column_double(statement, 4);
	work->next = NULL;
	return work;
}

/* The works of so many authors, of which there are `count`, at once. */
static struct work *read_works(sqlite3_stmt *statement, struct work *works,
	struct author *authors, int64_t count)
{
	for (int k = 0; k < KEYS_AT_ONCE; k++) {
		if (k < count)
			sqlite3_bind_int64(statement, 1 + k, authors[k].id);
		else
			sqlite3_bind_null(statement, 1 + k);
	}
	while (sqlite3_step(statement) == SQLITE_ROW) {
		struct work *work = read_work(statement, works++);

		while (authors->id != work->author_id)
			authors++;
		author_link(authors, work);
	}
	sqlite3_reset(statement);
	return works;
}

static int64_t two_queries(int64_t units)
{
	int64_t want = units / WORKS, count, check;
	struct author *authors;
	struct work *works, *at;
	sqlite3_stmt *statement;

	measure_begin();
	authors = must(malloc((size_t)(want + 1) * sizeof(*authors)));
	works = at = must(malloc((size_t)(units + 1) * sizeof(*works)));
	count = read_authors(authors, want);
	statement = prepare_works();
	for (int64_t i = 0; i < count; i += KEYS_AT_ONCE)
		at = read_works(statement, at, authors + i, count - i);
	sqlite3_finalize(statement);
	measure_end();
	check = authors_check(authors, count);
	free(authors);
	free(works);
	text_free_packed();
	return check;
}

const struct workload best[] = {
	{ "insert-best", insert },
	{ "scan-best", scan },
	{ "stream-best", stream },
	{ "get-best", get_in_transaction },
	{ "update-best", update },
	{ "filter-best", filter_in_transaction },
	{ "transactions-best", transactions },
	{ "two-queries-best", two_queries },
	{ "per-parent-best", per_parent_in_transaction },
	{ "delete-best", delete_rows },
	{ "count-best", count_in_transaction },
	{ NULL, NULL },
};
