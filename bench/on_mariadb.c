/* MariaDB by hand: what people write on libmariadb, one statement and one round
 * trip for each row; and what can be done (names that end in -best): rows of
 * values in one packet, text in one block. */
#include <mysql.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "books.h"

static MYSQL *db;

static _Noreturn void fail(const char *what)
{
	die("%s: %s", what, mysql_error(db));
}

static void run(const char *sql)
{
	if (mysql_query(db, sql) != 0)
		fail(sql);
	mysql_free_result(mysql_store_result(db));
}

static int64_t scalar(const char *sql)
{
	MYSQL_RES *result;
	MYSQL_ROW row;
	int64_t value;

	if (mysql_query(db, sql) != 0 || !(result = mysql_store_result(db)))
		fail(sql);
	row = mysql_fetch_row(result);
	value = row && row[0] ? strtoll(row[0], NULL, 10) : 0;
	mysql_free_result(result);
	return value;
}

static int64_t table_rows(void)
{
	return scalar("SELECT COALESCE(MAX(id), 0) FROM books");
}

static int64_t cents_of_books(void)
{
	return scalar(
		"SELECT CAST(ROUND(SUM(cost) * 100) AS SIGNED) FROM books");
}

static int64_t rows_of_books(void)
{
	return scalar("SELECT COUNT(*) FROM books");
}

static _Noreturn void fail_statement(MYSQL_STMT *statement)
{
	die("statement: %s", mysql_stmt_error(statement));
}

static MYSQL_STMT *prepare(const char *sql)
{
	MYSQL_STMT *statement = must(mysql_stmt_init(db));

	if (mysql_stmt_prepare(statement, sql, (unsigned long)strlen(sql)) != 0)
		fail_statement(statement);
	return statement;
}

static void execute(MYSQL_STMT *statement)
{
	if (mysql_stmt_execute(statement) != 0)
		fail_statement(statement);
}

static void bind(MYSQL_STMT *statement, MYSQL_BIND *binds)
{
	if (mysql_stmt_bind_param(statement, binds) != 0)
		fail_statement(statement);
}

static void bind_result(MYSQL_STMT *statement, MYSQL_BIND *binds)
{
	if (mysql_stmt_bind_result(statement, binds) != 0)
		fail_statement(statement);
}

static bool fetch(MYSQL_STMT *statement)
{
	int code = mysql_stmt_fetch(statement);

	if (code == 1)
		fail_statement(statement);
	return code == 0;
}

/* ---- a row of values ------------------------------------------------------ */

static void bind_as(MYSQL_BIND *bind, enum enum_field_types type, void *buffer)
{
	bind->buffer_type = type;
	bind->buffer = buffer;
}

static MYSQL_TIME time_of(struct day day)
{
	return (MYSQL_TIME){ .year = (unsigned)day.year,
		.month = day.month,
		.day = day.day,
		.time_type = MYSQL_TIMESTAMP_DATE };
}

/* Statements of one row that are bound to it. */
struct row {
	MYSQL_BIND binds[6];
	unsigned long lengths[3];
	long long id;
	MYSQL_TIME day;
	double cost;
};

static void row_begin(struct row *row)
{
	memset(row, 0, sizeof(*row));
	bind_as(&row->binds[0], MYSQL_TYPE_LONGLONG, &row->id);
	for (int i = 0; i < 3; i++) {
		row->binds[1 + i].buffer_type = MYSQL_TYPE_STRING;
		row->binds[1 + i].length = &row->lengths[i];
	}
	bind_as(&row->binds[4], MYSQL_TYPE_DATE, &row->day);
	bind_as(&row->binds[5], MYSQL_TYPE_DOUBLE, &row->cost);
}

static void row_bind(
	struct row *row, MYSQL_STMT *statement, const struct book *book)
{
	char *const text[] = { book->title, book->author, book->publisher };

	row->id = book->id;
	for (int i = 0; i < 3; i++) {
		row->binds[1 + i].buffer = text[i];
		row->lengths[i] = (unsigned long)strlen(text[i]);
	}
	row->day = time_of(book->published);
	row->cost = book->cost;
	bind(statement, row->binds);
}

/* ---- inserts -------------------------------------------------------------- */

