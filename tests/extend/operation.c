/* The made-up operation of operation.patch, in a history that is linked in. */
#include <stdio.h>

#include <calx/migrate.h>

static void upgrade(calx_op *op)
{
	calx_create_table(op, "books",
		column(id, integer(), .primary_key = true),
		column(title, string(80), .index = true));
	calx_execute(op, "INSERT INTO books (title) VALUES ('one'), ('two')");
	calx_analyze_table(op, "books");
}

static const calx_revision first = { .id = "0001", .upgrade = upgrade };
static const calx_revision *const revisions[] = { &first, NULL };

int main(void)
{
	const calx_migrations history = { revisions };
	calx_error error = { 0 };
	calx_engine *engine = calx_engine_open("sqlite://", &error);
	int count = calx_migrate_upgrade(engine, &history, "head", &error);
	calx_connection *connection = calx_connection_open(engine, &error);
	/* ANALYZE writes its table of statistics */
	long long rows = calx_connection_execute(connection,
		"DELETE FROM sqlite_stat1 WHERE tbl = 'books'", NULL, 0);

	if (count != 1 || rows < 1)
		fprintf(stderr, "%d revisions, %lld rows: %s\n", count, rows,
			error.message);
	calx_connection_close(connection);
	calx_engine_close(engine);
	return count != 1 || rows < 1;
}
