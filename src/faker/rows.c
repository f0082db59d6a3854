#include "faker/rows.h"

#include "sql/type/field.h"
#include "faker/choice.h"

/* Rows: filled by the first choice, and filled again where that will not do. */

/* Now and then, where a CHECK is hard to satisfy: what is NULL is not false. */
static bool tries_null(const struct filler *filler)
{
	enum { OFTEN = 8 };

	return filler->rough && filler->column->nullable && !filler->provider &&
	       filler->attempt % OFTEN == OFTEN - 1;
}

/* Most need none of the checks that calx__field_write() makes. */
static enum calx_status write_field(struct seeder *seeder,
	const struct filler *filler, void *object, const calx_value *value)
{
	const struct field *field = &filler->field;
	char *row = object;

	if (!filler->is_direct || value->kind != filler->column->type.kind)
		return calx__field_write(
			filler->column, object, value, &seeder->error);
	if (field->optional)
		row[field->has] = true;
	field->store(filler->column, row + field->offset, value);
	return CALX_OK;
}

static enum calx_status fill(
	struct seeder *seeder, const struct filler *filler, void *object)
{
	calx_value value = { .kind = filler->column->type.kind };
	enum calx_status status = CALX_OK;

	if (tries_null(filler))
		value.kind = CALX_NULL;
	else
		status = filler->fill(seeder, filler, seeder->row, &value);
	return status < 0 ? status
			  : write_field(seeder, filler, object, &value);
}

static enum calx_status fill_all(struct seeder *seeder, void *object)
{
	struct draw person = calx__draw_row(seeder->person_key, seeder->row);
	enum calx_status status = CALX_OK;

	seeder->person = calx__draw(&person);
	for (size_t i = 0; i < seeder->table->column_count && status >= 0; i++)
		if (seeder->fillers[i].fill)
			status = fill(seeder, &seeder->fillers[i], object);
	return status;
}

static enum calx_status fill_again(
	struct seeder *seeder, const struct choice *choice, void *object)
{
	size_t index =
		(size_t)(choice - (struct choice *)seeder->choices.items);
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < seeder->table->column_count && status >= 0; i++)
		if (seeder->fillers[i].fill &&
			seeder->fillers[i].choice == index)
			status = fill(seeder, &seeder->fillers[i], object);
	return status;
}

static enum calx_status make(struct seeder *seeder, void *object)
{
	enum { TRIES = 30000 }; /* of one row */
	struct demand *broken;
	const struct choice *choice;
	enum calx_status status;

	calx__choices_reset(seeder);
	status = fill_all(seeder, object);
	for (uint64_t try = 0; status >= 0; try++) {
		status = calx__demands_look(seeder, object, &broken);
		if (status < 0 || !broken)
			break;
		choice = try < TRIES ? calx__choices_next(seeder, broken, try)
				     : NULL;
		if (!choice)
			return calx__choices_fail(seeder, broken);
		status = fill_again(seeder, choice, object);
	}
	return status < 0 ? status : calx__demands_keep(seeder);
}

enum calx_status calx__rows_make(
	struct seeder *seeder, uint64_t first, char *rows, int64_t count)
{
	enum calx_status status = CALX_OK;

	for (int64_t i = 0; i < count && status >= 0; i++) {
		seeder->row = first + (uint64_t)i;
		status = make(
			seeder, rows + (size_t)i * seeder->table->row_size);
	}
	return status;
}
