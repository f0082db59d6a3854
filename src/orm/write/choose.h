#ifndef CALX_ORM_CHOOSE_H
#define CALX_ORM_CHOOSE_H

#include "orm/store/mapper.h"

/* Which tables a query reads, and which ones a flush before it writes: their
 * mappers are in the list session->chosen. What waits in the others goes on
 * waiting. */

/* The tables that a query mentions, and no others; `mapper`, that of the table
 * that it is of, may be NULL. */
void calx__choose_read(
	calx_session *session, struct mapper *mapper, const calx_node *clauses);
/* And what the chosen tables refer to: it has to be there before. */
enum calx_status calx__choose_parents(calx_session *session);

#endif
