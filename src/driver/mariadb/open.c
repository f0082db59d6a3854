#include "driver/mariadb/open.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "driver/mariadb/error.h"
#include "driver/mariadb/setup.h"
#include "util/alloc.h"
#include "util/fail.h"
#include "util/hangup.h"
#include "util/text.h"

/* Opening and closing: what the URL says, and the server that it names. */

struct options {
	const char *socket;
	const char *ca, *capath, *cert, *key, *cipher;
	bool ssl;
	bool verify;
	long long timeout; /* for a lock, in seconds; 0: the server's */
	long long connect, read, write; /* in seconds; 0: as long as it takes */
	bool compress;
};

/* ---- parameters --------------------------------------------------------- */

typedef bool read_function(
	struct options *options, size_t at, const char *value);

static bool read_text(struct options *options, size_t at, const char *value)
{
	memcpy((char *)options + at, &value, sizeof(value));
	return *value != '\0';
}

static bool read_seconds(struct options *options, size_t at, const char *value)
{
	long long seconds;

	if (!calx__text_to_int64(value, strlen(value), &seconds) ||
		seconds < 0 || seconds > 31536000)
		return false;
	memcpy((char *)options + at, &seconds, sizeof(seconds));
	return true;
}

static bool read_switch(struct options *options, size_t at, const char *value)
{
	bool on = calx__text_equal(value, "on") || calx__text_equal(value, "1");

	memcpy((char *)options + at, &on, sizeof(on));
	return on || calx__text_equal(value, "off") ||
	       calx__text_equal(value, "0");
}

static const struct {
	const char *name;
	read_function *read;
	size_t at;
	const char *takes;
} parameters[] = {
	{ "socket", read_text, offsetof(struct options, socket), "a path" },
	{ "timeout", read_seconds, offsetof(struct options, timeout),
		"a number of whole seconds" },
	{ "connect_timeout", read_seconds, offsetof(struct options, connect),
		"a number of whole seconds" },
	{ "read_timeout", read_seconds, offsetof(struct options, read),
		"a number of whole seconds" },
	{ "write_timeout", read_seconds, offsetof(struct options, write),
		"a number of whole seconds" },
	{ "ssl", read_switch, offsetof(struct options, ssl), "on or off" },
	{ "ssl_ca", read_text, offsetof(struct options, ca), "a path" },
	{ "ssl_capath", read_text, offsetof(struct options, capath), "a path" },
	{ "ssl_cert", read_text, offsetof(struct options, cert), "a path" },
	{ "ssl_key", read_text, offsetof(struct options, key), "a path" },
	{ "ssl_cipher", read_text, offsetof(struct options, cipher), "names" },
	{ "ssl_verify", read_switch, offsetof(struct options, verify),
		"on or off" },
	{ "compress", read_switch, offsetof(struct options, compress),
		"on or off" },
};
#define PARAMETER_COUNT (sizeof(parameters) / sizeof(*parameters))

/* As MariaDB's own files of options have it, too: ssl-ca is ssl_ca. */
static bool is_called(const char *name, const char *text)
{
	while (*name && (*text == *name || (*text == '-' && *name == '_'))) {
		name++;
		text++;
	}
	return !*name && !*text;
}

static enum calx_status read_parameter(struct options *options,
	const struct url_parameter *parameter, calx_error *error)
{
	const char *names[PARAMETER_COUNT + 1] = { NULL };
	const char *suggestion;

	for (size_t i = 0; i < PARAMETER_COUNT; i++) {
		names[i] = parameters[i].name;
		if (!is_called(names[i], parameter->name))
			continue;
		if (parameters[i].read(
			    options, parameters[i].at, parameter->value))
			return CALX_OK;
		return calx__fail(error, CALX_INVALID,
			"the URL's %s is not %s: '%s'", names[i],
			parameters[i].takes, parameter->value);
	}
	calx__fail(error, CALX_INVALID,
		"the URL has a parameter that MariaDB does not know: '%s'",
		parameter->name);
	suggestion = calx__text_suggest(parameter->name, names);
	if (suggestion)
		calx__fail_hint(error, "Did you mean %s?", suggestion);
	else
		calx__fail_hint(error,
			"The parameters are socket, timeout, connect_timeout, read_timeout, write_timeout, ssl, ssl_ca, ssl_capath, ssl_cert, ssl_key, ssl_cipher, ssl_verify and compress.");
	return CALX_INVALID;
}

