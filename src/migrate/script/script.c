#include "migrate/script/script.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "migrate/script/script_id.h"
#include "util/fail.h"
#include "util/text.h"
#include "util/vec.h"

/* Finding and reading revision files. What lies in the directory is not
 * trusted: names are checked, links may not lead out, sizes are limited. */

/* ---- one file ------------------------------------------------------------- */

static enum calx_status fail_read(const char *path, calx_error *error)
{
	return calx__fail(error, errno == ENOENT ? CALX_NOT_FOUND : CALX_IO,
		"could not read %s: %s", path, strerror(errno));
}

static enum calx_status check_file(
	int file, const char *path, size_t *ret_size, calx_error *error)
{
	struct stat status;

	if (fstat(file, &status) < 0)
		return fail_read(path, error);
	if (!S_ISREG(status.st_mode))
		return calx__fail(
			error, CALX_INVALID, "%s is not a regular file", path);
	if (status.st_size > (off_t)SCRIPT_SIZE_MAX)
		return calx__fail(error, CALX_INVALID,
			"%s is larger than %zu MiB", path,
			SCRIPT_SIZE_MAX >> 20);
	*ret_size = (size_t)status.st_size;
	return CALX_OK;
}

/* Reads as much as there was when it was looked at, or less: it may change. */
static enum calx_status read_bytes(struct arena *arena, int file, size_t size,
	struct script *script, calx_error *error)
{
	char *text = calx__arena_bytes(arena, size + 1);
	size_t length = 0;

	if (!text)
		return calx__fail_memory(error);
	while (length < size) {
		ssize_t count = read(file, text + length, size - length);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return fail_read(script->path, error);
		if (count == 0)
			break;
		length += (size_t)count;
	}
	text[length] = '\0';
	script->text = text;
	script->length = length;
	return CALX_OK;
}

/* Files that are read one after the other, of one directory. */
struct reading {
	struct arena *arena;
	struct arena scratch; /* for what is needed of one file only */
	enum script_depth depth;
	calx_error *error;
	int directory;
	const char *directory_path;
	struct script *scripts; /* with their paths */
	size_t count;
	enum calx_status status; /* of the first that failed */
};

/* Of the path that the script has. */
static enum calx_status read_open(
	struct reading *reading, int file, struct script *script)
{
	const bool kept = reading->depth == SCRIPT_WHOLE;
	enum calx_status status;
	size_t size = 0;

	calx__arena_reset(&reading->scratch);
	if ((status = check_file(file, script->path, &size, reading->error)) <
			0 ||
		(status = read_bytes(kept ? reading->arena : &reading->scratch,
			 file, size, script, reading->error)) < 0 ||
		(status = calx__script_fill(reading->arena, &reading->scratch,
			 reading->depth, script, reading->error)) < 0)
		return status;
	if (!kept)
		script->text = NULL;
	return CALX_OK;
}

/* O_NONBLOCK: opening a FIFO must not wait for whoever writes to it */
enum { OPEN_FLAGS = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY };

enum calx_status calx__script_read(struct arena *arena, const char *path,
	struct script *ret_script, calx_error *error)
{
	struct reading reading = {
		.arena = arena, .depth = SCRIPT_WHOLE, .error = error
	};
	struct script script = { .path = calx__arena_strdup(arena, path) };
	int file = open(path, OPEN_FLAGS);
	enum calx_status status;

	if (file < 0)
		return fail_read(path, error);
	status = script.path ? read_open(&reading, file, &script)
			     : calx__fail_memory(error);
	close(file);
	calx__arena_release(&reading.scratch);
	if (status >= 0)
		*ret_script = script;
	return status;
}

/* ---- a directory ---------------------------------------------------------- */

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* directory/name */
static char *path_of(
	struct arena *arena, struct view directory, const char *name)
{
	const size_t length = strlen(name);
	char *path = calx__arena_bytes(arena, directory.length + length + 2);

	if (!path)
		return NULL;
	memcpy(path, directory.data, directory.length);
	path[directory.length] = '/';
	memcpy(path + directory.length + 1, name, length + 1);
	return path;
}

/* Their paths, in order. */
static enum calx_status list_paths(struct arena *arena, DIR *directory,
	const char *directory_path, struct vec *paths, calx_error *error)
{
	const struct view prefix = calx__view(directory_path);
	const struct dirent *entry;

	while ((entry = readdir(directory)) != NULL) {
		const char *path;

		if (!calx__script_is_name(entry->d_name))
			continue;
		path = path_of(arena, prefix, entry->d_name);
		if (!path || !calx__vec_append(paths, &path))
			return calx__fail_memory(error);
	}
	if (paths->count > 0)
		qsort(paths->items, paths->count, paths->size, compare_names);
	return CALX_OK;
}

/* Whether the link `path` leads to a file inside `directory`. */
static bool leads_inside(const char *directory, const char *path)
{
	char inside[PATH_MAX], target[PATH_MAX];
	size_t length;

	if (!realpath(directory, inside) || !realpath(path, target))
		return false;
	length = strlen(inside);
	return !strncmp(target, inside, length) && target[length] == '/';
}

