#include <calx/engine.h>
#include <calx/url.h>

#include "check.h"
#include "torture.h"

/* URLs that are taken apart, changed, and written again. */

static calx_url *open_url(const char *text)
{
	calx_error error = { 0 };
	calx_url *url = calx_url_open(text, &error);

	if (!url)
		fail_msg("%s", error.message);
	return url;
}

/* What is written of it, which is read as the same. */
static void check_text(calx_url *url, const char *expected)
{
	calx_error error = { 0 };
	const char *text = calx_url_text(url, &error);
	calx_url *again;

	if (!text)
		fail_msg("%s", error.message);
	CHECK_TEXT(text, expected);
	again = open_url(text);
	CHECK_TEXT(calx_url_text(again, &error), expected);
	for (int part = CALX_URL_SCHEME; part <= CALX_URL_DATABASE; part++) {
		const char *one = calx_url_get(url, (enum calx_url_part)part);
		const char *two = calx_url_get(again, (enum calx_url_part)part);

		assert_true(!one == !two);
		if (one)
			CHECK_TEXT(one, two);
	}
	calx_url_close(again);
}

static void urls_are_taken_apart(void **state)
{
	calx_url *url = open_url(
		"PostgreSQL://us%40er:p%3Aw@a:1,[::1]:2/shop?sslmode=require&x=%26");
	const char *name = NULL;

	(void)state;
	CHECK_TEXT(calx_url_get(url, CALX_URL_SCHEME), "postgresql");
	CHECK_TEXT(calx_url_get(url, CALX_URL_USER), "us@er");
	CHECK_TEXT(calx_url_get(url, CALX_URL_PASSWORD), "p:w");
	CHECK_TEXT(calx_url_get(url, CALX_URL_HOST), "a,::1");
	CHECK_TEXT(calx_url_get(url, CALX_URL_PORT), "1,2");
	CHECK_TEXT(calx_url_get(url, CALX_URL_DATABASE), "shop");
	assert_int_equal(calx_url_parameter_count(url), 2);
	CHECK_TEXT(calx_url_parameter(url, "x"), "&");
	assert_null(calx_url_parameter(url, "y"));
	CHECK_TEXT(calx_url_parameter_at(url, 0, &name), "require");
	CHECK_TEXT(name, "sslmode");
	assert_null(calx_url_parameter_at(url, 2, &name));
	check_text(url,
		"postgresql://us%40er:p%3Aw@a:1,[::1]:2/shop?sslmode=require&x=%26");
	CHECK_TEXT(calx_url_masked(url, NULL),
		"postgresql://us%40er:***@a:1,[::1]:2/shop?sslmode=require&x=%26");
	calx_url_close(url);
}

static void urls_are_made(void **state)
{
	calx_url *url = open_url("mariadb://");

	(void)state;
	check_text(url, "mariadb://");
	assert_int_equal(calx_url_set(url, CALX_URL_HOST, "db"), CALX_OK);
	assert_int_equal(calx_url_set(url, CALX_URL_PORT, "3306"), CALX_OK);
	calx_url_set(url, CALX_URL_DATABASE, "sh op?");
	check_text(url, "mariadb://db:3306/sh%20op%3F");
	calx_url_set(url, CALX_URL_USER, "a/b");
	calx_url_set(url, CALX_URL_PASSWORD, "\xc3\xa4 #%");
	check_text(url, "mariadb://a%2Fb:%C3%A4%20%23%25@db:3306/sh%20op%3F");
	calx_url_set(url, CALX_URL_PASSWORD, NULL);
	calx_url_set(url, CALX_URL_PORT, NULL);
	calx_url_set(url, CALX_URL_DATABASE, "shop");
	calx_url_set_parameter(url, "socket", "/run/x.sock");
	calx_url_set_parameter(url, "timeout", "5");
	check_text(url, "mariadb://a%2Fb@db/shop?socket=/run/x.sock&timeout=5");
	calx_url_set_parameter(url, "socket", NULL);
	calx_url_set_parameter(url, "nothing", NULL);
	calx_url_set_parameter(url, "timeout", "6 & 7");
	check_text(url, "mariadb://a%2Fb@db/shop?timeout=6%20%26%207");
	calx_url_set(url, CALX_URL_SCHEME, "sqlite");
	calx_url_set(url, CALX_URL_USER, NULL);
	calx_url_set(url, CALX_URL_HOST, NULL);
	calx_url_set(url, CALX_URL_DATABASE, "/tmp/a b.db");
	calx_url_set_parameter(url, "timeout", NULL);
	check_text(url, "sqlite:////tmp/a%20b.db");
	calx_url_close(url);
}

