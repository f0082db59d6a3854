#include <stdlib.h>

#include <calx/engine.h>
#include <calx/faker.h>

/* The programs of the bookstore are linked to this: they are unchanged, but
 * their database is the one that BOOKSTORE_URL names, and their fake data is
 * the same in each run. */

calx_engine *__real_calx_engine_open_with(
	const char *url, const calx_engine_options *options, calx_error *error);
calx_engine *__wrap_calx_engine_open_with(
	const char *url, const calx_engine_options *options, calx_error *error);
calx_faker *__real_calx_faker_open_with(const char *locale,
	const calx_faker_options *options, calx_error *error);
calx_faker *__wrap_calx_faker_open_with(const char *locale,
	const calx_faker_options *options, calx_error *error);

calx_engine *__wrap_calx_engine_open_with(
	const char *url, const calx_engine_options *options, calx_error *error)
{
	const char *other = getenv("BOOKSTORE_URL");

	return __real_calx_engine_open_with(
		other ? other : url, options, error);
}

calx_faker *__wrap_calx_faker_open_with(const char *locale,
	const calx_faker_options *options, calx_error *error)
{
	calx_faker_options seeded = *options;

	seeded.seed = 7;
	return __real_calx_faker_open_with(locale, &seeded, error);
}