static bool names_parameter(const struct url *url, const char *name)
{
	for (const struct url_parameter *p = url->parameters; p->name; p++)
		if (is_called(name, p->name))
			return true;
	return false;
}

static enum calx_status options_read(
	const struct url *url, struct options *ret_options, calx_error *error)
{
	struct options options = { .connect = 30 };
	enum calx_status status = CALX_OK;

	if (!url->database || !*url->database) {
		calx__fail(error, CALX_INVALID, "the URL names no database: %s",
			url->text);
		calx__fail_hint(error,
			"It stands behind the host: mariadb://user@host/database.");
		return CALX_INVALID;
	}
	for (const struct url_parameter *p = url->parameters;
		p->name && status >= 0; p++)
		status = read_parameter(&options, p, error);
	/* who names an authority wants to know whom it vouches for */
	if ((options.ca || options.capath) &&
		!names_parameter(url, "ssl_verify"))
		options.verify = true;
	options.ssl |= options.verify || options.ca || options.capath ||
		       options.cert || options.key;
	*ret_options = options;
	return status;
}

/* ---- connecting --------------------------------------------------------- */

static bool option_text(
	MYSQL *handle, enum mysql_option option, const char *value)
{
	return !value || mysql_optionsv(handle, option, value) == 0;
}

static bool option_seconds(
	MYSQL *handle, enum mysql_option option, long long seconds)
{
	const unsigned value = (unsigned)seconds;

	return !seconds || mysql_optionsv(handle, option, &value) == 0;
}

/* A server may ask for any file of the client's that it likes: never. */
static bool options_apply(MYSQL *handle, const struct options *options)
{
	const unsigned off = 0;
	const my_bool yes = 1, no = 0;

	return option_seconds(
		       handle, MYSQL_OPT_CONNECT_TIMEOUT, options->connect) &&
	       option_seconds(handle, MYSQL_OPT_READ_TIMEOUT, options->read) &&
	       option_seconds(
		       handle, MYSQL_OPT_WRITE_TIMEOUT, options->write) &&
	       option_text(handle, MYSQL_OPT_SSL_CA, options->ca) &&
	       option_text(handle, MYSQL_OPT_SSL_CAPATH, options->capath) &&
	       option_text(handle, MYSQL_OPT_SSL_CERT, options->cert) &&
	       option_text(handle, MYSQL_OPT_SSL_KEY, options->key) &&
	       option_text(handle, MYSQL_OPT_SSL_CIPHER, options->cipher) &&
	       mysql_optionsv(handle, MYSQL_OPT_LOCAL_INFILE, &off) == 0 &&
	       mysql_optionsv(handle, MYSQL_OPT_RECONNECT, &no) == 0 &&
	       mysql_optionsv(handle, MYSQL_SET_CHARSET_NAME, "utf8mb4") == 0 &&
	       mysql_optionsv(handle, MYSQL_OPT_SSL_ENFORCE,
		       options->ssl ? &yes : &no) == 0 &&
	       mysql_optionsv(handle, MYSQL_OPT_SSL_VERIFY_SERVER_CERT,
		       options->verify ? &yes : &no) == 0 &&
	       (!options->compress ||
		       mysql_optionsv(handle, MYSQL_OPT_COMPRESS, NULL) == 0);
}

/* A host is one that is reached by TCP, "localhost", too; without one it is the
 * server that listens on the socket. */
