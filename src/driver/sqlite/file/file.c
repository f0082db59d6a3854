#include "driver/sqlite/file/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/fail.h"
#include "util/text.h"

/* The file format is SQLite's (fileformat2.html, 1.3): byte 19 of the header
 * is 2 where a write-ahead log belongs to the file.
 *
 * To open a file and to close it takes away the locks that the process has on
 * it: nothing here may run while a connection to the same file is open. */

#define HEADER_SIZE 20
#define HEADER_READ_VERSION 19

/* what lies beside a file, and is part of it */
static const char *const suffixes[] = { "", "-wal", "-journal" };
#define PART_COUNT (sizeof(suffixes) / sizeof(*suffixes))

/* "path-wal"; false if it would be too long to be one. */
static bool path_of(char path[PATH_MAX], const char *file, const char *suffix)
{
	const int length = snprintf(path, PATH_MAX, "%s%s", file, suffix);

	return length >= 0 && length < PATH_MAX;
}

/* The size of what lies beside the file; -1: nothing does. */
static long long size_of(const char *file, const char *suffix)
{
	char path[PATH_MAX];
	struct stat found;

	if (!path_of(path, file, suffix) || stat(path, &found) < 0)
		return -1;
	return (long long)found.st_size;
}

static bool has_log(const char *path)
{
	char header[HEADER_SIZE] = "";
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t length;

	if (file < 0)
		return false;
	length = read(file, header, sizeof(header));
	close(file);
	return length == HEADER_SIZE && header[HEADER_READ_VERSION] == 2;
}

enum file_state calx__sqlite_file_state(const char *path)
{
	struct stat found;

	if (stat(path, &found) < 0)
		return errno == ENOENT || errno == ENOTDIR ? FILE_MISSING
							   : FILE_READABLE;
	if (!S_ISREG(found.st_mode))
		return FILE_STRANGE;
	if (!has_log(path) || size_of(path, "-shm") >= 0)
		return FILE_READABLE;
	return size_of(path, "-wal") > 0 ? FILE_ABANDONED : FILE_AT_REST;
}

bool calx__sqlite_file_is_free(const char *path)
{
	char directory[PATH_MAX];
	char *slash;

	if (!path_of(directory, path, ""))
		return false;
	slash = strrchr(directory, '/');
	if (slash)
		slash[slash == directory] = '\0';
	return size_of(path, "-wal") < 0 && access(path, W_OK) == 0 &&
	       access(slash ? directory : ".", W_OK) == 0;
}

/* ---- the copy ------------------------------------------------------------ */

static int write_all(int file, const char *bytes, size_t left)
{
	while (left > 0) {
		ssize_t written = write(file, bytes, left);

		if (written < 0 && errno != EINTR)
			return errno;
		if (written > 0) {
			bytes += written;
			left -= (size_t)written;
		}
	}
	return 0;
}

static int pour(int from, int to)
{
	char part[8192];
	ssize_t length;
	int failed = 0;

	while (!failed && (length = read(from, part, sizeof(part))) != 0) {
		if (length > 0)
			failed = write_all(to, part, (size_t)length);
		else if (errno != EINTR)
			failed = errno;
	}
	return failed;
}

/* One part; that it is not there is fine. */
static int part_copy(const char *from, const char *to)
{
	int source = open(from, O_RDONLY | O_CLOEXEC);
	int target, failed;

	if (source < 0)
		return errno == ENOENT ? 0 : errno;
	target = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
		0600);
	failed = target < 0 ? errno : pour(source, target);
	if (target >= 0 && close(target) < 0 && !failed)
		failed = errno;
	close(source);
	return failed;
}

static int parts_copy(const char *from, const char *to)
{
	char source[PATH_MAX], target[PATH_MAX];
	int failed = 0;

	for (size_t i = 0; i < PART_COUNT && !failed; i++)
		failed = path_of(source, from, suffixes[i]) &&
					 path_of(target, to, suffixes[i])
				 ? part_copy(source, target)
				 : ENAMETOOLONG;
	return failed;
}

/* when the parts were written last, and how large they are */
struct moment {
	struct timespec changed[PART_COUNT];
	long long size[PART_COUNT];
};

static struct moment moment_of(const char *file)
{
	struct moment moment;
	char path[PATH_MAX];
	struct stat found;

	memset(&moment, 0, sizeof(moment));
	for (size_t i = 0; i < PART_COUNT; i++)
		if (path_of(path, file, suffixes[i]) &&
			stat(path, &found) == 0) {
			moment.changed[i] = found.st_mtim;
			moment.size[i] = (long long)found.st_size + 1;
		}
	return moment;
}

static bool folder_make(struct file_copy *copy, const char *parent)
{
	static const char name[] = "/calx-XXXXXX";
	size_t length = parent ? strlen(parent) : 0;

	if (!length || *parent != '/' ||
		length + sizeof(name) > sizeof(copy->folder))
		return false;
	memcpy(copy->folder, parent, length);
	memcpy(copy->folder + length, name, sizeof(name));
	return mkdtemp(copy->folder) != NULL;
}

int calx__sqlite_file_copy(const char *path, struct file_copy *ret_copy)
{
	struct file_copy copy;
	struct moment before, after;
	int failed = EBUSY;

	if (!folder_make(&copy, getenv("TMPDIR")) &&
		!folder_make(&copy, "/var/tmp") && !folder_make(&copy, "/tmp"))
		return errno;
	calx__fail_copy(copy.path, sizeof(copy.path), copy.folder);
	calx__fail_copy(copy.path + strlen(copy.path),
		sizeof(copy.path) - strlen(copy.path), "/copy");
	for (int attempt = 0; attempt < 3 && failed == EBUSY; attempt++) {
		before = moment_of(path);
		failed = parts_copy(path, copy.path);
		after = moment_of(path);
		if (!failed && memcmp(&before, &after, sizeof(before)) != 0)
			failed = EBUSY;
	}
	if (failed)
		calx__sqlite_file_copy_remove(&copy);
	else
		*ret_copy = copy;
	return failed;
}

void calx__sqlite_file_copy_remove(const struct file_copy *copy)
{
	static const char *const made[] = { "", "-wal", "-journal", "-shm" };
	char path[PATH_MAX];

	for (size_t i = 0; i < sizeof(made) / sizeof(*made); i++)
		if (path_of(path, copy->path, made[i]))
			(void)unlink(path);
	(void)rmdir(copy->folder);
}
