#ifndef CALX_FAKER_GENERATE_H
#define CALX_FAKER_GENERATE_H

#include "util/strbuf.h"
#include "faker/maker.h"

/* The rows of faker/generators.h as a table. */
struct generator {
	unsigned number;
	const char *name;
	make_function *make; /* NULL: by the data of the locale */
	const char *columns; /* words with blanks between them */
	const char *tables;  /* likewise; NULL: none */
};

extern const struct generator calx__generators[GENERATE_COUNT];

/* Appends a value of the generator, however it is made. */
void calx__generate(
	enum generator_id id, struct maker *maker, struct strbuf *text);

#endif
