#include "by_hand.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The database, its making, and the program that has both kinds of
 * hand-written C in it. The best ones' names end in -best; they open the
 * database without SQLite's mutex and without statistics of its memory. */

sqlite3 *db;

static _Noreturn void fail(const char *what)
{
	die("%s: %s", what, sqlite3_errmsg(db));
}

void run(const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail(sql);
}

sqlite3_stmt *prepare(const char *sql)
{
	sqlite3_stmt *statement;

	if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
		fail(sql);
	return statement;
}

void step_done(sqlite3_stmt *statement)
{
	if (sqlite3_step(statement) != SQLITE_DONE)
		fail("step");
	sqlite3_reset(statement);
}

void step_row(sqlite3_stmt *statement)
{
	if (sqlite3_step(statement) != SQLITE_ROW)
		fail("no row");
}

int64_t scalar(const char *sql)
{
	sqlite3_stmt *statement = prepare(sql);
	int64_t value;

	step_row(statement);
	value = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return value;
}

int64_t table_rows(void)
{
	return scalar("SELECT COALESCE(MAX(id), 0) FROM books");
}

int64_t cents_of_books(void)
{
	return scalar(
		"SELECT CAST(ROUND(SUM(cost) * 100) AS INTEGER) FROM books");
}

int64_t rows_of_books(void)
{
	return scalar("SELECT COUNT(*) FROM books");
}

void bind_book(
	sqlite3_stmt *statement, int at, const struct book *book, char day[11])
{
	data_print_day(book->published, day);
	sqlite3_bind_int64(statement, at, book->id);
	sqlite3_bind_text(statement, at + 1, book->title, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, at + 2, book->author, -1, SQLITE_STATIC);
	sqlite3_bind_text(
		statement, at + 3, book->publisher, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, at + 4, day, 10, SQLITE_STATIC);
	sqlite3_bind_double(statement, at + 5, book->cost);
}

static int check_day(struct day day)
{
	return check_of_day(day.year, day.month, day.day);
}

void insert_singly(const struct book *rows, int64_t count)
{
	sqlite3_stmt *statement = prepare(INSERT_BOOK "(?, ?, ?, ?, ?, ?)");
	char day[11];

	for (int64_t i = 0; i < count; i++) {
		bind_book(statement, 1, &rows[i], day);
		step_done(statement);
	}
	sqlite3_finalize(statement);
}

struct day read_day(sqlite3_stmt *statement, int column)
{
	return data_parse_day(
		(const char *)sqlite3_column_text(statement, column));
}

void author_link(struct author *author, struct work *work)
{
	work->author = author;
	if (author->last)
		author->last->next = work;
	else
		author->works = work;
	author->last = work;
}

int64_t authors_check(const struct author *authors, int64_t count)
{
	int64_t sum = 0;

	for (int64_t i = 0; i < count; i++) {
		int64_t seen = 0;

		sum += authors[i].id + (int64_t)(strlen(authors[i].name) +
						 strlen(authors[i].country));
		for (struct work *w = authors[i].works; w; w = w->next)
			sum += w->id * ++seen + (int64_t)strlen(w->title) +
			       check_day(w->published) + cents(w->cost) +
			       w->author->id;
	}
	return sum;
}

static void fill_books(int64_t rows)
{
	sqlite3_stmt *insert = prepare(INSERT_BOOK "(?, ?, ?, ?, ?, ?)");
	char text[3 * TEXT_MAX], day[11];
	struct book book;

	for (int64_t id = 1; id <= rows; id++) {
		data_book(id, rows, text, &book);
		bind_book(insert, 1, &book, day);
		step_done(insert);
	}
	sqlite3_finalize(insert);
}

static void fill_authors(void)
{
	sqlite3_stmt *insert = prepare("INSERT INTO authors (id, name, "
				       "country) VALUES (?, ?, ?)");
	char name[TEXT_MAX], country[TEXT_MAX];

	for (int64_t id = 1; id <= AUTHORS; id++) {
		data_author(id, name, country);
		sqlite3_bind_int64(insert, 1, id);
		sqlite3_bind_text(insert, 2, name, -1, SQLITE_STATIC);
		sqlite3_bind_text(insert, 3, country, -1, SQLITE_STATIC);
		step_done(insert);
	}
	sqlite3_finalize(insert);
}

