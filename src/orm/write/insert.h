#ifndef CALX_ORM_INSERT_H
#define CALX_ORM_INSERT_H

#include "orm/store/mapper.h"

/* Inserts rows of one table, in their order: those that leave out the same
 * columns go together. */
struct insert {
	struct mapper *mapper;
	const char *rows;      /* an array of structs, or NULL: */
	const uint32_t *slots; /* objects, which then are in the session */
	size_t count;
	const char *where;
	size_t at; /* the first row of the statement that runs */
};
enum calx_status calx__insert(struct insert *insert);

#endif
