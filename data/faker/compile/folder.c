#include "folder.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "source.h"
#include "template.h"

/* Reading folders, the most particular one first: what it has is not looked for
 * in the next. */

struct folder folders[FOLDERS_MAX];
unsigned folder_count;

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names of the files of lists, without ".txt", sorted; returns how many. */
static size_t find_files(const char *folder, char *names[LISTS_MAX])
{
	DIR *directory = opendir(folder);
	struct dirent *file;
	size_t count = 0;

	file_name = folder;
	line_number = 0;
	if (!directory)
		die("cannot open it");
	while ((file = readdir(directory))) {
		size_t length = strlen(file->d_name);

		if (length < 5 || strcmp(file->d_name + length - 4, ".txt") ||
			!strcmp(file->d_name, "templates.txt"))
			continue;
		if (count == LISTS_MAX)
			die("more than %d lists", LISTS_MAX);
		names[count++] = copy_of(file->d_name, length - 4);
	}
	closedir(directory);
	qsort(names, count, sizeof(*names), compare_names);
	return count;
}

static void read_lists(const struct folder *folder)
{
	static char *names[LISTS_MAX];
	size_t count = find_files(folder->path, names);
	char path[4096];

	for (size_t i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "%s/%s.txt", folder->path,
			names[i]);
		if (!list_is_taken(names[i], folder->locale) &&
			!template_choices(names[i]))
			list_read(names[i], path, folder->locale);
		free(names[i]);
	}
}

static const struct folder *add_folder(const char *parent, const char *locale)
{
	char path[4096];

	for (unsigned i = 0; i < folder_count; i++)
		if (!strcmp(folders[i].locale, locale))
			die("%s falls back to itself", locale);
	if (folder_count == FOLDERS_MAX)
		die("more than %d locales fall back to each other",
			FOLDERS_MAX);
	snprintf(path, sizeof(path), "%s/%s", parent, locale);
	folders[folder_count] = (struct folder){
		.locale = locale,
		.path = copy_of(path, strlen(path)),
	};
	return &folders[folder_count++];
}

void folder_read(const char *parent, const char *locale)
{
	while (locale) {
		const struct folder *folder = add_folder(parent, locale);
		char path[4096];

		read_lists(folder);
		snprintf(path, sizeof(path), "%s/templates.txt", folder->path);
		locale = template_read(path, locale);
	}
}
