#ifndef CALX_BENCH_BY_HAND_H
#define CALX_BENCH_BY_HAND_H

#include <sqlite3.h>

#include "books.h"

/* What the two kinds of hand-written C share: idiomatic.c, what people write,
 * and best.c, the best that is known. */

extern sqlite3 *db;

#define BOOK_BY_KEY ALL_BOOKS " WHERE id = ?"
#define UPDATE_BOOK "UPDATE books SET cost = ? WHERE id = ?"
#define DELETE_BOOK "DELETE FROM books WHERE id = ?"
#define COUNT_BOOKS "SELECT COUNT(*) FROM books WHERE author = ?"
#define QUERY_BOOKS                                 \
	ALL_BOOKS " WHERE author = ? AND cost < ? " \
		  "ORDER BY publish_date DESC, id LIMIT 10"
#define AUTHORS_TO \
	"SELECT id, name, country FROM authors WHERE id <= ? ORDER BY id"
#define WORK_COLUMNS "w.id, w.author_id, w.title, w.publish_date, w.cost"

void run(const char *sql);
sqlite3_stmt *prepare(const char *sql);
/* A statement that gives no row; it can be run again. */
void step_done(sqlite3_stmt *statement);
/* A statement that gives one row at least. */
void step_row(sqlite3_stmt *statement);
int64_t scalar(const char *sql);

int64_t table_rows(void);
int64_t cents_of_books(void);
int64_t rows_of_books(void);

/* Binds a row from parameter `at` on; `day` keeps a text until the step. */
void bind_book(
	sqlite3_stmt *statement, int at, const struct book *book, char day[11]);

/* A statement for each row, in the transaction that is open. */
void insert_singly(const struct book *rows, int64_t count);
struct day read_day(sqlite3_stmt *statement, int column);

/* Authors and their works, linked. */
struct work {
	int64_t id, author_id;
	char *title;
	struct day published;
	double cost;
	struct author *author;
	struct work *next;
};

struct author {
	int64_t id;
	char *name, *country;
	struct work *works, *last;
};

void author_link(struct author *author, struct work *work);
int64_t authors_check(const struct author *authors, int64_t count);

/* The workloads of idiomatic.c whose text the best ones leave as it is. */
int64_t stream(int64_t units);
int64_t get(int64_t units);
int64_t filter(int64_t units);
int64_t transactions(int64_t units);
int64_t per_parent(int64_t units);
int64_t delete_rows(int64_t units);
int64_t count(int64_t units);

/* The workloads, each list ends with NULL. */
extern const struct workload idiomatic[], best[];

#endif
