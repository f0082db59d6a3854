#include "folder.h"

#include <dirent.h>
#include <stdio.h>
#include <unistd.h>

#include "check.h"

void folder_make(struct folder *folder)
{
	const char *parent = getenv("TMPDIR");

	snprintf(folder->path, sizeof(folder->path), "%s/calx-test-XXXXXX",
		parent && strlen(parent) < 40 ? parent : "/tmp");
	assert_non_null(mkdtemp(folder->path));
}

void folder_remove(struct folder *folder)
{
	DIR *directory = opendir(folder->path);
	struct dirent *entry;

	assert_non_null(directory);
	while ((entry = readdir(directory)) != NULL)
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			remove(folder_file(folder, entry->d_name));
	closedir(directory);
	rmdir(folder->path);
}

const char *folder_file(struct folder *folder, const char *name)
{
	int length = snprintf(folder->text, sizeof(folder->text), "%s/%s",
		folder->path, name);

	assert_in_range(length, 1, sizeof(folder->text) - 1);
	return folder->text;
}

const char *folder_url(struct folder *folder, const char *name)
{
	int length = snprintf(folder->text, sizeof(folder->text),
		"sqlite:///%s/%s", folder->path, name);

	assert_in_range(length, 1, sizeof(folder->text) - 1);
	return folder->text;
}

void folder_write(struct folder *folder, const char *name, const char *text)
{
	FILE *file = fopen(folder_file(folder, name), "wb");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}
