/* The same work through calx, as its user writes it. */
#include "toolkit.h"

#include <stdio.h>
#include <string.h>

calx_engine *engine;
calx_session *session;

void ok(void)
{
	if (calx_session_error(session))
		die("%s", calx_session_error(session)->message);
}

int64_t scalar(const char *sql)
{
	calx_result *result = calx_connection_query(
		calx_session_connection(session), sql, NULL, 0);
	const calx_row *row = calx_result_next(result);
	int64_t value = row ? calx_row_int64(row, 0) : 0;

	calx_result_close(result);
	ok();
	return value;
}

/* The workload begins a transaction of its own. */
int64_t table_rows(void)
{
	int64_t rows = scalar("SELECT COALESCE(MAX(id), 0) FROM books");

	calx_commit(session);
	return rows;
}

/* The databases have no name in common for an integer of 64 bits. */
int64_t cents_of_books(void)
{
	calx_result *result =
		calx_connection_query(calx_session_connection(session),
			"SELECT SUM(cost) FROM books", NULL, 0);
	const calx_row *row = calx_result_next(result);
	double sum = row ? calx_row_double(row, 0) : 0;

	calx_result_close(result);
	ok();
	return cents(sum);
}

int64_t rows_of_books(void)
{
	return scalar("SELECT COUNT(*) FROM books");
}

struct Book *input(int64_t rows, struct book **ret_text)
{
	struct book *text = data_books(rows);
	struct Book *books =
		must(calloc((size_t)rows + 1, sizeof(struct Book)));

	for (int64_t i = 0; i < rows; i++)
		books[i] = (struct Book){
			.id = text[i].id,
			.title = text[i].title,
			.author = text[i].author,
			.publisher = text[i].publisher,
			.publish_date = { text[i].published.year,
				text[i].published.month,
				text[i].published.day },
			.cost = text[i].cost,
		};
	*ret_text = text;
	return books;
}

int64_t input_free(struct Book *books, struct book *text)
{
	ok();
	data_books_free(text);
	free(books);
	return cents_of_books();
}

struct Book **objects(int64_t count, int64_t rows)
{
	struct Book **list = must(malloc((size_t)(count + 1) * sizeof(*list)));

	for (int64_t i = 0; i < count; i++)
		list[i] = must(calx_get(session, Book, data_key(i, rows)));
	calx_commit(session);
	return list;
}

static int64_t check_of(const struct Book *book)
{
	return check_of_book(book->id, book->title, book->author,
		book->publisher,
		check_of_day(book->publish_date.year, book->publish_date.month,
			book->publish_date.day),
		book->cost);
}

static int64_t check_all(struct Book_list books)
{
	int64_t sum = 0;

	for (size_t i = 0; i < books.count; i++)
		sum += check_of(books.items[i]);
	return sum;
}

static int64_t insert(int64_t units)
{
	struct book *text;
	struct Book *books = input(units, &text);

	measure_begin();
	calx_bulk_save(session, Book, books, (size_t)units);
	calx_commit(session);
	measure_end();
	return input_free(books, text);
}

static void add(const struct Book *book)
{
	calx_add(session, Book, .id = book->id, .title = book->title,
		.author = book->author, .publisher = book->publisher,
		.publish_date = book->publish_date, .cost = book->cost);
}

/* The unit of work: each row an object, all written by one commit. */
static int64_t add_all(int64_t units)
{
	struct book *text;
	struct Book *books = input(units, &text);

	measure_begin();
	for (int64_t i = 0; i < units; i++)
		add(&books[i]);
	calx_commit(session);
	measure_end();
	return input_free(books, text);
}

/* The same with keys that the database makes up. */
static int64_t add_keyless(int64_t units)
{
	struct book *text;
	struct Book *books = input(units, &text);

	measure_begin();
	for (int64_t i = 0; i < units; i++)
		calx_add(session, Book, .title = books[i].title,
			.author = books[i].author,
			.publisher = books[i].publisher,
			.publish_date = books[i].publish_date,
			.cost = books[i].cost);
	calx_commit(session);
	measure_end();
	return input_free(books, text);
}

