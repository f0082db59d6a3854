#include "migrate/script/model_write.h"

#include <string.h>

#include "migrate/script/literal.h"
#include "migrate/script/render.h"
#include "util/ascii.h"
#include "util/fail.h"
#include "util/singular.h"
#include "util/text.h"
#include "util/transliterate.h"

/* Tables as models: each gets the name of a struct, and its items are written as
 * a revision writes them. */

#define ITEM_INDENT "    "

enum {
	NAME_MAX_ = 128,  /* of a struct: more does not help a reader */
	TABLES_MAX = 200, /* of a CALX_METADATA (calx/model.h) */
	ITEMS_MAX = 200,  /* of a CALX_MODEL */
	LINE_WIDTH = 80,
};

struct models {
	struct strbuf *text;
	const struct models_plan *plan;
	const struct sql_schema *schema; /* the plan's */
	struct arena arena;		 /* the names */
	const char **names; /* of the structs, NULL for what is left out */
};

/* ---- names ------------------------------------------------------------------ */

/* Whether a new word begins: behind what is no letter or digit, and where small
 * letters turn into capitals. */
static bool word_begins(const char *text, size_t i)
{
	const char before = i > 0 ? text[i - 1] : '_';

	if (!calx__ascii_is_letter(before) && !calx__ascii_is_digit(before))
		return true;
	return calx__ascii_is_upper(text[i]) && !calx__ascii_is_upper(before);
}

/* "order_items" becomes "OrderItems"; *ret_last is where the last word begins. */
static size_t add_words(char *name, const char *text, size_t *ret_last)
{
	size_t length = 0;

	*ret_last = 0;
	for (size_t i = 0; text[i] && length < NAME_MAX_; i++) {
		char c = text[i];

		if (!calx__ascii_is_letter(c) && !calx__ascii_is_digit(c))
			continue;
		if (word_begins(text, i)) {
			*ret_last = length;
			c = calx__ascii_upper(c);
		}
		name[length++] = c;
	}
	return length;
}

/* A struct's name for a table's, singular if so asked. */
static const char *name_of(
	struct models *models, const char *table, bool singular)
{
	struct strbuf ascii = STRBUF_INIT;
	char name[NAME_MAX_ + 8];
	size_t length, last;
	bool is_free;

	calx__transliterate(&ascii, table);
	length = add_words(name, ascii.data, &last);
	if (singular)
		length = last + calx__singular(name + last, length - last);
	name[length] = '\0';
	models->arena.failed |= ascii.failed;
	calx__strbuf_release(&ascii);
	/* a name of C begins with a letter; these are macros of its headers */
	is_free = calx__ascii_is_letter(*name) &&
		  !calx__text_lists("I EOF NULL TRUE FALSE BUFSIZ", name);
	return calx__arena_printf(
		&models->arena, "%s%s", is_free ? "" : "Table", name);
}

static bool is_taken(
	const struct models *models, size_t number, const char *name)
{
	for (size_t i = 0; i < number; i++)
		if (calx__text_equal(models->names[i], name))
			return true;
	return false;
}

/* The singular if that is free, else the name as it is, else with a number. */
static const char *free_name(struct models *models, size_t number)
{
	const char *table = models->schema->tables[number]->name;
	const char *plain = name_of(models, table, false);
	const char *name = name_of(models, table, true);

	if (name && is_taken(models, number, name))
		name = plain;
	for (size_t i = 2; name && is_taken(models, number, name); i++)
		name = calx__arena_printf(&models->arena, "%s%zu", plain, i);
	return name;
}

/* ---- models ------------------------------------------------------------------- */

static size_t count_items(const struct sql_table *table)
{
	return table->column_count + table->constraint_count +
	       table->index_count;
}

static bool is_broken(struct models *models, const struct sql_table *table,
	const struct sql_constraint *constraint)
{
	return constraint->kind == CALX_FOREIGN_KEY &&
	       !calx__schema_key_fits(
		       &models->arena, models->schema, table, constraint);
}

