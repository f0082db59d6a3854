/* The base of the comparison: what a C programmer writes on sqlite3 by hand.
 * Prepared statements, one row a step, malloc()ed strings, default flags. */
#include <sqlite3.h>

#include "bench.h"

struct book {
	int id;
	char *title, *author, *publisher, *publish_date;
	int cost;
};

static void check(sqlite3 *db, int rc, const char *what)
{
	if (rc != SQLITE_OK && rc != SQLITE_DONE && rc != SQLITE_ROW) {
		fprintf(stderr, "%s: %s\n", what, sqlite3_errmsg(db));
		exit(1);
	}
}

static sqlite3 *open_database(const char *path)
{
	sqlite3 *db;

	if (sqlite3_open(path, &db) != SQLITE_OK)
		bench_die("cannot open");
	return db;
}

static void run(sqlite3 *db, const char *sql)
{
	check(db, sqlite3_exec(db, sql, NULL, NULL, NULL), sql);
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *statement;

	check(db, sqlite3_prepare_v2(db, sql, -1, &statement, NULL), sql);
	return statement;
}

static void create(struct bench *bench)
{
	sqlite3 *db = open_database(bench->database);

	run(db, "CREATE TABLE books (id INTEGER NOT NULL, title VARCHAR, "
		"author VARCHAR, publisher VARCHAR, "
		"publish_date DATETIME, cost INTEGER, CONSTRAINT pk_books "
		"PRIMARY KEY (id))");
	sqlite3_close(db);
}

static void insert_rows(struct bench *bench, sqlite3 *db)
{
	sqlite3_stmt *insert =
		prepare(db, "INSERT INTO books (title, author, publisher, "
			    "publish_date, cost) VALUES (?, ?, ?, ?, ?)");
	struct sample *samples = calloc((size_t)bench->count, sizeof(*samples));

	for (long i = 0; i < bench->count; i++)
		sample_fill(&samples[i], i);
	bench_start(bench);
	run(db, "BEGIN");
	for (long i = 0; i < bench->count; i++) {
		sqlite3_bind_text(
			insert, 1, samples[i].title, -1, SQLITE_STATIC);
		sqlite3_bind_text(
			insert, 2, samples[i].author, -1, SQLITE_STATIC);
		sqlite3_bind_text(
			insert, 3, samples[i].publisher, -1, SQLITE_STATIC);
		sqlite3_bind_text(
			insert, 4, samples[i].publish_date, -1, SQLITE_STATIC);
		sqlite3_bind_int(insert, 5, samples[i].cost);
		check(db, sqlite3_step(insert), "insert");
		sqlite3_reset(insert);
	}
	run(db, "COMMIT");
	bench_stop(bench);
	bench->checksum = (unsigned long long)bench->count;
	free(samples);
	sqlite3_finalize(insert);
}

static void insert(struct bench *bench)
{
	sqlite3 *db = open_database(bench->database);

	insert_rows(bench, db);
	sqlite3_close(db);
}

#define ALL_COLUMNS \
	"SELECT id, title, author, publisher, publish_date, cost FROM books"

static void scan_borrowed(struct bench *bench)
{
	sqlite3 *db = open_database(bench->database);
	sqlite3_stmt *select = prepare(db, ALL_COLUMNS);

	bench_start(bench);
	while (sqlite3_step(select) == SQLITE_ROW) {
		struct book book = {
			sqlite3_column_int(select, 0),
			(char *)sqlite3_column_text(select, 1),
			(char *)sqlite3_column_text(select, 2),
			(char *)sqlite3_column_text(select, 3),
			(char *)sqlite3_column_text(select, 4),
			sqlite3_column_int(select, 5),
		};
		bench->checksum += (unsigned long long)book.id +
				   (unsigned char)book.title[0];
	}
	bench_stop(bench);
	sqlite3_finalize(select);
	sqlite3_close(db);
}

static char *kept(sqlite3_stmt *statement, int column)
{
	const unsigned char *text = sqlite3_column_text(statement, column);

	return text ? strdup((const char *)text) : NULL;
}

static void read_book(sqlite3_stmt *select, struct book *book)
{
	book->id = sqlite3_column_int(select, 0);
	book->title = kept(select, 1);
	book->author = kept(select, 2);
	book->publisher = kept(select, 3);
	book->publish_date = kept(select, 4);
	book->cost = sqlite3_column_int(select, 5);
}

static void free_books(struct book *books, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(books[i].title);
		free(books[i].author);
		free(books[i].publisher);
		free(books[i].publish_date);
	}
	free(books);
}

static void scan_kept(struct bench *bench)
{
	sqlite3 *db = open_database(bench->database);
	sqlite3_stmt *select = prepare(db, ALL_COLUMNS);
	struct book *books = NULL;
	size_t count = 0, capacity = 0;

	bench_start(bench);
	while (sqlite3_step(select) == SQLITE_ROW) {
		if (count == capacity) {
			capacity = capacity ? capacity * 2 : 64;
			books = realloc(books, capacity * sizeof(*books));
		}
		read_book(select, &books[count]);
		bench->checksum += (unsigned long long)books[count].id +
				   (unsigned char)books[count].title[0];
		count++;
	}
	bench_stop(bench);
	free_books(books, count);
	sqlite3_finalize(select);
	sqlite3_close(db);
}

static void select_by_key(struct bench *bench)
{
	sqlite3 *db = open_database(bench->database);
	sqlite3_stmt *select = prepare(db, ALL_COLUMNS " WHERE id = ?");
	struct book *books = calloc((size_t)bench->count, sizeof(*books));

	bench_start(bench);
	for (long i = 0; i < bench->count; i++) {
		sqlite3_bind_int64(select, 1, scattered(i, bench->count));
		if (sqlite3_step(select) == SQLITE_ROW) {
			read_book(select, &books[i]);
			bench->checksum += (unsigned long long)books[i].id;
		}
		sqlite3_reset(select);
	}
	bench_stop(bench);
	free_books(books, (size_t)bench->count);
	sqlite3_finalize(select);
	sqlite3_close(db);
}

static void update(struct bench *bench)
{
	sqlite3 *db = open_database(bench->database);
	sqlite3_stmt *statement =
		prepare(db, "UPDATE books SET cost = ? WHERE id = ?");

	bench_start(bench);
	run(db, "BEGIN");
	for (long i = 0; i < bench->count; i++) {
		sqlite3_bind_int(statement, 1, (int)(i % 1000));
		sqlite3_bind_int64(statement, 2, i + 1);
		check(db, sqlite3_step(statement), "update");
		sqlite3_reset(statement);
	}
	run(db, "COMMIT");
	bench_stop(bench);
	bench->checksum = (unsigned long long)bench->count;
	sqlite3_finalize(statement);
	sqlite3_close(db);
}

int main(int argc, char **argv)
{
	static const struct workload workloads[] = {
		{ "create", create },
		{ "insert", insert },
		{ "scan", scan_borrowed },
		{ "scan-kept", scan_kept },
		{ "select", select_by_key },
		{ "select-hit", select_by_key },
		{ "update", update },
		{ "flush", insert },
		{ "load", scan_kept },
		{ NULL, NULL },
	};

	return bench_main(argc, argv, workloads);
}