static int64_t list_check(struct Book_list books, int64_t units)
{
	ok();
	if ((int64_t)books.count != units)
		die("%zu rows", books.count);
	return check_all(books);
}

/* Structs with text of their own. */
static int64_t scan(int64_t units)
{
	struct Book_list books;

	measure_begin();
	books = calx_all(session, Book, untracked());
	measure_end();
	return list_check(books, units);
}

/* Objects of the session. */
static int64_t load(int64_t units)
{
	struct Book_list books;

	measure_begin();
	books = calx_all(session, Book);
	measure_end();
	return list_check(books, units);
}

struct seen {
	int64_t rows, bytes;
	double sum;
};

static void see(struct seen *seen, const struct Book *book)
{
	seen->rows += book->id != 0;
	seen->bytes += book->title[0] + book->author[0] + book->publisher[0] +
		       book->publish_date.day;
	seen->sum += book->cost;
}

static int64_t seen_check(const struct seen *seen, int64_t units)
{
	ok();
	if (seen->rows != units || !seen->bytes)
		die("%lld rows", (long long)seen->rows);
	return cents(seen->sum);
}

/* Objects that the body may change and that are then kept. */
static int64_t each(int64_t units)
{
	struct seen seen = { 0 };

	measure_begin();
	calx_each(session, Book, book)
		see(&seen, book);
	measure_end();
	return seen_check(&seen, units);
}

/* Rows that are only read. */
static int64_t each_untracked(int64_t units)
{
	struct seen seen = { 0 };

	measure_begin();
	calx_each(session, Book, book, untracked())
		see(&seen, book);
	measure_end();
	return seen_check(&seen, units);
}

/* Rows of columns. */
static int64_t each_row(int64_t units)
{
	struct seen seen = { 0 };

	measure_begin();
	calx_each_row(session, row,
		columns(Book.id, Book.title, Book.author, Book.publisher,
			Book.publish_date, Book.cost)) {
		seen.rows += calx_row_get(row, Book.id) != 0;
		seen.bytes += calx_row_get(row, Book.title)[0] +
			      calx_row_get(row, Book.author)[0] +
			      calx_row_get(row, Book.publisher)[0] +
			      calx_row_get(row, Book.publish_date).day;
		seen.sum += calx_row_get(row, Book.cost);
	}
	measure_end();
	return seen_check(&seen, units);
}

static int64_t get_all(int64_t units, int64_t rows)
{
	int64_t check = 0;

	for (int64_t i = 0; i < units; i++)
		check += check_of(
			must(calx_get(session, Book, data_key(i, rows))));
	return check;
}

static int64_t get(int64_t units)
{
	int64_t rows = table_rows(), check;

	measure_begin();
	check = get_all(units, rows);
	measure_end();
	return check;
}

/* Of objects that the session has. */
static int64_t get_hit(int64_t units)
{
	int64_t rows = table_rows(), check;

	get_all(units, rows);
	measure_begin();
	check = get_all(units, rows);
	measure_end();
	return check;
}

static int64_t first(int64_t units)
{
	int64_t rows = table_rows(), check = 0;

	measure_begin();
	for (int64_t i = 0; i < units; i++)
		check += check_of(must(calx_first(
			session, Book, where(Book.id, ==, data_key(i, rows)))));
	measure_end();
	return check;
}

/* A session for each request that reads one row. */
static int64_t sessions(int64_t units)
{
	int64_t rows = table_rows(), check = 0;

	measure_begin();
	for (int64_t i = 0; i < units; i++) {
		calx_session *request = calx_session_open(engine);

		check += check_of(
			must(calx_get(request, Book, data_key(i, rows))));
		calx_session_close(request);
	}
	measure_end();
	return check;
}

/* The objects are there; measured: changing and writing them. */
static int64_t update(int64_t units)
{
	struct Book **books = objects(units, table_rows());

	measure_begin();
	for (int64_t i = 0; i < units; i++)
		books[i]->cost = data_new_cost(i);
	calx_commit(session);
	measure_end();
	free(books);
	ok();
	return cents_of_books();
}

