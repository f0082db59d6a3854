/* PostgreSQL by hand: what people write on libpq, values as text, one statement
 * and one round trip for each row; and what can be done (names that end in
 * -best): values in binary, COPY, arrays, text in one block. */
#include <endian.h>
#include <libpq-fe.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "books.h"

static PGconn *db;

static _Noreturn void fail(const char *what)
{
	die("%s: %s", what, PQerrorMessage(db));
}

static PGresult *checked(PGresult *result, const char *what)
{
	const ExecStatusType status = PQresultStatus(result);

	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK &&
		status != PGRES_COPY_IN)
		fail(what);
	return result;
}

static void run(const char *sql)
{
	PQclear(checked(PQexec(db, sql), sql));
}

static int64_t scalar(const char *sql)
{
	PGresult *result = checked(PQexec(db, sql), sql);
	int64_t value = strtoll(PQgetvalue(result, 0, 0), NULL, 10);

	PQclear(result);
	return value;
}

static int64_t table_rows(void)
{
	return scalar("SELECT COALESCE(MAX(id), 0) FROM books");
}

static int64_t cents_of_books(void)
{
	return scalar(
		"SELECT CAST(ROUND(SUM(cost) * 100) AS BIGINT) FROM books");
}

static int64_t rows_of_books(void)
{
	return scalar("SELECT COUNT(*) FROM books");
}

static void prepare(const char *sql)
{
	PQclear(checked(PQprepare(db, "", sql, 0, NULL), sql));
}

/* Runs what was prepared with values as text. */
static PGresult *execute(int count, const char *const *values)
{
	return checked(PQexecPrepared(db, "", count, values, NULL, NULL, 0),
		"execute");
}

/* ---- values in binary: integers have their highest byte first --------------- */

static char *put16(char *at, int value)
{
	const uint16_t bits = htobe16((uint16_t)value);

	return (char *)memcpy(at, &bits, 2) + 2;
}

static char *put32(char *at, int64_t value)
{
	const uint32_t bits = htobe32((uint32_t)value);

	return (char *)memcpy(at, &bits, 4) + 4;
}

static char *put64(char *at, int64_t value)
{
	const uint64_t bits = htobe64((uint64_t)value);

	return (char *)memcpy(at, &bits, 8) + 8;
}

static char *put_real(char *at, double value)
{
	int64_t bits;

	memcpy(&bits, &value, 8);
	return put64(at, bits);
}

static int64_t get64(const char *at)
{
	uint64_t bits;

	memcpy(&bits, at, 8);
	return (int64_t)be64toh(bits);
}

static int32_t get32(const char *at)
{
	uint32_t bits;

	memcpy(&bits, at, 4);
	return (int32_t)be32toh(bits);
}

static double get_real(const char *at)
{
	const int64_t bits = get64(at);
	double value;

	memcpy(&value, &bits, 8);
	return value;
}

/* Days since 2000-01-01, as the server counts them; March is the first month of
 * a year that begins there. */
static int32_t days_of(struct day day)
{
	const int year = day.year - (day.month < 3);
	const int month = (day.month + 9) % 12;

	return 365 * year + year / 4 - year / 100 + year / 400 +
	       (153 * month + 2) / 5 + day.day - 730426;
}

static struct day day_of(int32_t days)
{
	const int64_t n = (int64_t)days + 730425;
	int64_t year = (10000 * n + 14780) / 3652425;
	int64_t rest = n - (365 * year + year / 4 - year / 100 + year / 400);
	int64_t month;

	if (rest < 0) {
		year--;
		rest = n - (365 * year + year / 4 - year / 100 + year / 400);
	}
	month = (100 * rest + 52) / 3060;
	return (struct day){ (int16_t)(year + (month + 2) / 12),
		(uint8_t)((month + 2) % 12 + 1),
		(uint8_t)(rest - (month * 306 + 5) / 10 + 1) };
}

/* ---- inserts -------------------------------------------------------------- */

