#include "faker/generate.h"

#include "faker/person.h"
#include "faker/template.h"
#include "faker/word.h"

/* The table that the rows of the list make. */

/* clang-format off */
#define IS_IN_RANGE(number, name, ...) \
	_Static_assert((number) > 0 && (number) < NUMBER_COUNT, \
		"the number of " #name " is too large");
CALX__GENERATORS(IS_IN_RANGE)

#define GENERATOR(generator_number, generator_name, ...) \
	{ .number = generator_number, .name = #generator_name, __VA_ARGS__ },
const struct generator calx__generators[GENERATE_COUNT] = {
	CALX__GENERATORS(GENERATOR)
};
/* clang-format on */

void calx__generate(
	enum generator_id id, struct maker *maker, struct strbuf *text)
{
	const struct generator *generator = &calx__generators[id];

	if (generator->make)
		generator->make(maker, text);
	else
		calx__template_write(maker, id, text);
}