static int64_t insert(int64_t units)
{
	struct book *rows = data_books(units);
	MYSQL_STMT *statement;
	struct row row;

	measure_begin();
	run("START TRANSACTION");
	statement = prepare(INSERT_BOOK "(?, ?, ?, ?, ?, ?)");
	row_begin(&row);
	for (int64_t i = 0; i < units; i++) {
		row_bind(&row, statement, &rows[i]);
		execute(statement);
	}
	mysql_stmt_close(statement);
	run("COMMIT");
	measure_end();
	data_books_free(rows);
	return cents_of_books();
}

enum { ROWS_AT_ONCE = 5000 };

/* Columns of so many rows, which one packet brings. */
static struct columns {
	MYSQL_BIND binds[6];
	long long ids[ROWS_AT_ONCE];
	char *text[3][ROWS_AT_ONCE];
	unsigned long lengths[3][ROWS_AT_ONCE];
	MYSQL_TIME days[ROWS_AT_ONCE], *days_at[ROWS_AT_ONCE];
	double costs[ROWS_AT_ONCE];
} columns;

static void columns_begin(void)
{
	memset(&columns, 0, sizeof(columns));
	bind_as(&columns.binds[0], MYSQL_TYPE_LONGLONG, columns.ids);
	for (int i = 0; i < 3; i++) {
		bind_as(&columns.binds[1 + i], MYSQL_TYPE_STRING,
			columns.text[i]);
		columns.binds[1 + i].length = columns.lengths[i];
	}
	bind_as(&columns.binds[4], MYSQL_TYPE_DATE, columns.days_at);
	bind_as(&columns.binds[5], MYSQL_TYPE_DOUBLE, columns.costs);
}

static void column_text(int column, int64_t i, char *text)
{
	columns.text[column][i] = text;
	columns.lengths[column][i] = (unsigned long)strlen(text);
}

static void columns_set(int64_t i, const struct book *book)
{
	columns.ids[i] = book->id;
	column_text(0, i, book->title);
	column_text(1, i, book->author);
	column_text(2, i, book->publisher);
	columns.days[i] = time_of(book->published);
	columns.days_at[i] = &columns.days[i];
	columns.costs[i] = book->cost;
}

static void run_at_once(
	MYSQL_STMT *statement, MYSQL_BIND *binds, unsigned count)
{
	mysql_stmt_attr_set(statement, STMT_ATTR_ARRAY_SIZE, &count);
	bind(statement, binds);
	execute(statement);
}

static unsigned part_of(int64_t left)
{
	return left < ROWS_AT_ONCE ? (unsigned)left : ROWS_AT_ONCE;
}

static void insert_at_once(const struct book *rows, int64_t count)
{
	MYSQL_STMT *statement = prepare(INSERT_BOOK "(?, ?, ?, ?, ?, ?)");

	columns_begin();
	for (int64_t i = 0; i < count; i += ROWS_AT_ONCE) {
		unsigned part = part_of(count - i);

		for (unsigned k = 0; k < part; k++)
			columns_set(k, &rows[i + k]);
		run_at_once(statement, columns.binds, part);
	}
	mysql_stmt_close(statement);
}

static int64_t insert_best(int64_t units)
{
	struct book *rows = data_books(units);

	measure_begin();
	run("START TRANSACTION");
	insert_at_once(rows, units);
	run("COMMIT");
	measure_end();
	data_books_free(rows);
	return cents_of_books();
}

/* ---- queries -------------------------------------------------------------- */

/* What a row of books is fetched into. */
struct fetched {
	MYSQL_BIND binds[6];
	unsigned long lengths[3];
	char text[3][4 * TEXT_MAX];
	long long id;
	MYSQL_TIME day;
	double cost;
};

static void fetched_bind(struct fetched *fetched, MYSQL_STMT *statement)
{
	memset(fetched, 0, sizeof(*fetched));
	bind_as(&fetched->binds[0], MYSQL_TYPE_LONGLONG, &fetched->id);
	for (int i = 0; i < 3; i++) {
		bind_as(&fetched->binds[1 + i], MYSQL_TYPE_STRING,
			fetched->text[i]);
		fetched->binds[1 + i].buffer_length = sizeof(fetched->text[i]);
		fetched->binds[1 + i].length = &fetched->lengths[i];
	}
	bind_as(&fetched->binds[4], MYSQL_TYPE_DATE, &fetched->day);
	bind_as(&fetched->binds[5], MYSQL_TYPE_DOUBLE, &fetched->cost);
	bind_result(statement, fetched->binds);
}

