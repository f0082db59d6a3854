#include "engine/url.h"

#include <string.h>

#include "util/ascii.h"
#include "util/fail.h"
#include "util/strbuf.h"
#include "util/text.h"
#include "util/utf8.h"
#include "util/vec.h"

/* scheme://user:password@host:port,host:port/database?name=value&name=value
 *
 * RFC 3986, with the lists of hosts that PostgreSQL's URLs have. Messages give
 * positions and no text: where a URL is broken, any part of it may be a piece
 * of the password. */

#define URL_MAX ((size_t)64 << 10)
#define HINT_ESCAPES                                                           \
	"Write the characters : / ? # [ ] @ % of a name or password as % and " \
	"two hexadecimal digits, such as %40 for @."

struct url_parser {
	struct arena *arena;
	const char *text;
	struct url url;
	struct vec secrets; /* of struct view: the parts of `text` to mask */
	calx_error *error;
};

static enum calx_status url_fail(
	struct url_parser *parser, const char *at, const char *why)
{
	return calx__fail(parser->error, CALX_INVALID,
		"the URL is not valid at byte %zu: %s",
		(size_t)(at - parser->text) + 1, why);
}

static enum calx_status url_fail_escaped(
	struct url_parser *parser, const char *at, const char *why)
{
	enum calx_status status = url_fail(parser, at, why);

	calx__fail_hint(parser->error, "%s", HINT_ESCAPES);
	return status;
}

/* ---- pieces ------------------------------------------------------------- */

/* Copies a part with its %xx replaced into the arena. */
static enum calx_status part_decode(
	struct url_parser *parser, struct view part, const char **ret_text)
{
	char *text = calx__arena_bytes(parser->arena, part.length + 1);
	size_t length = 0;

	if (!text)
		return calx__fail_memory(parser->error);
	for (size_t i = 0; i < part.length; i++) {
		const char *at = part.data + i;
		unsigned high, low;

		text[length++] = *at;
		if (*at != '%')
			continue;
		if (i + 2 >= part.length ||
			(high = calx__ascii_digit(at[1])) > 15 ||
			(low = calx__ascii_digit(at[2])) > 15)
			return url_fail_escaped(parser, at,
				"two hexadecimal digits must follow %");
		if (!high && !low)
			return url_fail(parser, at, "%00 ends no text");
		text[length - 1] = (char)(high * 16 + low);
		i += 2;
	}
	text[length] = '\0';
	if (!calx__utf8_valid(text, length))
		return url_fail(parser, part.data, "this is not valid UTF-8");
	*ret_text = text;
	return CALX_OK;
}

static bool scheme_takes(char c, bool first)
{
	bool other =
		calx__ascii_is_digit(c) || c == '+' || c == '-' || c == '.';

	return calx__ascii_is_letter(c) || (other && !first);
}

/* Takes "scheme://" off the front. */
static enum calx_status scheme_parse(
	struct url_parser *parser, struct view *rest)
{
	size_t length = 0;
	char *scheme;

	while (length < rest->length &&
		scheme_takes(rest->data[length], length == 0))
		length++;
	if (!length || !calx__text_starts(rest->data + length, "://")) {
		url_fail(parser, rest->data + length,
			"it must begin with a scheme and ://");
		calx__fail_hint(parser->error, "A URL looks like %s.",
			calx__drivers[0]->example);
		return CALX_INVALID;
	}
	scheme = calx__arena_strndup(parser->arena, rest->data, length);
	if (!scheme)
		return calx__fail_memory(parser->error);
	for (char *c = scheme; *c; c++)
		*c = calx__ascii_lower(*c);
	parser->url.scheme = scheme;
	rest->data += length + 3;
	rest->length -= length + 3;
	return CALX_OK;
}

static enum calx_status secret_add(struct url_parser *parser, struct view part)
{
	if (!calx__vec_append(&parser->secrets, &part))
		return calx__fail_memory(parser->error);
	return CALX_OK;
}

/* "user" or "user:password" */
static enum calx_status user_parse(struct url_parser *parser, struct view part)
{
	struct view user = calx__view_split(&part, ':');
	enum calx_status status;

	status = part_decode(parser, user, &parser->url.user);
	if (status < 0 || !part.data)
		return status;
	status = secret_add(parser, part);
	if (status < 0)
		return status;
	return part_decode(parser, part, &parser->url.password);
}

/* ---- hosts -------------------------------------------------------------- */

/* The lists of hosts and ports while they grow; `first` until there is one. */
struct host_list {
	struct strbuf hosts, ports;
	bool any_port, first;
};

