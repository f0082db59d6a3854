#include "sql/type/json.h"

#include <string.h>

#include "sql/type/column.h"
#include "util/ascii.h"
#include "util/fail.h"
#include "util/utf8.h"

/* Databases differ in what they take for JSON, and SQLite's text takes all: so
 * it is read here, once, without keeping anything (RFC 8259). The text is known
 * to be UTF-8. */

struct json {
	const char *text, *at, *end;
	const char *problem; /* the first one; NULL: none */
	size_t depth;
	uint64_t objects[JSON_DEPTH_MAX / 64 + 1]; /* a bit for each level */
};

static bool fail(struct json *json, const char *problem)
{
	json->problem = problem;
	return false;
}

static bool take(struct json *json, char c)
{
	const bool there = json->at < json->end && *json->at == c;

	json->at += there;
	return there;
}

static void skip_blanks(struct json *json)
{
	while (json->at < json->end &&
		(*json->at == ' ' || *json->at == '\t' || *json->at == '\n' ||
			*json->at == '\r'))
		json->at++;
}

/* ---- what has no parts ---------------------------------------------------- */

static bool read_word(struct json *json, const char *word)
{
	const size_t length = strlen(word);

	if ((size_t)(json->end - json->at) < length ||
		memcmp(json->at, word, length) != 0)
		return fail(json, "a value is expected");
	json->at += length;
	return true;
}

static bool read_digits(struct json *json)
{
	const char *start = json->at;

	while (json->at < json->end && calx__ascii_is_digit(*json->at))
		json->at++;
	return json->at > start || fail(json, "a digit is expected");
}

static bool read_number(struct json *json)
{
	take(json, '-');
	if (take(json, '0')) {
		if (json->at < json->end && calx__ascii_is_digit(*json->at))
			return fail(json, "a number begins with 0");
	} else if (!read_digits(json)) {
		return false;
	}
	if (take(json, '.') && !read_digits(json))
		return false;
	if (!take(json, 'e') && !take(json, 'E'))
		return true;
	if (!take(json, '+'))
		take(json, '-');
	return read_digits(json);
}

static bool read_escape(struct json *json)
{
	if (json->at == json->end || !strchr("\"\\/bfnrtu", *json->at) ||
		!*json->at)
		return fail(json, "a backslash stands before nothing known");
	if (*json->at++ != 'u')
		return true;
	for (int i = 0; i < 4; i++, json->at++)
		if (json->at == json->end || calx__ascii_digit(*json->at) > 15)
			return fail(json, "\\u takes four hexadecimal digits");
	return true;
}

static bool read_string(struct json *json)
{
	if (!take(json, '"'))
		return fail(json, "a string in double quotes is expected");
	while (json->at < json->end && *json->at != '"') {
		if ((unsigned char)*json->at < ' ')
			return fail(json,
				"a control character in a string must be escaped");
		if (*json->at++ == '\\' && !read_escape(json))
			return false;
	}
	return take(json, '"') || fail(json, "a string does not end");
}

static bool read_scalar(struct json *json)
{
	if (json->at == json->end)
		return fail(json, "a value is expected");
	switch (*json->at) {
	case '"':
		return read_string(json);
	case 't':
		return read_word(json, "true");
	case 'f':
		return read_word(json, "false");
	case 'n':
		return read_word(json, "null");
	default:
		break;
	}
	if (*json->at != '-' && !calx__ascii_is_digit(*json->at))
		return fail(json, "a value is expected");
	return read_number(json);
}

/* ---- what has ------------------------------------------------------------- */

static bool in_object(const struct json *json)
{
	return json->objects[json->depth / 64] >> json->depth % 64 & 1;
}

static bool enter(struct json *json, bool object)
{
	const uint64_t bit = UINT64_C(1) << (json->depth + 1) % 64;
	uint64_t *levels = &json->objects[(json->depth + 1) / 64];

	if (json->depth == JSON_DEPTH_MAX)
		return fail(json, "arrays and objects are nested too deep");
	json->depth++;
	*levels = object ? *levels | bit : *levels & ~bit;
	return true;
}

/* The key of a member and its colon; nothing in an array. */
static bool read_key(struct json *json)
{
	skip_blanks(json);
	if (!in_object(json))
		return true;
	if (!read_string(json))
		return false;
	skip_blanks(json);
	return take(json, ':') || fail(json, "':' is expected");
}

/* Goes into arrays and objects until a value without parts has been read, or
 * one that has none. */
static bool read_value(struct json *json)
{
	for (;;) {
		bool object;

		skip_blanks(json);
		object = take(json, '{');
		if (!object && !take(json, '['))
			return read_scalar(json);
		if (!enter(json, object))
			return false;
		skip_blanks(json);
		if (take(json, object ? '}' : ']')) {
			json->depth--;
			return true;
		}
		if (!read_key(json))
			return false;
	}
}

/* Leaves what ends behind a value; true if another one follows. */
static bool goes_on(struct json *json)
{
	while (json->depth) {
		skip_blanks(json);
		if (take(json, ','))
			return read_key(json);
		if (!take(json, in_object(json) ? '}' : ']'))
			return fail(json, in_object(json)
						  ? "',' or '}' is expected"
						  : "',' or ']' is expected");
		json->depth--;
	}
	return false;
}

bool calx__json_is_valid(
	const char *text, size_t size, struct json_problem *ret_problem)
{
	struct json json = { .text = text, .at = text, .end = text + size };

	while (read_value(&json) && goes_on(&json))
		;
	if (!json.problem) {
		skip_blanks(&json);
		if (json.at == json.end)
			return true;
		fail(&json, "something stands behind the value");
	}
	ret_problem->at = (size_t)(json.at - text);
	ret_problem->text = json.problem;
	return false;
}

enum calx_status calx__json_fit(const struct type_info *type,
	const calx_column *column, const calx_value *value, calx_error *error)
{
	const char *text = value->as.text.data, *line = text;
	struct json_problem problem;
	size_t lines = 1;

	(void)type;
	if (calx__json_is_valid(text, value->as.text.size, &problem))
		return CALX_OK;
	for (const char *at = text; at < text + problem.at; at++)
		if (*at == '\n') {
			line = at + 1;
			lines++;
		}
	calx__column_fail(error, CALX_INVALID, column,
		"the text is not JSON: line %zu, column %zu: %s", lines,
		calx__utf8_count(line, (size_t)(text + problem.at - line)) + 1,
		problem.text);
	calx__fail_hint(
		error, "Text that is no JSON goes into a column of text().");
	return CALX_INVALID;
}
