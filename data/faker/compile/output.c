#include "output.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "folder.h"
#include "list.h"
#include "source.h"
#include "template.h"

/* C for the library to compile: see src/faker/locale.h. */

static const char *const part_kinds[] = {
	[END] = "PART_END",
	[TEXT] = "PART_TEXT",
	[ENTRY] = "PART_ENTRY",
	[ANY] = "PART_ANY",
	[TEMPLATE] = "PART_TEMPLATE",
	[NUMBER] = "PART_NUMBER",
};

static FILE *open_output(const char *path)
{
	FILE *out = fopen(path, "w");

	file_name = path;
	line_number = 0;
	if (!out)
		die("cannot write it");
	return out;
}

static void close_output(FILE *out)
{
	if (ferror(out) || fclose(out))
		die("cannot write it");
}

/* as characters, not as one string: C guarantees only 4095 bytes of those */
static void write_text(FILE *out, const char *text, size_t length)
{
	fputc('\t', out);
	for (size_t i = 0; i < length; i++) {
		char c = text[i];

		if (c == '\\' || c == '\'')
			fprintf(out, "'\\%c', ", c);
		else if ((unsigned char)c < ' ' || (unsigned char)c > '~')
			fprintf(out, "'\\%03o', ", (unsigned char)c);
		else
			fprintf(out, "'%c', ", c);
	}
	fputs("0,\n", out);
}

/* The fields of an entry, each with a NUL instead of its tab. */
static void write_fields(FILE *out, const char *entry)
{
	for (;;) {
		size_t length = strcspn(entry, "\t");

		write_text(out, entry, length);
		if (!entry[length])
			return;
		entry += length + 1;
	}
}

/* Where each field of an entry ends, behind its NUL. */
static unsigned write_ends(FILE *out, const char *entry, unsigned begin)
{
	fputs("\n\t", out);
	for (unsigned i = 0;; i++) {
		if (entry[i] && entry[i] != '\t')
			continue;
		fprintf(out, " %u,", begin + i + 1);
		if (!entry[i])
			return begin + i + 1;
	}
}

static void write_pool(FILE *out, const struct list *list)
{
	fprintf(out, "static const char %s_pool[] = {\n", list->name);
	for (unsigned i = 0; i < list->count; i++)
		write_fields(out, list->entries[i]);
	fprintf(out, "};\nstatic const uint32_t %s_starts[] = {\n\t0,",
		list->name);
	for (unsigned i = 0, offset = 0; i < list->count; i++)
		offset = write_ends(out, list->entries[i], offset);
	fprintf(out, "\n};\n");
}

/* Entry i is kept with probability keep[i] / 65536, else its alias is taken, so
 * that a weighted choice costs one draw (M. D. Vose, "A linear algorithm for
 * generating random numbers with a given distribution", 1991). */
