#include "cli/base/trust.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "util/fail.h"
#include "util/text.h"

/* Each step opens the next name in the directory that is open already, without
 * following it if it is a link, and asks what was opened: what is looked at is
 * what is gone through, whoever renames things meanwhile. */

#define LINKS_MAX 40

struct walk {
	int directory;	     /* -1: it failed */
	char seen[PATH_MAX]; /* where that is */
	char rest[PATH_MAX]; /* what is still to go */
	unsigned how;	     /* of enum trust */
	unsigned links;
	bool shared; /* the directory is one where others make files */
	calx_error *error;
};

/* ---- who ------------------------------------------------------------------ */

/* Under sudo the files of whoever called it are his, as git sees it. */
static bool is_ours(uid_t owner)
{
	const char *sudo;
	long long caller;

	if (owner == 0 || owner == geteuid())
		return true;
	sudo = getenv("SUDO_UID");
	return geteuid() == 0 && sudo &&
	       calx__text_to_int64(sudo, strlen(sudo), &caller) &&
	       caller == (long long)owner;
}

static bool name_is_ours(const char *name)
{
	const struct passwd *user = getpwnam(name);

	return user && is_ours(user->pw_uid);
}

static bool others_begin_in(gid_t group)
{
	const struct passwd *user;
	bool others = false;

	setpwent();
	while (!others && (user = getpwent()))
		others = user->pw_gid == group && !is_ours(user->pw_uid);
	endpwent();
	return others;
}

/* Debian gives each user a group of his own, and some have a umask of 002:
 * what such a group may write to, only he can. As OpenSSH does there, the
 * group's members are asked for. */
static bool group_is_private(gid_t id)
{
	const struct group *group = getgrgid(id);

	if (!group)
		return false;
	for (char *const *member = group->gr_mem; *member; member++)
		if (!name_is_ours(*member))
			return false;
	return !others_begin_in(id);
}

/* With an access list the group's bits say what any of it may. */
static bool has_list(int file)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	return getxattr(path, "system.posix_acl_access", NULL, 0) > 0;
}

/* ---- what is wrong --------------------------------------------------------- */

/* As the user knows it: seen from where he is, if it lies below. */
static const char *shown(const char *path)
{
	static char here[PATH_MAX];
	size_t length;

	if (!getcwd(here, sizeof(here)))
		return path;
	length = strlen(here);
	if (strcmp(here, "/") == 0 || strncmp(path, here, length) != 0)
		return path;
	if (!path[length])
		return ".";
	return path[length] == '/' ? path + length + 1 : path;
}

static enum calx_status refuse(
	struct walk *walk, const char *path, const char *why)
{
	return calx__fail(walk->error, CALX_ERROR,
		"refusing to run what is in %s: %s", shown(path), why);
}

static enum calx_status check_owner(
	struct walk *walk, const char *path, const struct stat *found)
{
	const struct passwd *user;
	char why[128];

	if ((walk->how & TRUST_ANY_OWNER) || is_ours(found->st_uid))
		return CALX_OK;
	user = getpwuid(found->st_uid);
	snprintf(why, sizeof(why), "it belongs to %s (%ld)",
		user ? user->pw_name : "nobody we know", (long)found->st_uid);
	refuse(walk, path, why);
	calx__fail_hint(walk->error,
		"Run calx as its owner, or take a copy that is yours.");
	return CALX_ERROR;
}

static enum calx_status refuse_mode(
	struct walk *walk, const char *path, const struct stat *found)
{
	if (found->st_mode & S_IWOTH) {
		refuse(walk, path, "everybody may write to it");
		calx__fail_hint(walk->error,
			"Take that away with: chmod o-w '%s'", shown(path));
	} else {
		refuse(walk, path, "others may write to it by its group");
		calx__fail_hint(walk->error,
			"Take that away with: chmod g-w '%s'", shown(path));
	}
	return CALX_ERROR;
}

/* `last`: the directory that the file lies in, or is. */
static enum calx_status check_mode(struct walk *walk, const char *path,
	int file, const struct stat *found, bool last)
{
	bool writable = found->st_mode & S_IWOTH;

	if (!writable && (found->st_mode & S_IWGRP) &&
		!(walk->how & TRUST_ANY_OWNER))
		writable = has_list(file) || !group_is_private(found->st_gid);
	walk->shared = writable;
	if (!writable)
		return CALX_OK;
	if (!S_ISDIR(found->st_mode) || !(found->st_mode & S_ISVTX))
		return refuse_mode(walk, path, found);
	if (!last || !(walk->how & TRUST_ALONE))
		return CALX_OK;
	refuse(walk, path, "everybody may make files there");
	calx__fail_hint(
		walk->error, "Move the project to a directory of its own.");
	return CALX_ERROR;
}

