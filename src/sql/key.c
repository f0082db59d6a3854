#include "node.h"

#include <string.h>

/* A byte for each node, and behind it what it consists of. This runs for every
 * statement, also when its prepared form is cached already, so it makes room
 * once for a whole node and then stores without asking. */

struct key_writer {
	struct strbuf *key;
	struct vec *values;
	const char *end; /* of the buffer */
	unsigned depth;
};

/* no operator is longer: what is cut off is an error in any case */
#define OPERATOR_BYTES 24

enum {
	NODE_ROOM = 64, /* more than one node needs */
	DIRECTION_SHIFT = 5,
	ODD = 0x80, /* no SQL can be made of it */
};

_Static_assert((unsigned)CALX_NODE_KIND_COUNT <= 1u << DIRECTION_SHIFT,
	"kind and direction share a byte");
_Static_assert(NODE_ROOM > 1 + sizeof(void *) + sizeof(size_t) + OPERATOR_BYTES,
	"a node fits");

static char *writer_grow(struct key_writer *writer, char *at)
{
	struct strbuf *key = writer->key;

	key->length = (size_t)(at - key->data);
	if (!calx__strbuf_reserve(key, NODE_ROOM))
		return NULL;
	writer->end = key->data + key->capacity;
	return key->data + key->length;
}

/* Where the next node goes; NULL after a failure. */
static inline char *writer_room(struct key_writer *writer, char *at)
{
	if (at && writer->end - at <= NODE_ROOM)
		return writer_grow(writer, at);
	return at;
}

static inline char *write_bytes(char *at, const void *bytes, size_t size)
{
	memcpy(at, bytes, size);
	return at + size;
}

static void value_collect(struct vec *values, const calx_value *value,
	const calx_column *column, bool compared)
{
	struct bound_value *bound;

	if (values->count < values->capacity)
		bound = (struct bound_value *)values->items + values->count++;
	else
		bound = calx__vec_push(values);
	if (bound)
		*bound = (struct bound_value){ *value, column, compared };
}

static void array_collect(
	struct vec *values, const calx_node *node, const calx_column *column)
{
	const size_t count = calx__array_count(node);

	for (size_t i = 0; i < count && !values->failed; i++) {
		const calx_value item = calx__array_item(node, i);

		value_collect(values, &item, column, true);
	}
}

static char *array_write(struct key_writer *writer, char *at,
	const calx_node *node, const calx_column *column)
{
	const size_t count = calx__array_count(node);

	array_collect(writer->values, node, column);
	*at++ = (char)calx__array_has_null(node);
	return write_bytes(at, &count, sizeof(count));
}

static char *operator_write(char *at, const char *text)
{
	for (size_t i = 0; text && text[i] && i < OPERATOR_BYTES; i++)
		*at++ = text[i];
	return at;
}

static bool node_is_odd(const calx_node *node)
{
	if (node->kind == CALX_NODE_VALUE)
		return node->value.kind == CALX_NULL;
	if (node->kind == CALX_NODE_LIMIT || node->kind == CALX_NODE_OFFSET)
		return !calx__limit_is_valid(node);
	return false;
}

static char *node_write(struct key_writer *writer, char *at,
	const calx_node *node, const calx_column *column, bool compared);

static char *children_write(
	struct key_writer *writer, char *at, const calx_node *node)
{
	const calx_node *child = node->children;
	const calx_column *column = NULL;

	if (++writer->depth <= NODE_DEPTH_MAX && child) {
		if (child->kind == CALX_NODE_COLUMN)
			column = child->column;
		for (; child->kind != CALX_NODE_END; child++)
			at = node_write(writer, at, child, column,
				node->kind == CALX_NODE_COMPARE);
	}
	writer->depth--;
	at = writer_room(writer, at);
	if (at)
		*at++ = CALX_NODE_END;
	return at;
}

/* `column`: what a value is for; `compared`: not to be stored there */
static char *node_write(struct key_writer *writer, char *at,
	const calx_node *node, const calx_column *column, bool compared)
{
	const struct node_info *info = calx__node_info(node);

	at = writer_room(writer, at);
	if (!at)
		return NULL;
	*at++ = (char)((info - calx__nodes) |
		       (node->direction & 3) << DIRECTION_SHIFT |
		       (node_is_odd(node) ? ODD : 0));
	if (info->has_children) {
		if (info->has_text)
			at = operator_write(at, node->text);
		return children_write(writer, at, node);
	}
	if (info->has_column)
		return write_bytes(at, &node->column, sizeof(node->column));
	if (info->has_value)
		value_collect(writer->values, &node->value, column, compared);
	if (info->has_array)
		return array_write(writer, at, node, column);
	return at;
}

/* the clauses of the kinds from `first` to `last` */
static char *clauses_write(struct key_writer *writer, char *at,
	const calx_node *clauses, unsigned first, unsigned last)
{
	for (const calx_node *clause = clauses; clause->kind != CALX_NODE_END;
		clause++) {
		const unsigned kind = clause->kind;

		if (kind >= first && kind <= last &&
			!calx__clause_is_superseded(clause))
			at = node_write(writer, at, clause, NULL, false);
	}
	return at;
}

static bool clauses_are_sorted(const calx_node *clauses)
{
	unsigned last = CALX_NODE_END;

	for (; clauses->kind != CALX_NODE_END; clauses++) {
		if ((unsigned)clauses->kind < last)
			return false;
		last = clauses->kind;
	}
	return true;
}

/* The order of the walk is that of the kinds, whatever order the clauses were
 * given in: mostly it is the same. */
static char *all_clauses_write(
	struct key_writer *writer, char *at, const calx_node *clauses)
{
	if (!clauses)
		return at;
	if (clauses_are_sorted(clauses))
		return clauses_write(writer, at, clauses, 0, ~0u);
	for (unsigned kind = 1; kind < CALX_NODE_KIND_COUNT; kind++)
		at = clauses_write(writer, at, clauses, kind, kind);
	return clauses_write(writer, at, clauses, CALX_NODE_KIND_COUNT, ~0u);
}

static void numbers_write(
	struct strbuf *key, const unsigned *numbers, size_t count)
{
	calx__strbuf_add(key, (const char *)&count, sizeof(count));
	calx__strbuf_add(key, (const char *)numbers, count * sizeof(*numbers));
}

void calx__statement_key(const struct statement *statement, struct strbuf *key,
	struct vec *values)
{
	struct key_writer writer = { .key = key, .values = values };
	char *at;

	at = writer_grow(&writer, key->data + key->length);
	if (!at)
		return;
	*at++ = (char)statement->kind;
	at = write_bytes(at, &statement->table, sizeof(statement->table));
	at = all_clauses_write(&writer, at, statement->clauses);
	if (!at)
		return;
	key->length = (size_t)(at - key->data);
	*at = '\0';
	if (statement->kind < STATEMENT_INSERT)
		return;
	calx__strbuf_add(
		key, (const char *)&statement->rows, sizeof(statement->rows));
	numbers_write(key, statement->numbers, statement->number_count);
	numbers_write(key, statement->keys, statement->key_count);
	numbers_write(key, statement->returning, statement->returning_count);
}
