#ifndef CALX_BENCH_TOOLKIT_H
#define CALX_BENCH_TOOLKIT_H

#include <calx/calx.h>
#include <calx/short.h>

#include "data.h"
#include "measure.h"

/* What the workloads through calx share: toolkit.c has those that are compared
 * with hand-written C, growth.c those that show how a cost grows. */

CALX_MODEL(Book, "books", column(id, big_integer(), .primary_key = true),
	column(title, string(200)), column(author, string(100), .index = true),
	column(publisher, string(100)), column(publish_date, date()),
	column(cost, double()));

CALX_MODEL(Author, "authors", column(id, big_integer(), .primary_key = true),
	column(name, string(100)), column(country, string(60)));

CALX_MODEL(Work, "works", column(id, big_integer(), .primary_key = true),
	column(author_id, big_integer(), .references = "authors.id",
		.index = true),
	column(title, string(200)), column(publish_date, date()),
	column(cost, double()));

extern calx_engine *engine;
extern calx_session *session;

/* Ends the program if the session has an error. */
void ok(void);
int64_t scalar(const char *sql);
int64_t table_rows(void);
int64_t cents_of_books(void);
int64_t rows_of_books(void);

/* The books 1 to `rows` as calx has them; `ret_text` owns their text. */
struct Book *input(int64_t rows, struct book **ret_text);
/* Frees both and gives the check of what was written. */
int64_t input_free(struct Book *books, struct book *text);
/* The `count` objects that updates and deletions are of, in their order. */
struct Book **objects(int64_t count, int64_t rows);

extern const struct workload compared[], growing[];

#endif