/* A statement for each row, and no objects. */
static int64_t update_where(int64_t units)
{
	int64_t rows = table_rows();

	measure_begin();
	for (int64_t i = 0; i < units; i++)
		calx_update(session, Book, set(Book.cost, data_new_cost(i)),
			where(Book.id, ==, data_key(i, rows)));
	calx_commit(session);
	measure_end();
	ok();
	return cents_of_books();
}

#define QUERY(name, i)                                   \
	where(Book.author, ==, (const char *)name),      \
		where(Book.cost, <, data_query_cost(i)), \
		order_by(desc(Book.publish_date), Book.id), limit(10)

static int64_t filter(int64_t units)
{
	int64_t rows = table_rows(), check = 0;
	char name[TEXT_MAX];

	measure_begin();
	for (int64_t i = 0; i < units; i++) {
		data_author_name(data_query_author(i, rows), name);
		check += check_all(
			calx_all(session, Book, QUERY(name, i), untracked()));
	}
	measure_end();
	ok();
	return check;
}

static int64_t filter_tracked(int64_t units)
{
	int64_t rows = table_rows(), check = 0;
	char name[TEXT_MAX];

	measure_begin();
	for (int64_t i = 0; i < units; i++) {
		data_author_name(data_query_author(i, rows), name);
		check += check_all(calx_all(session, Book, QUERY(name, i)));
	}
	measure_end();
	ok();
	return check;
}

/* A commit for each row, in one session; with a write-ahead log, as in the C,
 * which the file gets before it is measured. */
static int64_t transactions(int64_t units)
{
	struct book *text;
	struct Book *books = input(units, &text);

	table_rows();
	measure_begin();
	for (int64_t i = 0; i < units; i++) {
		add(&books[i]);
		calx_commit(session);
	}
	measure_end();
	return input_free(books, text);
}

/* Authors and works that the program links. */
struct child {
	const struct Work *work;
	const struct Author *author;
	struct child *next;
};

struct family {
	const struct Author *author;
	struct child *first, *last;
};

struct families {
	struct family *items;
	struct child *children, *next;
};

static struct families families_make(int64_t units)
{
	struct families families = { must(calloc((size_t)(units / WORKS + 1),
					     sizeof(struct family))),
		must(malloc((size_t)(units + 1) * sizeof(struct child))),
		NULL };

	families.next = families.children;
	return families;
}

static void adopt(struct families *families, struct family *family,
	const struct Work *work)
{
	struct child *child = families->next++;

	*child = (struct child){ work, family->author, NULL };
	if (family->last)
		family->last->next = child;
	else
		family->first = child;
	family->last = child;
}

static int64_t check_of_work(const struct Work *work)
{
	return (int64_t)strlen(work->title) +
	       check_of_day(work->publish_date.year, work->publish_date.month,
		       work->publish_date.day) +
	       cents(work->cost);
}

static int64_t families_check(struct families *families, size_t count)
{
	int64_t sum = 0;

	ok();
	for (size_t i = 0; i < count; i++) {
		const struct family *family = &families->items[i];
		int64_t seen = 0;

		sum += family->author->id +
		       (int64_t)(strlen(family->author->name) +
				 strlen(family->author->country));
		for (struct child *c = family->first; c; c = c->next)
			sum += c->work->id * ++seen + check_of_work(c->work) +
			       c->author->id;
	}
	free(families->items);
	free(families->children);
	return sum;
}

enum { KEYS_AT_ONCE = 500 };

/* Two queries, the second once for so many authors; units are works. */
static int64_t two_queries(int64_t units)
{
	struct families families = families_make(units);
	int64_t keys[KEYS_AT_ONCE];
	struct Author_list authors;

	measure_begin();
	authors = calx_all(session, Author, where(Author.id, <=, units / WORKS),
		order_by(Author.id));
	for (size_t i = 0; i < authors.count; i++)
		families.items[i].author = authors.items[i];
	for (size_t i = 0; i < authors.count; i += KEYS_AT_ONCE) {
		struct family *family = &families.items[i];
		struct Work_list works;
		size_t n = 0;

		for (; n < KEYS_AT_ONCE && i + n < authors.count; n++)
			keys[n] = authors.items[i + n]->id;
		works = calx_all(session, Work,
			where(Work.author_id, in, array(keys, n)),
			order_by(Work.author_id, Work.id));
		for (size_t k = 0; k < works.count; k++) {
			while (family->author->id != works.items[k]->author_id)
				family++;
			adopt(&families, family, works.items[k]);
		}
	}
	measure_end();
	return families_check(&families, authors.count);
}

