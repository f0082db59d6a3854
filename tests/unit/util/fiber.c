#include "check.h"

#include <poll.h>
#include <unistd.h>

#include "util/clock.h"
#include "util/fiber.h"
#include "util/timer.h"

struct counter {
	struct fiber *fiber;
	int at, end;
	double half; /* registers of numbers are kept, too */
};

/* Deep in its calls it pauses, and finds all as it was. */
static int deep(struct counter *counter, int depth)
{
	volatile char room[512];
	int sum;

	memset((char *)(uintptr_t)room, depth, sizeof(room));
	if (depth) {
		sum = deep(counter, depth - 1) + 1;
	} else {
		counter->at++;
		calx__fiber_pause(counter->fiber);
		sum = 0;
	}
	assert_int_equal(room[0], depth);
	assert_int_equal(room[sizeof(room) - 1], depth);
	return sum;
}

static void count(void *context)
{
	struct counter *counter = context;
	double half = counter->end / 2.0;

	for (int i = 0; i < counter->end; i++) {
		assert_int_equal(deep(counter, 50), 50);
		half += 0.5;
	}
	counter->half = half;
}

static void pauses_and_goes_on(void **state)
{
	struct counter counters[10] = { { .end = 0 } };
	int running = 10, rounds = 0;

	(void)state;
	for (int i = 0; i < 10; i++) {
		counters[i].end = i;
		counters[i].fiber = calx__fiber_new(count, &counters[i]);
		assert_non_null(counters[i].fiber);
	}
	while (running) {
		rounds++;
		for (int i = 0; i < 10; i++) {
			if (!counters[i].fiber ||
				!calx__fiber_resume(counters[i].fiber))
				continue;
			calx__fiber_free(counters[i].fiber);
			counters[i].fiber = NULL;
			running--;
		}
	}
	assert_int_equal(rounds, 10);
	for (int i = 0; i < 10; i++) {
		assert_int_equal(counters[i].at, i);
		assert_true(counters[i].half == i);
	}
}

static void nest(void *context)
{
	struct counter inner = { .end = 3 };
	struct counter *outer = context;

	inner.fiber = calx__fiber_new(count, &inner);
	while (!calx__fiber_resume(inner.fiber)) {
		outer->at++;
		calx__fiber_pause(outer->fiber);
	}
	calx__fiber_free(inner.fiber);
}

static void one_may_run_another(void **state)
{
	struct counter outer = { .end = 0 };
	int pauses = 0;

	(void)state;
	outer.fiber = calx__fiber_new(nest, &outer);
	while (!calx__fiber_resume(outer.fiber))
		pauses++;
	calx__fiber_free(outer.fiber);
	assert_int_equal(pauses, 3);
	assert_int_equal(outer.at, 3);
	/* one that has not begun */
	calx__fiber_free(calx__fiber_new(nest, &outer));
	calx__fiber_free(NULL);
}

static void a_timer_goes_off(void **state)
{
	struct pollfd item = { .fd = calx__timer_open(), .events = POLLIN };
	int64_t began;

	(void)state;
	assert_true(item.fd >= 0);
	assert_int_equal(poll(&item, 1, 0), 0);
	calx__timer_set(item.fd, 0);
	assert_int_equal(poll(&item, 1, 5000), 1);
	/* and stays so, until it is set anew */
	assert_int_equal(poll(&item, 1, 0), 1);
	began = calx__clock();
	calx__timer_set(item.fd, 20000000);
	assert_int_equal(poll(&item, 1, 5000), 1);
	assert_true(calx__clock() - began >= 20000000);
	close(item.fd);
}

CHECK_MAIN("fiber", cmocka_unit_test(pauses_and_goes_on),
	cmocka_unit_test(one_may_run_another),
	cmocka_unit_test(a_timer_goes_off))