static enum calx_status open_script(int directory, const char *directory_path,
	const char *path, int *ret_file, calx_error *error)
{
	const char *name = strrchr(path, '/') + 1;
	int file = openat(directory, name, OPEN_FLAGS | O_NOFOLLOW);

	if (file < 0 && (errno == ELOOP || errno == EMLINK)) {
		if (!leads_inside(directory_path, path))
			return calx__fail(error, CALX_INVALID,
				"%s is a link that leads out of its directory",
				path);
		file = openat(directory, name, OPEN_FLAGS);
	}
	if (file < 0)
		return fail_read(path, error);
	*ret_file = file;
	return CALX_OK;
}

/* The name begins with the id, so that people find the file. */
static enum calx_status check_name(
	const struct script *script, calx_error *error)
{
	const char *name = strrchr(script->path, '/') + 1;
	size_t length = strlen(script->id);

	if (!strncmp(name, script->id, length) && name[length] == '_')
		return CALX_OK;
	calx__fail(error, CALX_INVALID,
		"the file's name does not begin with the revision's id, %s_",
		script->id);
	calx__fail_where(error, "%s:%u", script->path, script->line);
	return CALX_INVALID;
}

static enum calx_status read_one(struct reading *reading, struct script *script)
{
	enum calx_status status;
	int file = -1;

	status = open_script(reading->directory, reading->directory_path,
		script->path, &file, reading->error);
	if (status < 0)
		return status;
	status = read_open(reading, file, script);
	close(file);
	return status < 0 ? status : check_name(script, reading->error);
}

static void read_each(struct reading *reading)
{
	/* so that the tokens of most files have room in a block */
	reading->scratch.block_size = (size_t)64 << 10;
	for (size_t i = 0; i < reading->count && reading->status >= 0; i++)
		reading->status = read_one(reading, &reading->scripts[i]);
	calx__arena_release(&reading->scratch);
}

/* ---- by several at once ----------------------------------------------------- */

enum { PARTS_MAX = 8, PART_LEAST = 2000 };

/* A run of the files, which a thread reads into an arena of its own. */
struct part {
	struct reading reading;
	struct arena arena;
	calx_error error;
	pthread_t thread;
	bool started;
};

static size_t parts_of(size_t count)
{
	const long processors = sysconf(_SC_NPROCESSORS_ONLN);
	size_t parts = count / PART_LEAST;

	if (processors < 2 || parts < 2)
		return 1;
	parts = parts < (size_t)processors ? parts : (size_t)processors;
	return parts < PARTS_MAX ? parts : PARTS_MAX;
}

static void *part_read(void *context)
{
	struct part *part = context;

	read_each(&part->reading);
	return NULL;
}

/* The i-th of so many. The first is for the thread that asks, and so is one that
 * there is no thread for. */
static void part_start(
	struct part *part, const struct reading *whole, size_t i, size_t count)
{
	const size_t from = whole->count * i / count;
	const size_t to = whole->count * (i + 1) / count;

	*part = (struct part){ .reading = *whole };
	part->reading.arena = &part->arena;
	part->reading.error = &part->error;
	part->reading.scripts = whole->scripts + from;
	part->reading.count = to - from;
	part->started = i > 0 && pthread_create(&part->thread, NULL, part_read,
					 part) == 0;
}

/* What was read is the whole's; of failures the first one is. */
static void part_end(struct part *part, struct reading *whole)
{
	if (part->started)
		pthread_join(part->thread, NULL);
	else
		part_read(part);
	calx__arena_adopt(whole->arena, &part->arena);
	if (whole->status < 0 || part->reading.status >= 0)
		return;
	whole->status = part->reading.status;
	if (whole->error)
		*whole->error = part->error;
}

/* Each call of the system for a file waits for nothing but the processor, so that
 * two are twice as fast. */
static void read_parts(struct reading *whole, size_t count)
{
	struct part parts[PARTS_MAX];

	for (size_t i = 0; i < count; i++)
		part_start(&parts[i], whole, i, count);
	for (size_t i = 0; i < count; i++)
		part_end(&parts[i], whole);
}

static enum calx_status read_all(
	struct reading *reading, const struct vec *paths)
{
	const size_t parts = parts_of(paths->count);

	reading->count = paths->count;
	reading->scripts = calx__arena_zero(
		reading->arena, paths->count, sizeof(*reading->scripts));
	if (!reading->scripts)
		return calx__fail_memory(reading->error);
	for (size_t i = 0; i < paths->count; i++)
		reading->scripts[i].path =
			*(const char *const *)calx__vec_at(paths, i);
	if (parts > 1)
		read_parts(reading, parts);
	else
		read_each(reading);
	return reading->status;
}

enum calx_status calx__scripts_read(struct arena *arena, const char *directory,
	enum script_depth depth, struct script **ret_scripts, size_t *ret_count,
	calx_error *error)
{
	struct reading reading = { .arena = arena,
		.depth = depth,
		.error = error,
		.directory_path = directory };
	struct vec paths = VEC_INIT(const char *);
	DIR *handle = opendir(directory);
	enum calx_status status;

	if (!handle)
		return fail_read(directory, error);
	reading.directory = dirfd(handle);
	if ((status = list_paths(arena, handle, directory, &paths, error)) >=
			0 &&
		(status = read_all(&reading, &paths)) >= 0) {
		*ret_scripts = reading.scripts;
		*ret_count = reading.count;
	}
	calx__vec_release(&paths);
	closedir(handle);
	return status;
}
