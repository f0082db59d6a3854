#include "single.h"

#include "check.h"
#include "dialect/sqlite/dialect.h"
#include "driver/sqlite/driver.h"
#include "engine/engine.h"
#include "util/alloc.h"
#include "util/fail.h"

/* The db and the statements of this driver; `real` are SQLite's, of whose
 * inside nothing is known here. */

static const struct driver *const sqlite = &calx__sqlite_driver;

struct single single;

struct text {
	struct text *next;
	char data[];
};

struct db {
	struct db *real;
	const struct stmt *open; /* whose rows are open */
	const struct listener *listener;
	struct text *texts; /* of the current row */
};

struct stmt {
	struct stmt *real;
	struct db *db;
};

static void check_free(const struct db *db, const struct stmt *stmt)
{
	if (db->open && db->open != stmt)
		fail_msg("the driver was asked while rows are open");
}

/* What was lent is overwritten, so that a test sees who still reads it. */
static void texts_take_back(struct db *db)
{
	struct text *text;

	while ((text = db->texts) != NULL) {
		db->texts = text->next;
		memset(text->data, '?', strlen(text->data));
		calx__free(text);
	}
}

static enum calx_status single_db_open(const struct url *url,
	const struct listener *listener, struct db **ret_db, calx_error *error)
{
	struct db *db = calx__alloc_zero(1, sizeof(*db));
	enum calx_status status;

	if (!db)
		return CALX_OUT_OF_MEMORY;
	db->listener = listener;
	status = sqlite->open(url, listener, &db->real, error);
	if (status < 0)
		calx__free(db);
	else
		*ret_db = db;
	return status;
}

static void single_close(struct db *db)
{
	texts_take_back(db);
	sqlite->close(db->real);
	calx__free(db);
}

static const struct dialect *single_dialect_of(const struct db *db)
{
	static struct dialect dialect;

	(void)db;
	dialect = *sqlite->dialect;
	dialect.title = "Single 1.0";
	return &dialect;
}

static enum calx_status single_begin(struct db *db,
	const calx_transaction_options *options, calx_error *error)
{
	check_free(db, NULL);
	return sqlite->begin(db->real, options, error);
}

static enum calx_status single_commit(struct db *db, calx_error *error)
{
	check_free(db, NULL);
	return sqlite->commit(db->real, error);
}

static enum calx_status single_rollback(struct db *db, calx_error *error)
{
	check_free(db, NULL);
	return sqlite->rollback(db->real, error);
}

static enum transaction_state single_state(const struct db *db)
{
	enum transaction_state state = sqlite->state(db->real);

	return state == TRANSACTION_OPEN && single.state ? single.state : state;
}

static enum calx_status single_prepare(struct db *db, struct view sql,
	const enum calx_kind *kinds, size_t count, struct stmt **ret_stmt,
	calx_error *error)
{
	struct stmt *stmt;
	enum calx_status status;

	check_free(db, NULL);
	single.kind_count = count < 16 ? count : 16;
	for (size_t i = 0; i < single.kind_count; i++)
		single.kinds[i] = kinds[i];
	stmt = calx__alloc_zero(1, sizeof(*stmt));
	if (!stmt)
		return calx__fail_memory(error);
	stmt->db = db;
	status = sqlite->prepare(db->real, sql, NULL, 0, &stmt->real, error);
	if (status < 0)
		calx__free(stmt);
	else
		*ret_stmt = stmt;
	return status;
}

static void single_describe(
	const struct stmt *stmt, struct stmt_shape *ret_shape)
{
	sqlite->describe(stmt->real, ret_shape);
}

static const char *single_label(const struct stmt *stmt, size_t index)
{
	return sqlite->label(stmt->real, index);
}

static void single_finalize(struct stmt *stmt)
{
	sqlite->finalize(stmt->real);
	calx__free(stmt);
}

static enum calx_status single_bind(struct stmt *stmt, size_t first,
	const calx_value *const *values, size_t count, calx_error *error)
{
	return sqlite->bind(stmt->real, first, values, count, error);
}

static void say(struct db *db)
{
	const struct listener *listener = db->listener;
	const char *text = single.notice;

	single.notice = NULL;
	if (text && single.channel)
		listener->notification(listener->context, single.channel, text);
	else if (text)
		listener->notice(listener->context, text);
}

static int single_step(struct stmt *stmt, calx_error *error)
{
	struct db *db = stmt->db;
	int result;

	check_free(db, stmt);
	texts_take_back(db);
	say(db);
	single.steps++;
	result = sqlite->step(stmt->real, error);
	db->open = result == 1 ? stmt : NULL;
	return result;
}

/* Lends a copy, until the next step. */
static bool text_lend(struct db *db, calx_value *value)
{
	size_t size = value->as.text.size;
	struct text *text = calx__alloc(sizeof(*text) + size + 1);

	if (!text)
		return false;
	memcpy(text->data, value->as.text.data, size);
	text->data[size] = '\0';
	text->next = db->texts;
	db->texts = text;
	value->as.text.data = text->data;
	return true;
}

static enum calx_status single_row(struct stmt *stmt,
	const enum calx_kind *kinds, size_t count, calx_value *values,
	calx_error *error)
{
	enum calx_status status =
		sqlite->row(stmt->real, kinds, count, values, error);

	if (stmt->db->open != stmt)
		fail_msg("the driver was asked for a row that is gone");
	for (size_t i = 0; i < count && status >= 0; i++)
		if ((values[i].kind == CALX_STRING ||
			    values[i].kind == CALX_BLOB) &&
			!text_lend(stmt->db, &values[i]))
			status = calx__fail_memory(error);
	return status;
}

static struct outcome single_outcome(const struct stmt *stmt)
{
	return sqlite->outcome(stmt->real);
}

static void single_rewind(struct stmt *stmt)
{
	if (stmt->db->open == stmt) {
		texts_take_back(stmt->db);
		stmt->db->open = NULL;
	}
	sqlite->rewind(stmt->real);
}

static enum calx_status single_expand(
	struct stmt *stmt, struct strbuf *sql, calx_error *error)
{
	return sqlite->expand(stmt->real, sql, error);
}

const struct driver single_driver = {
	.size = sizeof(struct driver),
	.scheme = "sqlite",
	.example = "sqlite:///file.db",
	.dialect = &calx__sqlite_dialect,
	.open = single_db_open,
	.close = single_close,
	.dialect_of = single_dialect_of,
	.begin = single_begin,
	.commit = single_commit,
	.rollback = single_rollback,
	.state = single_state,
	.prepare = single_prepare,
	.describe = single_describe,
	.label = single_label,
	.finalize = single_finalize,
	.bind = single_bind,
	.step = single_step,
	.row = single_row,
	.outcome = single_outcome,
	.rewind = single_rewind,
	.expand = single_expand,
};

calx_engine *single_open(const char *url, calx_error *error)
{
	single = (struct single){ 0 };
	return calx__engine_open(&single_driver, url, NULL, error);
}
