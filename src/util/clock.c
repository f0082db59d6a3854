#include "util/clock.h"

#include <time.h>

/* The two clocks of POSIX that the library reads. Neither call can fail with
 * these clocks on the systems that have them. */

int64_t calx__clock(void)
{
	struct timespec now = { 0 };

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

char *calx__clock_utc(struct arena *arena)
{
	struct timespec now = { 0 };
	struct tm utc = { 0 };

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &utc);
	return calx__arena_printf(arena, "%04d-%02d-%02d %02d:%02d:%02d.%06ld",
		utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour,
		utc.tm_min, utc.tm_sec, now.tv_nsec / 1000);
}

void calx__clock_sleep(int64_t nanoseconds)
{
	const struct timespec pause = {
		.tv_sec = (time_t)(nanoseconds / 1000000000),
		.tv_nsec = (long)(nanoseconds % 1000000000),
	};

	nanosleep(&pause, NULL);
}
