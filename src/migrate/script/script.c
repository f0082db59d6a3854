#include "migrate/script/script.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
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
static enum calx_status read_bytes(struct arena *arena, int file,
	const char *path, size_t size, struct view *ret_text, calx_error *error)
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
			return fail_read(path, error);
		if (count == 0)
			break;
		length += (size_t)count;
	}
	text[length] = '\0';
	*ret_text = (struct view){ text, length };
	return CALX_OK;
}

static enum calx_status read_open(struct arena *arena, int file,
	const char *path, struct script *ret_script, calx_error *error)
{
	const char *own_path = calx__arena_strdup(arena, path);
	struct view text = { NULL, 0 };
	enum calx_status status;
	size_t size = 0;

	if (!own_path)
		return calx__fail_memory(error);
	if ((status = check_file(file, path, &size, error)) < 0 ||
		(status = read_bytes(arena, file, path, size, &text, error)) <
			0)
		return status;
	return calx__script_parse(
		arena, own_path, text.data, text.length, ret_script, error);
}

/* O_NONBLOCK: opening a FIFO must not wait for whoever writes to it */
enum { OPEN_FLAGS = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY };

enum calx_status calx__script_read(struct arena *arena, const char *path,
	struct script *ret_script, calx_error *error)
{
	int file = open(path, OPEN_FLAGS);
	enum calx_status status;

	if (file < 0)
		return fail_read(path, error);
	status = read_open(arena, file, path, ret_script, error);
	close(file);
	return status;
}

/* ---- a directory ---------------------------------------------------------- */

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static enum calx_status list_names(struct arena *arena, DIR *directory,
	struct vec *names, calx_error *error)
{
	const struct dirent *entry;

	while ((entry = readdir(directory)) != NULL) {
		const char *name;

		if (!calx__script_is_name(entry->d_name))
			continue;
		name = calx__arena_strdup(arena, entry->d_name);
		if (!name || !calx__vec_append(names, &name))
			return calx__fail_memory(error);
	}
	if (names->count > 0)
		qsort(names->items, names->count, names->size, compare_names);
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

static enum calx_status read_one(struct arena *arena, int directory,
	const char *directory_path, const char *name, struct script *ret_script,
	calx_error *error)
{
	const char *path =
		calx__arena_printf(arena, "%s/%s", directory_path, name);
	enum calx_status status;
	int file = -1;

	if (!path)
		return calx__fail_memory(error);
	status = open_script(directory, directory_path, path, &file, error);
	if (status < 0)
		return status;
	status = read_open(arena, file, path, ret_script, error);
	close(file);
	return status < 0 ? status : check_name(ret_script, error);
}

static enum calx_status read_all(struct arena *arena, int directory,
	const char *directory_path, const struct vec *names,
	struct script *scripts, calx_error *error)
{
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < names->count && status >= 0; i++) {
		const char *const *name = calx__vec_at(names, i);

		status = read_one(arena, directory, directory_path, *name,
			&scripts[i], error);
	}
	return status;
}

enum calx_status calx__scripts_read(struct arena *arena, const char *directory,
	struct script **ret_scripts, size_t *ret_count, calx_error *error)
{
	struct vec names = VEC_INIT(const char *);
	DIR *handle = opendir(directory);
	struct script *scripts;
	enum calx_status status;

	if (!handle)
		return fail_read(directory, error);
	status = list_names(arena, handle, &names, error);
	if (status < 0)
		goto out;
	scripts = calx__arena_zero(arena, names.count, sizeof(*scripts));
	status = scripts ? read_all(arena, dirfd(handle), directory, &names,
				   scripts, error)
			 : calx__fail_memory(error);
	if (status < 0)
		goto out;
	*ret_scripts = scripts;
	*ret_count = names.count;
out:
	calx__vec_release(&names);
	closedir(handle);
	return status;
}