static bool connect_to(struct db *db, const struct options *options,
	const char *host, const char *port)
{
	const unsigned protocol =
		*host ? MYSQL_PROTOCOL_TCP : MYSQL_PROTOCOL_SOCKET;
	const struct url *url = db->url;
	long long number = 0;

	calx__text_to_int64(port, strlen(port), &number);
	mysql_close(db->handle);
	db->handle = mysql_init(NULL);
	return db->handle && options_apply(db->handle, options) &&
	       mysql_optionsv(db->handle, MYSQL_OPT_PROTOCOL, &protocol) == 0 &&
	       mysql_real_connect(db->handle, *host ? host : NULL, url->user,
		       url->password, url->database, (unsigned)number,
		       options->socket, CLIENT_FOUND_ROWS) != NULL;
}

/* The next of a list that commas part, cut where it does not fit. */
static void next_of(struct view *list, char *text, size_t size)
{
	struct view item = { NULL, 0 };

	if (list->data)
		item = calx__view_split(list, ',');
	snprintf(text, size, "%.*s", (int)item.length,
		item.data ? item.data : "");
}

/* The first host that answers; the error is the last one's. */
static enum calx_status connect_any(
	struct db *db, const struct options *options, calx_error *error)
{
	struct view hosts = calx__view(db->url->host);
	struct view ports = calx__view(db->url->port);
	char host[256], port[16];

	do {
		next_of(&hosts, host, sizeof(host));
		next_of(&ports, port, sizeof(port));
		if (connect_to(db, options, host, port))
			return CALX_OK;
	} while (hosts.length);
	if (!db->handle)
		return calx__fail_memory(error);
	calx__mariadb_fail(db, NULL, error);
	calx__fail_context(error, "%s", db->url->text);
	if (error)
		error->status = CALX_CONNECTION;
	return CALX_CONNECTION;
}

/* ---- opening ------------------------------------------------------------ */

static void library_start(void)
{
	mysql_library_init(0, NULL, NULL);
}

enum calx_status calx__mariadb_open(const struct url *url,
	const struct listener *listener, struct db **ret_db, calx_error *error)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct options options;
	enum calx_status status = options_read(url, &options, error);
	struct db *db;

	if (status < 0)
		return status;
	pthread_once(&once, library_start);
	db = calx__alloc_zero(1, sizeof(*db));
	if (!db)
		return calx__fail_memory(error);
	db->url = url;
	db->listener = listener;
	db->interrupt = calx__mariadb_interrupt;
	db->limit = url->limit;
	db->wait = url->wait ? (url->wait + 999) / 1000 : options.timeout;
	if ((status = connect_any(db, &options, error)) >= 0)
		status = calx__mariadb_set_up(db, error);
	if (status < 0)
		calx__mariadb_close(db);
	else
		*ret_db = db;
	return status;
}

enum calx_status calx__mariadb_ping(struct db *db, calx_error *error)
{
	return mysql_ping(db->handle) == 0
		       ? CALX_OK
		       : calx__mariadb_fail(db, NULL, error);
}

bool calx__mariadb_hung_up(const struct db *db)
{
	return db->lost || calx__hung_up((int)mysql_get_socket(db->handle));
}

const char *calx__mariadb_version(const struct db *db)
{
	return mysql_get_server_info(db->handle);
}

void *calx__mariadb_native(struct db *db)
{
	return db->handle;
}

enum calx_status calx__mariadb_reset(struct db *db, calx_error *error)
{
	if (mysql_reset_connection(db->handle) != 0)
		return calx__mariadb_fail(db, NULL, error);
	db->undone = false;
	return calx__mariadb_set_up(db, error);
}

void calx__mariadb_close(struct db *db)
{
	mysql_close(db->handle);
	calx__free(db);
}

void calx__mariadb_interrupt(struct db *db)
{
	struct options options;
	struct db killer = { .url = db->url };
	char sql[64];

	if (options_read(db->url, &options, NULL) < 0)
		return;
	snprintf(sql, sizeof(sql), "KILL QUERY %lu",
		mysql_thread_id(db->handle));
	if (connect_any(&killer, &options, NULL) >= 0)
		mysql_query(killer.handle, sql);
	mysql_close(killer.handle);
}
