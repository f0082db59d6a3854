#include "check.h"
#include "database.h"

#include <calx/calx.h>
#include <calx/short.h>

/* A model that was compiled against another calx, whose structs were longer
 * or shorter, works: its table says how long they are. */

CALX_MODEL(Part, "parts", column(id, integer(), .primary_key = true),
	column(name, string(20), .server_default = "'bolt'"),
	column(weight, nullable(double())), unique(name, weight),
	index(weight));

/* the descriptors of Part, with something behind each */
static struct longer_column {
	calx_column column;
	char more[24];
} columns_[Part_calx_count_];
static struct longer_constraint {
	calx_constraint constraint;
	char more[8];
} constraints_[3];
static calx_table parts;
static const calx_table *const tables[] = { &parts, NULL };

static void lengthen(void)
{
	for (size_t i = 0; i < Part_calx_count_; i++) {
		memset(&columns_[i], 0xff, sizeof(columns_[i]));
		columns_[i].column = Part_calx_columns_[i];
		columns_[i].column.table = &parts;
	}
	for (size_t i = 0; i < 3; i++) {
		memset(&constraints_[i], 0xff, sizeof(constraints_[i]));
		constraints_[i].constraint = Part_calx_constraints_[i];
	}
	parts = Part_calx_table_;
	parts.columns = &columns_[0].column;
	parts.column_size = sizeof(columns_[0]);
	parts.constraints = &constraints_[0].constraint;
	parts.constraint_size = sizeof(constraints_[0]);
}

static void longer_structs_are_stepped_through(void **state)
{
	const calx_metadata metadata = { .size = sizeof(metadata),
		.tables = tables };
	calx_engine *engine = database_engine();
	calx_session *session;
	struct Part *part;

	(void)state;
	lengthen();
	assert_int_equal(calx_create_all(engine, &metadata), CALX_OK);
	session = calx_session_open(engine);
	part = calx_session_add(session, &parts,
		&(struct Part){ .weight = { .has = true, .value = 2.5 } },
		"here");
	assert_int_equal(calx_commit(session), CALX_OK);
	assert_string_equal(part->name, "bolt");
	part->name = "nut";
	assert_int_equal(calx_commit(session), CALX_OK);
	calx_expunge_all(session);
	part = calx_session_get(session, &parts,
		(const calx_node[]){ { .kind = CALX_NODE_VALUE,
					     .value = { .kind = CALX_INTEGER,
						     .as.integer = 1 } },
			{ 0 } },
		"here");
	assert_non_null(part);
	assert_string_equal(part->name, "nut");
	assert_true(part->weight.value > 2.4);
	assert_null(calx_session_error(session));
	calx_session_close(session);
	database_engine_close(engine);
}

static void a_table_without_sizes_is_refused(void **state)
{
	calx_table table = Part_calx_table_;
	const calx_table *const one[] = { &table, NULL };
	const calx_metadata metadata = { .size = sizeof(metadata),
		.tables = one };
	calx_engine *engine = database_engine();
	calx_error error = { 0 };

	(void)state;
	table.column_size = 0;
	assert_int_equal(
		calx_create_all(engine, &metadata, &error), CALX_MISUSE);
	CHECK_TEXT(error.message,
		"table 'parts' does not say its size, column_size and constraint_size");
	database_engine_close(engine);
}

CHECK_MAIN("sizes", cmocka_unit_test(longer_structs_are_stepped_through),
	cmocka_unit_test(a_table_without_sizes_is_refused))