static enum calx_status check(
	struct walk *walk, const char *path, int file, bool last)
{
	struct stat found;
	enum calx_status status;

	if (fstat(file, &found) < 0)
		return calx__fail(walk->error, CALX_IO,
			"could not look at %s: %s", path, strerror(errno));
	if ((status = check_owner(walk, path, &found)) < 0)
		return status;
	return check_mode(walk, path, file, &found, last);
}

/* ---- the way --------------------------------------------------------------- */

static enum calx_status fail_open(struct walk *walk, const char *path)
{
	int number = errno;

	return calx__fail(walk->error,
		number == ENOENT || number == ENOTDIR ? CALX_NOT_FOUND
						      : CALX_IO,
		"could not open %s: %s", shown(path), strerror(number));
}

static enum calx_status enter(struct walk *walk, int directory)
{
	if (walk->directory >= 0)
		close(walk->directory);
	walk->directory = directory;
	return directory < 0 ? fail_open(walk, walk->seen) : CALX_OK;
}

static enum calx_status enter_root(struct walk *walk)
{
	enum calx_status status;

	memcpy(walk->seen, "/", 2);
	status = enter(walk, open("/", O_PATH | O_DIRECTORY | O_CLOEXEC));
	return status < 0 ? status
			  : check(walk, walk->seen, walk->directory, false);
}

/* "a//b" -> takes "a" off the front, and says whether it was the last. */
static bool next_name(struct walk *walk, char name[NAME_MAX + 1])
{
	size_t skip = strspn(walk->rest, "/");
	size_t length = strcspn(walk->rest + skip, "/");
	size_t more = strspn(walk->rest + skip + length, "/");
	char *behind = walk->rest + skip + length + more;

	snprintf(name, NAME_MAX + 1, "%.*s",
		(int)(length < NAME_MAX ? length : NAME_MAX),
		walk->rest + skip);
	/* "./" is no step, and must not look like one */
	while (behind[0] == '.' && behind[1] == '/')
		behind += 1 + strspn(behind + 1, "/");
	memmove(walk->rest, behind, strlen(behind) + 1);
	return !*walk->rest;
}

static void step_back(struct walk *walk)
{
	char *slash = strrchr(walk->seen, '/');

	if (slash)
		slash[slash == walk->seen] = '\0';
}

static bool step_into(struct walk *walk, const char *name)
{
	size_t length = strlen(walk->seen);
	int added = snprintf(walk->seen + length, sizeof(walk->seen) - length,
		"%s%s", length > 1 ? "/" : "", name);

	return added >= 0 && (size_t)added < sizeof(walk->seen) - length;
}

/* What a link says takes its place. In a directory where others make files it
 * must be ours. */
static enum calx_status follow(
	struct walk *walk, const char *name, const struct stat *found)
{
	char target[PATH_MAX], rest[PATH_MAX];
	ssize_t length =
		readlinkat(walk->directory, name, target, sizeof(target) - 1);
	enum calx_status status = CALX_OK;

	if (walk->shared)
		status = check_owner(walk, walk->seen, found);
	if (status < 0)
		return status;
	step_back(walk);
	if (length < 0)
		return fail_open(walk, walk->seen);
	target[length] = '\0';
	int size = snprintf(rest, sizeof(rest), "%s/%s", target, walk->rest);
	if (++walk->links > LINKS_MAX || size < 0 ||
		(size_t)size >= sizeof(rest)) {
		errno = ELOOP;
		return fail_open(walk, walk->seen);
	}
	if (!*walk->rest) /* no slash behind the last one */
		rest[size - 1] = '\0';
	memcpy(walk->rest, rest, (size_t)size + 1);
	if (*target != '/')
		return CALX_OK;
	return enter_root(walk);
}

/* The last directory of the path is the one that the last name lies in. */
static bool is_last_directory(const struct walk *walk)
{
	return !strchr(walk->rest, '/') && !(walk->how & TRUST_DIRECTORY);
}

static enum calx_status step_directory(struct walk *walk, const char *name)
{
	enum calx_status status = enter(
		walk, openat(walk->directory, name,
			      O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));

