#include "faker/choice.h"

#include "engine/connection.h"
#include "sql/type/type.h"
#include "util/fail.h"
#include "util/text.h"
#include "faker/parents.h"
#include "faker/permute.h"
#include "faker/span.h"

/* A row's first choice is drawn. Where it is taken already, the combinations of
 * the values that there are are gone through, each of them once, in an order that
 * the seed chooses. */

static struct choice *choice_at(const struct seeder *seeder, size_t i)
{
	return (struct choice *)seeder->choices.items + i;
}

/* ---- what belongs together --------------------------------------------------- */

/* The product, 0 when it is too large to count. */
static uint64_t multiply(uint64_t a, uint64_t b)
{
	return b && a > (UINT64_MAX >> 1) / b ? 0 : a * b;
}

static uint64_t capacity_of(
	const struct seeder *seeder, const struct choice *choice)
{
	uint64_t capacity = 1;

	for (size_t i = 0; i < choice->atom_count; i++) {
		const struct filler *filler =
			&seeder->fillers[choice->atoms[i]];

		if (!filler->capacity || !capacity)
			return 0;
		capacity = multiply(capacity, filler->capacity);
	}
	return capacity;
}

/* The first column of the foreign key that a filler is part of, or itself. */
static size_t atom_of(const struct seeder *seeder, size_t number)
{
	const struct parents *parents = seeder->fillers[number].parents;
	size_t i = 0;

	if (!parents)
		return number;
	while (seeder->fillers[i].parents != parents)
		i++;
	return i;
}

/* Gives the filler, with its foreign key, to the choice; false if it has one. */
static bool choice_take(
	struct seeder *seeder, size_t number, struct choice *choice)
{
	const struct parents *parents = seeder->fillers[number].parents;
	size_t index = seeder->choices.count - 1;

	if (seeder->fillers[number].choice != SIZE_MAX)
		return false;
	choice->atoms[choice->atom_count++] = atom_of(seeder, number);
	seeder->fillers[number].choice = index;
	for (size_t i = 0; parents && i < seeder->table->column_count; i++)
		if (seeder->fillers[i].parents == parents)
			seeder->fillers[i].choice = index;
	return true;
}

/* A choice of those of the fillers that have none yet. */
static enum calx_status add_choice(struct seeder *seeder, const size_t *fillers,
	size_t count, const struct demand *demand)
{
	struct choice *choice = calx__vec_push(&seeder->choices);
	bool all = true;

	if (choice)
		choice->atoms = calx__arena_zero(
			&seeder->plan, count + 1, sizeof(*choice->atoms));
	if (!choice || !choice->atoms)
		return calx__fail_memory(&seeder->error);
	for (size_t i = 0; i < count; i++) {
		size_t atom = atom_of(seeder, fillers[i]);

		if (!choice_take(seeder, fillers[i], choice))
			all &= seeder->fillers[atom].choice ==
			       seeder->choices.count - 1;
	}
	if (!choice->atom_count) {
		seeder->choices.count--;
		return CALX_OK;
	}
	choice->only = all ? demand : NULL;
	return CALX_OK;
}

/* Whether another demand takes part in what the choice chooses. */
static bool has_others(const struct seeder *seeder, size_t index)
{
	const struct choice *choice = choice_at(seeder, index);

	for (size_t i = 0; i < seeder->demands.count; i++) {
		const struct demand *demand = calx__demand_at(seeder, i);

		if (demand == choice->only)
			continue;
		for (size_t j = 0; j < demand->filler_count; j++)
			if (seeder->fillers[demand->fillers[j]].choice == index)
				return true;
	}
	return false;
}

/* ---- whether there are enough ----------------------------------------------------- */

static void write_columns(const struct seeder *seeder,
	const struct demand *demand, struct strbuf *text)
{
	calx__strbuf_addf(text, "%s.", seeder->table->name);
	if (demand->filler_count > 1)
		calx__strbuf_addc(text, '(');
	for (size_t i = 0; i < demand->filler_count; i++) {
		calx__strbuf_adds(text, i ? ", " : "");
		calx__strbuf_adds(text,
			calx__column_name(
				seeder->fillers[demand->fillers[i]].column));
	}
	if (demand->filler_count > 1)
		calx__strbuf_addc(text, ')');
}

