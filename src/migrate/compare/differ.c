#include "migrate/compare/differ.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "util/fail.h"
#include "util/text.h"
#include "util/utf8.h"

/* What the files of a comparison share: its events, and its plan. */

void calx__differ_memory(struct differ *differ)
{
	if (differ->status >= 0)
		differ->status = calx__fail_memory(differ->error);
}

static void keep_warning(struct differ *differ, const char *text)
{
	const char *copy = calx__arena_strdup(differ->arena, text);

	if (!copy || !calx__vec_append(&differ->warnings, &copy))
		calx__differ_memory(differ);
}

void calx__differ_tell(struct differ *differ, enum autogenerate_event_kind kind,
	const char *format, ...)
{
	char text[512];
	va_list arguments;

	if (differ->status < 0)
		return;
	va_start(arguments, format);
	(void)vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	for (char *c = text; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = '?';
	text[calx__utf8_floor(text, strlen(text))] = '\0';
	if (kind == AUTOGENERATE_WARNING)
		keep_warning(differ, text);
	if (differ->input->listener)
		differ->input->listener(differ->input->context, kind, text);
}

void calx__differ_plan(struct differ *differ, const struct operation *operation)
{
	if (!calx__vec_append(&differ->operations, operation))
		calx__differ_memory(differ);
}

void calx__differ_table_plan(struct differ_table *table, enum phase phase,
	const struct operation *operation)
{
	if (!calx__vec_append(&table->planned[phase], operation))
		calx__differ_memory(table->differ);
}