static int64_t insert(int64_t units)
{
	struct book *rows = data_books(units);
	char id[24], day[11], cost[32];

	measure_begin();
	run("BEGIN");
	prepare(INSERT_BOOK "($1, $2, $3, $4, $5, $6)");
	for (int64_t i = 0; i < units; i++) {
		const struct book *book = &rows[i];
		const char *const values[] = { id, book->title, book->author,
			book->publisher, day, cost };

		snprintf(id, sizeof(id), "%lld", (long long)book->id);
		data_print_day(book->published, day);
		snprintf(cost, sizeof(cost), "%.17g", book->cost);
		PQclear(execute(6, values));
	}
	run("COMMIT");
	measure_end();
	data_books_free(rows);
	return cents_of_books();
}

/* The head of a COPY in binary: the manual of COPY, "File Formats". */
static const char copy_head[19] = "PGCOPY\n\377\r\n";

static struct {
	char bytes[1 << 16];
	size_t used;
} copy;

static void copy_send(void)
{
	if (copy.used && PQputCopyData(db, copy.bytes, (int)copy.used) != 1)
		fail("copy");
	copy.used = 0;
}

static char *put_text(char *at, const char *text)
{
	const size_t size = strlen(text);

	at = put32(at, (int64_t)size);
	return (char *)memcpy(at, text, size) + size;
}

static void copy_book(const struct book *book)
{
	char *at = copy.bytes + copy.used;

	at = put64(put32(put16(at, 6), 8), book->id);
	at = put_text(put_text(put_text(at, book->title), book->author),
		book->publisher);
	at = put32(put32(at, 4), days_of(book->published));
	at = put_real(put32(at, 8), book->cost);
	copy.used = (size_t)(at - copy.bytes);
	if (copy.used > sizeof(copy.bytes) - 1024)
		copy_send();
}

static void insert_at_once(const struct book *rows, int64_t count)
{
	run("COPY books (" BOOK_COLUMNS ") FROM STDIN (FORMAT binary)");
	memcpy(copy.bytes, copy_head, sizeof(copy_head));
	copy.used = sizeof(copy_head);
	for (int64_t i = 0; i < count; i++)
		copy_book(&rows[i]);
	copy.used = (size_t)(put16(copy.bytes + copy.used, -1) - copy.bytes);
	copy_send();
	if (PQputCopyEnd(db, NULL) != 1)
		fail("copy");
	PQclear(checked(PQgetResult(db), "copy"));
	PQclear(PQgetResult(db));
}

static int64_t insert_best(int64_t units)
{
	struct book *rows = data_books(units);

	measure_begin();
	run("BEGIN");
	insert_at_once(rows, units);
	run("COMMIT");
	measure_end();
	data_books_free(rows);
	return cents_of_books();
}

/* ---- queries -------------------------------------------------------------- */

/* A row that came as text. */
static void read_book(const PGresult *result, int row, struct book *book)
{
	book->id = strtoll(PQgetvalue(result, row, 0), NULL, 10);
	book->title = must(strdup(PQgetvalue(result, row, 1)));
	book->author = must(strdup(PQgetvalue(result, row, 2)));
	book->publisher = must(strdup(PQgetvalue(result, row, 3)));
	book->published = data_parse_day(PQgetvalue(result, row, 4));
	book->cost = strtod(PQgetvalue(result, row, 5), NULL);
}

static char *packed(const PGresult *result, int row, int column)
{
	return text_pack(PQgetvalue(result, row, column),
		(size_t)PQgetlength(result, row, column));
}

/* A row that came in binary. */
static void read_binary(const PGresult *result, int row, struct book *book)
{
	book->id = get64(PQgetvalue(result, row, 0));
	book->title = packed(result, row, 1);
	book->author = packed(result, row, 2);
	book->publisher = packed(result, row, 3);
	book->published = day_of(get32(PQgetvalue(result, row, 4)));
	book->cost = get_real(PQgetvalue(result, row, 5));
}

static int64_t scan(int64_t units)
{
	struct books books = { 0 };
	PGresult *result;

	measure_begin();
	result = checked(PQexec(db, ALL_BOOKS), "scan");
	for (int i = 0; i < PQntuples(result); i++)
		read_book(result, i, books_add(&books));
	PQclear(result);
	measure_end();
	return books_end(&books, units);
}