static void fill_works(void)
{
	sqlite3_stmt *insert =
		prepare("INSERT INTO works (id, author_id, title, "
			"publish_date, cost) VALUES (?, ?, ?, ?, ?)");
	char title[TEXT_MAX], text[11];
	struct day day;
	double cost;

	for (int64_t id = 1; id <= AUTHORS * WORKS; id++) {
		data_work(id, title, &day, &cost);
		data_print_day(day, text);
		sqlite3_bind_int64(insert, 1, id);
		sqlite3_bind_int64(insert, 2, 1 + (id - 1) / WORKS);
		sqlite3_bind_text(insert, 3, title, -1, SQLITE_STATIC);
		sqlite3_bind_text(insert, 4, text, 10, SQLITE_STATIC);
		sqlite3_bind_double(insert, 5, cost);
		step_done(insert);
	}
	sqlite3_finalize(insert);
}

/* A new database; with rows it has authors, works and indexes, too. */
static int64_t setup(int64_t rows)
{
	run("PRAGMA synchronous = OFF");
	run("CREATE TABLE books (id INTEGER PRIMARY KEY, title VARCHAR(200) "
	    "NOT NULL, author VARCHAR(100) NOT NULL, publisher VARCHAR(100) "
	    "NOT NULL, publish_date DATE NOT NULL, cost DOUBLE PRECISION NOT "
	    "NULL)");
	run("CREATE TABLE authors (id INTEGER PRIMARY KEY, name VARCHAR(100) "
	    "NOT NULL, country VARCHAR(60) NOT NULL)");
	run("CREATE TABLE works (id INTEGER PRIMARY KEY, author_id INTEGER "
	    "NOT NULL REFERENCES authors (id), title VARCHAR(200) NOT NULL, "
	    "publish_date DATE NOT NULL, cost DOUBLE PRECISION NOT NULL)");
	if (!rows)
		return 0;
	run("BEGIN");
	fill_books(rows);
	fill_authors();
	fill_works();
	run("CREATE INDEX ix_books_author ON books (author)");
	run("CREATE INDEX ix_works_author_id ON works (author_id)");
	run("COMMIT; ANALYZE");
	return rows;
}

/* What programs that are not in C work on, a line for each row. */
static int64_t print_books(int64_t rows)
{
	char text[3 * TEXT_MAX], day[11];
	struct book book;

	for (int64_t id = 1; id <= rows; id++) {
		data_book(id, rows, text, &book);
		data_print_day(book.published, day);
		printf("%lld\t%s\t%s\t%s\t%s\t%.2f\n", (long long)id,
			book.title, book.author, book.publisher, day,
			book.cost);
	}
	return 0;
}

/* Keys, new costs, authors and limits of the first `units`. */
static int64_t print_work(int64_t units)
{
	int64_t rows = table_rows();
	char name[TEXT_MAX];

	for (int64_t i = 0; i < units; i++) {
		data_author_name(data_query_author(i, rows), name);
		printf("%lld\t%.2f\t%s\t%.2f\n", (long long)data_key(i, rows),
			data_new_cost(i), name, data_query_cost(i));
	}
	return 0;
}

static const struct workload others[] = {
	{ "setup", setup },
	{ "print-books", print_books },
	{ "print-work", print_work },
	{ NULL, NULL },
};

static void open_database(const char *url, const char *workload)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;

	if (strncmp(url, "sqlite:///", 10) != 0)
		die("not a URL of SQLite: %s", url);
	if (strstr(workload, "-best")) {
		sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
		flags |= SQLITE_OPEN_NOMUTEX;
	}
	if (sqlite3_open_v2(url + 10, &db, flags, NULL) != SQLITE_OK)
		fail(url);
}

static void close_database(void)
{
	sqlite3_close(db);
}

/* The lists as one. */
int main(int argc, char **argv)
{
	const struct workload *const lists[] = { others, idiomatic, best };
	struct workload all[64] = { { NULL, NULL } };
	size_t count = 0;

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		for (const struct workload *w = lists[i]; w->name; w++)
			all[count++] = *w;
	return measure_main(argc, argv, all, open_database, close_database);
}
