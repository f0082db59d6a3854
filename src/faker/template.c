#include "faker/template.h"

#include <string.h>

#include "util/utf8.h"

/* Templates are compiled (data/faker/compile), so that nothing is left to
 * read or to go wrong here: a part is text, an entry, a number or another
 * template. */

/* Appends field `field` (from 0) of an entry; nothing if it has none. */
static void add_field(struct strbuf *text, const char *entry, unsigned field)
{
	for (; field; field--) {
		const char *tab = strchr(entry, '\t');

		if (!tab)
			return;
		entry = tab + 1;
	}
	calx__strbuf_add(text, entry, strcspn(entry, "\t"));
}

static void add_entry(
	struct maker *maker, const struct fake_part *part, struct strbuf *text)
{
	bool female = calx__maker_sex(maker) == 'F';
	const struct fake_list *list =
		maker->locale->lists[female ? part->low : part->high];
	const char *entry = part->kind == PART_ANY
				    ? calx__maker_pick(maker, list)
				    : calx__maker_entry(maker, list);

	add_field(text, entry, part->number);
}

static void add_part(
	struct maker *maker, const struct fake_part *part, struct strbuf *text)
{
	switch ((enum fake_part_kind)part->kind) {
	case PART_TEXT:
		calx__strbuf_add(
			text, maker->locale->texts + part->low, part->number);
		break;
	case PART_ENTRY:
	case PART_ANY:
		add_entry(maker, part, text);
		break;
	case PART_TEMPLATE:
		calx__template_write(maker, part->number, text);
		break;
	case PART_NUMBER:
		calx__strbuf_addf(text, "%0*lld", part->number,
			(long long)calx__draw_between(
				&maker->draw, part->low, part->high));
		break;
	case PART_END:
		break;
	}
}

void calx__template_write(struct maker *maker, unsigned id, struct strbuf *text)
{
	const struct fake_locale *locale = maker->locale;
	const struct fake_template *template = &locale->templates[id];
	size_t choice = template->first;
	const struct fake_part *part;

	/* one choice needs no draw */
	if (template->count > 1)
		choice += calx__draw_below(&maker->draw, template->count);
	part = &locale->parts[locale->choices[choice]];
	for (; part->kind != PART_END; part++) {
		size_t start = text->length;

		add_part(maker, part, text);
		if (part->upper)
			calx__utf8_capitalise(
				text->data + start, text->length - start);
	}
}