static int64_t scan_best(int64_t units)
{
	struct books books = { 0 };
	PGresult *result;

	measure_begin();
	result = checked(
		PQexecParams(db, ALL_BOOKS, 0, NULL, NULL, NULL, NULL, 1),
		"scan");
	for (int i = 0; i < PQntuples(result); i++)
		read_binary(result, i, books_add(&books));
	PQclear(result);
	measure_end();
	return books_end_packed(&books, units);
}

static void see(struct seen *seen, const PGresult *result, bool is_binary)
{
	const char *id = PQgetvalue(result, 0, 0);
	const char *day = PQgetvalue(result, 0, 4);
	const char *cost = PQgetvalue(result, 0, 5);

	seen->rows += is_binary ? get64(id) != 0 : strtoll(id, NULL, 10) != 0;
	seen->bytes +=
		PQgetvalue(result, 0, 1)[0] + PQgetvalue(result, 0, 2)[0] +
		PQgetvalue(result, 0, 3)[0] +
		(is_binary ? day_of(get32(day)) : data_parse_day(day)).day;
	seen->sum += is_binary ? get_real(cost) : strtod(cost, NULL);
}

/* One row at a time is in memory. */
static int64_t stream_as(int64_t units, bool is_binary)
{
	struct seen seen = { 0 };
	PGresult *result;

	measure_begin();
	if (!PQsendQueryParams(
		    db, ALL_BOOKS, 0, NULL, NULL, NULL, NULL, is_binary) ||
		!PQsetSingleRowMode(db))
		fail("stream");
	while ((result = PQgetResult(db)) != NULL) {
		if (PQresultStatus(result) == PGRES_SINGLE_TUPLE)
			see(&seen, result, is_binary);
		else
			checked(result, "stream");
		PQclear(result);
	}
	measure_end();
	return seen_check(&seen, units);
}

static int64_t stream(int64_t units)
{
	return stream_as(units, false);
}

static int64_t stream_best(int64_t units)
{
	return stream_as(units, true);
}

#define BOOK_BY_KEY ALL_BOOKS " WHERE id = $1"

static int64_t get(int64_t units)
{
	int64_t rows = table_rows(), check = 0;
	char id[24];
	const char *const values[] = { id };
	struct book book;

	measure_begin();
	prepare(BOOK_BY_KEY);
	for (int64_t i = 0; i < units; i++) {
		PGresult *result;

		snprintf(id, sizeof(id), "%lld", (long long)data_key(i, rows));
		result = execute(1, values);
		read_book(result, 0, &book);
		PQclear(result);
		check += check_of(&book);
		free_book(&book);
	}
	measure_end();
	return check;
}

static int64_t get_best(int64_t units)
{
	int64_t rows = table_rows(), check = 0;
	char id[8];
	const char *const values[] = { id };
	const int length = 8, binary = 1;
	struct book book;

	run("BEGIN");
	measure_begin();
	prepare(BOOK_BY_KEY);
	for (int64_t i = 0; i < units; i++) {
		PGresult *result;

		put64(id, data_key(i, rows));
		result = checked(
			PQexecPrepared(db, "", 1, values, &length, &binary, 1),
			"get");
		read_binary(result, 0, &book);
		PQclear(result);
		check += check_of(&book);
	}
	measure_end();
	run("COMMIT");
	text_free_packed();
	return check;
}

/* ---- updates and deletions -------------------------------------------------- */

static int64_t update(int64_t units)
{
	int64_t rows = table_rows();
	char cost[32], id[24];
	const char *const values[] = { cost, id };

	measure_begin();
	run("BEGIN");
	prepare("UPDATE books SET cost = $1 WHERE id = $2");
	for (int64_t i = 0; i < units; i++) {
		snprintf(cost, sizeof(cost), "%.17g", data_new_cost(i));
		snprintf(id, sizeof(id), "%lld", (long long)data_key(i, rows));
		PQclear(execute(2, values));
	}
	run("COMMIT");
	measure_end();
	return cents_of_books();
}

static int64_t delete_rows(int64_t units)
{
	int64_t rows = table_rows();
	char id[24];
	const char *const values[] = { id };

	measure_begin();
	run("BEGIN");
	prepare("DELETE FROM books WHERE id = $1");
	for (int64_t i = 0; i < units; i++) {
		snprintf(id, sizeof(id), "%lld", (long long)data_key(i, rows));
		PQclear(execute(1, values));
	}
	run("COMMIT");
	measure_end();
	return rows_of_books();
}

