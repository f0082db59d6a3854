#include "engine/url_text.h"

#include <calx/url.h>
#include <stdio.h>
#include <string.h>

#include "engine/url.h"
#include "util/alloc.h"
#include "util/ascii.h"
#include "util/fail.h"
#include "util/text.h"
#include "util/vec.h"

/* URLs that programs make and change. */

/* ---- writing ---------------------------------------------------------------- */

/* RFC 3986, 2.3: what is written as it is; and what `also` says. */
static bool is_plain(char c, const char *also)
{
	return calx__ascii_is_letter(c) || calx__ascii_is_digit(c) ||
	       (c && strchr("-._~", c)) || (c && strchr(also, c));
}

static void escaped_add(struct strbuf *text, struct view part, const char *also)
{
	for (size_t i = 0; i < part.length; i++) {
		const char c = part.data[i];

		if (is_plain(c, also))
			calx__strbuf_addc(text, c);
		else
			calx__strbuf_addf(
				text, "%%%02X", (unsigned)(unsigned char)c);
	}
}

static void text_add(struct strbuf *text, const char *part, const char *also)
{
	escaped_add(text, calx__view(part), also);
}

/* An address of IPv6 stands in brackets. */
static void host_add(struct strbuf *text, struct view host, struct view port)
{
	if (host.length && memchr(host.data, ':', host.length)) {
		calx__strbuf_addc(text, '[');
		escaped_add(text, host, ":");
		calx__strbuf_addc(text, ']');
	} else {
		escaped_add(text, host, "");
	}
	if (!port.length)
		return;
	calx__strbuf_addc(text, ':');
	escaped_add(text, port, "");
}

/* "a,b" and "1,2": a:1,b:2 */
static void hosts_add(struct strbuf *text, const struct url *url)
{
	struct view hosts = calx__view(url->host ? url->host : "");
	struct view ports = calx__view(url->port ? url->port : "");
	bool first = true;

	while (hosts.data || ports.length) {
		struct view host = { "", 0 }, port = { "", 0 };

		if (hosts.data)
			host = calx__view_split(&hosts, ',');
		if (ports.data)
			port = calx__view_split(&ports, ',');
		if (!first)
			calx__strbuf_addc(text, ',');
		host_add(text, host, port);
		first = false;
	}
}

void calx__url_write(struct strbuf *text, const struct url *url)
{
	const char *before = "?";

	calx__strbuf_adds(text, url->scheme);
	calx__strbuf_adds(text, "://");
	if (url->user || url->password) {
		text_add(text, url->user ? url->user : "", "");
		if (url->password) {
			calx__strbuf_addc(text, ':');
			text_add(text, url->password, "");
		}
		calx__strbuf_addc(text, '@');
	}
	hosts_add(text, url);
	if (url->database) {
		calx__strbuf_addc(text, '/');
		text_add(text, url->database, "/:");
	}
	for (const struct url_parameter *p = url->parameters; p && p->name;
		p++) {
		calx__strbuf_adds(text, before);
		text_add(text, p->name, "");
		calx__strbuf_addc(text, '=');
		text_add(text, p->value, "/");
		before = "&";
	}
}

/* ---- a handle ---------------------------------------------------------------- */

struct calx_url {
	struct arena arena;    /* all parts that there ever were */
	struct url url;	       /* its parameters are those below */
	struct vec parameters; /* of struct url_parameter, with an end */
	struct strbuf text;
	struct arena written; /* what was made of the text */
};

static enum calx_status parameters_copy(struct calx_url *url)
{
	static const struct url_parameter end = { NULL, NULL };

	for (const struct url_parameter *p = url->url.parameters; p->name; p++)
		calx__vec_append(&url->parameters, p);
	return calx__vec_append(&url->parameters, &end) ? CALX_OK
							: CALX_OUT_OF_MEMORY;
}

calx_url *calx_url_open(const char *text, calx_error *error)
{
	struct calx_url *url = calx__alloc_zero(1, sizeof(*url));

	calx_error_clear(error);
	if (!url) {
		calx__fail_memory(error);
		return NULL;
	}
	url->parameters = (struct vec)VEC_INIT(struct url_parameter);
	calx__strbuf_init(&url->text, 0);
	/* the parser keeps nothing of the text but what it copies */
	if (calx__url_parse(&url->arena, text, &url->url, error) >= 0) {
		if (parameters_copy(url) >= 0)
			return url;
		calx__fail_memory(error);
	}
	calx_url_close(url);
	return NULL;
}

void calx_url_close(calx_url *url)
{
	if (!url)
		return;
	calx__arena_release(&url->arena);
	calx__arena_release(&url->written);
	calx__vec_release(&url->parameters);
	calx__strbuf_release(&url->text);
	calx__free(url);
}

/* ---- parts ------------------------------------------------------------------- */

