#ifndef CALX_FAKER_LOCALE_H
#define CALX_FAKER_LOCALE_H

#include <stddef.h>
#include <stdint.h>

#include "faker/generators.h"
#include "util/strbuf.h"

/* What data/faker/<locale> says, as tables that data/faker/compile writes at
 * build time. Text is in pools and found by number, so that there is little to
 * relocate. */

/* the lists that code asks for; a locale may have others for its templates */
enum fake_list_id {
	LIST_FIRST_NAME_FEMALE,
	LIST_FIRST_NAME_MALE,
	LIST_LAST_NAME_FEMALE,
	LIST_LAST_NAME_MALE,
	LIST_WORD,
	LIST_COUNT
};

/* One list: an entry has fields. */
struct fake_list {
	const char *pool;	/* all fields, each with a NUL */
	const uint32_t *starts; /* of each field in the pool, and its end */
	const uint16_t *keep, *alias; /* weighted choice; NULL: all alike */
	unsigned count;
	unsigned fields; /* of each entry */
	unsigned own;	 /* not 0: a row has one entry of it, whichever of its
	               * columns asks, and this is the number of its draw */
};

enum fake_part_kind {
	PART_END,
	PART_TEXT,     /* `number` bytes from `low` of the texts */
	PART_ENTRY,    /* field `number` of an entry of list `low` for women,
	                * `high` for men; the row's own if the list has those */
	PART_ANY,      /* the same of any entry, whoever the row's person is */
	PART_TEMPLATE, /* what template `number` gives */
	PART_NUMBER    /* from `low` to `high`, with at least `number` digits */
};

/* A piece of a template. */
struct fake_part {
	unsigned char kind;  /* enum fake_part_kind */
	unsigned char upper; /* begins with a capital, whatever the data say */
	uint16_t number;
	uint32_t low, high;
};

/* What is put together of others: one of its choices is taken. */
struct fake_template {
	uint16_t first, count; /* its rows of `choices`; 0: there is none */
};

struct fake_locale {
	const char *name;
	const struct fake_list *const *lists;
	const struct fake_template *templates; /* first those of the generators,
	                                        * by enum generator_id */
	const uint16_t *choices; /* where each begins in `parts` */
	const struct fake_part *parts;
	const char *texts;
};

/* The locales that there are, in the order of data/faker/meson.build; the names
 * end in NULL. Made at build time. */
extern const struct fake_locale *const calx__fake_locales[];
extern const char *const calx__fake_locale_names[];

/* NULL if there is none of that name. */
const struct fake_locale *calx__locale_find(const char *name);

/* Field `field`, from 0 on, of entry `index` of a list; how long it is; and it is
 * appended. */
static inline const char *calx__entry_text(
	const struct fake_list *list, uint64_t index, unsigned field)
{
	return list->pool + list->starts[index * list->fields + field];
}

static inline size_t calx__entry_length(
	const struct fake_list *list, uint64_t index, unsigned field)
{
	const uint32_t *start = &list->starts[index * list->fields + field];

	return start[1] - start[0] - 1;
}

static inline void calx__entry_add(struct strbuf *text,
	const struct fake_list *list, uint64_t index, unsigned field)
{
	calx__strbuf_add(text, calx__entry_text(list, index, field),
		calx__entry_length(list, index, field));
}

#endif
