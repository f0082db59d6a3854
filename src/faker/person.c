#include "faker/person.h"

#include "util/ascii.h"
#include "util/transliterate.h"

/* What is made of a person's names. How a locale writes the names themselves
 * says its template. */

/* the draws of a person; the names' own are in data/faker/compile */
enum { OWN_NUMBER = 4 };

struct person calx__person(const struct maker *maker)
{
	const struct fake_list *const *lists = maker->locale->lists;
	struct maker own = *maker;
	const bool female = calx__maker_sex(maker) == 'F';
	const struct fake_list *first =
		lists[female ? LIST_FIRST_NAME_FEMALE : LIST_FIRST_NAME_MALE];
	const struct fake_list *last =
		lists[female ? LIST_LAST_NAME_FEMALE : LIST_LAST_NAME_MALE];

	return (struct person){
		.first_name = calx__entry_text(
			first, calx__maker_entry(&own, first), 0),
		.last_name = calx__entry_text(
			last, calx__maker_entry(&own, last), 0),
		.sex = female ? 'F' : 'M',
		.number = calx__maker_own(maker, OWN_NUMBER),
	};
}

/* The letters and digits among `length` bytes, in lower case and at most `most`;
 * into `end`, which may be `name`. Returns where they end. */
static char *copy_plain(char *end, const char *name, size_t length, size_t most)
{
	const char *begin = end;

	for (size_t i = 0; i < length && (size_t)(end - begin) < most; i++) {
		const char c = calx__ascii_lower(name[i]);

		/* written over by the next one if it does not stay */
		*end = c;
		end += (c >= 'a' && c <= 'z') || calx__ascii_is_digit(c);
	}
	return end;
}

static size_t ascii_length(const char *name)
{
	size_t length = 0;

	while ((signed char)name[length] > 0)
		length++;
	return length;
}

/* At most `most` letters and digits of a name, in lower case and ASCII: what
 * everybody can type. "user" for a name in a script that has no letters. */
static void add_plain(struct strbuf *text, const char *name, size_t most)
{
	const size_t start = text->length;
	size_t length = ascii_length(name);

	calx__strbuf_reserve(text, length);
	if (name[length]) {
		calx__transliterate(text, name);
		length = text->length - start;
		name = text->data + start;
	}
	if (text->failed)
		return;
	text->length =
		(size_t)(copy_plain(text->data + start, name, length, most) -
			 text->data);
	text->data[text->length] = '\0';
	if (text->length == start)
		calx__strbuf_adds(text, "user");
}

/* "julia98", "jmorris42", "julia.morris": by the person's number */
static void add_username(const struct person *person, struct strbuf *text)
{
	unsigned digits = 10 + (unsigned)(person->number >> 8) % 90;
	unsigned form = (unsigned)(person->number % 3);

	add_plain(text, person->first_name, form == 1 ? 1 : SIZE_MAX);
	if (form == 2)
		calx__strbuf_addc(text, '.');
	if (form != 0)
		add_plain(text, person->last_name, SIZE_MAX);
	if (form != 2)
		calx__strbuf_addu(text, digits, 2);
}

void calx__make_username(struct maker *maker, struct strbuf *text)
{
	struct person person = calx__person(maker);

	add_username(&person, text);
}

/* domains that nobody can own: RFC 2606, section 3 */
void calx__make_email(struct maker *maker, struct strbuf *text)
{
	static const char *const domains[] = { "com", "net", "org" };
	struct person person = calx__person(maker);

	add_username(&person, text);
	calx__strbuf_adds(text, "@example.");
	calx__strbuf_adds(text, domains[(person.number >> 32) % 3]);
}

void calx__make_website(struct maker *maker, struct strbuf *text)
{
	calx__strbuf_adds(text, "https://");
	add_plain(text, calx__person(maker).last_name, SIZE_MAX);
	calx__strbuf_adds(text, ".example.com/");
}

/* shares as the American Red Cross gives them, in percent */
const char *calx__pick_blood_group(struct maker *maker)
{
	static const struct {
		const char *name;
		unsigned percent;
	} groups[] = {
		{ "O+", 38 },
		{ "A+", 34 },
		{ "B+", 9 },
		{ "O-", 7 },
		{ "A-", 6 },
		{ "AB+", 3 },
		{ "B-", 2 },
		{ "AB-", 1 },
	};
	unsigned number = (unsigned)calx__draw_below(&maker->draw, 100);
	size_t i = 0;

	while (number >= groups[i].percent)
		number -= groups[i++].percent;
	return groups[i].name;
}
