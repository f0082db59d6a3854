#include "sql/statement/key.h"

#include <string.h>

#include "sql/type/type.h"

/* The key of a statement: four bytes for each node, its kind and its flags, and
 * behind them what its row in the table of kinds says that it has. This runs
 * for every statement, also when its prepared form is cached already, so it is
 * written to be short when run: room is made for a whole node at once, and the
 * clauses that most statements have, where(column, operator, value), limit(n)
 * and set(column, value), are written by a glance at their shape. */

/* more than the fixed part of one node needs */
#define NODE_ROOM ((size_t)96)

/* no operator is longer: what is cut off is an error in any case */
#define OPERATOR_BYTES 16

enum {
	/* these are no kinds */
	PLAIN_WHERE = 0xff,
	PLAIN_LIMIT = 0xfe,
	LEFT_OUT = 0xfd,
	PLAIN_SET = 0xfc,
	WIDE = 0xfb,
	/* beside the flags: no SQL can be made of the node */
	ODD = 0x8000,
	/* of the flags: known to the walk alone */
	FLAGS_KEPT = 0x7fff & ~CALX_IF_GIVEN,
};

_Static_assert((unsigned)NODE_KIND_COUNT <= (unsigned)PLAIN_SET,
	"the bytes of the nodes are different");
_Static_assert(NODE_ROOM > 1 + 1 + 4 + sizeof(void *) + sizeof(size_t) +
				   sizeof(calx_type) + OPERATOR_BYTES,
	"a node fits its room");

struct key_writer {
	struct strbuf *key;
	struct vec *values;
	char *at;
	const char *limit; /* beyond it there is no room for a node */
	size_t start;	   /* of this key in the buffer */
	unsigned depth;
	bool limited; /* there was a LIMIT clause */
};

/* what the values of a node are meant for */
struct purpose {
	const calx_column *column;
	enum compared compared;
};

static const struct purpose no_purpose = { NULL, COMPARED_EQUAL };

/* ---- bytes ---------------------------------------------------------------- */

static inline void writer_place(struct key_writer *writer, size_t length)
{
	writer->at = writer->key->data + length;
	writer->limit = writer->key->data + writer->key->capacity - NODE_ROOM;
}

/* After a failure, which the key keeps, writing goes round and round in the
 * room that there is. */
static void writer_grow(struct key_writer *writer, size_t room)
{
	struct strbuf *key = writer->key;
	const size_t length = (size_t)(writer->at - key->data);

	key->length = key->failed ? writer->start : length;
	if (!calx__strbuf_reserve(key, room + 2 * NODE_ROOM))
		key->length = writer->start;
	writer_place(writer, key->length);
}

