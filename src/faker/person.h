#ifndef CALX_FAKER_PERSON_H
#define CALX_FAKER_PERSON_H

#include "util/strbuf.h"
#include "faker/maker.h"

/* The row's person. The names are entries of the locale's lists. */
struct person {
	const char *first_name, *last_name;
	char sex;	 /* 'F' or 'M' */
	uint64_t number; /* makes user names differ */
};

struct person calx__person(const struct maker *maker);

make_function calx__make_username, calx__make_email;
/* "https://morris.example.com/" */
make_function calx__make_website;
/* "O+", one of the eight */
const char *calx__pick_blood_group(struct maker *maker);

#endif
