#include "faker/maker.h"

/* Choosing among entries. How each choice is drawn is part of the contract: a
 * seed gives the same values for ever. */

/* the draws of a row that are no entry of a list */
enum { OWN_SEX = 1 };

char calx__maker_sex(const struct maker *maker)
{
	return calx__maker_own(maker, OWN_SEX) & 1 ? 'F' : 'M';
}

static uint64_t pick(struct draw *draw, const struct fake_list *list)
{
	const uint64_t index = calx__draw_below(draw, list->count);
	uint64_t alias;

	if (!list->keep)
		return index;
	/* read whether it is needed or not: a branch could not be foreseen */
	alias = list->alias[index];
	return (calx__draw(draw) & UINT16_MAX) > list->keep[index] ? alias
								   : index;
}

uint64_t calx__maker_pick(struct maker *maker, const struct fake_list *list)
{
	return pick(&maker->draw, list);
}

uint64_t calx__maker_entry(struct maker *maker, const struct fake_list *list)
{
	struct draw own;

	if (!list->own)
		return pick(&maker->draw, list);
	if (!list->keep)
		return calx__mix(maker->person + list->own) % list->count;
	own.state = calx__maker_own(maker, list->own);
	return pick(&own, list);
}
