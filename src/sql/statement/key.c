#include "sql/statement/node.h"

#include <string.h>

/* Two bytes for each node, and behind them what it consists of. This runs for every
 * statement, also when its prepared form is cached already, so it is written
 * to be short when run: room is made for a whole node at once, the two clauses
 * that most statements have are written by a glance at their shape, and the
 * order of the clauses is only thought about when it is not the usual one.
 *
 * Clauses and conditions have children; operands have none, and the compiler
 * refuses any that do. */

/* more than one node needs */
#define NODE_ROOM ((size_t)64)

/* no operator is longer: what is cut off is an error in any case */
#define OPERATOR_BYTES 16

enum {
	/* where(column, operator, value) and limit(n) have bytes of their own,
	 * which are no kinds */
	PLAIN_WHERE = 0xff,
	PLAIN_LIMIT = 0xfe,
	/* in the byte of the flags: no SQL can be made of the node */
	ODD = 0x80,
};

_Static_assert((unsigned)NODE_KIND_COUNT <= (unsigned)PLAIN_LIMIT,
	"the bytes of the nodes are different");
_Static_assert(NODE_ROOM > 4 + sizeof(void *) + sizeof(size_t) + OPERATOR_BYTES,
	"a node fits its room");

struct key_writer {
	struct strbuf *key;
	struct vec *values;
	char *at;
	const char *limit; /* beyond it there is no room for a node */
	size_t start;	   /* of this key in the buffer */
	unsigned depth;
};

/* ---- bytes ---------------------------------------------------------------- */

static inline void writer_place(struct key_writer *writer, size_t length)
{
	writer->at = writer->key->data + length;
	writer->limit = writer->key->data + writer->key->capacity - NODE_ROOM;
}

/* After a failure, which the key keeps, writing goes round and round in the
 * room that there is. */
static void writer_grow(struct key_writer *writer)
{
	struct strbuf *key = writer->key;
	const size_t length = (size_t)(writer->at - key->data);

	key->length = key->failed ? writer->start : length;
	if (!calx__strbuf_reserve(key, 2 * NODE_ROOM))
		key->length = writer->start;
	writer_place(writer, key->length);
}

static inline void writer_room(struct key_writer *writer)
{
	if (writer->at >= writer->limit)
		writer_grow(writer);
}

static inline void write_byte(struct key_writer *writer, unsigned byte)
{
	*writer->at++ = (char)byte;
}

static inline void write_bytes(
	struct key_writer *writer, const void *bytes, size_t size)
{
	memcpy(writer->at, bytes, size);
	writer->at += size;
}

static inline char *put_pointer(char *at, const void *pointer)
{
	memcpy(at, &pointer, sizeof(pointer));
	return at + sizeof(pointer);
}

/* the kind and, for ordering terms, the direction */
static inline void write_node(
	struct key_writer *writer, const calx_node *node, unsigned odd)
{
	unsigned kind = (unsigned)node->kind;

	if (kind >= NODE_KIND_COUNT)
		kind = CALX_NODE_INVALID;
	write_byte(writer, kind);
	write_byte(writer, (node->flags & (ODD - 1)) | odd);
}

/* ---- operands ------------------------------------------------------------- */

static inline void value_collect(struct vec *values, const calx_value *value,
	const calx_column *column, bool compared)
{
	struct bound_value *bound;

	if (values->count < values->capacity)
		bound = (struct bound_value *)values->items + values->count++;
	else
		bound = calx__vec_push(values);
	if (!bound)
		return;
	bound->value = *value;
	bound->column = column;
	bound->compared = compared;
}

static void array_write(struct key_writer *writer, const calx_node *node,
	const calx_column *column)
{
	const size_t count = calx__array_count(node);

	write_byte(writer, calx__array_has_null(node));
	write_bytes(writer, &count, sizeof(count));
	for (size_t i = 0; i < count && !writer->values->failed; i++) {
		const calx_value item = calx__array_item(node, i);

		value_collect(writer->values, &item, column, true);
	}
}

