/* Runs a fuzz target without libFuzzer: every file of the folders given, and
 * then a number of inputs made from them by small changes, or for a number of
 * seconds, some of them new altogether.
 *
 *     fuzz_url --runs 20000 tests/fuzz/corpus/url      the same on every machine
 *     fuzz_session --seconds 30 --seed new tests/fuzz/corpus/session
 *     fuzz_session --shrink crash.bin                  writes crash.bin.small
 *
 * An input that ends the program is left in the file that it names.
 * With -Dfuzz=true (clang) the same target is a libFuzzer program instead. */

#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define INPUT_MAX ((size_t)64 << 10)
#define INPUTS_MAX 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
	uint8_t *data;
	size_t size;
};

static struct input inputs[INPUTS_MAX];
static size_t input_count;

static void die(const char *what, const char *name)
{
	fprintf(stderr, "%s: %s\n", name, what);
	exit(EXIT_FAILURE);
}

/* ---- the input that ended it ------------------------------------------------ */

static struct input running;
static uint64_t seed = 0x9e3779b97f4a7c15;
static unsigned long run_number;

/* Also inside of a signal handler. */
static void keep_running(void)
{
	static char name[64], line[160];
	int file;

	if (!running.data)
		return;
	snprintf(name, sizeof(name), "crash-%d.bin", (int)getpid());
	file = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	if (file < 0 || write(file, running.data, running.size) < 0)
		return;
	close(file);
	snprintf(line, sizeof(line), "seed %llu, input %lu: it is in %s\n",
		(unsigned long long)seed, run_number, name);
	if (write(STDERR_FILENO, line, strlen(line)) < 0)
		return;
	running.data = NULL;
}

static void on_signal(int number)
{
	keep_running();
	signal(number, SIG_DFL);
	raise(number);
}

/* the sanitizers' */
void __sanitizer_set_death_callback(void (*callback)(void))
	__attribute__((weak));

static void watch(void)
{
	signal(SIGABRT, on_signal);
	signal(SIGSEGV, on_signal);
	if (__sanitizer_set_death_callback)
		__sanitizer_set_death_callback(keep_running);
}

/* An input in a block of just its size, so that a sanitizer sees overruns. */
static void run(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);

	if (!copy)
		die("out of memory", "replay");
	if (size)
		memcpy(copy, data, size);
	running = (struct input){ copy, size };
	run_number++;
	LLVMFuzzerTestOneInput(copy, size);
	running.data = NULL;
	free(copy);
}

static void add_file(const char *path)
{
	struct input *input = &inputs[input_count];
	FILE *file = fopen(path, "rb");

	if (!file || input_count == INPUTS_MAX)
		die("could not be read", path);
	input->data = malloc(INPUT_MAX);
	if (!input->data)
		die("out of memory", path);
	input->size = fread(input->data, 1, INPUT_MAX, file);
	fclose(file);
	input_count++;
	run(input->data, input->size);
}

