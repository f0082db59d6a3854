#include "sql/schema/naming.h"

#include <assert.h>
#include <string.h>

#include <xxhash.h>

#include "sql/schema/kind.h"
#include "util/ascii.h"
#include "util/strbuf.h"
#include "util/text.h"
#include "util/utf8.h"

/* Names for what a model leaves nameless: always the same for the same. */

/* PostgreSQL keeps 63 bytes of a name, MariaDB 64 characters; 60 leave room
 * for what a rebuild puts before or behind one. */
#define NAME_MAX_BYTES 60
#define HASH_DIGITS 8

/* "_" and the first eight hexadecimal digits of the text's XXH3 */
static void add_hash(struct strbuf *name, const char *text, size_t length)
{
	const XXH64_hash_t hash = XXH3_64bits(text, length);

	calx__strbuf_addf(name, "_%08x", (unsigned)(hash >> 32));
}

static void add_part(struct strbuf *name, const char *part)
{
	calx__strbuf_addc(name, '_');
	calx__strbuf_adds(name, part);
}

/* The words of an expression: lower(email) -> _lower_email */
static void add_words(struct strbuf *name, const char *text)
{
	bool word = false;

	for (; *text; text++) {
		const bool is_word = calx__ascii_is_word(*text) ||
				     (unsigned char)*text >= 0x80;

		if (is_word && !word)
			calx__strbuf_addc(name, '_');
		if (is_word)
			calx__strbuf_addc(name, *text);
		word = is_word;
	}
}

/* What it is about. Two indexes on the same with different conditions have
 * different names. */
static void add_items(
	struct strbuf *name, const struct sql_constraint *constraint)
{
	for (size_t i = 0; !constraint->items && i < constraint->column_count;
		i++)
		add_part(name, constraint->columns[i]);
	for (size_t i = 0; i < constraint->item_count; i++) {
		const struct sql_item *item = &constraint->items[i];

		assert(constraint->items);
		if (item->included)
			continue;
		if (item->column)
			add_part(name, item->column);
		else
			add_words(name, item->expression);
	}
	if (constraint->where)
		add_hash(name, constraint->where, strlen(constraint->where));
}

/* Cuts a long name at a character; the hash of all of it keeps it unique. */
static void name_cut(struct strbuf *name)
{
	struct strbuf cut = STRBUF_INIT;

	if (name->failed || name->length <= NAME_MAX_BYTES)
		return;
	calx__strbuf_add(&cut, name->data,
		calx__utf8_floor(name->data, NAME_MAX_BYTES - HASH_DIGITS - 1));
	add_hash(&cut, name->data, name->length);
	calx__strbuf_truncate(name, 0);
	calx__strbuf_add(name, cut.data, cut.length);
	name->failed = name->failed || cut.failed;
	calx__strbuf_release(&cut);
}

const char *calx__constraint_default_name(struct arena *arena,
	const char *table, const struct sql_constraint *constraint)
{
	const struct constraint_info *info =
		&calx__constraints[constraint->kind];
	struct strbuf name = STRBUF_INIT;

	calx__strbuf_adds(&name, info->prefix);
	add_part(&name, table);
	if (info->form == CONSTRAINT_CONDITION && constraint->text)
		add_hash(&name, constraint->text, strlen(constraint->text));
	else if (!info->once)
		add_items(&name, constraint);
	if (info->form == CONSTRAINT_REFERENCE)
		add_part(&name, constraint->referred_table);
	name_cut(&name);
	return calx__strbuf_keep(&name, arena);
}

const char *calx__type_default_name(
	struct arena *arena, const char *table, const char *column)
{
	struct strbuf name = STRBUF_INIT;

	calx__strbuf_adds(&name, table);
	add_part(&name, column);
	name_cut(&name);
	return calx__strbuf_keep(&name, arena);
}

bool calx__constraint_has_default_name(struct arena *arena, const char *table,
	const struct sql_constraint *constraint)
{
	return !constraint->name ||
	       calx__text_equal(constraint->name,
		       calx__constraint_default_name(arena, table, constraint));
}
