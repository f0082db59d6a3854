#ifndef CALX_BENCH_H
#define CALX_BENCH_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include <valgrind/callgrind.h>

/* What both sides of the comparison share: the data, the measured part, the
 * report. A program is run as `PROGRAM WORKLOAD DATABASE COUNT` and prints
 * one line: WORKLOAD COUNT SECONDS PEAK_KIB CHECKSUM. The checksum shows that
 * both sides did the same work. */

struct bench {
	const char *workload;
	const char *database;
	long count;
	struct timespec start;
	double seconds;
	unsigned long long checksum;
	long base_kib; /* before the measured part */
};

struct sample {
	char title[64], author[64], publisher[64], publish_date[32];
	int year, month, day, cost;
};

static inline void sample_fill(struct sample *sample, long i)
{
	snprintf(sample->title, sizeof(sample->title),
		"A History of Volume %ld", i);
	snprintf(sample->author, sizeof(sample->author), "Author Number %ld",
		i * 7 % 10007);
	snprintf(sample->publisher, sizeof(sample->publisher),
		"Publisher House %ld", i % 97);
	sample->year = 1900 + (int)(i % 120);
	sample->month = 1 + (int)(i % 12);
	sample->day = 1 + (int)(i % 28);
	sample->cost = 5 + (int)(i % 30);
	snprintf(sample->publish_date, sizeof(sample->publish_date),
		"%04d-%02d-%02d 00:00:00.000000", sample->year, sample->month,
		sample->day);
}

/* keys in a scattered order, each once, for any count that 7919 does not divide */
static inline long scattered(long i, long count)
{
	return 1 + i * 7919 % count;
}

static inline long peak_kib(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss;
}

static inline void bench_start(struct bench *bench)
{
	bench->base_kib = peak_kib();
	clock_gettime(CLOCK_MONOTONIC, &bench->start);
	CALLGRIND_TOGGLE_COLLECT;
}

static inline void bench_stop(struct bench *bench)
{
	struct timespec end;

	CALLGRIND_TOGGLE_COLLECT;
	clock_gettime(CLOCK_MONOTONIC, &end);
	bench->seconds = (double)(end.tv_sec - bench->start.tv_sec) +
			 (double)(end.tv_nsec - bench->start.tv_nsec) / 1e9;
}

static inline void bench_die(const char *what)
{
	fprintf(stderr, "bench: %s\n", what);
	exit(1);
}

struct workload {
	const char *name;
	void (*run)(struct bench *bench);
};

static inline int bench_main(
	int argc, char **argv, const struct workload *workloads)
{
	struct bench bench = { 0 };

	if (argc != 4)
		bench_die("usage: PROGRAM WORKLOAD DATABASE COUNT");
	bench.workload = argv[1];
	bench.database = argv[2];
	bench.count = strtol(argv[3], NULL, 10);
	for (const struct workload *w = workloads; w->name; w++) {
		if (strcmp(w->name, bench.workload) == 0) {
			w->run(&bench);
			printf("%s %ld %.6f %ld %llu\n", bench.workload,
				bench.count, bench.seconds,
				peak_kib() - bench.base_kib, bench.checksum);
			return 0;
		}
	}
	bench_die("no such workload");
	return 1;
}

#endif