static void read_book(const struct fetched *row, struct book *book,
	char *(*keep)(const char *text, size_t size))
{
	book->id = row->id;
	book->title = keep(row->text[0], row->lengths[0]);
	book->author = keep(row->text[1], row->lengths[1]);
	book->publisher = keep(row->text[2], row->lengths[2]);
	book->published = (struct day){ (int16_t)row->day.year,
		(uint8_t)row->day.month, (uint8_t)row->day.day };
	book->cost = row->cost;
}

static void scan_into(
	struct books *books, char *(*keep)(const char *text, size_t size))
{
	MYSQL_STMT *statement = prepare(ALL_BOOKS);
	struct fetched row;

	execute(statement);
	fetched_bind(&row, statement);
	while (fetch(statement))
		read_book(&row, books_add(books), keep);
	mysql_stmt_close(statement);
}

static int64_t scan(int64_t units)
{
	struct books books = { 0 };

	measure_begin();
	scan_into(&books, text_copy);
	measure_end();
	return books_end(&books, units);
}

static int64_t scan_best(int64_t units)
{
	struct books books = { 0 };

	measure_begin();
	scan_into(&books, text_pack);
	measure_end();
	return books_end_packed(&books, units);
}

/* One row at a time is in memory. */
static int64_t stream(int64_t units)
{
	struct seen seen = { 0 };
	struct fetched row;
	MYSQL_STMT *statement;

	measure_begin();
	statement = prepare(ALL_BOOKS);
	execute(statement);
	fetched_bind(&row, statement);
	while (fetch(statement)) {
		seen.rows += row.id != 0;
		seen.bytes += row.text[0][0] + row.text[1][0] + row.text[2][0] +
			      (int)row.day.day;
		seen.sum += row.cost;
	}
	mysql_stmt_close(statement);
	measure_end();
	return seen_check(&seen, units);
}

static int64_t get_all(int64_t units, int64_t rows,
	char *(*keep)(const char *text, size_t size))
{
	MYSQL_STMT *statement = prepare(ALL_BOOKS " WHERE id = ?");
	MYSQL_BIND key = { 0 };
	struct fetched row;
	struct book book;
	int64_t check = 0;
	long long id;

	bind_as(&key, MYSQL_TYPE_LONGLONG, &id);
	bind(statement, &key);
	fetched_bind(&row, statement);
	for (int64_t i = 0; i < units; i++) {
		id = data_key(i, rows);
		execute(statement);
		if (!fetch(statement))
			die("no row");
		read_book(&row, &book, keep);
		mysql_stmt_free_result(statement);
		check += check_of(&book);
		if (keep == text_copy)
			free_book(&book);
	}
	mysql_stmt_close(statement);
	return check;
}

static int64_t get(int64_t units)
{
	int64_t rows = table_rows(), check;

	measure_begin();
	check = get_all(units, rows, text_copy);
	measure_end();
	return check;
}

static int64_t get_best(int64_t units)
{
	int64_t rows = table_rows(), check;

	run("START TRANSACTION");
	measure_begin();
	check = get_all(units, rows, text_pack);
	measure_end();
	run("COMMIT");
	text_free_packed();
	return check;
}

/* ---- updates and deletions -------------------------------------------------- */

#define UPDATE_BOOK "UPDATE books SET cost = ? WHERE id = ?"
#define DELETE_BOOK "DELETE FROM books WHERE id = ?"

static int64_t update(int64_t units)
{
	int64_t rows = table_rows();
	MYSQL_BIND binds[2] = { 0 };
	MYSQL_STMT *statement;
	long long id;
	double cost;

	measure_begin();
	run("START TRANSACTION");
	statement = prepare(UPDATE_BOOK);
	bind_as(&binds[0], MYSQL_TYPE_DOUBLE, &cost);
	bind_as(&binds[1], MYSQL_TYPE_LONGLONG, &id);
	bind(statement, binds);
	for (int64_t i = 0; i < units; i++) {
		cost = data_new_cost(i);
		id = data_key(i, rows);
		execute(statement);
	}
	mysql_stmt_close(statement);
	run("COMMIT");
	measure_end();
	return cents_of_books();
}

