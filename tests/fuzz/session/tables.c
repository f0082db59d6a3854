#include "tables.h"

#include <string.h>

#include <calx/short.h>

#include "../fuzz.h"
#include "driver/sqlite/database.h"
#include "engine/handle.h"
#include "sql/schema/descriptor.h"
#include "sql/type/field.h"

/* The tables: keys of every kind, unique columns, trees, circles, and each
 * action of a foreign key. */

CALX_MODEL(Node, "nodes", /* a tree, with a name that may be missing */
	column(id, integer(), .primary_key = true),
	column(name, nullable(string(400)), .unique = true),
	column(parent_id, nullable(integer()), .references = "nodes.id"),
	column(body, nullable(text())));

CALX_MODEL(Parent, "parents", /* what most refer to */
	column(id, big_integer(), .primary_key = true),
	column(name, text(), .unique = true),
	column(code, integer(), .unique = true),
	column(mark, nullable(small_integer()), .server_default = "3"));

CALX_MODEL(Child, "children", column(id, integer(), .primary_key = true),
	column(parent_id, big_integer(), .references = "parents.id",
		.on_delete = "cascade", .on_update = "cascade"),
	column(place, nullable(integer())), column(title, text()),
	unique(parent_id, place));

CALX_MODEL(Link, "links", /* a key of text */
	column(code, string(400), .primary_key = true),
	column(parent_id, nullable(big_integer()), .references = "parents.id",
		.on_delete = "set null", .on_update = "set null"),
	column(note, nullable(text())), column(data, nullable(blob())));

CALX_MODEL(Stock, "stock", /* a key of two columns, of which one refers */
	column(shop, string(400)), column(item, big_integer()),
	column(amount, numeric(12, 2)), column(cover, blob()),
	primary_key(shop, item),
	foreign_key((shop), "links(code)", .on_delete = "cascade",
		.on_update = "cascade"));

CALX_MODEL(Token, "tokens", /* a ring */
	column(code, uuid(), .primary_key = true),
	column(next, nullable(uuid()), .unique = true,
		.references = "tokens.code"),
	column(weight, double()));

CALX_MODEL(Piece, "pieces", /* a key of bytes */
	column(key, blob(), .primary_key = true),
	column(price, numeric(10, 2), .unique = true),
	column(flag, nullable(boolean())));

CALX_MODEL(Amount, "amounts", /* a key of decimals, and what is chosen */
	column(size, numeric(10, 2), .primary_key = true),
	column(label, nullable(string(400)), .server_default = "'t2xxxxxx'"),
	column(day, nullable(date())), unique_index(label, day));

CALX_MODEL(Left, "lefts", /* a circle of two tables */
	column(id, small_integer(), .primary_key = true),
	column(right_code, nullable(string(400)), .references = "rights.code"),
	column(name, text(), .unique = true));

CALX_MODEL(Right, "rights", column(code, string(400), .primary_key = true),
	column(left_id, nullable(small_integer()), .references = "lefts.id"),
	column(rank, integer()), unique(rank));

CALX_MODEL(Fallback, "fallbacks", column(id, integer(), .primary_key = true),
	column(left_id, nullable(small_integer()), .references = "lefts.id",
		.on_delete = "set default", .server_default = "1"),
	column(note, nullable(text())));

CALX_MODEL(Detail, "details", /* one to one, by the key */
	column(id, big_integer(), .primary_key = true,
		.references = "children.id", .on_delete = "cascade",
		.on_update = "cascade"),
	column(note, text()), column(at, nullable(double()), .unique = true));

CALX_MODEL(Plain, "plains", /* refers, and nothing follows */
	column(id, integer(), .primary_key = true),
	column(code, nullable(integer()), .references = "parents.code"),
	column(piece, nullable(blob()), .references = "pieces.key"));

CALX_MODEL(Pair, "pairs", /* refers by two columns */
	column(id, integer(), .primary_key = true),
	column(shop, nullable(string(400))),
	column(item, nullable(big_integer())), column(rank, integer()),
	unique(rank, shop),
	foreign_key((shop, item), "stock(shop, item)", .on_delete = "set null",
		.on_update = "cascade"));

CALX_METADATA(fuzz_tables, Node, Parent, Child, Link, Stock, Token, Piece,
	Amount, Left, Right, Fallback, Detail, Plain, Pair);

