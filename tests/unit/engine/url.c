#include "engine/url.h"

#include <stdio.h>

#include "check.h"
#include "data.h"
#include "torture.h"

/* ---- what URLs are split into ------------------------------------------- */

struct parts {
	const char *text;
	const char *scheme, *user, *password, *host, *port, *database;
	const char *parameters; /* "name=value;name=value;" */
	const char *masked;	/* NULL: as `text` */
};

static const struct parts good[] = {
	{ "sqlite://", .scheme = "sqlite" },
	{ "sqlite:///file.db", .scheme = "sqlite", .database = "file.db" },
	{ "sqlite:////abs/path.db", .scheme = "sqlite",
		.database = "/abs/path.db" },
	{ "sqlite:///", .scheme = "sqlite", .database = "" },
	{ "sqlite:///rel path.db", .scheme = "sqlite",
		.database = "rel path.db" },
	{ "sqlite:///a%20b%3f.db", .scheme = "sqlite", .database = "a b?.db" },
	{ "sqlite:///:memory:", .scheme = "sqlite", .database = ":memory:" },
	{ "sqlite:///../../../etc/passwd", .scheme = "sqlite",
		.database = "../../../etc/passwd" },
	{ "sqlite:///a?mode=ro&timeout=0.5", .scheme = "sqlite",
		.database = "a", .parameters = "mode=ro;timeout=0.5;" },
	{ "SQLite:///a", .scheme = "sqlite", .database = "a" },
	{ "postgresql://host", .scheme = "postgresql", .host = "host" },
	{ "postgresql+psycopg2://u:p@h/d", .scheme = "postgresql+psycopg2",
		.user = "u", .password = "p", .host = "h", .database = "d",
		.masked = "postgresql+psycopg2://u:***@h/d" },
	{ "mysql://u:p%40ss%3Aw%2Frd@h/d", .scheme = "mysql", .user = "u",
		.password = "p@ss:w/rd", .host = "h", .database = "d",
		.masked = "mysql://u:***@h/d" },
	{ "mysql://u:p:w@h:3306/d", .scheme = "mysql", .user = "u",
		.password = "p:w", .host = "h", .port = "3306", .database = "d",
		.masked = "mysql://u:***@h:3306/d" },
	{ "mysql://u:@h/d", .scheme = "mysql", .user = "u", .password = "",
		.host = "h", .database = "d", .masked = "mysql://u:***@h/d" },
	{ "mysql://:p@h/d", .scheme = "mysql", .user = "", .password = "p",
		.host = "h", .database = "d", .masked = "mysql://:***@h/d" },
	{ "mariadb://u@h", .scheme = "mariadb", .user = "u", .host = "h" },
	{ "mysql://u:p@/d?unix_socket=/tmp/s", .scheme = "mysql", .user = "u",
		.password = "p", .database = "d",
		.parameters = "unix_socket=/tmp/s;",
		.masked = "mysql://u:***@/d?unix_socket=/tmp/s" },
	{ "mysql://u@h:/d", .scheme = "mysql", .user = "u", .host = "h",
		.database = "d" },
	{ "mysql://u@h:65535/d", .scheme = "mysql", .user = "u", .host = "h",
		.port = "65535", .database = "d" },
	{ "mysql://u@[::1]:3306/d", .scheme = "mysql", .user = "u",
		.host = "::1", .port = "3306", .database = "d" },
	{ "mysql://u@[fe80::1%25eth0]/d", .scheme = "mysql", .user = "u",
		.host = "fe80::1%eth0", .database = "d" },
	{ "mysql://u@h1,h2:3307,[::1]/d", .scheme = "mysql", .user = "u",
		.host = "h1,h2,::1", .port = ",3307,", .database = "d" },
	{ "postgres://%2Fvar%2Frun/d", .scheme = "postgres", .host = "/var/run",
		.database = "d" },
	{ "postgres://ünïcode/d", .scheme = "postgres", .host = "ünïcode",
		.database = "d" },
	{ "postgres://h/d'; drop table t; --", .scheme = "postgres",
		.host = "h", .database = "d'; drop table t; --" },
	{ "postgres://h/d?password=secret&sslmode=require&SSLPassword=x",
		.scheme = "postgres", .host = "h", .database = "d",
		.parameters = "password=secret;sslmode=require;SSLPassword=x;",
		.masked = "postgres://h/"
			  "d?password=***&sslmode=require&SSLPassword=***" },
};

