#include "orm/read/scalar.h"

#include <string.h>

#include "orm/base/error.h"
#include "orm/fetch/fetch.h"
#include "orm/read/query.h"
#include "sql/statement/quotient.h"
#include "sql/type/decimal.h"
#include "sql/type/stored.h"
#include "sql/type/value.h"
#include "util/fail.h"

/* Queries for one column: of the first row, or of all of them. */

static struct prepared *column_start(calx_session *session,
	const calx_node *clauses, int64_t limit, struct flush_reason reason)
{
	const struct statement select = { .kind = STATEMENT_SELECT,
		.table = calx__clauses_table(clauses),
		.clauses = clauses,
		.limit = limit };

	if (!calx__session_ready(session))
		return NULL;
	if (!select.table) {
		calx__fail(calx__session_failing(session), CALX_MISUSE,
			"%s: no column says the table: which from()?",
			reason.verb);
		calx__session_fail_where(session, reason.where);
		return NULL;
	}
	if (calx__query_flush(session, select.table, clauses, reason) < 0)
		return NULL;
	return calx__fetch_start(session, &select, reason.where);
}

/* Text and blobs get a place in the session's memory. */
static enum calx_status value_keep(calx_session *session, calx_value *value)
{
	return calx__values_keep(&session->arena, value, 1)
		       ? CALX_OK
		       : calx__session_fail_memory(session);
}

/* What is read: the one column, and its type, of the kind that is asked for. */
struct wanted {
	const calx_node *node; /* or NULL */
	calx_type type;
};

/* A decimal of a column has its scale, also where a database forgets the zeros. */
static struct wanted wanted_of(const calx_node *clauses, enum calx_kind kind)
{
	const calx_node *columns = calx__clause(clauses, CALX_NODE_COLUMNS);
	const calx_node *first = columns ? calx__first_operand(columns) : NULL;
	const calx_type type = first ? calx__node_type(first)
				     : (calx_type){ .kind = CALX_NULL };

	while (first && first->kind == CALX_NODE_LIFTED && first->operand)
		first = first->operand;
	if (type.stored ||
		(first && first->kind == CALX_NODE_COLUMN &&
			type.kind == CALX_NUMERIC && kind == type.kind))
		return (struct wanted){ first, type };
	return (struct wanted){ first, { .kind = kind } };
}

static calx_decimal decimal_settle(
	const struct wanted *wanted, calx_decimal decimal)
{
	if (!wanted->node || wanted->node->kind == CALX_NODE_COLUMN)
		return calx__decimal_settle(&wanted->type, decimal);
	return calx__quotient_settle(wanted->node, decimal);
}

/* 1: a value was read, 0: there are no more, < 0: failed */
static int value_next(calx_session *session, struct prepared *prepared,
	const struct wanted *wanted, calx_value *ret_value)
{
	const enum calx_kind carrier = calx__stored_carrier(&wanted->type);
	int found = calx__fetch_step(session, prepared, prepared->where);

	if (found != 1)
		return found;
	if (calx__row(prepared, &carrier, 1, ret_value) < 0)
		return calx__session_failed(session, prepared->where);
	if (calx__stored_get(&wanted->type, calx__column_label(prepared, 0),
		    ret_value, calx__row_room(prepared),
		    calx__session_failing(session)) < 0) {
		calx__session_fail_where(session, prepared->where);
		return -1;
	}
	if (ret_value->kind == CALX_NUMERIC)
		ret_value->as.decimal =
			decimal_settle(wanted, ret_value->as.decimal);
	return value_keep(session, ret_value) < 0 ? -1 : 1;
}

calx_value calx_session_scalar(calx_session *session, enum calx_kind kind,
	const calx_node *clauses, const char *where)
{
	struct prepared *prepared = column_start(session, clauses, 1,
		(struct flush_reason){ "calx_scalar", where });
	const struct wanted wanted = wanted_of(clauses, kind);
	calx_value value = { .kind = CALX_NULL };

	if (prepared && value_next(session, prepared, &wanted, &value) != 1)
		value = (calx_value){ .kind = CALX_NULL };
	calx__finish(prepared);
	return value;
}

/* One more item at the end of a vec of the C type of `kind`. */
static enum calx_status item_add(
	struct vec *items, enum calx_kind kind, const calx_value *value)
{
	const calx_column item = { .name = "value", .type = { .kind = kind } };
	void *place = calx__vec_push(items);

	if (!place)
		return CALX_OUT_OF_MEMORY;
	return value->kind == CALX_NULL
		       ? CALX_OK
		       : calx__field_write(&item, place, value, NULL);
}

static enum calx_status items_read(calx_session *session,
	struct prepared *prepared, const struct wanted *wanted,
	struct vec *items)
{
	calx_value value;
	int found;

	while ((found = value_next(session, prepared, wanted, &value)) == 1)
		if (item_add(items, wanted->type.kind, &value) < 0)
			return calx__session_fail_memory(session);
	return found < 0 ? calx__session_status(session) : CALX_OK;
}

size_t calx_session_values(calx_session *session, enum calx_kind kind,
	const calx_node *clauses, void *ret_items, const char *where)
{
	struct prepared *prepared = column_start(session, clauses, 0,
		(struct flush_reason){ "calx_values", where });
	const struct wanted wanted = wanted_of(clauses, kind);
	struct vec items = { .size = calx__types[kind].size };
	void *kept = NULL;
	size_t count = 0;

	if (prepared && items_read(session, prepared, &wanted, &items) >= 0)
		count = items.count;
	if (count)
		kept = calx__arena_alloc(&session->arena, count * items.size);
	if (kept)
		memcpy(kept, items.items, count * items.size);
	else if (count)
		calx__session_fail_memory(session);
	memcpy(ret_items, &kept, sizeof(kept));
	calx__finish(prepared);
	calx__vec_release(&items);
	return kept ? count : 0;
}