/* The table without the foreign keys that no model can have. */
static struct sql_table without_broken(
	struct models *models, const struct sql_table *table)
{
	struct sql_table copy = *table;

	copy.constraints = calx__arena_zero(&models->arena,
		table->constraint_count + 1, sizeof(*copy.constraints));
	copy.constraint_count = 0;
	for (size_t i = 0; copy.constraints && i < table->constraint_count; i++)
		if (!is_broken(models, table, &table->constraints[i]))
			copy.constraints[copy.constraint_count++] =
				table->constraints[i];
	return copy;
}

/* What no model can have stands below it. */
static void comment_broken(struct models *models, const struct sql_table *table)
{
	for (size_t i = 0; i < table->constraint_count; i++) {
		const struct sql_constraint *key = &table->constraints[i];

		if (!is_broken(models, table, key))
			continue;
		calx__strbuf_adds(models->text, "/* no key of '");
		calx__comment_write(models->text, key->referred_table);
		calx__strbuf_adds(models->text,
			"' is what it refers to: the foreign key of ");
		for (size_t c = 0; c < key->column_count; c++) {
			calx__strbuf_adds(models->text, c > 0 ? ", " : "");
			calx__comment_write(models->text, key->columns[c]);
		}
		calx__strbuf_adds(models->text, " */\n");
	}
}

static enum calx_status write_items(
	struct strbuf *text, const struct sql_table *table, calx_error *error)
{
	struct arena arena = { 0 };
	struct renderer renderer = { .text = text,
		.arena = &arena,
		.table = table,
		.table_name = table->name,
		.error = error };

	if (count_items(table) > ITEMS_MAX)
		calx__render_fail(&renderer,
			"'%s' has %zu columns, constraints and indexes, and a model takes %d",
			table->name, count_items(table), ITEMS_MAX);
	else
		calx__render_items(&renderer, ITEM_INDENT);
	text->failed |= arena.failed;
	calx__arena_release(&arena);
	return renderer.status < 0 ? renderer.status : CALX_OK;
}

static void write_left_out(
	struct models *models, size_t number, const calx_error *why)
{
	const struct sql_table *table = models->schema->tables[number];

	models->names[number] = NULL;
	calx__strbuf_adds(models->text, "/* left out: ");
	calx__comment_write(models->text, why->message);
	calx__strbuf_adds(models->text, " */\n\n");
	if (models->plan->left_out)
		models->plan->left_out(models->plan->context, table->name, why);
}

/* CALX_SEQUENCE(Ticket, "tickets", .start = 100); */
static void write_sequence(
	struct models *models, size_t number, const struct sql_table *sequence)
{
	struct strbuf *text = models->text;

	calx__strbuf_addf(text, "CALX_SEQUENCE(%s, ", models->names[number]);
	calx__literal_write(text, sequence->name);
	calx__strbuf_addf(
		text, ", .start = %lld", sequence->start ? sequence->start : 1);
	if (sequence->increment)
		calx__strbuf_addf(
			text, ", .increment = %lld", sequence->increment);
	calx__strbuf_adds(text, ");\n\n");
}

/* What a model says of a table; of a view it is not created by its types. */
static struct sql_table sayable(
	struct models *models, const struct sql_table *table)
{
	struct sql_table sound = without_broken(models, table);
	const struct sql_table *copy =
		table->view ? calx__table_copy(&models->arena, table) : NULL;

	if (!copy)
		return sound;
	sound.view = NULL;
	sound.columns = copy->columns;
	for (size_t i = 0; i < sound.column_count; i++)
		sound.columns[i].type_text = NULL;
	return sound;
}

