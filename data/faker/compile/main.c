#include <string.h>

#include "folder.h"
#include "list.h"
#include "output.h"
#include "source.h"
#include "template.h"

/* Built and run by Meson: makes C tables of what a locale's folder says.
 *
 *     compile index OUTPUT.c LOCALE ...
 *     compile locale LOCALE PARENT OUTPUT.c DEPFILE
 *
 * PARENT has a folder for each locale, with lists, one file each, and
 * templates.txt. ../README.md says how both are written; what is not so is an error with file and line, and the build
 * fails. */

static void compile_locale(const char *locale, const char *parent,
	const char *output, const char *dependencies)
{
	folder_read(parent, locale);
	list_check(folders[0].path);
	template_compile();
	output_locale(output, locale);
	output_dependencies(dependencies, output);
}

int main(int argc, char **argv)
{
	if (argc > 3 && !strcmp(argv[1], "index"))
		output_index(argv[2], argc - 3, argv + 3);
	else if (argc == 6 && !strcmp(argv[1], "locale"))
		compile_locale(argv[2], argv[3], argv[4], argv[5]);
	else
		die("index OUTPUT.c LOCALE ..., or locale LOCALE PARENT OUTPUT.c DEPFILE");
	return 0;
}
