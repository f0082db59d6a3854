/* Generated data: values a second, and rows seeded beside constants inserted.
 * The units are values or rows. */
#include <calx/calx.h>
#include <calx/faker.h>
#include <calx/short.h>

#include <stdio.h>
#include <string.h>

#include "measure.h"

CALX_MODEL(Person, "people", column(id, big_integer(), .primary_key = true),
	column(name, string(100)), column(email, string(100), .unique = true),
	column(country, string(60)));

CALX_METADATA(people, Person);

static calx_faker *fake;
static calx_engine *engine;
static calx_session *session;

typedef const char *text_maker(calx_faker *faker);

static int64_t texts(int64_t units, text_maker *make)
{
	size_t bytes = 0;

	make(fake);
	measure_begin();
	for (int64_t i = 0; i < units; i++)
		bytes += strlen(make(fake));
	measure_end();
	return (int64_t)bytes;
}

static int64_t names(int64_t units)
{
	return texts(units, calx_fake_name);
}

static int64_t emails(int64_t units)
{
	return texts(units, calx_fake_email);
}

static int64_t addresses(int64_t units)
{
	return texts(units, calx_fake_address);
}

static int64_t sentences(int64_t units)
{
	return texts(units, calx_fake_sentence);
}

static int64_t profiles(int64_t units)
{
	size_t bytes = 0;

	measure_begin();
	for (int64_t i = 0; i < units; i++) {
		calx_profile profile = calx_fake_profile(fake);

		bytes += strlen(profile.name) + strlen(profile.address);
	}
	measure_end();
	return (int64_t)bytes;
}

static int64_t finished(void)
{
	if (calx_session_error(session))
		die("%s", calx_session_error(session)->message);
	return calx_count(session, Person);
}

static int64_t seeded(int64_t units)
{
	calx_create_all(engine, &people);
	measure_begin();
	calx_seed(session, fake, Person, (size_t)units);
	calx_commit(session);
	measure_end();
	return finished();
}

enum { EMAIL = 48 };

/* Different for each row, and in no order, as the addresses of people are: what a
 * unique index over such costs is the database's work, whoever makes them. */
static uint32_t scattered(int64_t row)
{
	return (uint32_t)row * 2654435761u;
}

/* The same number of rows that the program has already. */
static int64_t constants(int64_t units)
{
	char *emails_of = must(malloc((size_t)units * EMAIL));
	struct Person *rows = must(calloc((size_t)units, sizeof(*rows)));

	for (int64_t i = 0; i < units; i++) {
		char *email = emails_of + i * EMAIL;

		snprintf(email, EMAIL, "user%u@example.com", scattered(i));
		rows[i] = (struct Person){ .name = "Katherine Johnson",
			.email = email,
			.country = "Switzerland" };
	}
	calx_create_all(engine, &people);
	measure_begin();
	calx_bulk_save(session, Person, rows, (size_t)units);
	calx_commit(session);
	measure_end();
	free(rows);
	free(emails_of);
	return finished();
}

static const struct workload workloads[] = {
	{ "name", names },
	{ "email", emails },
	{ "address", addresses },
	{ "sentence", sentences },
	{ "profile", profiles },
	{ "seed", seeded },
	{ "constants", constants },
	{ NULL, NULL },
};

static void open_all(const char *url, const char *workload)
{
	calx_error error = { 0 };

	(void)workload;
	fake = calx_faker_open("en_US", .seed = 42);
	engine = calx_engine_open(url, &error);
	if (!engine)
		die("%s", error.message);
	session = calx_session_open(engine);
}

static void close_all(void)
{
	calx_session_close(session);
	calx_engine_close(engine);
	calx_faker_close(fake);
}

int main(int argc, char **argv)
{
	return measure_main(argc, argv, workloads, open_all, close_all);
}