static inline void operand_write(struct key_writer *writer,
	const calx_node *node, const calx_column *column, bool compared)
{
	const bool null =
		node->kind == CALX_NODE_VALUE && node->value.kind == CALX_NULL;

	writer_room(writer);
	write_node(writer, node, null ? ODD : 0);
	if (node->kind == CALX_NODE_COLUMN)
		writer->at = put_pointer(writer->at, node->column);
	else if (node->kind == CALX_NODE_VALUE)
		value_collect(writer->values, &node->value, column, compared);
	else if (node->kind == CALX_NODE_ARRAY)
		array_write(writer, node, column);
}

/* Values are for the column that stands first among the operands. */
static inline void operands_write(
	struct key_writer *writer, const calx_node *operands, bool compared)
{
	const calx_column *column = NULL;

	if (operands && operands->kind == CALX_NODE_COLUMN)
		column = operands->column;
	for (; operands && operands->kind != CALX_NODE_END; operands++)
		operand_write(writer, operands, column, compared);
	writer_room(writer);
	write_byte(writer, CALX_NODE_END);
}

/* ---- conditions ----------------------------------------------------------- */

static inline void compare_write(
	struct key_writer *writer, const calx_node *node)
{
	const char *text = node->text;

	for (size_t i = 0; text && text[i] && i < OPERATOR_BYTES; i++)
		write_byte(writer, (unsigned char)text[i]);
	operands_write(writer, node->children, true);
}

static void conditions_write(
	struct key_writer *writer, const calx_node *condition)
{
	if (writer->depth++ >= NODE_DEPTH_MAX)
		condition = NULL;
	for (; condition && condition->kind != CALX_NODE_END; condition++) {
		writer_room(writer);
		write_node(writer, condition, 0);
		if (condition->kind == CALX_NODE_COMPARE)
			compare_write(writer, condition);
		else if (calx__node_info(condition)->has_children)
			conditions_write(writer, condition->children);
	}
	writer->depth--;
	writer_room(writer);
	write_byte(writer, CALX_NODE_END);
}

/* ---- clauses -------------------------------------------------------------- */

static inline bool is_limit(const calx_node *clause)
{
	return clause->kind == CALX_NODE_LIMIT ||
	       clause->kind == CALX_NODE_OFFSET;
}

static void any_clause_write(struct key_writer *writer, const calx_node *clause)
{
	unsigned odd = 0;

	if (is_limit(clause)) {
		if (calx__clause_is_superseded(clause))
			return;
		if (!calx__limit_is_valid(clause))
			odd = ODD;
	}
	writer_room(writer);
	write_node(writer, clause, odd);
	if (clause->kind == CALX_NODE_WHERE)
		conditions_write(writer, clause->children);
	else if (calx__node_info(clause)->has_children)
		operands_write(writer, clause->children, false);
}

/* The operands of where(column, operator, value), NULL for any other clause. */
static inline const calx_node *plain_where(const calx_node *clause)
{
	const calx_node *compare = clause->children, *operands;

	if (clause->kind != CALX_NODE_WHERE || !compare ||
		compare->kind != CALX_NODE_COMPARE || !compare->text ||
		compare[1].kind != CALX_NODE_END)
		return NULL;
	operands = compare->children;
	if (!operands || operands->kind != CALX_NODE_COLUMN ||
		operands[1].kind != CALX_NODE_VALUE ||
		operands[1].value.kind == CALX_NULL ||
		operands[2].kind != CALX_NODE_END)
		return NULL;
	return operands;
}

static inline void plain_where_write(struct key_writer *writer,
	const char *operator_text, const calx_node *operands)
{
	char *at = writer->at;
	const char *const end = at + 1 + sizeof(void *) + OPERATOR_BYTES;

	*at++ = (char)PLAIN_WHERE;
	at = put_pointer(at, operands->column);
	while (*operator_text && at < end)
		*at++ = *operator_text++;
	*at++ = '\0';
	writer->at = at;
	value_collect(
		writer->values, &operands[1].value, operands->column, true);
}