/* A query for the works of each author. */
static int64_t per_parent(int64_t units)
{
	struct families families = families_make(units);
	struct Author_list authors;

	measure_begin();
	authors = calx_all(session, Author, where(Author.id, <=, units / WORKS),
		order_by(Author.id));
	for (size_t i = 0; i < authors.count; i++) {
		struct family *family = &families.items[i];
		struct Work_list works = calx_all(session, Work,
			where(Work.author_id, ==, authors.items[i]->id),
			order_by(Work.id));

		family->author = authors.items[i];
		for (size_t k = 0; k < works.count; k++)
			adopt(&families, family, works.items[k]);
	}
	measure_end();
	return families_check(&families, authors.count);
}

/* The objects are there; measured: deleting them. */
static int64_t delete_objects(int64_t units)
{
	struct Book **books = objects(units, table_rows());

	measure_begin();
	for (int64_t i = 0; i < units; i++)
		calx_delete(session, books[i]);
	calx_commit(session);
	measure_end();
	free(books);
	ok();
	return rows_of_books();
}

static int64_t delete_where(int64_t units)
{
	int64_t rows = table_rows();

	measure_begin();
	for (int64_t i = 0; i < units; i++)
		calx_delete_where(
			session, Book, where(Book.id, ==, data_key(i, rows)));
	calx_commit(session);
	measure_end();
	ok();
	return rows_of_books();
}

static int64_t count_each(int64_t units)
{
	int64_t rows = table_rows(), check = 0;
	char name[TEXT_MAX];

	measure_begin();
	for (int64_t i = 0; i < units; i++) {
		data_author_name(data_query_author(i, rows), name);
		check += calx_count(session, Book,
			where(Book.author, ==, (const char *)name));
	}
	measure_end();
	ok();
	return check;
}

const struct workload compared[] = {
	{ "insert", insert },
	{ "add", add_all },
	{ "add-keyless", add_keyless },
	{ "scan", scan },
	{ "load", load },
	{ "each", each },
	{ "each-untracked", each_untracked },
	{ "each-row", each_row },
	{ "get", get },
	{ "get-hit", get_hit },
	{ "first", first },
	{ "session", sessions },
	{ "update", update },
	{ "update-where", update_where },
	{ "filter", filter },
	{ "filter-tracked", filter_tracked },
	{ "transactions", transactions },
	{ "two-queries", two_queries },
	{ "per-parent", per_parent },
	{ "delete", delete_objects },
	{ "delete-where", delete_where },
	{ "count", count_each },
	{ NULL, NULL },
};

/* What the C makes there has a rollback journal, and keeps it. */
static void open_session(const char *url, const char *workload)
{
	bool wal = strcmp(workload, "transactions") == 0 &&
		   strncmp(url, "sqlite:", 7) == 0;
	calx_error error = { 0 };
	char with[512];

	snprintf(with, sizeof(with), "%s%s", url, wal ? "?journal=wal" : "");
	engine = calx_engine_open(with, &error);
	if (!engine)
		die("%s", error.message);
	session = calx_session_open(engine);
}

static void close_session(void)
{
	ok();
	calx_session_close(session);
	calx_engine_close(engine);
}

/* Both lists as one. */
int main(int argc, char **argv)
{
	struct workload all[64] = { { NULL, NULL } };
	size_t at = 0;

	for (const struct workload *w = compared; w->name; w++)
		all[at++] = *w;
	for (const struct workload *w = growing; w->name; w++)
		all[at++] = *w;
	return measure_main(argc, argv, all, open_session, close_session);
}