static void check_text(const char *actual, const char *expected)
{
	if (actual && expected)
		assert_string_equal(actual, expected);
	else
		assert_ptr_equal(actual, expected);
}

static void check_parameters(
	const struct url_parameter *parameters, const char *expected)
{
	char text[256] = "";

	for (; parameters->name; parameters++) {
		size_t used = strlen(text);

		snprintf(text + used, sizeof(text) - used, "%s=%s;",
			parameters->name, parameters->value);
	}
	assert_string_equal(text, expected ? expected : "");
}

static void splits_what_is_valid(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		const struct parts *want = &good[i];
		struct arena arena = { 0 };
		calx_error error = { 0 };
		struct url url;

		if (calx__url_parse(&arena, want->text, &url, &error) < 0)
			fail_msg("%s: %s", want->text, error.message);
		check_text(url.scheme, want->scheme);
		check_text(url.user, want->user);
		check_text(url.password, want->password);
		check_text(url.host, want->host);
		check_text(url.port, want->port);
		check_text(url.database, want->database);
		check_parameters(url.parameters, want->parameters);
		check_text(url.text, want->masked ? want->masked : want->text);
		calx__arena_release(&arena);
	}
}

/* ---- what is refused, where, and why ------------------------------------ */

static const struct {
	const char *text;
	size_t byte;
	const char *why;
} bad[] = {
	{ "", 1, "it is empty" },
	{ "postgres", 9, "it must begin with a scheme and ://" },
	{ "postgres:/", 9, "it must begin with a scheme and ://" },
	{ "sqlite:", 7, "it must begin with a scheme and ://" },
	{ "file:x.db?mode=memory&vfs=evil", 5,
		"it must begin with a scheme and ://" },
	{ "bookstore.db", 13, "it must begin with a scheme and ://" },
	{ "://h/d", 1, "it must begin with a scheme and ://" },
	{ "${DATABASE_URL}", 1, "it must begin with a scheme and ://" },
	{ " postgres://h/d", 1, "it must begin with a scheme and ://" },
	{ "javascript:alert(1)", 11, "it must begin with a scheme and ://" },
	{ "postgres://h/d ", 15, "it ends in a blank" },
	{ "postgres://h/d\n", 15, "there is a control character" },
	{ "postgres://h/\xff\xfe", 1, "it is not valid UTF-8" },
	{ "postgres://h/%ff%fe", 14, "this is not valid UTF-8" },
	{ "sqlite:///file.db#frag", 18, "a # must be written as %23" },
	{ "sqlite:///%00.db", 11, "%00 ends no text" },
	{ "mysql://u@h/d?%zz=1", 15, "two hexadecimal digits must follow %" },
	{ "mysql://u@h/d?a=%", 17, "two hexadecimal digits must follow %" },
	{ "mysql://u@h/d?a=%4", 17, "two hexadecimal digits must follow %" },
	{ "mysql://u:p@ss@h/d", 13, "there is more than one @" },
	{ "mysql://u:p/w@h/d", 11, "a port is a number from 1 to 65535" },
	{ "mysql://u@h:0/d", 13, "a port is a number from 1 to 65535" },
	{ "mysql://u@h:65536/d", 13, "a port is a number from 1 to 65535" },
	{ "mysql://u@h:-1/d", 13, "a port is a number from 1 to 65535" },
	{ "mysql://u@h:+1/d", 13, "a port is a number from 1 to 65535" },
	{ "mysql://u@h: 80/d", 13, "a port is a number from 1 to 65535" },
	{ "mysql://u@h:99999999999999999999/d", 13,
		"a port is a number from 1 to 65535" },
	{ "mysql://u@::1/d", 12, "a port is a number from 1 to 65535" },
	{ "mysql://u@[::1/d", 12, "a ] is missing" },
	{ "mysql://u@[]/d", 12, "the address is missing" },
	{ "mysql://u@[::1]x/d", 16, "only a port may follow the ]" },
	{ "mysql://u@h1,,h2/d", 14, "the list lacks a host" },
	{ "mysql://u@a b/d", 11, "a host has no blanks" },
	{ "mysql://u@h/d?a=1&a=2", 19, "the parameter is given twice" },
	{ "mysql://u@h/d?a", 15, "a parameter is written name=value" },
	{ "mysql://u@h/d?=1", 15, "a parameter is written name=value" },
	{ "mysql://u@h/d?a=b=c", 17,
		"a value that holds = must have it written as %3D" },
};

