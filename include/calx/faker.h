#ifndef CALX_FAKER_H
#define CALX_FAKER_H

#include <calx/session.h>

/* Fake data. Every value is a function of (generator version, seed, stream,
 * row): no clock, no global state, the same on every machine. The calls below
 * count rows inside the faker: the nth call of one generator gives that
 * generator's nth value, whatever was called in between. Dates lie before a
 * fixed reference time, not before now.
 *
 * Strings that a generator returns are the faker's: they stay valid for the
 * next thousand calls and until it is closed. A faker is used by one thread at
 * a time. With a NULL faker every generator returns "" or zero. */

typedef struct calx_faker calx_faker;

/** What calx_faker_open() takes after the locale. */
typedef struct calx_faker_options {
	char reserved_;
	uint64_t seed; /* 0 is a seed like any other */
	const calx_datetime *reference_time; /* "now"; NULL: 2026-01-01 */
} calx_faker_options;

/** A person; the parts agree with each other. */
typedef struct calx_profile {
	const char *name;
	const char *first_name;
	const char *last_name;
	const char *sex; /* "F" or "M" */
	const char *username;
	const char *mail;
	const char *job;
	const char *company;
	const char *address;
	const char *residence;
	const char *phone;
	const char *ssn;
	const char *blood_group;
	const char *website;
	calx_date birthdate;
	double latitude, longitude;
} calx_profile;

CALX_BEGIN_DECLS

/** Opens a faker; NULL and `error` when the locale is not known (its name is
 * then "de_DE", say, and calx_faker_locales() lists what is there) or memory
 * has run out. Close it. */
CALX_API calx_faker *calx_faker_open_with(const char *locale, const calx_faker_options *options, calx_error *error);
/** NULL is accepted. */
CALX_API void calx_faker_close(calx_faker *fake);
/** The locales that there is data for, up to NULL. Static. */
CALX_API const char *const *calx_faker_locales(void);

/* people; each call is a new person */
CALX_API const char *calx_fake_name(calx_faker *fake);
CALX_API const char *calx_fake_first_name(calx_faker *fake);
CALX_API const char *calx_fake_last_name(calx_faker *fake);
CALX_API const char *calx_fake_username(calx_faker *fake);
/** An address at example.com, example.net or example.org (RFC 2606). */
CALX_API const char *calx_fake_email(calx_faker *fake);
CALX_API const char *calx_fake_job(calx_faker *fake);
CALX_API const char *calx_fake_phone_number(calx_faker *fake);
CALX_API calx_profile calx_fake_profile(calx_faker *fake);

/* places and firms */
CALX_API const char *calx_fake_company(calx_faker *fake);
CALX_API const char *calx_fake_street_address(calx_faker *fake);
CALX_API const char *calx_fake_city(calx_faker *fake);
CALX_API const char *calx_fake_state(calx_faker *fake);
CALX_API const char *calx_fake_postcode(calx_faker *fake);
CALX_API const char *calx_fake_country(calx_faker *fake);
CALX_API const char *calx_fake_address(calx_faker *fake);

/* words */
CALX_API const char *calx_fake_word(calx_faker *fake);
CALX_API const char *calx_fake_sentence(calx_faker *fake);
CALX_API const char *calx_fake_paragraph(calx_faker *fake);
CALX_API const char *calx_fake_title(calx_faker *fake);
CALX_API const char *calx_fake_url(calx_faker *fake);
CALX_API const char *calx_fake_slug(calx_faker *fake);

/** "#7148af" */
CALX_API const char *calx_fake_color(calx_faker *fake);
CALX_API const char *calx_fake_color_name(calx_faker *fake);

/* numbers and times */
/** From `low` to `high`, both included; 0 when low > high. */
CALX_API int calx_fake_int(calx_faker *fake, int low, int high);
CALX_API int64_t calx_fake_int64(calx_faker *fake, int64_t low, int64_t high);
/** In [0, 1). */
CALX_API double calx_fake_double(calx_faker *fake);
CALX_API bool calx_fake_boolean(calx_faker *fake);
/** Between 1970 and the reference time, to the microsecond. */
CALX_API calx_datetime calx_fake_datetime(calx_faker *fake);
CALX_API calx_date calx_fake_date(calx_faker *fake);
CALX_API calx_time calx_fake_time(calx_faker *fake);
/** Of someone between 18 and 90 at the reference time. */
CALX_API calx_date calx_fake_birthdate(calx_faker *fake);
/** Version 4 in form, but not secret: it depends on the seed only. */
CALX_API calx_uuid calx_fake_uuid(calx_faker *fake);
/** '#' becomes a digit, '?' a letter, '^' a hexadecimal digit; a backslash
 * keeps what follows. NULL gives "". */
CALX_API const char *calx_fake_pattern(calx_faker *fake, const char *pattern);

/** What calx_seed() below calls; `providers` is the model's struct of them. */
CALX_API int64_t calx_session_seed(calx_session *session, calx_faker *fake, const calx_table *table, int64_t count, const void *providers, const char *where);

CALX_END_DECLS

#ifndef __cplusplus

/** calx_faker_open("en_US") or calx_faker_open("en_US", .seed = 42) */
#define calx_faker_open(...) CALX_FAKER_OPEN_(__VA_ARGS__, )
#define CALX_FAKER_OPEN_(locale, ...) \
	calx_faker_open_with(locale, &(const calx_faker_options){ .reserved_ = 0, __VA_ARGS__ }, NULL)

/**
 * calx_seed(session, fake, Book, 50, .title = calx_fake_title): inserts 50
 * rows. A column that is not named gets a generator by its name, type, length
 * and constraints; keys of other tables are chosen among their rows; columns
 * that must be unique are, or it is an error before the first row. Returns the
 * number of rows, or a negative status.
 */
#define calx_seed(session, fake, ...) CALX_SEED_(session, fake, __VA_ARGS__, )
#define CALX_SEED_(session, fake, T, count, ...)                               \
	calx_session_seed(session, fake, &T##_calx_table_, count,              \
		&(const struct T##_calx_providers_){ .calx_reserved_ = 0, __VA_ARGS__ }, CALX_HERE_)

#endif
#endif
