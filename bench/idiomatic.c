/* The base of the comparison: what a C programmer writes on sqlite3 by hand.
 * Prepared statements, one row a step, malloc()ed strings, default flags. */
#include <string.h>

#include "by_hand.h"

static char *kept(sqlite3_stmt *statement, int column)
{
	return must(
		strdup((const char *)sqlite3_column_text(statement, column)));
}

static void read_book(sqlite3_stmt *statement, struct book *book)
{
	book->id = sqlite3_column_int64(statement, 0);
	book->title = kept(statement, 1);
	book->author = kept(statement, 2);
	book->publisher = kept(statement, 3);
	book->published = read_day(statement, 4);
	book->cost = sqlite3_column_double(statement, 5);
}

static int64_t insert(int64_t units)
{
	struct book *rows = data_books(units);

	measure_begin();
	run("BEGIN");
	insert_singly(rows, units);
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
	while (sqlite3_step(statement) == SQLITE_ROW)
		read_book(statement, books_add(&books));
	sqlite3_finalize(statement);
	measure_end();
	return books_end(&books, units);
}

/* Looks at each column where SQLite has it, and keeps nothing. */
int64_t stream(int64_t units)
{
	struct seen seen = { 0 };
	sqlite3_stmt *statement;

	measure_begin();
	statement = prepare(ALL_BOOKS);
	while (sqlite3_step(statement) == SQLITE_ROW) {
		seen.rows += sqlite3_column_int64(statement, 0) != 0;
		seen.bytes += sqlite3_column_text(statement, 1)[0] +
			      sqlite3_column_text(statement, 2)[0] +
			      sqlite3_column_text(statement, 3)[0] +
			      read_day(statement, 4).day;
		seen.sum += sqlite3_column_double(statement, 5);
	}
	sqlite3_finalize(statement);
	measure_end();
	return seen_check(&seen, units);
}

static int64_t get_all(int64_t units, int64_t rows)
{
	sqlite3_stmt *statement = prepare(BOOK_BY_KEY);
	int64_t check = 0;
	struct book book;

	for (int64_t i = 0; i < units; i++) {
		sqlite3_bind_int64(statement, 1, data_key(i, rows));
		step_row(statement);
		read_book(statement, &book);
		sqlite3_reset(statement);
		check += check_of(&book);
		free_book(&book);
	}
	sqlite3_finalize(statement);
	return check;
}

int64_t get(int64_t units)
{
	int64_t rows = table_rows(), check;

	measure_begin();
	check = get_all(units, rows);
	measure_end();
	return check;
}

static int64_t update(int64_t units)
{
	int64_t rows = table_rows();
	sqlite3_stmt *statement;

	measure_begin();
	run("BEGIN");
	statement = prepare(UPDATE_BOOK);
	for (int64_t i = 0; i < units; i++) {
		sqlite3_bind_double(statement, 1, data_new_cost(i));
		sqlite3_bind_int64(statement, 2, data_key(i, rows));
		step_done(statement);
	}
	sqlite3_finalize(statement);
	run("COMMIT");
	measure_end();
	return cents_of_books();
}

static int64_t query(sqlite3_stmt *statement, int64_t i, int64_t rows)
{
	struct books books = { 0 };
	char name[TEXT_MAX];

	data_author_name(data_query_author(i, rows), name);
	sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
	sqlite3_bind_double(statement, 2, data_query_cost(i));
	while (sqlite3_step(statement) == SQLITE_ROW)
		read_book(statement, books_add(&books));
	sqlite3_reset(statement);
	return books_end(&books, books.count);
}

int64_t filter(int64_t units)
{
	int64_t rows = table_rows(), check = 0;
	sqlite3_stmt *statement;

	measure_begin();
	statement = prepare(QUERY_BOOKS);
	for (int64_t i = 0; i < units; i++)
		check += query(statement, i, rows);
	sqlite3_finalize(statement);
	measure_end();
	return check;
}

