#include "dialect/sqlite/compare/compare.h"

#include "sql/type/stored.h"
#include "util/text.h"

/* Times and UUIDs are text, which other programs spell in other ways. A
 * collation compares them by what they are, but no index has it. So beside the
 * comparison stands one of plain text that is true of every spelling that may
 * match: all of a minute begin with it, a UUID has four. An index finds those
 * few, and the collation says which they are
 * (docs/decisions/020-values-of-other-programs.md).
 *
 * A Julian day is a floating number that stands for a millisecond: there the
 * range is all. */

/* What a row says with $ for the column and # for the value. */
struct search {
	const char *list;  /* all texts that equal it; or */
	const char *equal; /* what holds of them */
	const char *less, *most, *more, *least; /* < <= > >= */
	bool is_all; /* no comparison by value beside it */
};

/* more than so many ranges are no help */
enum { RANGES_MAX = 16 };

#define FROM_TO(from, to) "($ >= " from " AND $ < " to " || ';')"
#define RANGES(below, above) \
	.less = below, .most = below, .more = above, .least = above

/* 16:04 */
static const struct search times = {
	.equal = FROM_TO("substr(#, 1, 5)", "substr(#, 1, 5)"),
	RANGES("$ < substr(#, 1, 5) || ';'", "$ >= substr(#, 1, 5)"),
};

/* 2017-10-17 16:04, with a blank or T; or the day, as either may be there */
#define MINUTE "substr(#, 1, 16)"
#define T_MINUTE "replace(" MINUTE ", ' ', 'T')"
static const struct search datetimes = {
	.equal = "(" FROM_TO(MINUTE, MINUTE) " OR " FROM_TO(
		T_MINUTE, T_MINUTE) ")",
	RANGES("$ < substr(#, 1, 10) || 'U'", "$ >= substr(#, 1, 10)"),
};

/* the days which that moment can be in, all over the world */
#define FIRST_DAY "calx_first_day(#)"
#define LAST_DAY "calx_last_day(#)"
static const struct search timestamps = {
	.equal = "($ >= " FIRST_DAY " AND $ < " LAST_DAY " || 'U')",
	RANGES("$ < " LAST_DAY " || 'U'", "$ >= " FIRST_DAY),
};

/* upper case comes before lower case, and 8 digits before the first dash */
#define UUID_RANGES \
	RANGES("$ < substr(#, 1, 8) || 'g'", "$ >= upper(substr(#, 1, 8))")
static const struct search uuids = {
	.list = "#, upper(#), replace(#, '-', ''), upper(replace(#, '-', ''))",
	UUID_RANGES,
};
static const struct search stored_uuids = {
	.list = "#, upper(#)",
	UUID_RANGES,
};

/* half a millisecond in days */
#define HALF "5.787037037037037e-9"
static const struct search julian_days = {
	.equal = "($ >= # - " HALF " AND $ < # + " HALF ")",
	.less = "$ < # - " HALF,
	.most = "$ < # + " HALF,
	.more = "$ >= # + " HALF,
	.least = "$ >= # - " HALF,
	.is_all = true,
};

static const struct search *search_of(const calx_type *type)
{
	if (type->stored == CALX_STORED_JULIAN_DAYS)
		return &julian_days;
	if (type->stored == CALX_STORED_UUID_TEXT ||
		type->stored == CALX_STORED_UUID_HEX)
		return &stored_uuids;
	if (type->stored)
		return NULL;
	switch (type->kind) {
	case CALX_TIME:
		return &times;
	case CALX_DATETIME:
		return &datetimes;
	case CALX_TIMESTAMP:
		return &timestamps;
	case CALX_UUID:
		return &uuids;
	default:
		return NULL;
	}
}

/* ---- writing ---------------------------------------------------------------- */

/* What writes a template: the values have numbers, by which SQLite knows them
 * again; a number that is not there yet is the next one. */
struct search_writer {
	struct compiler *compiler;
	const struct comparison *comparison;
	const struct search *search;
	size_t first; /* the number of the first value */
};

static void number_write(const struct search_writer *writer, size_t value)
{
	struct compiler *compiler = writer->compiler;
	const size_t number = writer->first + value;

	if (number > compiler->parameter_count)
		calx__comparison_value(compiler, writer->comparison, value);
	else
		calx__strbuf_addf(compiler->sql, "?%zu", number);
}

static void template_write(
	const struct search_writer *writer, const char *text, size_t value)
{
	struct compiler *compiler = writer->compiler;

	for (; *text; text++) {
		if (*text == '#')
			number_write(writer, value);
		else if (*text == '$')
			calx__compile_column(
				compiler, writer->comparison->column, false);
		else
			calx__strbuf_addc(compiler->sql, *text);
	}
}

