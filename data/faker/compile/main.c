#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "list.h"
#include "output.h"
#include "source.h"
#include "template.h"

/* Built and run by Meson: makes C tables of what a locale's folder says.
 *
 *     compile index OUTPUT.c LOCALE ...
 *     compile locale LOCALE FOLDER OUTPUT.c DEPFILE
 *
 * A folder has lists, one file each, and templates.txt. ../README.md says how
 * both are written; what is not so is an error with file and line, and the build
 * fails. */

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

static void compile_locale(const char *locale, const char *folder,
	const char *output, const char *dependencies)
{
	static char *names[LISTS_MAX];
	size_t count = find_files(folder, names);
	char path[4096];

	for (size_t i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "%s/%s.txt", folder, names[i]);
		list_read(names[i], path);
	}
	list_check(folder);
	snprintf(path, sizeof(path), "%s/templates.txt", folder);
	template_read(path);
	output_locale(output, locale);
	output_dependencies(dependencies, output, folder);
}

int main(int argc, char **argv)
{
	if (argc > 3 && !strcmp(argv[1], "index"))
		output_index(argv[2], argc - 3, argv + 3);
	else if (argc == 6 && !strcmp(argv[1], "locale"))
		compile_locale(argv[2], argv[3], argv[4], argv[5]);
	else
		die("index OUTPUT.c LOCALE ..., or locale LOCALE FOLDER OUTPUT.c DEPFILE");
	return 0;
}