static enum calx_status port_check(struct url_parser *parser, struct view port)
{
	long long number = 0;
	bool digits = port.length && port.data[0] != '+' &&
		      calx__text_to_int64(port.data, port.length, &number);

	if (port.length && (!digits || number < 1 || number > 65535))
		return url_fail_escaped(parser, port.data,
			"a port is a number from 1 to 65535");
	return CALX_OK;
}

/* Splits "name:port" or "[address]:port"; *part keeps the port. */
static enum calx_status host_split(
	struct url_parser *parser, struct view *part, struct view *ret_host)
{
	struct view host = *part;

	if (!part->length || *part->data != '[') {
		*ret_host = calx__view_split(part, ':');
		return CALX_OK;
	}
	host.data++;
	host.length--;
	*part = host;
	host = calx__view_split(part, ']');
	if (!part->data)
		return url_fail(parser, host.data, "a ] is missing");
	if (!host.length)
		return url_fail(parser, host.data, "the address is missing");
	if (part->length && *part->data != ':')
		return url_fail(
			parser, part->data, "only a port may follow the ]");
	if (part->length)
		calx__view_split(part, ':');
	*ret_host = host;
	return CALX_OK;
}

static enum calx_status host_parse(
	struct url_parser *parser, struct view part, struct host_list *list)
{
	const char *name;
	struct view host;
	enum calx_status status;

	status = host_split(parser, &part, &host);
	if (status < 0)
		return status;
	if (host.length && memchr(host.data, ' ', host.length))
		return url_fail(parser, host.data, "a host has no blanks");
	if ((status = port_check(parser, part)) < 0 ||
		(status = part_decode(parser, host, &name)) < 0)
		return status;
	if (!list->first) {
		calx__strbuf_addc(&list->hosts, ',');
		calx__strbuf_addc(&list->ports, ',');
	}
	list->first = false;
	list->any_port = list->any_port || part.length;
	calx__strbuf_adds(&list->hosts, name);
	calx__strbuf_add(&list->ports, part.data, part.length);
	return CALX_OK;
}

static enum calx_status hosts_store(
	struct url_parser *parser, const struct host_list *list)
{
	if (list->hosts.failed || list->ports.failed)
		return calx__fail_memory(parser->error);
	if (list->hosts.length)
		parser->url.host = calx__arena_strndup(
			parser->arena, list->hosts.data, list->hosts.length);
	if (list->any_port)
		parser->url.port = calx__arena_strndup(
			parser->arena, list->ports.data, list->ports.length);
	return parser->arena->failed ? calx__fail_memory(parser->error)
				     : CALX_OK;
}

static enum calx_status hosts_parse(struct url_parser *parser, struct view part)
{
	struct host_list list = { STRBUF_INIT, STRBUF_INIT, false, true };
	bool several = part.length && memchr(part.data, ',', part.length);
	enum calx_status status = CALX_OK;

	while (part.data && status >= 0) {
		struct view host = calx__view_split(&part, ',');

		if (several && !host.length)
			status = url_fail(
				parser, host.data, "the list lacks a host");
		else
			status = host_parse(parser, host, &list);
	}
	if (status >= 0)
		status = hosts_store(parser, &list);
	calx__strbuf_release(&list.hosts);
	calx__strbuf_release(&list.ports);
	return status;
}

/* What stands between :// and the next slash. */
static enum calx_status authority_parse(
	struct url_parser *parser, struct view part)
{
	const char *at =
		part.length ? memchr(part.data, '@', part.length) : NULL;
	enum calx_status status;

	if (!part.length)
		return CALX_OK;
	if (at) {
		struct view user = calx__view_split(&part, '@');

		if (part.length && memchr(part.data, '@', part.length))
			return url_fail_escaped(
				parser, part.data, "there is more than one @");
		status = user_parse(parser, user);
		if (status < 0)
			return status;
	}
	return hosts_parse(parser, part);
}

/* ---- parameters --------------------------------------------------------- */

static bool parameter_is_secret(const char *name)
{
	static const char *const names[] = { "password", "passwd", "pwd",
		"sslpassword", "ssl_key_password", NULL };

	for (const char *const *n = names; *n; n++)
		if (calx__text_equal_nocase(name, *n))
			return true;
	return false;
}

static enum calx_status parameter_parse(
	struct url_parser *parser, struct view part, struct vec *parameters)
{
	struct view name = calx__view_split(&part, '=');
	struct url_parameter parameter = { 0 };
	enum calx_status status;