static inline void writer_room(struct key_writer *writer)
{
	if (writer->at >= writer->limit)
		writer_grow(writer, 0);
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

static inline void write_head(
	struct key_writer *writer, unsigned kind, unsigned flags)
{
	const uint32_t head = kind | flags << 16;

	write_bytes(writer, &head, sizeof(head));
}

/* Text of any length, which ends in a NUL. */
static void write_text(struct key_writer *writer, const char *text)
{
	const size_t size = text ? strlen(text) + 1 : 1;

	if (writer->at + size + NODE_ROOM >
		writer->key->data + writer->key->capacity)
		writer_grow(writer, size);
	if (!writer->key->failed)
		write_bytes(writer, text ? text : "", size);
	writer_room(writer);
}

/* ---- values --------------------------------------------------------------- */

static inline struct bound_value *value_collect(
	struct key_writer *writer, const struct purpose *purpose)
{
	struct vec *values = writer->values;
	struct bound_value *bound;

	if (values->count < values->capacity)
		bound = (struct bound_value *)values->items + values->count++;
	else
		bound = calx__vec_push(values);
	if (!bound)
		return NULL;
	bound->column = purpose->column;
	bound->compared = purpose->compared;
	return bound;
}

static bool is_wide(const calx_value *value)
{
	return calx__types[value->kind].is_integer &&
	       value->as.integer != (int32_t)value->as.integer;
}

/* An integer that is meant for no column is of the type of what it stands beside,
 * as a literal is; also as a literal is, it has 64 bits if it needs them, and
 * then the statement is another one. */
static void width_write(
	struct key_writer *writer, struct bound_value *bound, size_t count)
{
	bool wide = false;

	if (bound->column)
		return;
	for (size_t i = 0; i < count; i++)
		wide |= is_wide(&bound[i].value);
	if (wide)
		write_byte(writer, WIDE);
	for (size_t i = 0; i < count; i++)
		if (calx__types[bound[i].value.kind].is_integer)
			bound[i].value.kind =
				wide ? CALX_BIG_INTEGER : CALX_INTEGER;
}

static void array_write(struct key_writer *writer, const calx_node *node,
	const struct purpose *purpose)
{
	const size_t count = calx__array_count(node);

	write_byte(writer, calx__array_has_null(node));
	write_bytes(writer, &count, sizeof(count));
	for (size_t i = 0; i < count && !writer->values->failed; i++) {
		struct bound_value *bound = value_collect(writer, purpose);

		if (bound) {
			bound->value = calx__array_item(node, i);
			bound->from = &node->value;
		}
	}
	if (count && !writer->values->failed)
		width_write(writer,
			calx__vec_at(
				writer->values, writer->values->count - count),
			count);
}

static void value_write(struct key_writer *writer, const calx_value *value,
	const struct purpose *purpose)
{
	struct bound_value *bound = value_collect(writer, purpose);

	if (!bound)
		return;
	bound->value = *value;
	bound->from = value;
	width_write(writer, bound, 1);
}

/* ---- nodes ---------------------------------------------------------------- */

static void node_write(struct key_writer *writer, const calx_node *node,
	const struct purpose *purpose);

static void list_write(struct key_writer *writer, const calx_node *node,
	const struct purpose *purpose)
{
	for (; node && node->kind != CALX_NODE_END; node++)
		node_write(writer, node, purpose);
}

/* The last operand in its short form; the bytes are those of the node that it
 * stands for. */
static void right_write(struct key_writer *writer, const calx_operand *right,
	const struct purpose *purpose)
{
	calx_value value;

	if (right->what == CALX_OPERAND_NODE && right->word) {
		node_write(writer, (const calx_node *)(uintptr_t)right->word,
			purpose);
		return;
	}
	writer_room(writer);
	if (!calx__operand_value(right, &value)) {
		write_head(writer, CALX_NODE_INVALID, 0);
		return;
	}
	write_head(writer, CALX_NODE_VALUE, value.kind == CALX_NULL ? ODD : 0);
	value_write(writer, &value, purpose);
}

/* How a value that lies between two of a form is looked for: the same is greater
 * than it and than the one before it. */
static enum compared compared_by(const char *operator_text)
{
	static const struct {
		const char *text;
		enum compared compared;
	} rounded[] = {
		{ "<", COMPARED_UP },
		{ "<=", COMPARED_DOWN },
		{ ">", COMPARED_DOWN },
		{ ">=", COMPARED_UP },
		{ "between", COMPARED_BETWEEN },
	};

	for (size_t i = 0; i < sizeof(rounded) / sizeof(*rounded); i++)
		if (!strcmp(rounded[i].text, operator_text))
			return rounded[i].compared;
	return COMPARED_EQUAL;
}

/* What stands beside a column is meant for it. */
static struct purpose purpose_of(const struct node_info *info,
	const calx_node *node, const calx_node *first)
{
	struct purpose purpose = no_purpose;

	if (!first || (!info->stores && !info->compares &&
			      !(node->flags & CALX_ALIKE)))
		return purpose;
	/* what is made of exact numbers may have more digits than the column,
	 * and only a comparison must not */
	if (!info->stores && !info->compares &&
		calx__node_type(first).kind == CALX_NUMERIC &&
		!calx__node_type(first).stored)
		return purpose;
	purpose.column = first->kind == CALX_NODE_COLUMN
				 ? first->column
				 : calx__node_column(first);
	if (info->stores)
		purpose.compared = COMPARED_NOT;
	else if (info->compares && node->text && purpose.column &&
		 purpose.column->type.stored)
		purpose.compared = compared_by(node->text);
	return purpose;
}

/* The operands of between behind the column: the last one is the upper end. */
static void ends_write(struct key_writer *writer, const calx_node *node,
	struct purpose purpose)
{
	const calx_node *at = node->children;

	purpose.compared = COMPARED_UP;
	for (; at && at->kind != CALX_NODE_END; at++) {
		if (at[1].kind == CALX_NODE_END && !node->right.what)
			purpose.compared = COMPARED_DOWN;
		node_write(writer, at, &purpose);
	}
	purpose.compared = COMPARED_DOWN;
	if (node->right.what)
		right_write(writer, &node->right, &purpose);
}

static void operands_write(struct key_writer *writer,
	const struct node_info *info, const calx_node *node)
{
	const calx_node *left = calx__left_operand(info, node);
	const struct purpose purpose =
		purpose_of(info, node, left ? left : node->children);

	if (writer->depth++ < NODE_DEPTH_MAX) {
		if (left)
			node_write(writer, left, &purpose);
		if (purpose.compared == COMPARED_BETWEEN) {
			ends_write(writer, node, purpose);
		} else {
			list_write(writer, node->children, &purpose);
			if (node->right.what)
				right_write(writer, &node->right, &purpose);
		}
	}
	writer->depth--;
	writer_room(writer);
	write_head(writer, CALX_NODE_END, 0);
}

/* what is in the fields of a select() in the short form */
static void fields_write(struct key_writer *writer, const calx_node *select)
{
	for (size_t i = 0; i < select->table->column_count; i++) {
		if (writer->depth++ < NODE_DEPTH_MAX)
			node_write(writer, calx__field_node(select, i),
				&no_purpose);
		writer->depth--;
	}
	writer_room(writer);
	write_head(writer, CALX_NODE_END, 0);
}

static void type_write(struct key_writer *writer, const calx_type *type)
{
	if (type)
		write_bytes(writer, type, sizeof(*type));
}

/* limit() and offset(): one that is wrong is an error, and must be seen */
static unsigned limit_odd(const calx_node *node)
{
	const calx_node *operand = node->children;
	calx_value value = { 0 };

	if (node->kind != CALX_NODE_LIMIT && node->kind != CALX_NODE_OFFSET)
		return 0;
	if (node->right.what)
		calx__operand_value(&node->right, &value);
	else if (operand && operand->kind == CALX_NODE_VALUE)
		value = operand->value;
	return calx__limit_is_valid(&value) ? 0 : ODD;
}

static unsigned odd_of(const calx_node *node, const struct node_info *info)
{
	if (info->has_value && node->value.kind == CALX_NULL)
		return ODD;
	return limit_odd(node);
}

static void parts_write(struct key_writer *writer, const struct node_info *info,
	const calx_node *node, const struct purpose *purpose)
{
	if (info->has_text)
		write_text(writer, node->text);
	if (info->has_pointer)
		writer->at = put_pointer(writer->at, node->object);
	if (info->has_type)
		type_write(writer, node->type);
	if (info->has_value)
		value_write(writer, &node->value, purpose);
	if (info->has_array)
		array_write(writer, node, purpose);
	if (info->has_row && calx__fields_are_short(node))
		fields_write(writer, node);
	else if (info->has_children)
		operands_write(writer, info, node);
}

/* Nodes that stand for others: these are in their place. */
static void stand_in_write(struct key_writer *writer, const calx_node *node,
	const struct purpose *purpose)
{
	if (writer->depth++ >= NODE_DEPTH_MAX)
		node = NULL;
	if (node && node->kind == CALX_NODE_CLAUSES)
		list_write(writer, node->children, purpose);
	else if (node && node->right.what)
		right_write(writer, &node->right, purpose);
	else if (node && node->operand)
		node_write(writer, node->operand, purpose);
	writer->depth--;
}

static void node_write(struct key_writer *writer, const calx_node *node,
	const struct purpose *purpose)
{
	const struct node_info *info = calx__node_info(node);

	if (node->kind == CALX_NODE_NOTHING)
		return;
	if (node->kind == CALX_NODE_CLAUSES || node->kind == CALX_NODE_LIFTED) {
		stand_in_write(writer, node, purpose);
		return;
	}
	writer_room(writer);
	if (calx__condition_is_off(node)) {
		write_head(writer, LEFT_OUT, 0);
		return;
	}
	write_head(writer, (unsigned)(info - calx__nodes),
		(node->flags & FLAGS_KEPT) | odd_of(node, info));
	writer->limited |= node->kind == CALX_NODE_LIMIT;
	parts_write(writer, info, node, purpose);
}

/* ---- clauses -------------------------------------------------------------- */

/* Whether a clause is of a column and of a value, and nothing else. */
static inline bool is_plain(const calx_node *clause)
{
	return clause->operand && clause->operand->kind == CALX_NODE_COLUMN &&
	       !clause->operand->text && !clause->children && !clause->flags &&
	       clause->right.kind != CALX_NULL &&
	       (clause->right.what == CALX_OPERAND_VALUE ||
		       (clause->right.what == CALX_OPERAND_TEXT &&
			       clause->right.word));
}

/* Whether it is where(column, operator, value). */
static inline bool is_plain_where(const calx_node *clause)
{
	return clause->kind == CALX_NODE_COMPARE && clause->text &&
	       is_plain(clause);
}

static inline void plain_value_write(
	struct bound_value *bound, const calx_operand *right)
{
	bound->from = NULL;
	calx__operand_value(right, &bound->value);
}

static inline void plain_where_write(
	struct key_writer *writer, const calx_node *clause)
{
	struct purpose purpose = { clause->operand->column, COMPARED_EQUAL };
	const char *operator_text = clause->text;
	struct bound_value *bound;
	char *at = writer->at;
	const char *const end = at + 1 + sizeof(void *) + OPERATOR_BYTES;

	if (purpose.column->type.stored)
		purpose.compared = compared_by(operator_text);
	bound = value_collect(writer, &purpose);
	*at++ = (char)PLAIN_WHERE;
	at = put_pointer(at, clause->operand->column);
	while (*operator_text && at < end)
		*at++ = *operator_text++;
	*at++ = '\0';
	writer->at = at;
	if (bound)
		plain_value_write(bound, &clause->right);
}

/* set(column, value) */
static inline void plain_set_write(
	struct key_writer *writer, const calx_node *clause)
{
	const struct purpose purpose = { clause->operand->column,
		COMPARED_NOT };
	struct bound_value *bound = value_collect(writer, &purpose);

	write_byte(writer, PLAIN_SET);
	writer->at = put_pointer(writer->at, clause->operand->column);
	if (bound)
		plain_value_write(bound, &clause->right);
}

static void plain_limit_write(struct key_writer *writer, int64_t rows)
{
	struct bound_value *bound = value_collect(writer, &no_purpose);

	writer_room(writer);
	write_byte(writer, PLAIN_LIMIT);
	if (!bound)
		return;
	bound->value.kind = CALX_BIG_INTEGER;
	bound->value.as.integer = rows;
	bound->from = NULL;
}

static inline bool is_plain_limit(const calx_node *clause)
{
	return clause->kind == CALX_NODE_LIMIT && !clause->operand &&
	       clause->right.what == CALX_OPERAND_VALUE &&
	       clause->right.kind == CALX_BIG_INTEGER &&
	       (int64_t)clause->right.word >= 0;
}

static inline void clauses_write(
	struct key_writer *writer, const calx_node *clause)
{
	for (; clause && clause->kind != CALX_NODE_END; clause++) {
		if (clause->kind == CALX_NODE_NOTHING)
			continue;
		writer_room(writer);
		if (is_plain_where(clause)) {
			plain_where_write(writer, clause);
		} else if (is_plain_limit(clause)) {
			plain_limit_write(writer, (int64_t)clause->right.word);
			writer->limited = true;
		} else if (clause->kind == CALX_NODE_SET && is_plain(clause)) {
			plain_set_write(writer, clause);
		} else {
			node_write(writer, clause, &no_purpose);
		}
	}
}

/* ---- statements ----------------------------------------------------------- */

static void numbers_write(
	struct strbuf *key, const unsigned *numbers, size_t count)
{
	if (count)
		calx__strbuf_add(
			key, (const char *)numbers, count * sizeof(*numbers));
}

static void work_key(const struct statement *statement, struct strbuf *key)
{
	const size_t counts[] = { statement->rows, statement->number_count,
		statement->key_count, statement->returning_count };

	calx__strbuf_add(key, (const char *)counts, sizeof(counts));
	numbers_write(key, statement->numbers, statement->number_count);
	numbers_write(key, statement->keys, statement->key_count);
	numbers_write(key, statement->returning, statement->returning_count);
}

bool calx__limit_is_valid(const calx_value *value)
{
	return value->kind >= CALX_SMALL_INTEGER &&
	       value->kind <= CALX_BIG_INTEGER && value->as.integer >= 0;
}

void calx__statement_key(const struct statement *statement, struct strbuf *key,
	struct vec *values)
{
	struct key_writer writer = {
		.key = key, .values = values, .start = key->length
	};

	if (key->capacity - key->length <= 2 * NODE_ROOM || key->failed)
		if (!calx__strbuf_reserve(key, 2 * NODE_ROOM))
			return;
	writer_place(&writer, writer.start);
	write_byte(&writer, statement->kind | statement->fills_structs << 7);
	writer.at = put_pointer(writer.at, statement->table);
	clauses_write(&writer, statement->clauses);
	if (statement->limit && !writer.limited)
		plain_limit_write(&writer, statement->limit);
	if (key->failed)
		return;
	key->length = (size_t)(writer.at - key->data);
	*writer.at = '\0';
	if (statement->kind >= STATEMENT_INSERT)
		work_key(statement, key);
}