static void what_makes_no_url_is_refused(void **state)
{
	calx_url *url = open_url("postgresql://db/shop");
	calx_error error = { 0 };

	(void)state;
	calx_url_set(url, CALX_URL_PORT, "many");
	assert_null(calx_url_text(url, &error));
	assert_int_equal(error.status, CALX_INVALID);
	calx_url_set(url, CALX_URL_PORT, NULL);
	calx_url_set(url, CALX_URL_SCHEME, "not one");
	assert_null(calx_url_masked(url, &error));
	calx_url_set(url, CALX_URL_SCHEME, "postgresql");
	calx_url_set(url, CALX_URL_USER, "\xff");
	assert_null(calx_url_text(url, &error));
	calx_url_set(url, CALX_URL_USER, NULL);
	assert_non_null(calx_url_text(url, &error));
	assert_int_equal(calx_url_set(url, CALX_URL_SCHEME, NULL), CALX_MISUSE);
	assert_int_equal(
		calx_url_set(url, (enum calx_url_part)50, "x"), CALX_MISUSE);
	assert_null(calx_url_get(url, (enum calx_url_part)50));
	assert_int_equal(calx_url_set_parameter(url, NULL, "x"), CALX_MISUSE);
	calx_url_close(url);
	assert_null(calx_url_open("nonsense", &error));
	assert_int_equal(error.status, CALX_INVALID);
}

static void nothing_is_known_of_no_url(void **state)
{
	calx_error error = { 0 };

	(void)state;
	assert_null(calx_url_get(NULL, CALX_URL_HOST));
	assert_int_equal(calx_url_set(NULL, CALX_URL_HOST, "x"), CALX_MISUSE);
	assert_int_equal(calx_url_parameter_count(NULL), 0);
	assert_null(calx_url_parameter(NULL, "x"));
	assert_int_equal(calx_url_set_parameter(NULL, "x", "y"), CALX_MISUSE);
	assert_null(calx_url_text(NULL, &error));
	assert_int_equal(error.status, CALX_MISUSE);
	assert_null(calx_url_masked(NULL, &error));
	calx_url_close(NULL);
}

static void change(void *context)
{
	calx_url *url = calx_url_open("postgresql://a:b@c:1/d?e=f", NULL);
	const char *text;

	(void)context;
	if (!url && torture_is_clean())
		fail();
	calx_url_set(url, CALX_URL_PASSWORD, "secret");
	for (int i = 0; i < 20; i++)
		calx_url_set_parameter(
			url, (const char[2]){ (char)('a' + i), '\0' }, "value");
	text = calx_url_text(url, NULL);
	assert_true(text || !torture_is_clean());
	calx_url_masked(url, NULL);
	calx_url_close(url);
}

static void survives_lack_of_memory(void **state)
{
	(void)state;
	torture(change, NULL);
}

CHECK_MAIN("url_text", cmocka_unit_test(urls_are_taken_apart),
	cmocka_unit_test(urls_are_made),
	cmocka_unit_test(what_makes_no_url_is_refused),
	cmocka_unit_test(nothing_is_known_of_no_url),
	cmocka_unit_test(survives_lack_of_memory))
