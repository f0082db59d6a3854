#include "driver/sqlite/file/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "folder.h"
#include "nobody.h"

/* Files as the system has them: what each is taken for, and copies of them. The
 * calls by which one is copied are wrapped, and can be made to fail. */

static struct folder folder;
static char path[256];

/* ---- the system ---------------------------------------------------------- */

/* what the next calls do, each counted down to; 0: nothing special */
static struct {
	int read_fails, write_fails, close_fails; /* in the nth call */
	int number;				  /* with this errno */
	bool forever;				  /* and in all behind it */
	size_t most; /* a write takes no more bytes than that */
	int changes; /* so many reads find the file changed behind them */
} fault;

/* Other files than these are no business of the test. */
static bool is_ours(int file)
{
	char name[64], target[300] = "";

	snprintf(name, sizeof(name), "/proc/self/fd/%d", file);
	return readlink(name, target, sizeof(target) - 1) > 0 &&
	       strstr(target, "/calx-") != NULL;
}

static bool hits(int *countdown, int file)
{
	if (!*countdown || !is_ours(file) || --*countdown)
		return false;
	if (fault.forever)
		*countdown = 1;
	errno = fault.number;
	return true;
}

ssize_t __real_read(int file, void *bytes, size_t size);
ssize_t __wrap_read(int file, void *bytes, size_t size);
ssize_t __wrap_read(int file, void *bytes, size_t size)
{
	static long long moment;
	struct timespec times[2] = { { 0, UTIME_OMIT }, { 0, 0 } };

	if (hits(&fault.read_fails, file))
		return -1;
	if (fault.changes && fault.changes--) {
		times[1].tv_sec = ++moment;
		utimensat(AT_FDCWD, path, times, 0);
	}
	return __real_read(file, bytes, size);
}

ssize_t __real_write(int file, const void *bytes, size_t size);
ssize_t __wrap_write(int file, const void *bytes, size_t size);
ssize_t __wrap_write(int file, const void *bytes, size_t size)
{
	if (hits(&fault.write_fails, file))
		return -1;
	return __real_write(file, bytes,
		fault.most && size > fault.most ? fault.most : size);
}

int __real_close(int file);
int __wrap_close(int file);
int __wrap_close(int file)
{
	const bool fails = hits(&fault.close_fails, file);
	const int number = errno, result = __real_close(file);

	errno = number;
	return fails ? -1 : result;
}

static int set_up(void **state)
{
	(void)state;
	memset(&fault, 0, sizeof(fault));
	folder_make(&folder);
	snprintf(path, sizeof(path), "%s", folder_file(&folder, "a.db"));
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	folder_remove(&folder);
	return 0;
}

/* ---- states -------------------------------------------------------------- */

