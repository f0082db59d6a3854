#include "cli/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/fail.h"

/* Reading and writing whole files. */

static void fail_no_file(const char *path, bool directory, calx_error *error)
{
	if (directory) {
		calx__fail(error, CALX_IO, "could not read %s: %s", path,
			strerror(EISDIR));
		return;
	}
	calx__fail(error, CALX_INVALID, "%s is not a file", path);
	calx__fail_hint(error, "A device or a pipe cannot be read here.");
}

/* O_NONBLOCK: a FIFO must not wait for whoever writes to it; what is no file may
 * have no end. */
FILE *cli_file_open(const char *path, calx_error *error)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat found;
	FILE *file;

	if (fd < 0) {
		calx__fail(error, CALX_NOT_FOUND, "could not open %s: %s", path,
			strerror(errno));
		return NULL;
	}
	if (fstat(fd, &found) < 0 || !S_ISREG(found.st_mode)) {
		close(fd);
		fail_no_file(path, S_ISDIR(found.st_mode), error);
		return NULL;
	}
	file = fdopen(fd, "r");
	if (!file) {
		close(fd);
		calx__fail_memory(error);
	}
	return file;
}

enum calx_status cli_file_read(
	const char *path, struct strbuf *text, calx_error *error)
{
	calx_error own = { .status = CALX_OK };
	calx_error *told = error ? error : &own;
	FILE *file = cli_file_open(path, told);
	char part[4096];
	size_t length;

	if (!file)
		return told->status;
	errno = 0;
	while (!text->failed &&
		(length = fread(part, 1, sizeof(part), file)) > 0)
		calx__strbuf_add(text, part, length);
	int failed = ferror(file) ? errno : 0;
	fclose(file);
	if (failed)
		return calx__fail(error, CALX_IO, "could not read %s: %s", path,
			strerror(failed));
	if (text->failed)
		return calx__fail(error, CALX_RANGE, "%s is too large", path);
	return CALX_OK;
}

/* Writes all of it and waits for the disk. Returns 0 or an errno. */
static int write_all(int fd, const char *text, size_t length)
{
	while (length > 0) {
		ssize_t written = write(fd, text, length);

		if (written < 0 && errno != EINTR)
			return errno;
		if (written > 0) {
			text += written;
			length -= (size_t)written;
		}
	}
	return fsync(fd) < 0 ? errno : 0;
}

/* Writes a new file of that name. Returns 0 or an errno. */
static int write_new(const char *path, const char *text, size_t length)
{
	int fd = open(path,
		O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
	int failed;

	if (fd < 0)
		return errno;
	failed = write_all(fd, text, length);
	if (close(fd) < 0 && !failed)
		failed = errno;
	if (failed)
		unlink(path);
	return failed;
}

static enum calx_status told(int failed, const char *path, calx_error *error)
{
	if (!failed)
		return CALX_OK;
	calx__fail(error, CALX_IO, "could not write %s: %s", path,
		strerror(failed));
	if (failed == EEXIST)
		calx__fail_hint(error, "It is there already and is kept.");
	return CALX_IO;
}

enum calx_status cli_file_create(
	const char *path, const char *text, size_t length, calx_error *error)
{
	return told(write_new(path, text, length), path, error);
}

enum calx_status cli_file_replace(
	const char *path, const char *text, size_t length, calx_error *error)
{
	char draft[PATH_MAX];
	struct stat found;
	int failed;

	/* a device or a pipe is written to, not replaced */
	if (stat(path, &found) == 0 && !S_ISREG(found.st_mode)) {
		int fd = open(path, O_WRONLY | O_CLOEXEC);
		failed = fd < 0 ? errno : write_all(fd, text, length);
		if (failed == EINVAL || failed == EROFS)
			failed = 0; /* only fsync() is not for devices */
		if (fd >= 0)
			close(fd);
		return told(failed, path, error);
	}
	int size =
		snprintf(draft, sizeof(draft), "%s.%ld", path, (long)getpid());
	if (size < 0 || (size_t)size >= sizeof(draft))
		return told(ENAMETOOLONG, path, error);
	failed = write_new(draft, text, length);
	if (!failed && rename(draft, path) < 0) {
		failed = errno;
		unlink(draft);
	}
	return told(failed, path, error);
}

bool cli_file_exists(const char *path)
{
	struct stat found;

	return lstat(path, &found) == 0;
}