static const char **part_of(struct url *url, enum calx_url_part part)
{
	switch (part) {
	case CALX_URL_SCHEME:
		return &url->scheme;
	case CALX_URL_USER:
		return &url->user;
	case CALX_URL_PASSWORD:
		return &url->password;
	case CALX_URL_HOST:
		return &url->host;
	case CALX_URL_PORT:
		return &url->port;
	case CALX_URL_DATABASE:
		return &url->database;
	}
	return NULL;
}

const char *calx_url_get(const calx_url *url, enum calx_url_part part)
{
	struct url parts = url ? url->url : (struct url){ 0 };
	const char **place = part_of(&parts, part);

	return place ? *place : NULL;
}

/* A copy of the handle's; false without memory. */
static bool keep(struct calx_url *url, const char *value, const char **ret_copy)
{
	*ret_copy = value ? calx__arena_strdup(&url->arena, value) : NULL;
	url->arena.failed = false;
	return !value || *ret_copy;
}

enum calx_status calx_url_set(
	calx_url *url, enum calx_url_part part, const char *value)
{
	const char **place = url ? part_of(&url->url, part) : NULL;
	const char *copy;

	if (!place || (part == CALX_URL_SCHEME && !value))
		return CALX_MISUSE;
	if (!keep(url, value, &copy))
		return CALX_OUT_OF_MEMORY;
	*place = copy;
	return CALX_OK;
}

size_t calx_url_parameter_count(const calx_url *url)
{
	return url ? url->parameters.count - 1 : 0;
}

static struct url_parameter *parameter_at(const calx_url *url, size_t index)
{
	return (struct url_parameter *)url->parameters.items + index;
}

const char *calx_url_parameter_at(
	const calx_url *url, size_t index, const char **ret_name)
{
	if (index >= calx_url_parameter_count(url))
		return NULL;
	if (ret_name)
		*ret_name = parameter_at(url, index)->name;
	return parameter_at(url, index)->value;
}

/* Where it is, or the end. */
static size_t parameter_find(const calx_url *url, const char *name)
{
	size_t i = 0;

	while (i < calx_url_parameter_count(url) &&
		!calx__text_equal(parameter_at(url, i)->name, name))
		i++;
	return i;
}

const char *calx_url_parameter(const calx_url *url, const char *name)
{
	return url && name ? parameter_at(url, parameter_find(url, name))->value
			   : NULL;
}

static void parameter_remove(struct calx_url *url, size_t index)
{
	struct url_parameter *place = parameter_at(url, index);

	memmove(place, place + 1,
		(url->parameters.count - index - 1) * sizeof(*place));
	url->parameters.count--;
}

static enum calx_status parameter_add(
	struct calx_url *url, const struct url_parameter *parameter)
{
	static const struct url_parameter end = { NULL, NULL };

	if (!calx__vec_append(&url->parameters, &end)) {
		url->parameters.failed = false;
		return CALX_OUT_OF_MEMORY;
	}
	*parameter_at(url, url->parameters.count - 2) = *parameter;
	return CALX_OK;
}

enum calx_status calx_url_set_parameter(
	calx_url *url, const char *name, const char *value)
{
	struct url_parameter parameter;
	size_t index;

	if (!url || !name)
		return CALX_MISUSE;
	index = parameter_find(url, name);
	if (!value) {
		if (index < calx_url_parameter_count(url))
			parameter_remove(url, index);
		return CALX_OK;
	}
	if (!keep(url, name, &parameter.name) ||
		!keep(url, value, &parameter.value))
		return CALX_OUT_OF_MEMORY;
	if (index == calx_url_parameter_count(url))
		return parameter_add(url, &parameter);
	*parameter_at(url, index) = parameter;
	return CALX_OK;
}

/* ---- as text ------------------------------------------------------------------ */

/* Writes it, and looks whether it is a URL; what was read of it is *ret_url. */
static const char *write(
	struct calx_url *url, struct url *ret_url, calx_error *error)
{
	calx_error_clear(error);
	if (!url) {
		calx__fail(error, CALX_MISUSE, "there is no URL");
		return NULL;
	}
	url->url.parameters = url->parameters.items;
	calx__strbuf_clear(&url->text);
	calx__url_write(&url->text, &url->url);
	if (url->text.failed) {
		calx__fail_memory(error);
		return NULL;
	}
	calx__arena_reset(&url->written);
	return calx__url_parse(&url->written, url->text.data, ret_url, error) >=
			       0
		       ? url->text.data
		       : NULL;
}

const char *calx_url_text(calx_url *url, calx_error *error)
{
	struct url read;

	return write(url, &read, error);
}

const char *calx_url_masked(calx_url *url, calx_error *error)
{
	struct url read;

	return write(url, &read, error) ? read.text : NULL;
}