const calx_metadata fuzz_metadata = {
	.size = sizeof(calx_metadata),
	.parts = (const calx_metadata *const[]){ &fuzz_tables, NULL },
};

/* numbers of tables, in the order of the list */
enum {
	NODE,
	PARENT,
	CHILD,
	LINK,
	STOCK,
	TOKEN,
	PIECE,
	AMOUNT,
	LEFT,
	RIGHT,
	FALLBACK,
	DETAIL,
	PLAIN,
	PAIR
};

#define ONE(a)               \
	{                    \
		1,           \
		{            \
			a, 0 \
		}            \
	}
#define TWO(a, b)            \
	{                    \
		2,           \
		{            \
			a, b \
		}            \
	}

#define FOREIGN(from_, table_, to_, on_delete_, on_update_)       \
	{                                                         \
		.from = from_, .table = table_, .to = to_,        \
		.on_delete = on_delete_, .on_update = on_update_, \
	}
#define TABLE(model_, domain_, generated_)                 \
	.table = &model_##_calx_table_, .domain = domain_, \
	.generated = generated_

const struct table tables[TABLE_COUNT] = {
	[NODE] = { TABLE(Node, 9, true),
		.uniques = { ONE(0), ONE(1) },
		.references = { FOREIGN(ONE(2), NODE, ONE(0), NO_ACTION, NO_ACTION) },
	},
	[PARENT] = { TABLE(Parent, 9, true),
		.uniques = { ONE(0), ONE(1), ONE(2) },
		.defaults = { 0, 0, 0, 4 },
	},
	[CHILD] = { TABLE(Child, 9, true),
		.uniques = { ONE(0), TWO(1, 2) },
		.references = { FOREIGN(ONE(1), PARENT, ONE(0), CASCADE, CASCADE) },
	},
	[LINK] = { TABLE(Link, 9, false),
		.uniques = { ONE(0) },
		.references = { FOREIGN(ONE(1), PARENT, ONE(0), SET_NULL, SET_NULL) },
	},
	[STOCK] = { TABLE(Stock, 6, false),
		.uniques = { TWO(0, 1) },
		.references = { FOREIGN(ONE(0), LINK, ONE(0), CASCADE, CASCADE) },
	},
	[TOKEN] = { TABLE(Token, 8, false),
		.uniques = { ONE(0), ONE(1) },
		.references = { FOREIGN(ONE(1), TOKEN, ONE(0), NO_ACTION, NO_ACTION) },
	},
	[PIECE] = { TABLE(Piece, 8, false),
		.uniques = { ONE(0), ONE(1) },
	},
	[AMOUNT] = { TABLE(Amount, 8, false),
		.uniques = { ONE(0), TWO(1, 2) },
		.defaults = { 0, 3, 0 },
	},
	[LEFT] = { TABLE(Left, 7, true),
		.uniques = { ONE(0), ONE(2) },
		.references = { FOREIGN(ONE(1), RIGHT, ONE(0), NO_ACTION, NO_ACTION) },
	},
	[RIGHT] = { TABLE(Right, 7, false),
		.uniques = { ONE(0), ONE(2) },
		.references = { FOREIGN(ONE(1), LEFT, ONE(0), NO_ACTION, NO_ACTION) },
	},
	[FALLBACK] = { TABLE(Fallback, 7, true),
		.uniques = { ONE(0) },
		.references = { FOREIGN(ONE(1), LEFT, ONE(0), SET_DEFAULT, NO_ACTION) },
		.defaults = { 0, 2 },
	},
	[DETAIL] = { TABLE(Detail, 9, true),
		.uniques = { ONE(0), ONE(2) },
		.references = { FOREIGN(ONE(0), CHILD, ONE(0), CASCADE, CASCADE) },
	},
	[PLAIN] = { TABLE(Plain, 9, true),
		.uniques = { ONE(0) },
		.references = { FOREIGN(ONE(1), PARENT, ONE(2), NO_ACTION, NO_ACTION),
FOREIGN(ONE(2), PIECE, ONE(0), NO_ACTION, NO_ACTION) },
	},
	[PAIR] = { TABLE(Pair, 6, true),
		.uniques = { ONE(0), TWO(3, 1) },
		.references = { FOREIGN(TWO(1, 2), STOCK, TWO(0, 1), SET_NULL, CASCADE) },
	},
};

/* ---- columns ------------------------------------------------------------- */

static const calx_column *column_at(unsigned table, unsigned column)
{
	return calx__column_at(tables[table].table, column);
}

