/* Runs a fuzz target without libFuzzer: every file of the folders given, and
 * then a number of inputs made from them by small changes, the same ones on
 * every machine.
 *
 *     fuzz_url --runs 20000 tests/fuzz/corpus/url
 *
 * With -Dfuzz=true (clang) the same target is a libFuzzer program instead. */

#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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

/* An input in a block of just its size, so that a sanitizer sees overruns. */
static void run(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);

	if (!copy)
		die("out of memory", "replay");
	memcpy(copy, data, size);
	LLVMFuzzerTestOneInput(copy, size);
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
	static uint64_t state = 0x9e3779b97f4a7c15;

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

static void run_changed(void)
{
	static void (*const changes[])(struct input *) = { change_byte,
		change_bit, change_cut, change_splice, change_double };
	static uint8_t buffer[INPUT_MAX];
	const struct input *from = &inputs[random_below(input_count)];
	struct input input = { buffer, from->size };
	size_t count = 1 + random_below(6);

	memcpy(buffer, from->data, from->size);
	while (count-- > 0)
		changes[random_below(sizeof(changes) / sizeof(*changes))](
			&input);
	run(input.data, input.size);
}

int main(int argc, char **argv)
{
	long runs = 0;

	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--runs") && i + 1 < argc)
			runs = strtol(argv[++i], NULL, 10);
		else
			add_path(argv[i]);
	}
	if (!input_count)
		die("there is no input", "replay");
	for (long i = 0; i < runs; i++)
		run_changed();
	for (size_t i = 0; i < input_count; i++)
		free(inputs[i].data);
	return EXIT_SUCCESS;
}