	if (!name.length || !part.data)
		return url_fail_escaped(
			parser, name.data, "a parameter is written name=value");
	if (part.length && memchr(part.data, '=', part.length))
		return url_fail_escaped(parser, part.data,
			"a value that holds = must have it written as %3D");
	if ((status = part_decode(parser, name, &parameter.name)) < 0 ||
		(status = part_decode(parser, part, &parameter.value)) < 0)
		return status;
	for (size_t i = 0; i < parameters->count; i++) {
		struct url_parameter *other = calx__vec_at(parameters, i);

		if (calx__text_equal(other->name, parameter.name))
			return url_fail(parser, name.data,
				"the parameter is given twice");
	}
	if (parameter_is_secret(parameter.name) &&
		(status = secret_add(parser, part)) < 0)
		return status;
	calx__vec_append(parameters, &parameter);
	return CALX_OK;
}

/* Copies the list and its end into the arena. */
static enum calx_status parameters_store(
	struct url_parser *parser, const struct vec *parameters)
{
	struct url_parameter *copy;

	if (parameters->failed)
		return calx__fail_memory(parser->error);
	copy = calx__arena_zero(
		parser->arena, parameters->count + 1, sizeof(*copy));
	if (!copy)
		return calx__fail_memory(parser->error);
	if (parameters->count)
		memcpy(copy, parameters->items,
			parameters->count * sizeof(*copy));
	parser->url.parameters = copy;
	return CALX_OK;
}

static enum calx_status parameters_parse(
	struct url_parser *parser, struct view part)
{
	struct vec parameters = VEC_INIT(struct url_parameter);
	enum calx_status status = CALX_OK;

	while (part.data && status >= 0)
		status = parameter_parse(
			parser, calx__view_split(&part, '&'), &parameters);
	if (status >= 0)
		status = parameters_store(parser, &parameters);
	calx__vec_release(&parameters);
	return status;
}

/* ---- the whole ---------------------------------------------------------- */

static enum calx_status text_check(struct url_parser *parser, size_t length)
{
	const char *text = parser->text;

	if (!length)
		return url_fail(parser, text, "it is empty");
	if (length > URL_MAX)
		return url_fail(parser, text + URL_MAX, "it is too long");
	if (!calx__utf8_valid(text, length))
		return url_fail(parser, text, "it is not valid UTF-8");
	for (const char *c = text; *c; c++)
		if ((unsigned char)*c < ' ' || *c == '\x7f')
			return url_fail_escaped(
				parser, c, "there is a control character");
	if (text[length - 1] == ' ')
		return url_fail(
			parser, text + length - 1, "it ends in a blank");
	return CALX_OK;
}

/* The text with every secret as ***; the secrets are in order. */
static enum calx_status text_mask(struct url_parser *parser)
{
	struct strbuf masked = STRBUF_INIT;
	const char *from = parser->text;

	for (size_t i = 0; i < parser->secrets.count; i++) {
		const struct view *secret = calx__vec_at(&parser->secrets, i);

		calx__strbuf_add(&masked, from, (size_t)(secret->data - from));
		calx__strbuf_adds(&masked, "***");
		from = secret->data + secret->length;
	}
	calx__strbuf_adds(&masked, from);
	if (!masked.failed)
		parser->url.text = calx__arena_strndup(
			parser->arena, masked.data, masked.length);
	calx__strbuf_release(&masked);
	return parser->url.text ? CALX_OK : calx__fail_memory(parser->error);
}

static enum calx_status url_split(struct url_parser *parser)
{
	struct view rest = calx__view(parser->text), query, authority;
	const char *fragment = strchr(parser->text, '#');
	enum calx_status status;

	if ((status = text_check(parser, rest.length)) < 0 ||
		(status = scheme_parse(parser, &rest)) < 0)
		return status;
	if (fragment)
		return url_fail_escaped(
			parser, fragment, "a # must be written as %23");
	query = rest;
	rest = calx__view_split(&query, '?');
	authority = calx__view_split(&rest, '/');
	if ((status = authority_parse(parser, authority)) < 0)
		return status;
	if (rest.data &&
		(status = part_decode(parser, rest, &parser->url.database)) < 0)
		return status;
	if ((status = parameters_parse(parser, query)) < 0)
		return status;
	return text_mask(parser);
}

enum calx_status calx__url_parse(struct arena *arena, const char *text,
	struct url *ret_url, calx_error *error)
{
	struct url_parser parser = {
		.arena = arena,
		.text = text,
		.secrets = VEC_INIT(struct view),
		.error = error,
	};
	enum calx_status status;

	if (!text)
		return calx__fail(error, CALX_INVALID, "the URL is missing");
	status = url_split(&parser);
	calx__vec_release(&parser.secrets);
	if (status >= 0)
		*ret_url = parser.url;
	return status;
}