static void add_path(const char *path)
{
	char name[4096];
	struct dirent *entry;
	struct stat info;
	DIR *folder;

	if (stat(path, &info) == 0 && S_ISREG(info.st_mode)) {
		add_file(path);
		return;
	}
	folder = opendir(path);
	if (!folder)
		die("could not be read", path);
	while ((entry = readdir(folder)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
		add_file(name);
	}
	closedir(folder);
}

/* ---- changes ------------------------------------------------------------ */

/* xorshift64*: the same numbers everywhere */
static size_t random_below(size_t limit)
{
	static uint64_t state;

	if (!state)
		state = seed;
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return limit ? (size_t)((state * 0x2545f4914f6cdd1d >> 33) % limit) : 0;
}

static void change_byte(struct input *input)
{
	if (input->size)
		input->data[random_below(input->size)] =
			(uint8_t)random_below(256);
}

static void change_bit(struct input *input)
{
	if (input->size)
		input->data[random_below(input->size)] ^=
			(uint8_t)(1u << random_below(8));
}

static void change_cut(struct input *input)
{
	size_t from = random_below(input->size + 1);
	size_t count = random_below(input->size - from + 1);

	memmove(input->data + from, input->data + from + count,
		input->size - from - count);
	input->size -= count;
}

/* Puts a piece of another input somewhere into this one. */
static void change_splice(struct input *input)
{
	const struct input *other = &inputs[random_below(input_count)];
	size_t from = random_below(other->size + 1);
	size_t count = random_below(other->size - from + 1);
	size_t at = random_below(input->size + 1);

	if (count > INPUT_MAX - input->size)
		return;
	memmove(input->data + at + count, input->data + at, input->size - at);
	memcpy(input->data + at, other->data + from, count);
	input->size += count;
}

static void change_double(struct input *input)
{
	size_t from = random_below(input->size + 1);
	size_t count = random_below(input->size - from + 1);

	if (count > INPUT_MAX - input->size)
		return;
	memmove(input->data + from + count, input->data + from,
		input->size - from);
	input->size += count;
}

static uint8_t buffer[INPUT_MAX];

static void run_changed(void)
{
	static void (*const changes[])(struct input *) = { change_byte,
		change_bit, change_cut, change_splice, change_double };
	const struct input *from = &inputs[random_below(input_count)];
	struct input input = { buffer, from->size };
	size_t count = 1 + random_below(6);

	memcpy(buffer, from->data, from->size);
	while (count-- > 0)
		changes[random_below(sizeof(changes) / sizeof(*changes))](
			&input);
	run(input.data, input.size);
}

/* Bytes from nowhere. */
static void run_new(void)
{
	size_t size = 1 + random_below(1024);

	for (size_t i = 0; i < size; i++)
		buffer[i] = (uint8_t)random_below(256);
	run(buffer, size);
}

static void run_for(time_t seconds)
{
	time_t end = time(NULL) + seconds;

	while (time(NULL) < end)
		for (int i = 0; i < 16; i++)
			if (random_below(2) || !input_count)
				run_new();
			else
				run_changed();
}

/* ---- shrinking ----------------------------------------------------------------- */

/* Whether an input ends the program, in one of its own. */
static bool ends(const struct input *input)
{
	int status = 0, nowhere;
	pid_t child = fork();

	if (!child) {
		signal(SIGABRT, SIG_DFL);
		signal(SIGSEGV, SIG_DFL);
		nowhere = open("/dev/null", O_WRONLY);
		dup2(nowhere, STDERR_FILENO);
		alarm(20);
		LLVMFuzzerTestOneInput(input->data, input->size);
		_exit(EXIT_SUCCESS);
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		die("fork", "failed");
	return status != 0;
}

/* Leaves out what is not needed: pieces of four bytes, many and then few. */
static void shrink(const char *path)
{
	struct input small = { buffer, 0 };
	FILE *file = fopen(path, "rb");
	char name[4096];

	if (!file)
		die("could not be read", path);
	small.size = fread(buffer, 1, INPUT_MAX, file);
	fclose(file);
	if (!ends(&small))
		die("does not end the program", path);
	for (size_t step = 256; step; step /= step > 1 ? 2 : 1) {
		bool smaller = false;

		for (size_t at = 1; at + 4 * step <= small.size;) {
			static uint8_t copy[INPUT_MAX];
			struct input cut = { copy, small.size - 4 * step };

			memcpy(copy, buffer, at);
			memcpy(copy + at, buffer + at + 4 * step,
				cut.size - at);
			if (ends(&cut)) {
				memcpy(buffer, copy, cut.size);
				small.size = cut.size;
				smaller = true;
			} else {
				at += 4 * step;
			}
		}
		if (step == 1 && !smaller)
			break;
	}
	snprintf(name, sizeof(name), "%s.small", path);
	file = fopen(name, "wb");
	if (!file || fwrite(buffer, 1, small.size, file) != small.size ||
		fclose(file))
		die("could not be written", name);
	fprintf(stderr, "%s: %zu bytes\n", name, small.size);
}

static void seed_read(const char *text)
{
	struct timespec now;

	seed = strtoull(text, NULL, 10);
	if (!strcmp(text, "new")) {
		clock_gettime(CLOCK_REALTIME, &now);
		seed = (uint64_t)now.tv_nsec * 1000003 + (uint64_t)now.tv_sec +
		       (uint64_t)getpid();
	}
	fprintf(stderr, "seed %llu\n", (unsigned long long)seed);
}

int main(int argc, char **argv)
{
	long runs = 0, seconds = 0;

	watch();
	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--runs") && i + 1 < argc)
			runs = strtol(argv[++i], NULL, 10);
		else if (!strcmp(argv[i], "--seconds") && i + 1 < argc)
			seconds = strtol(argv[++i], NULL, 10);
		else if (!strcmp(argv[i], "--seed") && i + 1 < argc)
			seed_read(argv[++i]);
		else if (!strcmp(argv[i], "--shrink") && i + 1 < argc)
			return shrink(argv[++i]), EXIT_SUCCESS;
		else
			add_path(argv[i]);
	}
	if (!input_count && !seconds)
		die("there is no input", "replay");
	for (long i = 0; i < runs; i++)
		run_changed();
	if (seconds)
		run_for(seconds);
	for (size_t i = 0; i < input_count; i++)
		free(inputs[i].data);
	return EXIT_SUCCESS;
}