/* In the order of the keys, so many with one packet. */
static int64_t update_best(int64_t units)
{
	int64_t rows = table_rows();
	MYSQL_BIND binds[2] = { 0 };
	struct change *changes;
	MYSQL_STMT *statement;

	measure_begin();
	changes = changes_sorted(units, rows);
	run("START TRANSACTION");
	statement = prepare(UPDATE_BOOK);
	bind_as(&binds[0], MYSQL_TYPE_DOUBLE, columns.costs);
	bind_as(&binds[1], MYSQL_TYPE_LONGLONG, columns.ids);
	for (int64_t i = 0; i < units; i += ROWS_AT_ONCE) {
		unsigned part = part_of(units - i);

		for (unsigned k = 0; k < part; k++) {
			columns.costs[k] = changes[i + k].cost;
			columns.ids[k] = changes[i + k].id;
		}
		run_at_once(statement, binds, part);
	}
	mysql_stmt_close(statement);
	run("COMMIT");
	free(changes);
	measure_end();
	return cents_of_books();
}

static int64_t delete_rows(int64_t units)
{
	int64_t rows = table_rows();
	MYSQL_BIND key = { 0 };
	MYSQL_STMT *statement;
	long long id;

	measure_begin();
	run("START TRANSACTION");
	statement = prepare(DELETE_BOOK);
	bind_as(&key, MYSQL_TYPE_LONGLONG, &id);
	bind(statement, &key);
	for (int64_t i = 0; i < units; i++) {
		id = data_key(i, rows);
		execute(statement);
	}
	mysql_stmt_close(statement);
	run("COMMIT");
	measure_end();
	return rows_of_books();
}

static int64_t delete_best(int64_t units)
{
	int64_t rows = table_rows();
	MYSQL_BIND key = { 0 };
	MYSQL_STMT *statement;

	measure_begin();
	run("START TRANSACTION");
	statement = prepare(DELETE_BOOK);
	bind_as(&key, MYSQL_TYPE_LONGLONG, columns.ids);
	for (int64_t i = 0; i < units; i += ROWS_AT_ONCE) {
		unsigned part = part_of(units - i);

		for (unsigned k = 0; k < part; k++)
			columns.ids[k] = data_key(i + k, rows);
		run_at_once(statement, &key, part);
	}
	mysql_stmt_close(statement);
	run("COMMIT");
	measure_end();
	return rows_of_books();
}

/* ---- the database ----------------------------------------------------------- */

/* A new table; with rows it has an index, too. */
static int64_t setup(int64_t rows)
{
	struct book *books = data_books(rows);

	run("DROP TABLE IF EXISTS books");
	run("CREATE TABLE books (id BIGINT AUTO_INCREMENT PRIMARY KEY, title "
	    "VARCHAR(200) NOT NULL, author VARCHAR(100) NOT NULL, publisher "
	    "VARCHAR(100) NOT NULL, publish_date DATE NOT NULL, cost DOUBLE "
	    "PRECISION NOT NULL) CHARSET utf8mb4 COLLATE utf8mb4_nopad_bin");
	run("START TRANSACTION");
	insert_at_once(books, rows);
	run("COMMIT");
	if (rows)
		run("CREATE INDEX ix_books_author ON books (author)");
	run("ANALYZE TABLE books");
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
	{ "stream-best", stream },
	{ "get", get },
	{ "get-best", get_best },
	{ "update", update },
	{ "update-best", update_best },
	{ "delete", delete_rows },
	{ "delete-best", delete_best },
	{ NULL, NULL },
};

/* What stands before a mark in a URL; NULL if that is not there. */
static char *part_take(char **rest, const char *mark)
{
	char *part = *rest, *end = strstr(part, mark);

	if (!end)
		return NULL;
	*end = '\0';
	*rest = end + strlen(mark);
	return part;
}

/* mariadb://user:password@host:port/database?socket=PATH */
static void open_database(const char *url, const char *workload)
{
	char *rest = must(strdup(url)), *user, *password, *host, *port;
	char *database, *socket;

	(void)workload;
	if (!part_take(&rest, "mariadb://") ||
		!(user = part_take(&rest, ":")) ||
		!(password = part_take(&rest, "@")) ||
		!(host = part_take(&rest, "/")))
		die("not a URL of MariaDB: %s", url);
	database = part_take(&rest, "?socket=");
	socket = database ? rest : NULL;
	port = strchr(host, ':');
	if (port)
		*port++ = '\0';
	db = must(mysql_init(NULL));
	mysql_options(db, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	if (!mysql_real_connect(db, *host ? host : NULL, user, password,
		    database ? database : rest,
		    port ? (unsigned)strtol(port, NULL, 10) : 0, socket, 0))
		fail("connect");
}

static void close_database(void)
{
	mysql_close(db);
}

int main(int argc, char **argv)
{
	return measure_main(
		argc, argv, workloads, open_database, close_database);
}
