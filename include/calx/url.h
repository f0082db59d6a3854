#ifndef CALX_URL_H
#define CALX_URL_H

#include <stdbool.h>
#include <stddef.h>

#include <calx/error.h>

/* URLs of databases as something to take apart, to change and to write:
 *
 *     calx_url *url = calx_url_open("postgresql://app@db/shop", &error);
 *
 *     calx_url_set(url, CALX_URL_PASSWORD, password);
 *     calx_url_set_parameter(url, "sslmode", "verify-full");
 *     engine = calx_engine_open(calx_url_text(url, &error), &error);
 *     calx_url_close(url);
 *
 * Parts are given and returned as they are, without the escapes that they have in
 * the text. Whether they make a URL is looked at when it is written. A NULL URL is
 * one of which nothing is known. One is used by one thread at a time. */

/** A URL. Opaque. */
typedef struct calx_url calx_url;

/** What a URL has beside its parameters. */
enum calx_url_part {
	CALX_URL_SCHEME, /* "sqlite", "postgresql", "mariadb" */
	CALX_URL_USER,
	CALX_URL_PASSWORD,
	CALX_URL_HOST,	  /* several: "a,b" */
	CALX_URL_PORT,	  /* of each host: "5432,5433" */
	CALX_URL_DATABASE /* what stands behind the slash */
};

CALX_BEGIN_DECLS

/** Takes the text of a URL apart; "sqlite://" and the like are what new ones begin
 * with. NULL and `error` if it is none. The owner closes it. */
CALX_API calx_url *calx_url_open(const char *text, calx_error *error);
/** Frees it and all that it lent. NULL is accepted. */
CALX_API void calx_url_close(calx_url *url);

/** A part, or NULL if it has none. Borrowed until it is set or closed. */
CALX_API const char *calx_url_get(const calx_url *url, enum calx_url_part part);
/** Sets a part; NULL takes it away. CALX_OUT_OF_MEMORY; CALX_MISUSE of a NULL URL or
 * without a scheme. */
CALX_API enum calx_status calx_url_set(
	calx_url *url, enum calx_url_part part, const char *value);

/** The number of its parameters. */
CALX_API size_t calx_url_parameter_count(const calx_url *url);
/** The parameter at `index`: its value, and its name; NULL behind the last one.
 * Borrowed. */
CALX_API const char *calx_url_parameter_at(
	const calx_url *url, size_t index, const char **ret_name);
/** The value of a parameter, or NULL. Borrowed. */
CALX_API const char *calx_url_parameter(const calx_url *url, const char *name);
/** Sets a parameter, the last if it is new; NULL takes it away. */
CALX_API enum calx_status calx_url_set_parameter(
	calx_url *url, const char *name, const char *value);

/** The URL as text, with its password: what calx_engine_open() takes. Borrowed until
 * the next call. NULL and `error` if its parts make no URL. */
CALX_API const char *calx_url_text(calx_url *url, calx_error *error);
/** The same with *** for the password and other secrets: for people. */
CALX_API const char *calx_url_masked(calx_url *url, calx_error *error);

CALX_END_DECLS

#endif
