#ifndef CALX_BENCH_MEASURE_H
#define CALX_BENCH_MEASURE_H

#include <stdint.h>
#include <stdlib.h>

/* What the programs of the comparison share: the part that is measured, the
 * command line, the line of output. A program is run as
 *
 *     PROGRAM WORKLOAD UNITS sqlite:////PATH
 *
 * and prints `workload=... units=... wall_ns=... cpu_us=... grown_kib=...
 * mallocs=... check=...`: the time of the processor, the growth of the peak of
 * the memory and the calls of malloc() (-1 unless libmallocs.so is preloaded)
 * are of the measured part. Two sides whose checks differ did not do the same
 * work. */

/* Between these two is what is measured. */
void measure_begin(void);
void measure_end(void);

/* Says what is wrong and ends the program. */
_Noreturn void die(const char *format, ...)
	__attribute__((format(printf, 1, 2)));
/* `block`, unless it is NULL. */
void *must(void *block);

/* A workload and its check; `units` is how much of it. */
struct workload {
	const char *name;
	int64_t (*run)(int64_t units);
};

/* Finds what is to be done in the list that ends with NULL, runs it between
 * open(), which has the URL, and close(), and reports. Returns what main()
 * does. */
int measure_main(int argc, char **argv, const struct workload *workloads,
	void (*open)(const char *url, const char *workload),
	void (*close)(void));

#endif
