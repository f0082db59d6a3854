#include "faker/maker.h"

/* Choosing among entries. How each choice is drawn is part of the contract: a
 * seed gives the same values for ever. */

/* the draws of a row that are no entry of a list */
enum { OWN_SEX = 1 };

uint64_t calx__maker_own(const struct maker *maker, unsigned n)
{
	return calx__mix(maker->person + n * 0x9e3779b97f4a7c15u);
}

char calx__maker_sex(const struct maker *maker)
{
	return calx__maker_own(maker, OWN_SEX) & 1 ? 'F' : 'M';
}

const char *calx__maker_pick(struct maker *maker, const struct fake_list *list)
{
	uint64_t index = calx__draw_below(&maker->draw, list->count);

	if (list->keep &&
		(calx__draw(&maker->draw) & UINT16_MAX) > list->keep[index])
		index = list->alias[index];
	return calx__list_entry(list, index);
}

const char *calx__maker_entry(struct maker *maker, const struct fake_list *list)
{
	struct maker own = *maker;

	if (!list->own)
		return calx__maker_pick(maker, list);
	if (!list->keep)
		return calx__list_entry(list,
			calx__mix(maker->person + list->own) % list->count);
	own.draw.state = calx__maker_own(maker, list->own);
	return calx__maker_pick(&own, list);
}