/* What may be done about a column that has too few values. */
static void hint(struct seeder *seeder, const struct demand *demand)
{
	const struct filler *filler;
	const char *name;

	filler = &seeder->fillers[demand->fillers[0]];
	for (size_t i = 0; i < demand->filler_count; i++)
		if (!seeder->fillers[demand->fillers[i]].parents)
			filler = &seeder->fillers[demand->fillers[i]];
	name = calx__column_name(filler->column);
	if (filler->parents)
		calx__fail_hint(&seeder->error,
			"Seed %s with more rows first, or ask for fewer.",
			filler->parents->key->referred_table);
	else
		calx__fail_hint(&seeder->error,
			"Name a function that makes other values in the call, .%s = my_%s, or ask for fewer rows.",
			name, name);
}

static enum calx_status fail_few(
	struct seeder *seeder, const struct demand *demand, uint64_t there)
{
	uint64_t wanted = seeder->first + (uint64_t)seeder->count;
	struct strbuf text = STRBUF_INIT;

	write_columns(seeder, demand, &text);
	calx__fail(&seeder->error, CALX_RANGE,
		"%s must be unique, but has only %llu values for %llu rows",
		text.data, (unsigned long long)there,
		(unsigned long long)wanted);
	hint(seeder, demand);
	calx__strbuf_release(&text);
	return CALX_RANGE;
}

/* Where a foreign key cannot be widened, other columns may. */
static void widen(struct seeder *seeder, const struct choice *choice)
{
	for (size_t i = 0; i < choice->atom_count; i++) {
		struct filler *filler = &seeder->fillers[choice->atoms[i]];

		if (!filler->parents)
			calx__span_widen(seeder, filler);
	}
}

static enum calx_status check_choice(
	struct seeder *seeder, struct choice *choice)
{
	uint64_t wanted = seeder->first + (uint64_t)seeder->count;

	choice->capacity = capacity_of(seeder, choice);
	if (!choice->only || choice->only->answer_count || !choice->capacity ||
		choice->capacity >= wanted)
		return CALX_OK;
	widen(seeder, choice);
	choice->capacity = capacity_of(seeder, choice);
	/* rows that are there may have values that are none of ours */
	if (choice->capacity && choice->capacity < (uint64_t)seeder->count)
		return fail_few(seeder, choice->only, choice->capacity);
	return CALX_OK;
}

/* The demands with the fewest columns first: what they choose is theirs. */
static enum calx_status add_choices(struct seeder *seeder)
{
	enum calx_status status = CALX_OK;

	for (size_t width = 1;
		width <= seeder->table->column_count && status >= 0; width++)
		for (size_t i = 0; i < seeder->demands.count && status >= 0;
			i++) {
			const struct demand *demand =
				calx__demand_at(seeder, i);

			if (demand->kind == DEMAND_UNIQUE &&
				demand->filler_count == width)
				status = add_choice(
					seeder, demand->fillers, width, demand);
		}
	for (size_t i = 0; i < seeder->table->column_count && status >= 0; i++)
		if (seeder->fillers[i].fill)
			status = add_choice(seeder, &i, 1, NULL);
	return status;
}

/* What a row refers to in itself changes with it. */
static void share_choices(struct seeder *seeder)
{
	for (size_t i = 0; i < seeder->table->column_count; i++) {
		size_t self = calx__parents_self(&seeder->fillers[i]);

		if (self != SIZE_MAX)
			seeder->fillers[i].choice =
				seeder->fillers[self].choice;
	}
}

enum calx_status calx__choices_find(struct seeder *seeder)
{
	enum calx_status status;

	for (size_t i = 0; i < seeder->table->column_count; i++)
		seeder->fillers[i].choice = SIZE_MAX;
	status = add_choices(seeder);
	share_choices(seeder);
	for (size_t i = 0; i < seeder->choices.count && status >= 0; i++) {
		status = check_choice(seeder, choice_at(seeder, i));
		if (has_others(seeder, i))
			choice_at(seeder, i)->only = NULL;
	}
	return status;
}

/* ---- choosing again ---------------------------------------------------------------- */

void calx__choices_reset(struct seeder *seeder)
{
	for (size_t i = 0; i < seeder->table->column_count; i++) {
		seeder->fillers[i].attempt = 0;
		seeder->fillers[i].is_walked = false;
	}
}

/* The filler, and those of its foreign key. */
static void choose(
	struct seeder *seeder, size_t atom, bool is_walked, uint64_t index)
{
	const struct parents *parents = seeder->fillers[atom].parents;