static void write_model(struct models *models, size_t number)
{
	const struct sql_table *table = models->schema->tables[number];
	const struct sql_table sound = sayable(models, table);
	struct strbuf items = STRBUF_INIT;
	calx_error why = { 0 };

	if (table->sequence) {
		write_sequence(models, number, table);
	} else if (write_items(&items, &sound, &why) < 0) {
		write_left_out(models, number, &why);
	} else {
		calx__strbuf_addf(models->text, "CALX_%s(%s, ",
			table->view ? "VIEW" : "MODEL", models->names[number]);
		calx__literal_write(models->text, table->name);
		if (table->view) {
			calx__strbuf_adds(models->text, ",\n" ITEM_INDENT);
			calx__literal_write(models->text, table->view);
		}
		calx__strbuf_addc(models->text, ',');
		calx__strbuf_add(models->text, items.data, items.length);
		calx__strbuf_adds(models->text, ");\n");
		comment_broken(models, table);
		calx__strbuf_addc(models->text, '\n');
		models->text->failed |= items.failed;
	}
	calx__strbuf_release(&items);
}

/* ---- the metadata --------------------------------------------------------------- */

/* "    A, B, C" in lines of a page's width. */
static void add_names(struct models *models, size_t first, size_t end)
{
	size_t column = LINE_WIDTH;

	for (size_t i = first; i < end; i++) {
		const char *name = models->names[i];
		size_t length = name ? strlen(name) + 2 : 0;

		if (!name)
			continue;
		column += length;
		if (column > LINE_WIDTH) {
			calx__strbuf_adds(models->text, ",\n" ITEM_INDENT);
			column = strlen(ITEM_INDENT) + length;
		} else {
			calx__strbuf_adds(models->text, ", ");
		}
		calx__strbuf_adds(models->text, name);
	}
}

/* One for all tables, or for more than it takes several, and one of those. */
static void write_metadata(struct models *models)
{
	const char *metadata = models->plan->metadata;
	const size_t count = models->schema->table_count;
	const size_t parts = (count + TABLES_MAX - 1) / TABLES_MAX;

	for (size_t i = 0; i < parts; i++) {
		const size_t first = i * TABLES_MAX;
		const size_t end = first + TABLES_MAX;

		calx__strbuf_addf(models->text, "CALX_METADATA(%s", metadata);
		if (parts > 1)
			calx__strbuf_addf(models->text, "_%zu", i + 1);
		add_names(models, first, end < count ? end : count);
		calx__strbuf_adds(models->text, ");\n");
	}
	if (parts > 1)
		calx__strbuf_addf(
			models->text, "CALX_METADATA_OF(%s", metadata);
	for (size_t i = 0; parts > 1 && i < parts; i++)
		calx__strbuf_addf(models->text, ", %s_%zu", metadata, i + 1);
	if (parts > 1)
		calx__strbuf_adds(models->text, ");\n");
}

/* ---- the header ------------------------------------------------------------------ */

static void write_all(struct models *models)
{
	const size_t count = models->schema->table_count;
	struct strbuf *text = models->text;

	calx__strbuf_adds(text, "/* ");
	calx__comment_write(text, models->plan->comment);
	calx__strbuf_adds(text,
		" */\n#ifndef MODELS_H\n#define MODELS_H\n\n#include <calx/calx.h>\n\n");
	for (size_t i = 0; i < count; i++)
		models->names[i] = free_name(models, i);
	for (size_t i = 0; i < count && !models->arena.failed; i++)
		write_model(models, i);
	write_metadata(models);
	calx__strbuf_adds(text, "\n#endif\n");
}

enum calx_status calx__models_write(
	struct strbuf *text, const struct models_plan *plan, calx_error *error)
{
	struct models models = {
		.text = text, .plan = plan, .schema = plan->schema
	};
	bool failed;

	models.names = calx__arena_zero(&models.arena,
		plan->schema->table_count + 1, sizeof(*models.names));
	if (models.names)
		write_all(&models);
	failed = models.arena.failed || text->failed;
	calx__arena_release(&models.arena);
	return failed ? calx__fail_memory(error) : CALX_OK;
}
