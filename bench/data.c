#include "data.h"

#include <stdio.h>

#include "measure.h"

/* Each number is a hash of what it is for and of the row's number, so that any
 * row is made without the ones before it. */

enum purpose { TITLE = 1, NUMBERS, UPDATE, QUERY, FAMILY };

/* splitmix64, without a state */
static uint64_t hash(enum purpose purpose, int64_t number)
{
	uint64_t z = ((uint64_t)purpose << 56) +
		     ((uint64_t)number + 1) * UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

/* clang-format off */
static const char *const words[64] = {
	"the", "silent", "river", "garden", "of", "winter", "stone", "light",
	"a", "history", "shadow", "mountain", "and", "golden", "house",
	"letter", "in", "secret", "island", "memory", "on", "broken", "mirror",
	"ocean", "from", "ancient", "forest", "promise", "with", "hidden",
	"castle", "voyage", "to", "last", "summer", "bridge", "for", "first",
	"autumn", "machine", "under", "paper", "kingdom", "thunder", "beyond",
	"glass", "harbour", "dream", "after", "iron", "valley", "stranger",
	"between", "crimson", "desert", "journey", "before", "velvet", "tower",
	"whisper", "against", "northern", "city", "orchard",
};
static const char *const first_names[32] = {
	"Ada", "Boris", "Clara", "Denis", "Elena", "Felix", "Grace", "Hugo",
	"Irene", "Jonas", "Karin", "Lewis", "Maria", "Nils", "Olga", "Peter",
	"Quinn", "Rosa", "Stefan", "Tessa", "Ulf", "Vera", "Walter", "Xenia",
	"Yann", "Zoe", "Amir", "Bella", "Carlo", "Dora", "Emil", "Frida",
};
static const char *const last_names[64] = {
	"Abbott", "Baker", "Castro", "Dalton", "Ekberg", "Fischer", "Grant",
	"Hansen", "Ibsen", "Jansen", "Keller", "Larsen", "Moretti", "Novak",
	"Olsen", "Petrov", "Quiroga", "Romero", "Sato", "Tanaka", "Unger",
	"Vargas", "Weber", "Xavier", "Young", "Zhang", "Almeida", "Bergman",
	"Conti", "Duarte", "Eriksson", "Fontaine", "Garcia", "Haddad",
	"Ivanov", "Jensen", "Kowalski", "Lindgren", "Martins", "Nakamura",
	"Oliveira", "Pavlov", "Quinlan", "Rossi", "Schmidt", "Tolstoy",
	"Ullman", "Volkov", "Wagner", "Ximenes", "Yilmaz", "Ziegler",
	"Andersen", "Bianchi", "Costa", "Dubois", "Engel", "Ferrari", "Gruber",
	"Horvat", "Ilves", "Jovanovic", "Kovac", "Lopez",
};
static const char *const houses[20] = {
	"Northwind", "Bluebird", "Harbor", "Lantern", "Meridian", "Oakleaf",
	"Pioneer", "Redwood", "Silver", "Summit", "Tidewater", "Union",
	"Vanguard", "Westgate", "Arcadia", "Beacon", "Crescent", "Driftwood",
	"Evergreen", "Foxglove",
};
static const char *const kinds[10] = {
	"Press", "Books", "House", "Publishing", "Editions", "& Sons", "Media",
	"Group", "Classics", "Imprint",
};
static const char *const countries[16] = {
	"Argentina", "Brazil", "Canada", "Denmark", "Egypt", "France",
	"Germany", "Hungary", "India", "Japan", "Kenya", "Latvia", "Mexico",
	"Norway", "Portugal", "Spain",
};
/* clang-format on */

static void make_title(uint64_t number, char *title)
{
	int count = 3 + (int)(number & 3);
	char *at = title;

	number >>= 2;
	for (int i = 0; i < count; i++) {
		at += sprintf(at, "%s%s", i ? " " : "", words[number & 63]);
		number >>= 6;
	}
	if (title[0] >= 'a' && title[0] <= 'z')
		title[0] = (char)(title[0] - 'a' + 'A');
}

static struct day make_day(uint64_t number)
{
	return (struct day){
		.year = (int16_t)(1950 + (number & 0xffff) % 75),
		.month = (uint8_t)(1 + ((number >> 16) & 0xffff) % 12),
		.day = (uint8_t)(1 + ((number >> 32) & 0xffff) % 28),
	};
}

/* from 5.00 to 199.99 */
static double make_cost(uint64_t number)
{
	return (double)(500 + number % 19500) / 100.0;
}

int64_t data_author_count(int64_t rows)
{
	return rows < 100 ? 1 : rows / 100;
}

void data_author_name(int64_t index, char *name)
{
	int64_t rest = index / 32;
	size_t length = (size_t)sprintf(
		name, "%s %s", first_names[index % 32], last_names[rest % 64]);

	if (rest / 64)
		sprintf(name + length, " %lld", (long long)(rest / 64));
}

void data_book(int64_t id, int64_t rows, char *text, struct book *book)
{
	uint64_t author =
		hash(NUMBERS, id * 3) % (uint64_t)data_author_count(rows);
	uint64_t rest = hash(NUMBERS, id * 3 + 1);

	book->id = id;
	book->title = text;
	book->author = text + TEXT_MAX;
	book->publisher = text + 2 * TEXT_MAX;
	make_title(hash(TITLE, id), book->title);
	data_author_name((int64_t)author, book->author);
	snprintf(book->publisher, TEXT_MAX, "%s %s", houses[rest % 200 % 20],
		kinds[rest % 200 / 20]);
	book->published = make_day(hash(NUMBERS, id * 3 + 2));
	book->cost = make_cost(rest >> 20);
}

static char *pack(char **at, const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = memcpy(*at, text, size);

	*at += size;
	return copy;
}

struct book *data_books(int64_t rows)
{
	struct book *books = must(calloc((size_t)rows + 1, sizeof(*books)));
	char *at = must(malloc((size_t)rows * 128 + 16));
	char text[3 * TEXT_MAX];

	books[0].title = at;
	for (int64_t i = 0; i < rows; i++) {
		data_book(i + 1, rows, text, &books[i]);
		books[i].title = pack(&at, books[i].title);
		books[i].author = pack(&at, books[i].author);
		books[i].publisher = pack(&at, books[i].publisher);
	}
	return books;
}

void data_books_free(struct book *books)
{
	free(books[0].title);
	free(books);
}

static int64_t divisor(int64_t a, int64_t b)
{
	return b ? divisor(b, a % b) : a;
}

int64_t data_key(int64_t i, int64_t rows)
{
	static int64_t stride, of;

	/* near the golden section, and without a divisor that rows has */
	if (of != rows) {
		stride = (int64_t)((double)rows * 0.6180339887) | 1;
		while (divisor(stride, rows) != 1)
			stride += 2;
		of = rows;
	}
	return 1 + i % rows * stride % rows;
}

double data_new_cost(int64_t i)
{
	return make_cost(hash(UPDATE, i));
}

int64_t data_query_author(int64_t i, int64_t rows)
{
	return (int64_t)(hash(QUERY, i) % (uint64_t)data_author_count(rows));
}

/* from 20.00 to 99.99 */
double data_query_cost(int64_t i)
{
	return (double)(2000 + (hash(QUERY, i) >> 32) % 8000) / 100.0;
}

void data_author(int64_t id, char *name, char *country)
{
	data_author_name(id - 1, name);
	strcpy(country, countries[hash(FAMILY, id * 4) % 16]);
}

void data_work(int64_t id, char *title, struct day *published, double *cost)
{
	make_title(hash(FAMILY, id * 4 + 1), title);
	*published = make_day(hash(FAMILY, id * 4 + 2));
	*cost = make_cost(hash(FAMILY, id * 4 + 3));
}

static void print_two(int number, char *text)
{
	text[0] = (char)('0' + number / 10);
	text[1] = (char)('0' + number % 10);
}

void data_print_day(struct day day, char text[11])
{
	print_two(day.year / 100, text);
	print_two(day.year % 100, text + 2);
	text[4] = text[7] = '-';
	print_two(day.month, text + 5);
	print_two(day.day, text + 8);
	text[10] = '\0';
}

static int parse_two(const char *text)
{
	return (text[0] - '0') * 10 + (text[1] - '0');
}

struct day data_parse_day(const char *text)
{
	return (struct day){
		.year = (int16_t)(parse_two(text) * 100 + parse_two(text + 2)),
		.month = (uint8_t)parse_two(text + 5),
		.day = (uint8_t)parse_two(text + 8),
	};
}
