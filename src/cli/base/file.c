#include "cli/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/fail.h"

/* Reading and writing whole files, and whether one may be run. */

enum calx_status cli_file_read(
	const char *path, struct strbuf *text, calx_error *error)
{
	FILE *file = fopen(path, "re");
	char part[4096];
	size_t length;

	if (!file)
		return calx__fail(error, CALX_NOT_FOUND,
			"could not open %s: %s", path, strerror(errno));
	errno = 0;
	while ((length = fread(part, 1, sizeof(part), file)) > 0)
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

/* `may_add`: whether everybody may put new files beside those that are there,
 * as in /tmp, where the sticky bit keeps them from touching the others. */
static enum calx_status check_mode(
	const char *path, bool may_add, calx_error *error)
{
	struct stat found;

	if (stat(path, &found) < 0)
		return calx__fail(error, CALX_NOT_FOUND,
			"could not open %s: %s", path, strerror(errno));
	bool sticky = S_ISDIR(found.st_mode) && (found.st_mode & S_ISVTX);
	if (!(found.st_mode & S_IWOTH) || (sticky && may_add))
		return CALX_OK;
	calx__fail(error, CALX_MISUSE,
		"refusing to run what is in %s: everybody may write to it",
		path);
	if (sticky)
		calx__fail_hint(
			error, "Move the project to a directory of its own.");
	else
		calx__fail_hint(
			error, "Take that away with: chmod o-w '%s'", path);
	return CALX_ERROR;
}

enum calx_status cli_file_trust(const char *path, calx_error *error)
{
	char directory[PATH_MAX];
	enum calx_status status = check_mode(path, false, error);
	bool above = false;

	snprintf(directory, sizeof(directory), "%s%s",
		strchr(path, '/') ? "" : "./", path);
	for (char *slash = strrchr(directory, '/'); slash && status >= 0;
		slash = strrchr(directory, '/')) {
		*slash = '\0';
		status = check_mode(*directory ? directory : "/", above, error);
		above = true;
	}
	return status;
}
