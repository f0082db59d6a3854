#include "util/timer.h"

#include <unistd.h>

#include "util/clock.h"

#ifdef __linux__
#include <sys/timerfd.h>
#endif

#ifdef __linux__

/* timerfd_create(2): it can be read from the moment on until it is set anew. */

int calx__timer_open(void)
{
	return timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
}

void calx__timer_set(int timer, int64_t nanoseconds)
{
	/* 0 would stop it */
	const int64_t time = nanoseconds > 0 ? nanoseconds : 1;
	const struct itimerspec spec = {
		.it_value = { .tv_sec = (time_t)(time / 1000000000),
			.tv_nsec = (long)(time % 1000000000) },
	};

	timerfd_settime(timer, 0, &spec, NULL);
}

#else

/* The end of a pipe that nobody writes to is at its end, which can be read. */

int calx__timer_open(void)
{
	int ends[2];

	if (pipe(ends) != 0)
		return -1;
	close(ends[1]);
	return ends[0];
}

void calx__timer_set(int timer, int64_t nanoseconds)
{
	(void)timer;
	if (nanoseconds > 0)
		calx__clock_sleep(nanoseconds);
}

#endif
