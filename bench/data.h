#ifndef CALX_BENCH_DATA_H
#define CALX_BENCH_DATA_H

#include <stdint.h>
#include <string.h>

/* The data that all sides of the comparison work on, made from the number of a
 * row alone, and the sums that show that they did the same work.
 *
 *     books(id PRIMARY KEY, title, author, publisher, publish_date, cost)
 *     authors(id PRIMARY KEY, name, country)
 *     works(id PRIMARY KEY, author_id REFERENCES authors, title,
 *           publish_date, cost)
 */

enum {
	TEXT_MAX = 96, /* bytes that no text exceeds, with its NUL */
	AUTHORS = 10000,
	WORKS = 10, /* of each author */
};

/* A date as a C program holds it. */
struct day {
	int16_t year;
	uint8_t month, day;
};

/* A row of books as a C program holds it. */
struct book {
	int64_t id;
	char *title, *author, *publisher;
	struct day published;
	double cost;
};

/* Book number `id` of a table of `rows`; `text` is where its text goes, 3 *
 * TEXT_MAX bytes. */
void data_book(int64_t id, int64_t rows, char *text, struct book *book);

/* The books 1 to `rows`, in two blocks; NULL-free or the program ends. */
struct book *data_books(int64_t rows);
void data_books_free(struct book *books);

/* The name of author number `index` (from 0) of books.author, and how many
 * there are. */
void data_author_name(int64_t index, char *name);
int64_t data_author_count(int64_t rows);

/* The key that the `i`-th look-up, update or deletion (from 0) is of: each of
 * 1 to `rows` once, scattered, then again. */
int64_t data_key(int64_t i, int64_t rows);
/* The new cost of the `i`-th update. */
double data_new_cost(int64_t i);
/* What the `i`-th query asks for: an author and a limit of the cost. */
int64_t data_query_author(int64_t i, int64_t rows);
double data_query_cost(int64_t i);

/* A row of authors, and one of works. */
void data_author(int64_t id, char *name, char *country);
void data_work(int64_t id, char *title, struct day *published, double *cost);

/* YYYY-MM-DD, with a NUL. */
void data_print_day(struct day day, char text[11]);
struct day data_parse_day(const char *text);

static inline int64_t cents(double cost)
{
	return (int64_t)(cost * 100.0 + 0.5);
}

/* What a row adds to the sum of a workload. */
static inline int64_t check_of_book(int64_t id, const char *title,
	const char *author, const char *publisher, int day, double cost)
{
	return id +
	       (int64_t)(strlen(title) + strlen(author) + strlen(publisher)) +
	       day + cents(cost);
}

static inline int check_of_day(int year, int month, int day)
{
	return year * 372 + month * 31 + day;
}

#endif
