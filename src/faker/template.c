#include "faker/template.h"

#include "util/utf8.h"

/* Templates are compiled (data/faker/compile), so that nothing is left to
 * read or to go wrong here: a part is text, an entry, a number or another
 * template. */

static const struct fake_list *list_of(
	const struct maker *maker, const struct fake_part *part)
{
	const struct fake_list *const *lists = maker->locale->lists;
	const uint32_t low = part->low, high = part->high;

	/* most are the same for everybody */
	if (low == high)
		return lists[low];
	return lists[calx__maker_sex(maker) == 'F' ? low : high];
}

static void add_entry(
	struct maker *maker, const struct fake_part *part, struct strbuf *text)
{
	const struct fake_list *list = list_of(maker, part);
	uint64_t entry = part->kind == PART_ANY
				 ? calx__maker_pick(maker, list)
				 : calx__maker_entry(maker, list);

	calx__entry_add(text, list, entry, part->number);
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
		calx__strbuf_addu(text,
			(uint64_t)calx__draw_between(
				&maker->draw, part->low, part->high),
			part->number);
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