int64_t transactions(int64_t units)
{
	struct book *rows = data_books(units);
	sqlite3_stmt *begin, *one, *commit;
	char day[11];

	run("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
	measure_begin();
	begin = prepare("BEGIN");
	one = prepare(INSERT_BOOK "(?, ?, ?, ?, ?, ?)");
	commit = prepare("COMMIT");
	for (int64_t i = 0; i < units; i++) {
		step_done(begin);
		bind_book(one, 1, &rows[i], day);
		step_done(one);
		step_done(commit);
	}
	sqlite3_finalize(begin);
	sqlite3_finalize(one);
	sqlite3_finalize(commit);
	measure_end();
	data_books_free(rows);
	return cents_of_books();
}

static void read_author(sqlite3_stmt *statement, struct author *author)
{
	author->id = sqlite3_column_int64(statement, 0);
	author->name = kept(statement, 1);
	author->country = kept(statement, 2);
	author->works = author->last = NULL;
}

/* from the WORK_COLUMNS that begin at column `at` */
static struct work *read_work(sqlite3_stmt *statement, int at)
{
	struct work *work = must(malloc(sizeof(*work)));

	work->id = sqlite3_column_int64(statement, at);
	work->author_id = sqlite3_column_int64(statement, at + 1);
	work->title = kept(statement, at + 2);
	work->published = read_day(statement, at + 3);
	work->cost = sqlite3_column_double(statement, at + 4);
	work->next = NULL;
	return work;
}

static int64_t free_authors(struct author *authors, int64_t count)
{
	int64_t check = authors_check(authors, count);

	for (int64_t i = 0; i < count; i++) {
		for (struct work *w = authors[i].works, *next; w; w = next) {
			next = w->next;
			free(w->title);
			free(w);
		}
		free(authors[i].name);
		free(authors[i].country);
	}
	free(authors);
	return check;
}

/* Authors and works by one query that joins them. The units are works. */
static int64_t join(int64_t units)
{
	int64_t want = units / WORKS, count = 0;
	struct author *authors;
	sqlite3_stmt *statement;

	measure_begin();
	authors = must(malloc((size_t)(want + 1) * sizeof(*authors)));
	statement = prepare("SELECT a.id, a.name, a.country, " WORK_COLUMNS
			    " FROM authors a JOIN works w ON w.author_id = "
			    "a.id WHERE a.id <= ? ORDER BY a.id, w.id");
	sqlite3_bind_int64(statement, 1, want);
	while (sqlite3_step(statement) == SQLITE_ROW) {
		int64_t id = sqlite3_column_int64(statement, 0);

		if (!count || authors[count - 1].id != id)
			read_author(statement, &authors[count++]);
		author_link(&authors[count - 1], read_work(statement, 3));
	}
	sqlite3_finalize(statement);
	measure_end();
	return free_authors(authors, count);
}

/* The same with a query for the works of each author. */
int64_t per_parent(int64_t units)
{
	int64_t want = units / WORKS, count = 0;
	struct author *authors;
	sqlite3_stmt *statement;

	measure_begin();
	authors = must(malloc((size_t)(want + 1) * sizeof(*authors)));
	statement = prepare(AUTHORS_TO);
	sqlite3_bind_int64(statement, 1, want);
	while (sqlite3_step(statement) == SQLITE_ROW)
		read_author(statement, &authors[count++]);
	sqlite3_finalize(statement);
	statement = prepare("SELECT " WORK_COLUMNS " FROM works w WHERE "
			    "w.author_id = ? ORDER BY w.id");
	for (int64_t i = 0; i < count; i++) {
		sqlite3_bind_int64(statement, 1, authors[i].id);
		while (sqlite3_step(statement) == SQLITE_ROW)
			author_link(&authors[i], read_work(statement, 0));
		sqlite3_reset(statement);
	}
	sqlite3_finalize(statement);
	measure_end();
	return free_authors(authors, count);
}

int64_t delete_rows(int64_t units)
{
	int64_t rows = table_rows();
	sqlite3_stmt *statement;

	measure_begin();
	run("BEGIN");
	statement = prepare(DELETE_BOOK);
	for (int64_t i = 0; i < units; i++) {
		sqlite3_bind_int64(statement, 1, data_key(i, rows));
		step_done(statement);
	}
	sqlite3_finalize(statement);
	run("COMMIT");
	measure_end();
	return rows_of_books();
}

int64_t count(int64_t units)
{
	int64_t rows = table_rows(), check = 0;
	sqlite3_stmt *statement;
	char name[TEXT_MAX];

	measure_begin();
	statement = prepare(COUNT_BOOKS);
	for (int64_t i = 0; i < units; i++) {
		data_author_name(data_query_author(i, rows), name);
		sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
		step_row(statement);
		check += sqlite3_column_int64(statement, 0);
		sqlite3_reset(statement);
	}
	sqlite3_finalize(statement);
	measure_end();
	return check;
}

const struct workload idiomatic[] = {
	{ "insert", insert },
	{ "scan", scan },
	{ "stream", stream },
	{ "get", get },
	{ "update", update },
	{ "filter", filter },
	{ "transactions", transactions },
	{ "join", join },
	{ "per-parent", per_parent },
	{ "delete", delete_rows },
	{ "count", count },
	{ NULL, NULL },
};
