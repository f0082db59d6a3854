/* Fuzz target: the reader of revision files. What it takes for data must be
 * written as C again and read back as the same. */

#include "fuzz.h"

#include <string.h>

#include "migrate/script/script.h"
#include "util/text.h"
#include "util/utf8.h"
#include "migrate/script/write.h"
#include "migrate/script/script_id.h"

static void check_error(const calx_error *error)
{
	CHECK(error->status == CALX_INVALID && *error->message);
	CHECK(calx__text_starts(error->where, "fuzz.c:"));
	CHECK(calx__utf8_valid(error->detail, strlen(error->detail)));
}

static void check_body(const struct script_body *body, size_t size)
{
	CHECK(!body->code_line == !body->code_reason);
	CHECK(!body->code_line || body->count == 0);
	CHECK(body->count <= size);
	CHECK(body->function || body->count == 0);
}

static void check_operation(
	const struct operation *a, const struct operation *b)
{
	CHECK(calx__operation_equal(a, b));
}

/* Not everything that can be read can be written (a column that is not UTF-8
 * cannot be either), but what is written must be read as what it was. */
static void check_again(struct arena *arena, const struct script *script)
{
	struct script_plan plan = { .id = script->id,
		.create_date = "now",
		.message = script->message,
		.down_revision = script->down_revision,
		.upgrade = script->upgrade.operations,
		.upgrade_count = script->upgrade.count,
		.downgrade = script->downgrade.operations,
		.downgrade_count = script->downgrade.count };
	calx_error error = { 0 };
	struct script again;
	const char *text;
	enum calx_status status =
		calx__script_render(arena, &plan, &text, &error);

	if (status == CALX_UNSUPPORTED)
		return;
	if (status < 0)
		fprintf(stderr, "%s: %s\n%s\n", error.where, error.message,
			error.detail);
	CHECK(status == CALX_OK);
	CHECK(calx__script_parse(arena, "again.c", text, strlen(text), &again,
		      NULL) == CALX_OK);
	CHECK(again.upgrade.count == script->upgrade.count);
	for (size_t i = 0; i < again.upgrade.count; i++)
		check_operation(&again.upgrade.operations[i],
			&script->upgrade.operations[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	calx_error error = { 0 };
	struct script script;

	if (calx__script_parse(&arena, "fuzz.c", (const char *)data, size,
		    &script, &error) < 0) {
		check_error(&error);
	} else {
		CHECK(calx__script_id_check(script.id, NULL) == CALX_OK);
		CHECK(strlen(script.checksum) == 32);
		check_body(&script.upgrade, size);
		check_body(&script.downgrade, size);
		check_again(&arena, &script);
	}
	calx__arena_release(&arena);
	return 0;
}
