#ifndef CALX_FAKER_LISTS_H
#define CALX_FAKER_LISTS_H

#include <stddef.h>
#include <stdint.h>

/* The word lists of a locale, made from data/faker by a program at build
 * time: text in one pool per list, so that there is nothing to relocate. */

enum fake_list_id {
	LIST_first_name_female,
	LIST_first_name_male,
	LIST_last_name,
	LIST_job,
	LIST_city, /* name, state code, state, postcode start, area code */
	LIST_street_word,
	LIST_street_suffix,
	LIST_company_word,
	LIST_company_field,
	LIST_company_suffix,
	LIST_country, /* name, code */
	LIST_word,
	LIST_color_name,
	LIST_COUNT
};

struct fake_list {
	const char *pool;
	const uint32_t *starts;	      /* of each entry in the pool */
	const uint16_t *keep, *alias; /* weighted choice; NULL: all alike */
	unsigned count;
};

struct fake_locale {
	const char *name;
	struct fake_list lists[LIST_COUNT];
};

extern const struct fake_locale calx__fake_locale_en_US;

#endif