static enum calx_kind kind_of(unsigned table, unsigned column)
{
	return column_at(table, column)->type.kind;
}

unsigned column_count(unsigned table)
{
	return (unsigned)tables[table].table->column_count;
}

bool column_nullable(unsigned table, unsigned column)
{
	return column_at(table, column)->nullable;
}

bool column_is_bytes(unsigned table, unsigned column)
{
	enum calx_kind kind = kind_of(table, column);

	return kind == CALX_STRING || kind == CALX_TEXT || kind == CALX_BLOB;
}

bool column_is_integer(unsigned table, unsigned column)
{
	enum calx_kind kind = kind_of(table, column);

	return kind >= CALX_SMALL_INTEGER && kind <= CALX_BIG_INTEGER;
}

bool set_has(const struct set *set, unsigned column)
{
	for (unsigned i = 0; i < set->count; i++)
		if (set->columns[i] == column)
			return true;
	return false;
}

/* ---- values in C ---------------------------------------------------------- */

#define BYTES_MAX 256
#define DOMAIN_MAX 16

/* Text number 0 is empty; some are long. */
static size_t text_make(cell value, char *text)
{
	size_t size = value ? (size_t)(value * value * value % 7) * 30 : 0;

	if (value == 2)
		size = 6;
	if (!value) {
		text[0] = '\0';
		return 0;
	}
	snprintf(text, BYTES_MAX, "t%d", (int)value);
	memset(text + strlen(text), 'x', size + 1);
	text[2 + size] = '\0';
	return 2 + size;
}

static size_t blob_make(cell value, char *bytes)
{
	size_t size = (size_t)(value * 37 % 150);

	memset(bytes, (int)value, size);
	return size;
}

static cell text_number(const char *text, size_t size)
{
	char expected[BYTES_MAX + 8];

	for (cell value = 0; value < DOMAIN_MAX; value++)
		if (text_make(value, expected) == size &&
			memcmp(text, expected, size) == 0)
			return value;
	return ODD;
}

static cell blob_number(const char *bytes, size_t size)
{
	char expected[BYTES_MAX];

	for (cell value = 0; value < DOMAIN_MAX; value++)
		if (blob_make(value, expected) == size &&
			(!size || memcmp(bytes, expected, size) == 0))
			return value;
	return ODD;
}

/* A copy in a block of its very size. */
static void *copy(const char *bytes, size_t size)
{
	char *block = malloc(size ? size : 1);

	CHECK(block);
	memcpy(block, bytes, size);
	return block;
}

static void *bytes_value(enum calx_kind kind, cell which, calx_value *ret_value)
{
	char bytes[BYTES_MAX + 8];
	size_t size = kind == CALX_BLOB ? blob_make(which, bytes)
					: text_make(which, bytes);
	char *block = copy(bytes, size + (kind != CALX_BLOB));

	*ret_value = (calx_value){ .kind = kind, .as.text = { block, size } };
	return block;
}

static calx_value fixed_value(enum calx_kind kind, cell value)
{
	calx_value made = { .kind = kind };

	switch (kind) {
	case CALX_NUMERIC:
		made.as.decimal = calx_decimal_of_integer(value * 25, 2);
		break;
	case CALX_DOUBLE:
		made.as.real = (double)value * 0.25;
		break;
	case CALX_UUID:
		memset(made.as.uuid.bytes, (int)value + 1, 16);
		break;
	case CALX_DATE:
		made.as.date = (calx_date){
			.year = 2020, .month = 1, .day = (uint8_t)(value + 1)
		};
		break;
	case CALX_BOOLEAN:
		made.as.integer = value & 1;
		break;
	default:
		made.as.integer = value;
	}
	return made;
}

void *field_put(unsigned table, unsigned column, void *row, cell value)
{
	const calx_column *target = column_at(table, column);
	calx_value made = { .kind = CALX_NULL };
	void *block = NULL;

	if (value == NIL) {
		memset((char *)row + target->offset, 0, target->size);
		return NULL;
	}
	if (column_is_bytes(table, column))
		block = bytes_value(target->type.kind, value, &made);
	else
		made = fixed_value(target->type.kind, value);
	if (target->type.kind == CALX_BLOB) {
		calx_blob blob = { made.as.text.data, made.as.text.size };

		memcpy((char *)row + target->offset, &blob, sizeof(blob));
	} else {
		memset((char *)row + target->offset, 0, target->size);
		CHECK(calx__field_write(target, row, &made, NULL) >= 0);
	}
	return block;
}

