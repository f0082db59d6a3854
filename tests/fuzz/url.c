/* Fuzz target: the parser of URLs. What it accepts must be valid text, hide
 * its password, and be accepted again as it is shown. */

#include "fuzz.h"

#include <string.h>

#include "engine/url.h"
#include "util/text.h"
#include "util/utf8.h"

static bool is_text(const char *text)
{
	return !text || calx__utf8_valid(text, strlen(text));
}

static void check_parts(const struct url *url)
{
	CHECK(url->scheme && *url->scheme);
	CHECK(is_text(url->user) && is_text(url->password));
	CHECK(is_text(url->host) && is_text(url->database));
	CHECK(is_text(url->text));
	CHECK(!url->password || strstr(url->text, ":***@"));
	for (const struct url_parameter *p = url->parameters; p->name; p++)
		CHECK(is_text(p->name) && is_text(p->value));
}

static void check_again(struct arena *arena, const struct url *url)
{
	struct url again;

	CHECK(calx__url_parse(arena, url->text, &again, NULL) == CALX_OK);
	CHECK(calx__text_equal(again.text, url->text));
	CHECK(calx__text_equal(again.scheme, url->scheme));
	CHECK(calx__text_equal(again.user, url->user));
	CHECK(calx__text_equal(again.host, url->host));
	CHECK(calx__text_equal(again.port, url->port));
	CHECK(calx__text_equal(again.database, url->database));
	CHECK(!url->password || !strcmp(again.password, "***"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	struct arena arena = { 0 };
	calx_error error = { 0 };
	struct url url;

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	if (calx__url_parse(&arena, text, &url, &error) < 0) {
		CHECK(error.status == CALX_INVALID && *error.message);
	} else {
		check_parts(&url);
		check_again(&arena, &url);
	}
	calx__arena_release(&arena);
	free(text);
	return 0;
}