	for (size_t i = 0; i < seeder->table->column_count; i++) {
		struct filler *filler = &seeder->fillers[i];

		if (i != atom && (!parents || filler->parents != parents))
			continue;
		filler->attempt++;
		filler->skipped++;
		filler->is_walked = is_walked;
		filler->index = index;
	}
}

/* The next combination of all; false: there has been each of them. */
static bool walk(struct seeder *seeder, struct choice *choice)
{
	const struct filler *first = &seeder->fillers[choice->atoms[0]];
	uint64_t index;

	if (choice->next >= choice->capacity) {
		if (choice->only)
			return false;
		choice->next = 0;
	}
	index = calx__permute(choice->capacity,
		seeder->fake->seed ^ first->order, choice->next++);
	for (size_t i = 0; i < choice->atom_count; i++) {
		size_t atom = choice->atoms[i];
		uint64_t capacity = seeder->fillers[atom].capacity;

		choose(seeder, atom, true, index % capacity);
		index /= capacity;
	}
	return true;
}

/* Other draws: of what has as many values as one likes, if there is that. */
static void draw(struct seeder *seeder, const struct choice *choice)
{
	bool any = false;

	for (size_t i = 0; i < choice->atom_count; i++)
		any |= !seeder->fillers[choice->atoms[i]].capacity;
	for (size_t i = 0; i < choice->atom_count; i++)
		if (!any || !seeder->fillers[choice->atoms[i]].capacity)
			choose(seeder, choice->atoms[i], false, 0);
}

/* Whether going through all is better than to draw: for what must differ, unless
 * a CHECK wants what no name suggests. */
static bool is_walked(
	const struct seeder *seeder, const struct choice *choice, uint64_t try)
{
	for (size_t i = 0; i < choice->atom_count; i++) {
		const struct filler *filler =
			&seeder->fillers[choice->atoms[i]];

		if (filler->rough && try % 2)
			return false;
	}
	return choice->capacity &&
	       (choice->only || choice->atom_count > 1 ||
		       seeder->fillers[choice->atoms[0]].shared);
}

struct choice *calx__choices_next(
	struct seeder *seeder, const struct demand *demand, uint64_t try)
{
	/* so often in a row the same choice is made again */
	enum { TURN = 4 };
	struct choice *choice;
	size_t number;

	/* the choices of its columns take turns, the last one first */
	number = demand->filler_count - 1 -
		 (size_t)(try / TURN % demand->filler_count);
	choice = choice_at(
		seeder, seeder->fillers[demand->fillers[number]].choice);
	/* what passes over taken values comes to an end by itself */
	if (!choice->only && !seeder->tries--)
		return NULL;
	if (!is_walked(seeder, choice, try))
		draw(seeder, choice);
	else if (!walk(seeder, choice))
		return NULL;
	return choice;
}

/* ---- giving up ------------------------------------------------------------------------ */

/* How many values a unique demand has, if that is why there is no row; 0: it is
 * not. */
static uint64_t values_of(
	const struct seeder *seeder, const struct demand *demand)
{
	const struct choice *choice;

	if (demand->kind != DEMAND_UNIQUE)
		return 0;
	choice = choice_at(seeder, seeder->fillers[demand->fillers[0]].choice);
	if (choice->only == demand && choice->capacity &&
		choice->next >= choice->capacity)
		return seeder->row ? seeder->row : 1;
	for (size_t i = 1; i < demand->filler_count; i++)
		if (seeder->fillers[demand->fillers[i]].choice !=
			seeder->fillers[demand->fillers[0]].choice)
			return 0;
	return choice->capacity && demand->taken.count >= choice->capacity
		       ? choice->capacity
		       : 0;
}

enum calx_status calx__choices_fail(
	struct seeder *seeder, const struct demand *demand)
{
	struct strbuf text = STRBUF_INIT;
	uint64_t made = seeder->row - seeder->first, values;

	values = values_of(seeder, demand);
	if (values)
		return fail_few(seeder, demand, values);
	calx__demand_describe(demand, &text);
	calx__fail(&seeder->error, CALX_RANGE,
		"no more than %llu of %lld rows were found for %s that %s accepts",
		(unsigned long long)made, (long long)seeder->count,
		seeder->table->name, text.data);
	calx__fail_detail(&seeder->error,
		"Values were tried at random, and none was written.");
	hint(seeder, demand);
	calx__strbuf_release(&text);
	return CALX_RANGE;
}