static cell fixed_number(const calx_value *value)
{
	for (cell i = 0; i < DOMAIN_MAX; i++) {
		calx_value made = fixed_value(value->kind, i);

		if (value->kind == CALX_BOOLEAN)
			return value->as.integer;
		if (value->kind == CALX_NUMERIC &&
			calx_decimal_compare(
				made.as.decimal, value->as.decimal) == 0)
			return i;
		if (value->kind == CALX_DOUBLE &&
			made.as.real == value->as.real)
			return i;
		if (value->kind == CALX_UUID &&
			memcmp(&made.as.uuid, &value->as.uuid, 16) == 0)
			return i;
		if (value->kind == CALX_DATE &&
			made.as.date.day == value->as.date.day)
			return i;
	}
	return ODD;
}

cell field_get(unsigned table, unsigned column, const void *row)
{
	calx_value value = { .kind = CALX_NULL };

	calx__field_read(column_at(table, column), row, &value);
	if (value.kind == CALX_NULL)
		return NIL;
	if (column_is_integer(table, column))
		return value.as.integer;
	if (value.kind == CALX_BLOB)
		return blob_number(value.as.text.data, value.as.text.size);
	if (column_is_bytes(table, column))
		return text_number(value.as.text.data, value.as.text.size);
	return fixed_number(&value);
}

/* ---- values in the database ------------------------------------------------ */

static struct stored {
	int type, size;
	char bytes[BYTES_MAX + 8];
} stored[TABLE_COUNT][COLUMNS_MAX][DOMAIN_MAX];

static struct stored stored_get(sqlite3_stmt *statement, int at)
{
	struct stored value = { .type = sqlite3_column_type(statement, at) };
	const void *bytes = sqlite3_column_blob(statement, at);

	value.size = sqlite3_column_bytes(statement, at);
	CHECK(value.size <= BYTES_MAX);
	if (value.size)
		memcpy(value.bytes, bytes, (size_t)value.size);
	return value;
}

cell column_get(
	unsigned table, unsigned column, sqlite3_stmt *statement, int at)
{
	struct stored value;

	if (sqlite3_column_type(statement, at) == SQLITE_NULL)
		return NIL;
	if (column_is_integer(table, column))
		return sqlite3_column_type(statement, at) == SQLITE_INTEGER
			       ? sqlite3_column_int64(statement, at)
			       : ODD;
	value = stored_get(statement, at);
	for (cell i = 0; i < DOMAIN_MAX; i++) {
		const struct stored *known = &stored[table][column][i];

		if (known->type == value.type && known->size == value.size &&
			memcmp(known->bytes, value.bytes, (size_t)value.size) ==
				0)
			return i;
	}
	return ODD;
}

/* One row of each value, whatever refers to nothing. */
static void row_learn(calx_session *session, unsigned table, cell value)
{
	calx_connection *connection = calx_session_connection(session);
	void *blocks[COLUMNS_MAX];
	sqlite3_stmt *statement;
	char row[512] = { 0 };
	char sql[64];

	snprintf(sql, sizeof(sql), "SELECT * FROM %s",
		tables[table].table->name);
	CHECK(calx_connection_execute(connection,
		      "PRAGMA defer_foreign_keys = ON", NULL, 0) >= 0);
	for (unsigned i = 0; i < column_count(table); i++)
		blocks[i] = field_put(table, i, row,
			column_is_integer(table, i) ? value + 1 : value);
	CHECK(calx_session_bulk_save(
		      session, tables[table].table, row, 1, NULL) == CALX_OK);
	CHECK(sqlite3_prepare_v2(connection->db->handle, sql, -1, &statement,
		      NULL) == SQLITE_OK);
	CHECK(sqlite3_step(statement) == SQLITE_ROW);
	for (unsigned i = 0; i < column_count(table); i++) {
		stored[table][i][value] = stored_get(statement, (int)i);
		free(blocks[i]);
	}
	sqlite3_finalize(statement);
	CHECK(calx_rollback(session) == CALX_OK);
}

void columns_learn(calx_engine *engine)
{
	calx_session *session = calx_session_open(engine);

	for (unsigned table = 0; table < TABLE_COUNT; table++)
		for (unsigned i = 0; i < DOMAIN_MAX; i++)
			row_learn(session, table, i);
	calx_session_close(session);
}