	if (status < 0)
		return status;
	return check(
		walk, walk->seen, walk->directory, is_last_directory(walk));
}

/* The file itself; O_NONBLOCK: a FIFO must not be waited for. */
static int step_file(struct walk *walk, const char *name)
{
	bool directory = walk->how & TRUST_DIRECTORY;
	int file = openat(walk->directory, name,
		O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC |
			(directory ? O_DIRECTORY : 0));
	enum calx_status status;
	struct stat found;

	if (file < 0)
		return fail_open(walk, walk->seen);
	status = check(walk, walk->seen, file, true);
	if (status >= 0 && !directory && fstat(file, &found) == 0 &&
		!S_ISREG(found.st_mode))
		status = calx__fail(walk->error, CALX_INVALID,
			"%s is not a file", shown(walk->seen));
	if (status >= 0)
		return file;
	close(file);
	return status;
}

/* Returns the file when it is reached, 0 before that: a file is never 0,
 * because the standard streams are occupied. */
static int step(struct walk *walk)
{
	char name[NAME_MAX + 1];
	bool last = next_name(walk, name);
	struct stat found;

	if (!strcmp(name, ".") || !*name)
		return last ? step_file(walk, ".") : 0;
	if (!strcmp(name, "..")) {
		step_back(walk);
		return step_directory(walk, "..");
	}
	if (!step_into(walk, name)) {
		errno = ENAMETOOLONG;
		return fail_open(walk, walk->seen);
	}
	if (fstatat(walk->directory, name, &found, AT_SYMLINK_NOFOLLOW) < 0)
		return fail_open(walk, walk->seen);
	if (S_ISLNK(found.st_mode))
		return follow(walk, name, &found);
	return last ? step_file(walk, name) : step_directory(walk, name);
}

static enum calx_status begin(struct walk *walk, const char *path)
{
	char here[PATH_MAX] = "";
	int size;

	if (*path != '/' && !getcwd(here, sizeof(here)))
		return fail_open(walk, path);
	size = snprintf(walk->rest, sizeof(walk->rest), "%s/%s", here, path);
	if (size < 0 || (size_t)size >= sizeof(walk->rest)) {
		errno = ENAMETOOLONG;
		return fail_open(walk, path);
	}
	return enter_root(walk);
}

int cli_trust_open(const char *path, unsigned how, calx_error *error)
{
	struct walk walk = { .directory = -1, .how = how, .error = error };
	int result = begin(&walk, path);

	while (result == 0)
		result = step(&walk);
	if (walk.directory >= 0)
		close(walk.directory);
	return result;
}

enum calx_status cli_trust_check(
	const char *path, unsigned how, calx_error *error)
{
	int file = cli_trust_open(path, how, error);

	if (file < 0)
		return (enum calx_status)file;
	close(file);
	return CALX_OK;
}

/* ---- many files of a directory ---------------------------------------------- */

/* Whether the path is that of a file in the directory that is open, and the file
 * is as it should be. A link, and what others in a group may write to, takes the
 * long way, which also says what is wrong. */
static bool is_good_in(const struct trusted *trusted, const char *path)
{
	const char *name = strrchr(path, '/');
	struct stat found;

	return name && trusted->path &&
	       calx__view_is((struct view){ path, (size_t)(name - path) },
		       trusted->path) &&
	       fstatat(trusted->directory, name + 1, &found,
		       AT_SYMLINK_NOFOLLOW) == 0 &&
	       S_ISREG(found.st_mode) && is_ours(found.st_uid) &&
	       !(found.st_mode & (S_IWGRP | S_IWOTH));
}

enum calx_status cli_trust_check_in(
	struct trusted *trusted, const char *path, calx_error *error)
{
	return is_good_in(trusted, path)
		       ? CALX_OK
		       : cli_trust_check(path, TRUST_ALONE, error);
}

enum calx_status cli_trust_directory(
	struct trusted *trusted, const char *path, calx_error *error)
{
	int directory =
		cli_trust_open(path, TRUST_DIRECTORY | TRUST_ALONE, error);

	if (directory < 0)
		return (enum calx_status)directory;
	*trusted = (struct trusted){ path, directory };
	return CALX_OK;
}

void cli_trust_forget(struct trusted *trusted)
{
	if (trusted->path)
		close(trusted->directory);
	*trusted = (struct trusted){ 0 };
}