static void make_alias(const struct list *list, uint16_t *keep, uint16_t *alias)
{
	static double scaled[ENTRIES_MAX];
	static unsigned small[ENTRIES_MAX], large[ENTRIES_MAX];
	unsigned small_count = 0, large_count = 0;
	double sum = 0;

	for (unsigned i = 0; i < list->count; i++)
		sum += list->weights[i];
	for (unsigned i = 0; i < list->count; i++) {
		scaled[i] = list->weights[i] * list->count / sum;
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

/* The list itself if it is this locale's, else that there is one. */
static void write_list(FILE *out, const struct list *list, const char *locale)
{
	static uint16_t keep[ENTRIES_MAX], alias[ENTRIES_MAX];
	const char *name = list->name;

	fprintf(out, "extern const struct fake_list calx__fake_%s_%s;\n",
		list->locale, name);
	if (strcmp(list->locale, locale) != 0)
		return;
	write_pool(out, list);
	if (list->weighted) {
		make_alias(list, keep, alias);
		write_numbers(out, name, "keep", keep, list->count);
		write_numbers(out, name, "alias", alias, list->count);
	}
	fprintf(out,
		"const struct fake_list calx__fake_%s_%s = {\n"
		"\t%s_pool, %s_starts, ",
		locale, name, name, name);
	if (list->weighted)
		fprintf(out, "%s_keep, %s_alias, ", name, name);
	else
		fprintf(out, "NULL, NULL, ");
	fprintf(out, "%u, %u, %u\n};\n", list->count, list->field_count,
		list_own(name));
}

/* First those that code asks for, then all that templates do. */
static void write_lists(FILE *out, const char *locale)
{
	static const struct {
		const char *id, *name;
		int female;
	} fixed[] = {
		{ "LIST_FIRST_NAME_FEMALE", "first_name", 1 },
		{ "LIST_FIRST_NAME_MALE", "first_name", 0 },
		{ "LIST_LAST_NAME_FEMALE", "last_name", 1 },
		{ "LIST_LAST_NAME_MALE", "last_name", 0 },
		{ "LIST_WORD", "word", 0 },
	};

	for (unsigned i = 0; i < list_count; i++)
		write_list(out, lists[i], locale);
	fprintf(out, "\nstatic const struct fake_list *const lists[] = {\n");
	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++) {
		const struct list *list =
			lists[list_find(fixed[i].name, fixed[i].female)];

		fprintf(out, "\t[%s] = &calx__fake_%s_%s,\n", fixed[i].id,
			list->locale, list->name);
	}
	for (unsigned i = 0; i < list_count; i++)
		fprintf(out, "\t[LIST_COUNT + %u] = &calx__fake_%s_%s,\n", i,
			lists[i]->locale, lists[i]->name);
	fprintf(out, "};\n");
}

static void write_part(FILE *out, const struct part *part)
{
	int is_list = part->kind == ENTRY || part->kind == ANY;
	const char *base = is_list ? "LIST_COUNT + " : "";

	fprintf(out, "\t{ %s, %d, %u, %s%lu, %s%lu },\n",
		part_kinds[part->kind], part->upper, part->number, base,
		part->low, base, part->high);
}

/* The choices of each template stand together, so that a template is a range of
 * them. */
static void write_templates(FILE *out)
{
	unsigned next = 0;

	fprintf(out, "\nstatic const struct fake_part parts[] = {\n");
	for (unsigned i = 0; i < part_count; i++)
		write_part(out, &parts[i]);
	fprintf(out, "};\n\nstatic const char texts[] = {\n");
	write_text(out, texts, text_length);
	fprintf(out, "};\n\nstatic const uint16_t choices[] = {\n");
	for (unsigned i = 0; i < template_count; i++)
		for (unsigned j = 0; j < choice_count; j++)
			if (!strcmp(choices[j].name, templates[i]))
				fprintf(out, "\t%u, /* %s */\n",
					choices[j].first_part, templates[i]);
	fprintf(out,
		"};\n\nstatic const struct fake_template templates[] = {\n");
	for (unsigned i = 0; i < template_count; i++) {
		unsigned count = template_choices(templates[i]);

		fprintf(out, "\t{ %u, %u }, /* %s */\n", next, count,
			templates[i]);
		next += count;
	}
	fprintf(out, "};\n");
}

void output_locale(const char *path, const char *locale)
{
	FILE *out = open_output(path);

	fprintf(out,
		"/* Made by data/faker/compile from data/faker/%s. */\n"
		"#include \"faker/locale.h\"\n\n"
		"#include <stddef.h>\n\n"
		"extern const struct fake_locale calx__fake_locale_%s;\n\n",
		locale, locale);
	write_lists(out, locale);
	write_templates(out);
	fprintf(out,
		"\nconst struct fake_locale calx__fake_locale_%s = {\n"
		"\t\"%s\", lists, templates, choices, parts, texts\n};\n",
		locale, locale);
	close_output(out);
}

void output_dependencies(const char *path, const char *output)
{
	FILE *out = open_output(path);

	fprintf(out, "%s:", output);
	for (unsigned i = 0; i < folder_count; i++)
		fprintf(out, " %s %s/templates.txt", folders[i].path,
			folders[i].path);
	for (unsigned i = 0; i < list_count; i++)
		fprintf(out, " %s", lists[i]->path);
	fputc('\n', out);
	close_output(out);
}

void output_index(const char *path, int count, char **locales)
{
	FILE *out = open_output(path);

	fprintf(out, "/* Made by data/faker/compile. */\n"
		     "#include \"faker/locale.h\"\n\n#include <stddef.h>\n\n");
	for (int i = 0; i < count; i++)
		fprintf(out,
			"extern const struct fake_locale calx__fake_locale_%s;\n",
			locales[i]);
	fprintf(out,
		"\nconst struct fake_locale *const calx__fake_locales[] = {\n");
	for (int i = 0; i < count; i++)
		fprintf(out, "\t&calx__fake_locale_%s,\n", locales[i]);
	fprintf(out, "};\n\nconst char *const calx__fake_locale_names[] = {\n");
	for (int i = 0; i < count; i++)
		fprintf(out, "\t\"%s\",\n", locales[i]);
	fprintf(out, "\tNULL,\n};\n");
	close_output(out);
}
