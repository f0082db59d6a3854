/* The same work through calx. */
#include <calx/calx.h>
#include <calx/short.h>

#include "bench.h"

CALX_MODEL(Book, "books", column(id, integer(), .primary_key = true),
	column(title, nullable(string())), column(author, nullable(string())),
	column(publisher, nullable(string())),
	column(publish_date, nullable(datetime())),
	column(cost, nullable(integer())));

CALX_METADATA(bookstore, Book);

struct side {
	calx_engine *engine;
	calx_session *session;
};

static struct side open_side(const struct bench *bench)
{
	char url[512];
	struct side side;
	calx_error error = { 0 };

	snprintf(url, sizeof(url), "sqlite:///%s", bench->database);
	side.engine = calx_engine_open(url, &error);
	if (!side.engine)
		bench_die(error.message);
	side.session = calx_session_open(side.engine);
	return side;
}

static void close_side(struct side *side)
{
	if (calx_session_error(side->session))
		bench_die(calx_session_error(side->session)->message);
	calx_session_close(side->session);
	calx_engine_close(side->engine);
}

static struct Book *make_books(long count, struct sample **ret_samples)
{
	struct sample *samples = calloc((size_t)count, sizeof(*samples));
	struct Book *books = calloc((size_t)count, sizeof(*books));

	for (long i = 0; i < count; i++) {
		sample_fill(&samples[i], i);
		books[i] = (struct Book){
			.title = samples[i].title,
			.author = samples[i].author,
			.publisher = samples[i].publisher,
			.publish_date =
				calx_some(calx_datetime_of(samples[i].year,
					samples[i].month, samples[i].day)),
			.cost = calx_some(samples[i].cost),
		};
	}
	*ret_samples = samples;
	return books;
}

static void create(struct bench *bench)
{
	struct side side = open_side(bench);

	calx_create_all(side.engine, &bookstore);
	close_side(&side);
}

static void insert(struct bench *bench)
{
	struct side side = open_side(bench);
	struct sample *samples;
	struct Book *books = make_books(bench->count, &samples);

	bench_start(bench);
	calx_bulk_save(side.session, Book, books, (size_t)bench->count);
	calx_commit(side.session);
	bench_stop(bench);
	bench->checksum = (unsigned long long)bench->count;
	close_side(&side);
	free(books);
	free(samples);
}

static void flush(struct bench *bench)
{
	struct side side = open_side(bench);
	struct sample *samples;
	struct Book *books = make_books(bench->count, &samples);

	bench_start(bench);
	for (long i = 0; i < bench->count; i++)
		calx_add(side.session, Book, .title = books[i].title,
			.author = books[i].author,
			.publisher = books[i].publisher,
			.publish_date = books[i].publish_date,
			.cost = books[i].cost);
	calx_commit(side.session);
	bench_stop(bench);
	bench->checksum = (unsigned long long)bench->count;
	close_side(&side);
	free(books);
	free(samples);
}

static void scan_borrowed(struct bench *bench)
{
	struct side side = open_side(bench);

	bench_start(bench);
	calx_each(side.session, Book, book)
		bench->checksum += (unsigned long long)book->id +
				   (unsigned char)book->title[0];
	bench_stop(bench);
	close_side(&side);
}

static void checksum_list(struct bench *bench, struct Book_list books)
{
	for (size_t i = 0; i < books.count; i++)
		bench->checksum += (unsigned long long)books.items[i]->id +
				   (unsigned char)books.items[i]->title[0];
}

static void scan_kept(struct bench *bench)
{
	struct side side = open_side(bench);

	bench_start(bench);
	checksum_list(bench, calx_all(side.session, Book, untracked()));
	bench_stop(bench);
	close_side(&side);
}

/* The database's page cache is filled first, so that the growth of memory is
 * that of the objects. */
static void load(struct bench *bench)
{
	struct side side = open_side(bench);
	int64_t rows = 0;

	calx_each(side.session, Book, book, untracked())
		rows += book->id != 0;
	if (rows < bench->count)
		bench_die("not all rows are there");
	bench_start(bench);
	checksum_list(bench, calx_all(side.session, Book));
	bench_stop(bench);
	close_side(&side);
}

static void get_all(struct bench *bench, calx_session *session)
{
	for (long i = 0; i < bench->count; i++) {
		const struct Book *book =
			calx_get(session, Book, scattered(i, bench->count));

		bench->checksum += book ? (unsigned long long)book->id : 0;
	}
}

static void select_by_key(struct bench *bench)
{
	struct side side = open_side(bench);

	bench_start(bench);
	get_all(bench, side.session);
	bench_stop(bench);
	close_side(&side);
}

static void select_hit(struct bench *bench)
{
	struct side side = open_side(bench);

	calx_all(side.session, Book, where(Book.id, <=, bench->count));
	bench_start(bench);
	get_all(bench, side.session);
	bench_stop(bench);
	close_side(&side);
}

static void update(struct bench *bench)
{
	struct side side = open_side(bench);
	struct Book_list books =
		calx_all(side.session, Book, where(Book.id, <=, bench->count));

	calx_commit(side.session);
	bench_start(bench);
	for (size_t i = 0; i < books.count; i++)
		books.items[i]->cost = calx_some((int)(i % 1000));
	calx_commit(side.session);
	bench_stop(bench);
	bench->checksum = books.count;
	close_side(&side);
}

int main(int argc, char **argv)
{
	static const struct workload workloads[] = {
		{ "create", create },
		{ "insert", insert },
		{ "scan", scan_borrowed },
		{ "scan-kept", scan_kept },
		{ "select", select_by_key },
		{ "select-hit", select_hit },
		{ "update", update },
		{ "flush", flush },
		{ "load", load },
		{ NULL, NULL },
	};

	return bench_main(argc, argv, workloads);
}
