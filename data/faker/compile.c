/* Built and run by Meson: turns the word lists of a locale into C tables.
 *
 *     compile LOCALE OUTPUT.c LIST=FILE ...
 *
 * A list is one entry a line, `#` starts a comment line. LIST=+FILE: the last
 * tab-separated field of a line is a weight, and the list gets an alias table
 * (M. D. Vose, "A linear algorithm for generating random numbers with a given
 * distribution", 1991), so that a weighted choice costs one draw. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ENTRIES_MAX = 8192, LINE_MAX_BYTES = 1024 };

struct entries {
	char *text[ENTRIES_MAX];
	double weight[ENTRIES_MAX];
	unsigned count;
};

static void die(const char *what, const char *subject)
{
	fprintf(stderr, "compile: %s: %s\n", what, subject);
	exit(1);
}

/* Cuts the weight off the end of a line. */
static double take_weight(char *line)
{
	char *tab = strrchr(line, '\t');

	if (!tab)
		die("a weight is missing", line);
	*tab = '\0';
	return strtod(tab + 1, NULL);
}

static void read_list(const char *path, int weighted, struct entries *entries)
{
	char line[LINE_MAX_BYTES];
	FILE *file = fopen(path, "r");

	if (!file)
		die("cannot open", path);
	entries->count = 0;
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\r\n")] = '\0';
		if (!*line || *line == '#')
			continue;
		if (entries->count == ENTRIES_MAX)
			die("too many entries", path);
		entries->weight[entries->count] =
			weighted ? take_weight(line) : 1.0;
		entries->text[entries->count] = strdup(line);
		entries->count++;
	}
	fclose(file);
	if (!entries->count)
		die("no entries", path);
}

static void free_list(struct entries *entries)
{
	for (unsigned i = 0; i < entries->count; i++)
		free(entries->text[i]);
}

/* as characters, not as one string: C guarantees only 4095 bytes of those */
static void write_text(FILE *out, const char *text)
{
	fputc('\t', out);
	for (const char *c = text; *c; c++) {
		if (*c == '\\' || *c == '\'')
			fprintf(out, "'\\%c', ", *c);
		else if ((unsigned char)*c < ' ' || (unsigned char)*c > '~')
			fprintf(out, "'\\%03o', ", (unsigned char)*c);
		else
			fprintf(out, "'%c', ", *c);
	}
	fputs("0,\n", out);
}

static void write_pool(
	FILE *out, const char *name, const struct entries *entries)
{
	unsigned offset = 0;

	fprintf(out, "static const char %s_pool[] = {\n", name);
	for (unsigned i = 0; i < entries->count; i++)
		write_text(out, entries->text[i]);
	fprintf(out, "};\nstatic const uint32_t %s_starts[] = {", name);
	for (unsigned i = 0; i < entries->count; i++) {
		fprintf(out, "%s%u,", i % 12 ? " " : "\n\t", offset);
		offset += (unsigned)strlen(entries->text[i]) + 1;
	}
	fprintf(out, "\n};\n");
}

/* Vose's method: entry i is kept with probability keep[i] / 65536, else its
 * alias is taken. */
static void make_alias(
	const struct entries *entries, uint16_t *keep, uint16_t *alias)
{
	static double scaled[ENTRIES_MAX];
	static unsigned small[ENTRIES_MAX], large[ENTRIES_MAX];
	unsigned small_count = 0, large_count = 0;
	double sum = 0;

	for (unsigned i = 0; i < entries->count; i++)
		sum += entries->weight[i];
	for (unsigned i = 0; i < entries->count; i++) {
		scaled[i] = entries->weight[i] * entries->count / sum;
		keep[i] = UINT16_MAX;
		alias[i] = (uint16_t)i;
		if (scaled[i] < 1.0)
			small[small_count++] = i;
		else
			large[large_count++] = i;
	}
	while (small_count && large_count) {
		unsigned less = small[--small_count];
		unsigned more = large[large_count - 1];

		keep[less] = (uint16_t)(scaled[less] * UINT16_MAX);
		alias[less] = (uint16_t)more;
		scaled[more] -= 1.0 - scaled[less];
		if (scaled[more] < 1.0) {
			large_count--;
			small[small_count++] = more;
		}
	}
}

static void write_numbers(FILE *out, const char *name, const char *what,
	const uint16_t *numbers, unsigned count)
{
	fprintf(out, "static const uint16_t %s_%s[] = {", name, what);
	for (unsigned i = 0; i < count; i++)
		fprintf(out, "%s%u,", i % 12 ? " " : "\n\t", numbers[i]);
	fprintf(out, "\n};\n");
}

static void write_list(FILE *out, const char *name,
	const struct entries *entries, int weighted)
{
	static uint16_t keep[ENTRIES_MAX], alias[ENTRIES_MAX];

	write_pool(out, name, entries);
	if (!weighted)
		return;
	make_alias(entries, keep, alias);
	write_numbers(out, name, "keep", keep, entries->count);
	write_numbers(out, name, "alias", alias, entries->count);
}

/* The locale's table at the end of the file. */
static void write_index(FILE *out, const char *locale, int argc, char **argv,
	const unsigned *counts)
{
	fprintf(out,
		"\nconst struct fake_locale calx__fake_locale_%s = {\n\t.name "
		"= \"%s\",\n\t.lists = {\n",
		locale, locale);
	for (int i = 3; i < argc; i++) {
		char *equals = strchr(argv[i], '=');
		int length = (int)(equals - argv[i]);
		const char *name = argv[i];

		fprintf(out, "\t\t[LIST_%.*s] = { %.*s_pool, %.*s_starts, ",
			length, name, length, name, length, name);
		if (equals[1] == '+')
			fprintf(out, "%.*s_keep, %.*s_alias, ", length, name,
				length, name);
		else
			fprintf(out, "NULL, NULL, ");
		fprintf(out, "%u },\n", counts[i]);
	}
	fprintf(out, "\t},\n};\n");
}

int main(int argc, char **argv)
{
	static struct entries entries;
	unsigned counts[64] = { 0 };
	FILE *out;

	if (argc < 4 || argc > 64)
		die("usage", "compile LOCALE OUTPUT.c LIST=FILE ...");
	out = fopen(argv[2], "w");
	if (!out)
		die("cannot write", argv[2]);
	fprintf(out,
		"/* Made by data/faker/compile.c from data/faker/%s. "
		"*/\n#include \"faker/lists.h\"\n\n",
		argv[1]);
	for (int i = 3; i < argc; i++) {
		char name[64];
		const char *equals = strchr(argv[i], '=');
		int weighted = equals && equals[1] == '+';

		if (!equals || equals - argv[i] >= (long)sizeof(name))
			die("not LIST=FILE", argv[i]);
		snprintf(name, sizeof(name), "%.*s", (int)(equals - argv[i]),
			argv[i]);
		read_list(equals + 1 + weighted, weighted, &entries);
		write_list(out, name, &entries, weighted);
		counts[i] = entries.count;
		free_list(&entries);
	}
	write_index(out, argv[1], argc, argv, counts);
	return fclose(out) ? 1 : 0;
}
