#include "books.h"

#include <string.h>

/* Rows in memory: what is the same in all programs that are written by hand. */

int64_t check_of(const struct book *book)
{
	return check_of_book(book->id, book->title, book->author,
		book->publisher,
		check_of_day(book->published.year, book->published.month,
			book->published.day),
		book->cost);
}

struct book *books_add(struct books *books)
{
	if (books->count == books->capacity) {
		books->capacity = books->capacity ? books->capacity * 2 : 256;
		books->items = must(realloc(books->items,
			(size_t)books->capacity * sizeof(*books->items)));
	}
	return &books->items[books->count++];
}

int64_t books_check(const struct books *books)
{
	int64_t sum = 0;

	for (int64_t i = 0; i < books->count; i++)
		sum += check_of(&books->items[i]);
	return sum;
}

char *text_copy(const char *text, size_t size)
{
	char *copy = must(malloc(size + 1));

	memcpy(copy, text, size);
	copy[size] = '\0';
	return copy;
}

void free_book(struct book *book)
{
	free(book->title);
	free(book->author);
	free(book->publisher);
}

static int64_t counted_check(const struct books *books, int64_t units)
{
	if (books->count != units)
		die("%lld rows", (long long)books->count);
	return books_check(books);
}

int64_t books_end(struct books *books, int64_t units)
{
	int64_t check = counted_check(books, units);

	for (int64_t i = 0; i < books->count; i++)
		free_book(&books->items[i]);
	free(books->items);
	return check;
}

enum { BLOCK = 256 * 1024 };

struct block {
	struct block *next;
	char text[BLOCK];
};

static struct block *blocks;
static size_t used = BLOCK;

char *text_pack(const char *text, size_t size)
{
	char *copy;

	if (used + size + 1 > BLOCK) {
		struct block *block = must(malloc(sizeof(*block)));

		block->next = blocks;
		blocks = block;
		used = 0;
	}
	copy = memcpy(blocks->text + used, text, size);
	copy[size] = '\0';
	used += size + 1;
	return copy;
}

void text_free_packed(void)
{
	for (struct block *next; blocks; blocks = next) {
		next = blocks->next;
		free(blocks);
	}
	used = BLOCK;
}

int64_t books_end_packed(struct books *books, int64_t units)
{
	int64_t check = counted_check(books, units);

	text_free_packed();
	free(books->items);
	return check;
}

static int by_id(const void *a, const void *b)
{
	int64_t one = ((const struct change *)a)->id;
	int64_t two = ((const struct change *)b)->id;

	return (one > two) - (one < two);
}

struct change *changes_sorted(int64_t units, int64_t rows)
{
	struct change *changes = must(malloc((size_t)units * sizeof(*changes)));

	for (int64_t i = 0; i < units; i++)
		changes[i] =
			(struct change){ data_key(i, rows), data_new_cost(i) };
	qsort(changes, (size_t)units, sizeof(*changes), by_id);
	return changes;
}

int64_t seen_check(const struct seen *seen, int64_t units)
{
	if (seen->rows != units || !seen->bytes)
		die("%lld rows", (long long)seen->rows);
	return cents(seen->sum);
}
