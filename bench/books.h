#ifndef CALX_BENCH_BOOKS_H
#define CALX_BENCH_BOOKS_H

#include <stddef.h>

#include "data.h"
#include "measure.h"

/* What hand-written C keeps of the rows that it reads, on any database. */

#define BOOK_COLUMNS "id, title, author, publisher, publish_date, cost"
#define ALL_BOOKS "SELECT " BOOK_COLUMNS " FROM books"
#define INSERT_BOOK "INSERT INTO books (" BOOK_COLUMNS ") VALUES "

int64_t check_of(const struct book *book);

/* An array that grows. */
struct books {
	struct book *items;
	int64_t count, capacity;
};

struct book *books_add(struct books *books);
int64_t books_check(const struct books *books);

/* Text of its own for each, as people do it, and what frees it. */
char *text_copy(const char *text, size_t size);
void free_book(struct book *book);
/* The check of a scan of so many; frees all. */
int64_t books_end(struct books *books, int64_t units);

/* Text in blocks that are freed together, as it can be done. */
char *text_pack(const char *text, size_t size);
void text_free_packed(void);
int64_t books_end_packed(struct books *books, int64_t units);

/* What updates are made of, in the order of their keys. */
struct change {
	int64_t id;
	double cost;
};
struct change *changes_sorted(int64_t units, int64_t rows);

/* What a program looks at of rows that it does not keep. */
struct seen {
	int64_t rows, bytes;
	double sum;
};
int64_t seen_check(const struct seen *seen, int64_t units);

#endif
