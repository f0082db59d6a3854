#include "util/hangup.h"

#include <sys/socket.h>
#include <unistd.h>

#include "check.h"

/* An end of a socket sees what the other one does. */

static void an_end_that_is_open_has_not_hung_up(void **state)
{
	int ends[2];
	char byte;

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	assert_false(calx__hung_up(ends[0]));
	/* what has come stays to be read */
	assert_int_equal(write(ends[1], "x", 1), 1);
	assert_false(calx__hung_up(ends[0]));
	assert_int_equal(read(ends[0], &byte, 1), 1);
	assert_int_equal(byte, 'x');
	close(ends[0]);
	close(ends[1]);
}

static void an_end_that_is_closed_has(void **state)
{
	int ends[2];
	char byte;

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	assert_int_equal(write(ends[1], "x", 1), 1);
	close(ends[1]);
	assert_true(calx__hung_up(ends[0]));
	assert_int_equal(read(ends[0], &byte, 1), 1);
	assert_true(calx__hung_up(ends[0]));
	close(ends[0]);
	assert_true(calx__hung_up(ends[0]));
}

CHECK_MAIN("hangup", cmocka_unit_test(an_end_that_is_open_has_not_hung_up),
	cmocka_unit_test(an_end_that_is_closed_has))
