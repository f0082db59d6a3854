#ifndef CALX_TESTS_CHECK_H
#define CALX_TESTS_CHECK_H

/* cmocka with what it needs, and the main() of a test program:
 *
 *     static void adds_what_it_is_given(void **state) { ... }
 *     CHECK_MAIN("strbuf",
 *         cmocka_unit_test(adds_what_it_is_given),
 *     )
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "capability.h"

/* The variable that must name a server before any test of this program can run,
 * or NULL; and what there is to be done when all have (database.h). CALX_TEST_ONLY
 * in the environment is a pattern: only tests of such a name run. */
const char *database_missing(void);
void database_end(void);

/* a TAP program ends with 0 even when a test failed, or the counts are lost */
#define CHECK_MAIN(name, ...)                                     \
	static const struct CMUnitTest tests[] = { __VA_ARGS__ }; \
	CHECK_MAIN_WITH(name, tests, NULL, NULL)
/* with what is done before the first of an array of tests, and after the last */
#define CHECK_MAIN_WITH(name, tests, begin, end)                               \
	int main(void)                                                         \
	{                                                                      \
		const char *output = getenv("CMOCKA_MESSAGE_OUTPUT");          \
		int failed = 0;                                                \
                                                                               \
		if (database_missing()) {                                      \
			print_message("1..0 # SKIP %s is not set: ./do test "  \
				      "starts a server\n",                     \
				database_missing());                           \
			return 0;                                              \
		}                                                              \
		if (getenv("CALX_TEST_ONLY"))                                  \
			cmocka_set_test_filter(getenv("CALX_TEST_ONLY"));      \
		failed = cmocka_run_group_tests_name(name, tests, begin, end); \
		database_end();                                                \
		return output && !strcmp(output, "TAP") ? 0 : failed;          \
	}

#define CHECK_TEXT(actual, expected) assert_string_equal(actual, expected)

#endif