static void write_bytes(const char *name, const char *bytes, size_t size)
{
	FILE *file = fopen(folder_file(&folder, name), "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

/* byte 18 says how to write, 19 how to read */
static const char with_log[] = "SQLite format 3\0\x10\0\2\2more";
static const char without[] = "SQLite format 3\0\x10\0\2\1more";

static void a_state_is_of_all_parts(void **state)
{
	static const struct {
		const char *database;
		size_t size;
		const char *log; /* NULL: it is not there */
		bool index;
		enum file_state expected;
	} cases[] = {
		{ without, 24, NULL, false, FILE_READABLE },
		{ without, 24, "x", false, FILE_READABLE },
		{ with_log, 24, NULL, false, FILE_AT_REST },
		{ with_log, 20, NULL, false, FILE_AT_REST },
		{ with_log, 19, NULL, false, FILE_READABLE },
		{ with_log, 0, NULL, false, FILE_READABLE },
		{ with_log, 24, "", false, FILE_AT_REST },
		{ with_log, 24, "x", false, FILE_ABANDONED },
		{ with_log, 24, "x", true, FILE_READABLE },
		{ with_log, 24, NULL, true, FILE_READABLE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		write_bytes("a.db", cases[i].database, cases[i].size);
		(void)unlink(folder_file(&folder, "a.db-wal"));
		(void)unlink(folder_file(&folder, "a.db-shm"));
		if (cases[i].log)
			folder_write(&folder, "a.db-wal", cases[i].log);
		if (cases[i].index)
			folder_write(&folder, "a.db-shm", "");
		if (calx__sqlite_file_state(path) != cases[i].expected)
			fail_msg("case %zu is %d", i,
				(int)calx__sqlite_file_state(path));
	}
}

static void what_is_no_file_has_a_state(void **state)
{
	static char longer[PATH_MAX + 16];
	char below[300];

	(void)state;
	assert_int_equal(calx__sqlite_file_state(path), FILE_MISSING);
	folder_write(&folder, "a.db", "");
	snprintf(below, sizeof(below), "%s/b.db", path);
	assert_int_equal(calx__sqlite_file_state(below), FILE_MISSING);
	assert_int_equal(calx__sqlite_file_state(folder.path), FILE_STRANGE);
	assert_int_equal(calx__sqlite_file_state("/dev/zero"), FILE_STRANGE);
	/* SQLite says it better */
	memset(longer, 'x', sizeof(longer) - 1);
	assert_int_equal(calx__sqlite_file_state(longer), FILE_READABLE);
	nobody_begin(folder.path);
	write_bytes("b.db", with_log, 24);
	assert_int_equal(chmod(folder_file(&folder, "b.db"), 0), 0);
	assert_int_equal(calx__sqlite_file_state(folder_file(&folder, "b.db")),
		FILE_READABLE);
	nobody_end();
}

/* Where what lies beside a file would have too long a name, nothing does. */
static void a_name_may_be_as_long_as_any(void **state)
{
	static char name[PATH_MAX];
	size_t length = 0;

	(void)state;
	assert_int_equal(chdir(folder.path), 0);
	write_bytes("a.db", with_log, 24);
	folder_write(&folder, "a.db-shm", "");
	while (length + 2 < PATH_MAX - 6) {
		memcpy(name + length, "./", 2);
		length += 2;
	}
	memcpy(name + length, "a.db", 5);
	assert_true(length + 4 < PATH_MAX && length + 8 >= PATH_MAX);
	assert_int_equal(calx__sqlite_file_state(name), FILE_AT_REST);
	assert_int_equal(chdir("/"), 0);
}

static void a_free_file_can_have_a_log(void **state)
{
	static char longer[PATH_MAX + 1];

	(void)state;
	nobody_begin(folder.path);
	folder_write(&folder, "a.db", "");
	assert_true(calx__sqlite_file_is_free(path));
	assert_int_equal(chdir(folder.path), 0);
	assert_true(calx__sqlite_file_is_free("a.db"));
	folder_write(&folder, "a.db-wal", "");
	assert_false(calx__sqlite_file_is_free(path));
	assert_false(calx__sqlite_file_is_free("a.db"));
	(void)unlink(folder_file(&folder, "a.db-wal"));
	assert_int_equal(chmod(path, 0444), 0);
	assert_false(calx__sqlite_file_is_free(path));
	assert_int_equal(chmod(path, 0644), 0);
	assert_int_equal(chmod(folder.path, 0555), 0);
	assert_false(calx__sqlite_file_is_free(path));
	assert_false(calx__sqlite_file_is_free("a.db"));
	assert_int_equal(chmod(folder.path, 0755), 0);
	/* of the root nobody may change a thing */
	assert_false(calx__sqlite_file_is_free("/etc"));
	nobody_end();
	memset(longer, 'x', PATH_MAX);
	assert_false(calx__sqlite_file_is_free(longer));
	assert_int_equal(chdir("/"), 0);
}

/* ---- copies -------------------------------------------------------------- */

/* more than one part that is read at a time */
#define LARGE 20000

static void make_parts(void)
{
	static char bytes[LARGE];

	for (size_t i = 0; i < LARGE; i++)
		bytes[i] = (char)(i * 7 + i / 256);
	write_bytes("a.db", bytes, LARGE);
	write_bytes("a.db-wal", bytes + 3, 8192);
	write_bytes("a.db-journal", bytes + 5, 1);
}

static void check_same(const char *from, const char *copy, const char *suffix)
{
	static char a[LARGE + 1], b[LARGE + 1];
	char name[300];
	FILE *file;
	size_t size, other;

	snprintf(name, sizeof(name), "%s%s", from, suffix);
	file = fopen(name, "rb");
	assert_non_null(file);
	size = fread(a, 1, sizeof(a), file);
	fclose(file);
	snprintf(name, sizeof(name), "%s%s", copy, suffix);
	file = fopen(name, "rb");
	assert_non_null(file);
	other = fread(b, 1, sizeof(b), file);
	fclose(file);
	assert_int_equal(size, other);
	assert_memory_equal(a, b, size);
}

static void check_copies(const char *parent)
{
	struct file_copy copy;
	struct stat found;

	assert_int_equal(calx__sqlite_file_copy(path, &copy), 0);
	assert_memory_equal(copy.folder, parent, strlen(parent));
	check_same(path, copy.path, "");
	check_same(path, copy.path, "-wal");
	check_same(path, copy.path, "-journal");
	/* nobody else may read it */
	assert_int_equal(stat(copy.path, &found), 0);
	assert_int_equal(found.st_mode & 0777, 0600);
	calx__sqlite_file_copy_remove(&copy);
	assert_int_equal(access(copy.folder, F_OK), -1);
}

static void a_copy_has_all_parts(void **state)
{
	static const char *const refused[] = {
		"", "relative", "/no/such/folder",
		"/tmp/so-long-that-there-is-no-room-for-the-copy-behind-it-000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
	};
	const char *before = getenv("TMPDIR");
	char *kept = before ? strdup(before) : NULL;

	(void)state;
	make_parts();
	setenv("TMPDIR", folder.path, 1);
	check_copies(folder.path);
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		setenv("TMPDIR", refused[i], 1);
		check_copies("/var/tmp/calx-");
	}
	unsetenv("TMPDIR");
	check_copies("/var/tmp/calx-");
	if (kept)
		setenv("TMPDIR", kept, 1);
	free(kept);
}

/* with signals, and writes that take a part */
static void a_copy_takes_its_time(void **state)
{
	(void)state;
	make_parts();
	fault.most = 100;
	check_copies("/");
	fault.number = EINTR;
	fault.read_fails = 2;
	fault.write_fails = 3;
	check_copies("/");
	/* it was written to meanwhile, and then was not */
	fault.changes = 2;
	check_copies("/");
}

/* Nothing is left of what could not be copied. */
static void check_fails(int number)
{
	struct file_copy copy = { .path = "untouched" };
	const char *const parents[] = { folder.path, NULL };
	char name[300];

	setenv("TMPDIR", parents[0], 1);
	assert_int_equal(calx__sqlite_file_copy(path, &copy), number);
	CHECK_TEXT(copy.path, "untouched");
	unsetenv("TMPDIR");
	memset(&fault, 0, sizeof(fault));
	snprintf(name, sizeof(name), "ls -d %s/calx-* >/dev/null 2>&1",
		folder.path);
	assert_int_not_equal(system(name), 0);
}

static void a_failure_is_told(void **state)
{
	(void)state;
	make_parts();
	fault.number = EIO;
	fault.read_fails = 2;
	check_fails(EIO);
	fault.number = ENOSPC;
	fault.write_fails = 2;
	check_fails(ENOSPC);
	fault.number = EDQUOT;
	fault.close_fails = 1;
	check_fails(EDQUOT);
	/* that it could not be closed is told if there is nothing worse */
	fault.number = ENOSPC;
	fault.forever = true;
	fault.write_fails = 1;
	fault.close_fails = 1;
	check_fails(ENOSPC);
	fault.changes = 1000;
	check_fails(EBUSY);
	assert_int_equal(chmod(path, 0), 0);
	nobody_begin(folder.path);
	check_fails(EACCES);
	nobody_end();
	(void)unlink(path);
	assert_int_equal(mkdir(path, 0755), 0);
	check_fails(EISDIR);
	assert_int_equal(rmdir(path), 0);
}

static void what_is_not_there_is_not_copied(void **state)
{
	static char longer[PATH_MAX + 1];
	struct file_copy copy;

	(void)state;
	assert_int_equal(calx__sqlite_file_copy(path, &copy), 0);
	assert_int_equal(access(copy.path, F_OK), -1);
	calx__sqlite_file_copy_remove(&copy);
	assert_int_equal(access(copy.folder, F_OK), -1);
	memset(longer, 'x', PATH_MAX);
	assert_int_equal(calx__sqlite_file_copy(longer, &copy), ENAMETOOLONG);
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

CHECK_MAIN("sqlite_file", FRESH(a_state_is_of_all_parts),
	FRESH(what_is_no_file_has_a_state), FRESH(a_name_may_be_as_long_as_any),
	FRESH(a_free_file_can_have_a_log), FRESH(a_copy_has_all_parts),
	FRESH(a_copy_takes_its_time), FRESH(a_failure_is_told),
	FRESH(what_is_not_there_is_not_copied))