/* An array of values of 8 bytes in binary: dimensions, whether there are NULLs,
 * the type, how many, the first index; then each with its length. */
enum { ARRAY_HEAD = 20, ITEM = 12, INT8 = 20, FLOAT8 = 701 };

static char *array_make(int64_t count, int type)
{
	char *array = must(malloc(ARRAY_HEAD + ITEM * (size_t)count));

	put32(put32(put32(put32(put32(array, 1), 0), type), count), 1);
	return array;
}

static char *array_item(char *array, int64_t i)
{
	return put32(array + ARRAY_HEAD + ITEM * i, 8);
}

static void run_arrays(
	const char *sql, int arrays, const char *const *values, int64_t count)
{
	const int size = ARRAY_HEAD + ITEM * (int)count;
	const int sizes[] = { size, size }, binary[] = { 1, 1 };

	PQclear(checked(
		PQexecParams(db, sql, arrays, NULL, values, sizes, binary, 1),
		sql));
}

static int64_t update_best(int64_t units)
{
	int64_t rows = table_rows();
	struct change *changes;
	char *ids, *costs;

	measure_begin();
	changes = changes_sorted(units, rows);
	ids = array_make(units, INT8);
	costs = array_make(units, FLOAT8);
	for (int64_t i = 0; i < units; i++) {
		put64(array_item(ids, i), changes[i].id);
		put_real(array_item(costs, i), changes[i].cost);
	}
	run("BEGIN");
	run_arrays("UPDATE books SET cost = new.cost FROM "
		   "unnest($1::bigint[], $2::float8[]) AS new (id, cost) "
		   "WHERE books.id = new.id",
		2, (const char *const[]){ ids, costs }, units);
	run("COMMIT");
	free(ids);
	free(costs);
	free(changes);
	measure_end();
	return cents_of_books();
}

static int64_t delete_best(int64_t units)
{
	int64_t rows = table_rows();
	char *ids;

	measure_begin();
	ids = array_make(units, INT8);
	for (int64_t i = 0; i < units; i++)
		put64(array_item(ids, i), data_key(i, rows));
	run("BEGIN");
	run_arrays("DELETE FROM books WHERE id = ANY ($1::bigint[])", 1,
		(const char *const[]){ ids }, units);
	run("COMMIT");
	free(ids);
	measure_end();
	return rows_of_books();
}

/* ---- the database ----------------------------------------------------------- */

/* A new table; with rows it has an index, too. */
static int64_t setup(int64_t rows)
{
	struct book *books = data_books(rows);

	run("DROP TABLE IF EXISTS books");
	run("CREATE TABLE books (id BIGINT GENERATED BY DEFAULT AS IDENTITY "
	    "PRIMARY KEY, title VARCHAR(200) NOT NULL, author VARCHAR(100) "
	    "NOT NULL, publisher VARCHAR(100) NOT NULL, publish_date DATE NOT "
	    "NULL, cost DOUBLE PRECISION NOT NULL)");
	insert_at_once(books, rows);
	if (rows)
		run("CREATE INDEX ix_books_author ON books (author)");
	run("VACUUM (ANALYZE) books");
	data_books_free(books);
	return rows;
}

static const struct workload workloads[] = {
	{ "setup", setup },
	{ "insert", insert },
	{ "insert-best", insert_best },
	{ "scan", scan },
	{ "scan-best", scan_best },
	{ "stream", stream },
	{ "stream-best", stream_best },
	{ "get", get },
	{ "get-best", get_best },
	{ "update", update },
	{ "update-best", update_best },
	{ "delete", delete_rows },
	{ "delete-best", delete_best },
	{ NULL, NULL },
};

static void hear_nothing(void *context, const char *notice)
{
	(void)context;
	(void)notice;
}

static void open_database(const char *url, const char *workload)
{
	(void)workload;
	db = PQconnectdb(url);
	if (PQstatus(db) != CONNECTION_OK)
		fail("connect");
	PQsetNoticeProcessor(db, hear_nothing, NULL);
}

static void close_database(void)
{
	PQfinish(db);
}

int main(int argc, char **argv)
{
	return measure_main(
		argc, argv, workloads, open_database, close_database);
}