static void refuses_what_is_not(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct url url = { .text = "untouched" };
		struct arena arena = { 0 };
		calx_error error = { 0 };
		char message[200];

		snprintf(message, sizeof(message),
			"the URL is not valid at byte %zu: %s", bad[i].byte,
			bad[i].why);
		assert_int_equal(
			calx__url_parse(&arena, bad[i].text, &url, &error),
			CALX_INVALID);
		assert_string_equal(error.message, message);
		assert_string_equal(url.text, "untouched");
		calx__arena_release(&arena);
	}
}

static void refuses_null_and_too_long(void **state)
{
	static char text[(65 << 10) + 1];
	struct arena arena = { 0 };
	calx_error error = { 0 };
	struct url url;

	(void)state;
	assert_int_equal(
		calx__url_parse(&arena, NULL, &url, NULL), CALX_INVALID);
	memset(text, 'a', sizeof(text) - 1);
	assert_int_equal(
		calx__url_parse(&arena, text, &url, &error), CALX_INVALID);
	assert_non_null(strstr(error.message, "it is too long"));
	calx__arena_release(&arena);
}

/* Whatever is wrong with it, no error shows a password. */
static void keeps_passwords_to_itself(void **state)
{
	static const char *const urls[] = { "mysql://u:canary@h:x/d",
		"mysql://u:canary@x@h/d", "mysql://u:canary/w@h/d",
		"mysql://u:canary?w@h/d", "mysql://u:canary#w@h/d",
		"mysql://u:canary%zz@h/d", "mysql://u:canary@h/d?a",
		"mysql://u:p@h/d?password=canary&password=canary",
		"canary://u:canary@h/", "mysql://u:canary@h/d" };

	(void)state;
	for (size_t i = 0; i < sizeof(urls) / sizeof(*urls); i++) {
		struct arena arena = { 0 };
		calx_error error = { 0 };
		struct url url = { .text = "" };

		calx__url_parse(&arena, urls[i], &url, &error);
		assert_null(strstr(error.message, "canary"));
		assert_null(strstr(error.hint, "canary"));
		assert_null(strstr(url.text, ":canary"));
		calx__arena_release(&arena);
	}
}

static void parse_line(char *text, void *context)
{
	struct arena arena = { 0 };
	calx_error error = { 0 };
	struct url url;

	(void)context;
	if (calx__url_parse(&arena, text, &url, &error) < 0)
		assert_true(*error.message);
	calx__arena_release(&arena);
}

static void survives_the_collection(void **state)
{
	(void)state;
	data_shared_lines("badinput/urls.txt", parse_line, NULL);
}

static void parse_in_torture(void *context)
{
	struct arena arena = { 0 };
	struct url url;
	enum calx_status status = calx__url_parse(
		&arena, "mysql://u:p@h1:1,h2/d?a=b&password=c", &url, NULL);

	(void)context;
	if (torture_is_clean())
		assert_int_equal(status, CALX_OK);
	calx__arena_release(&arena);
}

static void survives_lack_of_memory(void **state)
{
	(void)state;
	torture(parse_in_torture, NULL);
}

CHECK_MAIN("url", cmocka_unit_test(splits_what_is_valid),
	cmocka_unit_test(refuses_what_is_not),
	cmocka_unit_test(refuses_null_and_too_long),
	cmocka_unit_test(keeps_passwords_to_itself),
	cmocka_unit_test(survives_the_collection),
	cmocka_unit_test(survives_lack_of_memory))
