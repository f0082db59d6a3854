#ifndef CALX_ORM_REFUSED_H
#define CALX_ORM_REFUSED_H

#include "orm/base/state.h"

/* What a database does not say of a row that it has refused: which constraint it
 * was, and with which values. It is found out after the failure, by the model and
 * by looking at what is there; what goes well costs nothing. */

struct statement;

/* A row that was to be written. */
struct refused {
	calx_session *session;
	const calx_table *table;
	const void *row; /* as it was to be; NULL: deleted, or not known */
	const void *old; /* as it is in the database; NULL: it is not there */
	/* an INSERT, UPDATE or DELETE by clauses, whose rows are looked for;
	 * NULL: it was none */
	const struct statement *statement;
};

/* Completes the session's error, if a constraint is what it is about. */
void calx__refused_explain(const struct refused *refused);
/* The same of a commit: a foreign key that was not checked before. */
void calx__refused_commit(calx_session *session);

#endif