/* Whether the clause is a limit(n) that is right and the last clause. */
static inline bool is_plain_limit(const calx_node *clause)
{
	const calx_node *operand = clause->children;

	return clause->kind == CALX_NODE_LIMIT && operand &&
	       operand->kind == CALX_NODE_VALUE &&
	       operand->value.kind == CALX_BIG_INTEGER &&
	       operand->value.as.integer >= 0 &&
	       clause[1].kind == CALX_NODE_END;
}

static inline void clause_write(
	struct key_writer *writer, const calx_node *clause)
{
	const calx_node *operands = plain_where(clause);

	writer_room(writer);
	if (operands) {
		plain_where_write(writer, clause->children->text, operands);
	} else if (is_plain_limit(clause)) {
		write_byte(writer, PLAIN_LIMIT);
		value_collect(
			writer->values, &clause->children->value, NULL, false);
	} else {
		any_clause_write(writer, clause);
	}
}

/* Writes the clauses as they are given, which mostly is the order of their
 * kinds; false as soon as it is not. */
static inline bool sorted_clauses_write(
	struct key_writer *writer, const calx_node *clause)
{
	unsigned last = CALX_NODE_END;

	for (; clause->kind != CALX_NODE_END; clause++) {
		if ((unsigned)clause->kind < last)
			return false;
		last = clause->kind;
		clause_write(writer, clause);
	}
	return true;
}

static void clauses_of_kinds_write(struct key_writer *writer,
	const calx_node *clause, unsigned first, unsigned last)
{
	for (; clause->kind != CALX_NODE_END; clause++)
		if ((unsigned)clause->kind >= first &&
			(unsigned)clause->kind <= last)
			any_clause_write(writer, clause);
}

static void unsorted_clauses_write(
	struct key_writer *writer, const calx_node *clauses)
{
	/* what is no clause is an error, but must be seen */
	clauses_of_kinds_write(writer, clauses, 1, NODE_CLAUSE_FIRST - 1);
	for (unsigned kind = NODE_CLAUSE_FIRST; kind < NODE_KIND_COUNT; kind++)
		clauses_of_kinds_write(writer, clauses, kind, kind);
	clauses_of_kinds_write(writer, clauses, NODE_KIND_COUNT, ~0u);
}

/* ---- statements ----------------------------------------------------------- */

static void numbers_write(
	struct strbuf *key, const unsigned *numbers, size_t count)
{
	calx__strbuf_add(key, (const char *)&count, sizeof(count));
	calx__strbuf_add(key, (const char *)numbers, count * sizeof(*numbers));
}

static void work_key(const struct statement *statement, struct strbuf *key)
{
	calx__strbuf_add(
		key, (const char *)&statement->rows, sizeof(statement->rows));
	numbers_write(key, statement->numbers, statement->number_count);
	numbers_write(key, statement->keys, statement->key_count);
	numbers_write(key, statement->returning, statement->returning_count);
}

static inline void statement_begin(
	struct key_writer *writer, const struct statement *statement)
{
	write_byte(writer, statement->kind);
	writer->at = put_pointer(writer->at, statement->table);
}

/* starts anew when the clauses turned out not to be sorted */
static void unsorted_key(struct key_writer *writer,
	const struct statement *statement, size_t value_count)
{
	writer_place(writer, writer->start);
	writer->values->count = value_count;
	statement_begin(writer, statement);
	unsorted_clauses_write(writer, statement->clauses);
}

void calx__statement_key(const struct statement *statement, struct strbuf *key,
	struct vec *values)
{
	const size_t value_count = values->count;
	struct key_writer writer = {
		.key = key, .values = values, .start = key->length
	};

	if (key->capacity - key->length <= 2 * NODE_ROOM || key->failed)
		if (!calx__strbuf_reserve(key, 2 * NODE_ROOM))
			return;
	writer_place(&writer, writer.start);
	statement_begin(&writer, statement);
	if (statement->clauses &&
		!sorted_clauses_write(&writer, statement->clauses))
		unsorted_key(&writer, statement, value_count);
	if (key->failed)
		return;
	key->length = (size_t)(writer.at - key->data);
	*writer.at = '\0';
	if (statement->kind >= STATEMENT_INSERT)
		work_key(statement, key);
}
