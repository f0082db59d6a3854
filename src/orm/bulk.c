#include "orm/bulk.h"

#include "orm/base/error.h"
#include "orm/fetch/doubt.h"
#include "orm/store/transaction.h"
#include "orm/write/autoflush.h"
#include "orm/write/insert.h"
#include "orm/write/refused.h"
#include "util/fail.h"

/* Rows that never become objects. */

static enum calx_status insert_rows(struct insert *insert)
{
	enum calx_status status = calx__insert(insert);
	const struct refused refused = { .session = insert->mapper->session,
		.table = insert->mapper->table,
		.row = insert->at < insert->count
			       ? calx__insert_row(insert, insert->at)
			       : NULL };

	if (status < 0)
		calx__refused_explain(&refused);
	return status;
}

enum calx_status calx_session_bulk_save(calx_session *session,
	const calx_table *table, const void *rows, size_t count,
	const char *where)
{
	struct flush_reason reason = { "calx_bulk_save", where };
	struct insert insert = { .rows = rows, .count = count, .where = where };
	enum calx_status status;

	if (!calx__session_ready(session))
		return calx__session_status(session);
	insert.mapper = calx__mapper(session, table);
	if (!insert.mapper || !count)
		return calx__session_status(session);
	/* what objects give up may be what the rows take */
	if ((status = calx__session_autoflush_all(session, reason)) < 0 ||
		(status = calx__session_autoflush(
			 session, insert.mapper, NULL, reason)) < 0 ||
		(status = calx__transaction_begin(session, true, where)) < 0 ||
		(status = calx__doubt_settle(insert.mapper)) < 0 ||
		(status = insert_rows(&insert)) < 0)
		calx__fail_context(&session->error,
			"calx_bulk_save: row %zu of %zu", insert.at + 1, count);
	calx__doubt_count(session, (long long)count);
	return status;
}
