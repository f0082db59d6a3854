#include "migrate/script/reread.h"

#include "migrate/script/parse.h"
#include "migrate/script/render.h"
#include "util/fail.h"

/* Through the text and back, by the writer and the reader of files. */

static void write_file(struct strbuf *text, const struct operation *operation,
	enum calx_status *status, calx_error *error)
{
	calx__strbuf_adds(text, "#include <calx/revision.h>\n"
				"static void upgrade(calx_op *op)\n{\n");
	*status = calx__render_operation(text, operation, error);
	calx__strbuf_adds(text,
		"}\n"
		"CALX_REVISION(aaaaaaaaaaaa, .upgrade = upgrade);\n");
}

static enum calx_status read_file(struct arena *arena,
	const struct strbuf *text, struct operation *ret_operation,
	calx_error *error)
{
	struct script script = { 0 };
	const char *copy = calx__arena_strndup(arena, text->data, text->length);
	enum calx_status status =
		copy ? calx__script_parse(arena, "the new revision", copy,
			       text->length, &script, error)
		     : calx__fail_memory(error);

	if (status < 0)
		return status;
	if (script.upgrade.count != 1)
		return calx__fail(error, CALX_UNSUPPORTED,
			"what is written is not what was meant");
	*ret_operation = script.upgrade.operations[0];
	return CALX_OK;
}

enum calx_status calx__operation_reread(struct arena *arena,
	const struct operation *operation, struct operation *ret_operation,
	calx_error *error)
{
	struct strbuf text = STRBUF_INIT;
	enum calx_status status;

	write_file(&text, operation, &status, error);
	if (status >= 0 && text.failed)
		status = calx__fail_memory(error);
	if (status >= 0)
		status = read_file(arena, &text, ret_operation, error);
	calx__strbuf_release(&text);
	return status;
}