/* One of the values: a list of all texts of all of them, or a range for each. */
static void any_write(const struct search_writer *writer)
{
	const struct search *search = writer->search;

	calx__compile_text(writer->compiler, "(");
	if (search->list)
		template_write(writer, "$ IN (", 0);
	for (size_t i = 0; i < writer->comparison->count; i++) {
		if (i)
			calx__compile_text(
				writer->compiler, search->list ? ", " : " OR ");
		template_write(
			writer, search->list ? search->list : search->equal, i);
	}
	calx__compile_text(writer->compiler, search->list ? "))" : ")");
}

static void between_write(const struct search_writer *writer)
{
	template_write(writer, writer->search->least, 0);
	calx__compile_text(writer->compiler, " AND ");
	template_write(writer, writer->search->most, 1);
}

/* The template for an operator with one value that an index helps with. */
static const char *range_of(const struct search *search, const char *operator)
{
	if (calx__text_equal(operator, "<"))
		return search->less;
	if (calx__text_equal(operator, "<="))
		return search->most;
	if (calx__text_equal(operator, ">"))
		return search->more;
	return calx__text_equal(operator, ">=") ? search->least : NULL;
}

static bool is_any(const char *operator)
{
	return calx__text_equal(operator, "==") ||
	       calx__text_equal(operator, "in");
}

/* Whether there is something to write for an operator. */
static bool helps(const struct search_writer *writer)
{
	const char *operator= writer->comparison->operator;

	if (is_any(operator))
		return writer->search->list || writer->search->is_all ||
		       writer->comparison->count <= RANGES_MAX;
	return calx__text_equal(operator, "between") ||
	       range_of(writer->search, operator);
}

static void help_write(const struct search_writer *writer)
{
	const char *operator= writer->comparison->operator;

	if (is_any(operator))
		any_write(writer);
	else if (calx__text_equal(operator, "between"))
		between_write(writer);
	else
		template_write(writer, range_of(writer->search, operator), 0);
}

/* The operators that say what is not so, of a range that is all. */
static bool not_write(const struct search_writer *writer)
{
	struct compiler *compiler = writer->compiler;
	const char *operator= writer->comparison->operator;

	if (calx__text_equal(operator, "is_distinct_from")) {
		template_write(writer,
			"CASE WHEN # IS NULL THEN $ IS NOT NULL ELSE ", 0);
		any_write(writer);
		calx__compile_text(compiler, " IS NOT TRUE END");
		return true;
	}
	if (!calx__text_equal(operator, "!=") &&
		!calx__text_equal(operator, "not_in"))
		return false;
	calx__compile_text(compiler, "NOT ");
	any_write(writer);
	return true;
}

bool calx__sqlite_compare(
	struct compiler *compiler, const struct comparison *comparison)
{
	const struct search_writer writer = {
		.compiler = compiler,
		.comparison = comparison,
		.search = search_of(&comparison->column->type),
		.first = compiler->parameter_count + 1,
	};

	if (!writer.search)
		return false;
	if (!helps(&writer))
		return writer.search->is_all && not_write(&writer);
	calx__compile_text(compiler, "(");
	if (!writer.search->is_all) {
		calx__comparison_write(compiler, comparison);
		calx__compile_text(compiler, " AND ");
	}
	help_write(&writer);
	calx__compile_text(compiler, ")");
	return true;
}

/* ---- the first rows ---------------------------------------------------------- */

/* Those with the first texts of which each has its place in time are no fewer
 * than are wanted. So none of the first by value is behind the last of them, but
 * for what the text does not tell: seconds, the separator, the zone. */
static const struct first {
	enum calx_kind kind;
	const char *readable; /* a function: has the text a value? */
	/* around the last one's text: before and behind it all first are */
	const char *least, *least_close, *most, *most_close;
} firsts[] = {
	{ CALX_TIME, "calx_is_time", "coalesce(substr(", ", 1, 5), '')",
		"coalesce(substr(", ", 1, 5) || ';', '~')" },
	{ CALX_DATETIME, "calx_is_datetime", "coalesce(substr(",
		", 1, 10), '')", "coalesce(substr(", ", 1, 10) || 'U', '~')" },
	{ CALX_TIMESTAMP, "calx_is_timestamp", "coalesce(date(substr(",
		", 1, 10), '-3 days'), '')", "coalesce(date(substr(",
		", 1, 10), '+3 days') || 'U', '~')" },
};

bool calx__sqlite_first(struct compiler *compiler, const calx_column *column,
	bool descending, const char *keyword, first_row *nth)
{
	const struct first *first = firsts;
	const struct first *end = first + sizeof(firsts) / sizeof(*firsts);

	while (first < end &&
		(first->kind != column->type.kind || column->type.stored))
		first++;
	if (first == end)
		return false;
	/* SQLite cannot know how few these are */
	calx__compile_text(compiler, keyword);
	calx__compile_text(compiler, "likelihood(");
	calx__compile_column(compiler, column, false);
	calx__compile_text(compiler, descending ? " >= " : " < ");
	calx__compile_text(compiler, descending ? first->least : first->most);
	nth(compiler, column, descending, first->readable);
	calx__compile_text(
		compiler, descending ? first->least_close : first->most_close);
	calx__compile_text(compiler, ", 0.001)");
	return true;
}
