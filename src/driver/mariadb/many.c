#include "driver/mariadb/many.h"

#include <errmsg.h>
#include <mysqld_error.h>

#include "driver/mariadb/statement.h"

/* Many rows of values in one packet (MariaDB's manual, COM_STMT_BULK_EXECUTE).
 * libmariadb asks for each row as it writes the packet: nothing is kept of it.
 *
 * The packet's head says the types of all rows. They are those of the first row;
 * where that is NULL, of the rows before it. A row of other types ends the
 * packet, and so does one that would make it too large: then it is written again
 * up to there, and the rest are another packet. */

/* No server takes less (max_allowed_packet). */
#define PACKET_BYTES ((size_t)1 << 20)
/* what a value takes at most beside its bytes */
#define VALUE_BYTES 16

/* A packet that is being written. */
struct packet {
	struct stmt *stmt;
	const struct many *many;
	size_t rows;  /* that are in it */
	size_t bytes; /* about */
	bool is_full;
	enum calx_status status; /* of the row that could not be bound */
};

/* Where it is not known yet, the server makes of it what the column needs. */
static enum enum_field_types type_of(const struct stmt *stmt, size_t number)
{
	return stmt->types[number] ? stmt->types[number] : MYSQL_TYPE_STRING;
}

/* Binds the first row by itself, and takes its types. */
static enum calx_status types_learn(struct stmt *stmt, const struct many *many)
{
	enum calx_status status = many->bind(many->context, 0);

	for (size_t i = 0; status >= 0 && i < stmt->parameter_count; i++)
		if (stmt->binds[i].buffer_type != MYSQL_TYPE_NULL)
			stmt->types[i] = stmt->binds[i].buffer_type;
	return status;
}

/* The bytes of the row that is bound; 0: its types are others. */
static size_t row_measure(const struct stmt *stmt)
{
	size_t bytes = 1;

	for (size_t i = 0; i < stmt->parameter_count; i++) {
		const MYSQL_BIND *bind = &stmt->binds[i];

		if (bind->buffer_type == MYSQL_TYPE_NULL)
			continue;
		if (bind->buffer_type != type_of(stmt, i))
			return 0;
		bytes += VALUE_BYTES;
		if (bind->length == &stmt->lengths[i])
			bytes += stmt->lengths[i];
	}
	return bytes;
}

/* What libmariadb calls for each row (STMT_ATTR_CB_PARAM); true ends it. It has
 * copied the row before when it asks for the next one. */
static my_bool row_take(void *context, MYSQL_BIND *binds, unsigned row)
{
	struct packet *packet = context;
	struct stmt *stmt = packet->stmt;
	MYSQL_BIND *own = stmt->binds;
	size_t bytes;

	if (!row)
		packet->rows = packet->bytes = 0;
	calx__arena_reset(&stmt->bound);
	stmt->binds = binds;
	packet->status = packet->many->bind(packet->many->context, row);
	bytes = packet->status < 0 ? 0 : row_measure(stmt);
	stmt->binds = own;
	packet->is_full = bytes && packet->bytes + bytes > PACKET_BYTES;
	if (!bytes || (packet->is_full && row))
		return 1;
	packet->rows++;
	packet->bytes += bytes;
	return 0;
}

/* Writes and sends a packet of so many rows. */
static enum calx_status packet_send(
	struct packet *packet, size_t rows, calx_error *error)
{
	struct stmt *stmt = packet->stmt;
	MYSQL_STMT *handle = stmt->handle;
	enum calx_status status;

	for (size_t i = 0; i < stmt->parameter_count; i++)
		stmt->binds[i].buffer_type = type_of(stmt, i);
	packet->status = CALX_OK;
	handle->array_size = (unsigned)rows;
	handle->param_callback = row_take;
	handle->user_data = packet;
	status = calx__mariadb_execute(stmt, error);
	handle->array_size = 0;
	handle->param_callback = NULL;
	return status;
}

/* One row, as ever: what it is refused for is told of it alone. */
static int run_one(struct stmt *stmt, const struct many *many, size_t *ret_ran,
	calx_error *error)
{
	const enum calx_status status = many->bind(many->context, 0);

	*ret_ran = 1;
	return status < 0 ? (int)status : calx__mariadb_step(stmt, error);
}

/* Whether the server, or this statement, is one for which there are no packets of
 * many rows. */
static bool is_unsupported(const struct stmt *stmt)
{
	const unsigned code = mysql_stmt_errno(stmt->handle);

	return code == CR_FUNCTION_NOT_SUPPORTED || code == ER_UNSUPPORTED_PS;
}

/* The next packet will be as full, if its rows are as long. */
static void fits_guess(struct stmt *stmt, const struct packet *packet)
{
	if (packet->bytes)
		stmt->fits =
			packet->rows * (PACKET_BYTES / 16 * 15) / packet->bytes;
	if (stmt->fits < 2)
		stmt->fits = 2;
}

/* A packet that ended early is none: it is written again, up to there. What that
 * is called is no error: rows could not be bound any more. */
static int run_packet(struct packet *packet, size_t *ret_ran, calx_error *error)
{
	struct stmt *stmt = packet->stmt;
	size_t rows = packet->many->count;
	calx_error told = { 0 };
	enum calx_status status;

	if (stmt->fits && rows > stmt->fits)
		rows = stmt->fits;
	status = packet_send(packet, rows, &told);
	if (packet->status < 0)
		return packet->status;
	if (status < 0 &&
		mysql_stmt_errno(stmt->handle) == CR_ERR_STMT_PARAM_CALLBACK) {
		rows = packet->rows;
		if (rows < 2)
			return run_one(stmt, packet->many, ret_ran, error);
		told = (calx_error){ 0 };
		status = packet_send(packet, rows, &told);
	}
	if (status < 0 && is_unsupported(stmt)) {
		stmt->singly = true;
		return run_one(stmt, packet->many, ret_ran, error);
	}
	if (status < 0) {
		*error = told;
		return status;
	}
	fits_guess(stmt, packet);
	*ret_ran = rows;
	return calx__mariadb_begun(stmt, error);
}

int calx__mariadb_run_many(struct stmt *stmt, const struct many *many,
	size_t *ret_ran, calx_error *error)
{
	struct packet packet = { .stmt = stmt, .many = many };
	enum calx_status status;

	if (many->count < 2 || !stmt->parameter_count || stmt->singly)
		return run_one(stmt, many, ret_ran, error);
	status = types_learn(stmt, many);
	return status < 0 ? (int)status : run_packet(&packet, ret_ran, error);
}
