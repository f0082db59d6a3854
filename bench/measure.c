#include "measure.h"

#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include <valgrind/callgrind.h>

/* The clock, and what else is counted. Under callgrind only the measured part
 * is counted (run with --instr-atstart=no). */

struct reading {
	struct timespec wall;
	struct rusage usage;
	long peak_kib, mallocs;
};

static struct reading begun, ended;

/* Not ru_maxrss: that begins with the peak of who started the program. */
static long peak_kib(void)
{
	char line[128];
	long kib = 0;
	FILE *file = fopen("/proc/self/status", "r");

	while (file && fgets(line, sizeof(line), file))
		if (strncmp(line, "VmHWM:", 6) == 0)
			kib = strtol(line + 6, NULL, 10);
	if (file)
		fclose(file);
	return kib;
}

static long mallocs(void)
{
	const long *count = dlsym(RTLD_DEFAULT, "bench_mallocs");

	return count ? *count : -1;
}

/* The clock is read last when it begins and first when it ends. */
void measure_begin(void)
{
	begun.peak_kib = peak_kib();
	begun.mallocs = mallocs();
	getrusage(RUSAGE_SELF, &begun.usage);
	clock_gettime(CLOCK_MONOTONIC, &begun.wall);
	CALLGRIND_START_INSTRUMENTATION;
}

void measure_end(void)
{
	CALLGRIND_STOP_INSTRUMENTATION;
	clock_gettime(CLOCK_MONOTONIC, &ended.wall);
	getrusage(RUSAGE_SELF, &ended.usage);
	ended.mallocs = mallocs();
	ended.peak_kib = peak_kib();
}

void die(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	exit(1);
}

void *must(void *block)
{
	if (!block)
		die("out of memory");
	return block;
}

static long long microseconds(const struct rusage *usage)
{
	return (usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1000000LL +
	       usage->ru_utime.tv_usec + usage->ru_stime.tv_usec;
}

static void report(const char *workload, long long units, long long check)
{
	long long wall =
		(ended.wall.tv_sec - begun.wall.tv_sec) * 1000000000LL +
		(ended.wall.tv_nsec - begun.wall.tv_nsec);

	printf("workload=%s units=%lld wall_ns=%lld cpu_us=%lld grown_kib=%ld "
	       "mallocs=%ld check=%lld\n",
		workload, units, wall,
		microseconds(&ended.usage) - microseconds(&begun.usage),
		ended.peak_kib - begun.peak_kib,
		begun.mallocs < 0 ? -1 : ended.mallocs - begun.mallocs, check);
}

int measure_main(int argc, char **argv, const struct workload *workloads,
	void (*open)(const char *url, const char *workload),
	void (*close)(void))
{
	int64_t units = argc == 4 ? strtoll(argv[2], NULL, 10) : 0, check;

	if (argc != 4)
		die("usage: %s WORKLOAD UNITS sqlite:////PATH", argv[0]);
	while (workloads->name && strcmp(workloads->name, argv[1]) != 0)
		workloads++;
	if (!workloads->name)
		die("there is no workload %s", argv[1]);
	open(argv[3], argv[1]);
	check = workloads->run(units);
	close();
	report(argv[1], units, check);
	return 0;
}
