/* Built and run by Meson: makes C tables of what a locale's folder says.
 *
 *     compile index OUTPUT.c LOCALE ...
 *     compile locale LOCALE FOLDER OUTPUT.c DEPFILE
 *
 * A folder has lists, one file each, and templates.txt. README.md beside this
 * file says how both are written; what is not so is an error with file and
 * line, and the build fails. */
#include <ctype.h>
#include <dirent.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "faker/generators.h"

enum {
	LINE_BYTES = 1024,
	ENTRIES_MAX = 16384, /* of one list */
	FIELDS_MAX = 16,
	LISTS_MAX = 96,
	TEMPLATES_MAX = 256,
	CHOICES_MAX = 1024,
	PARTS_MAX = 8192
};

/* What the generators are: the list of the library itself. */
static const struct {
	const char *name, *make;
} generators[] = {
#define GENERATOR(number, name, make, ...) { #name, #make },
	CALX__GENERATORS(GENERATOR)
#undef GENERATOR
};

/* Lists of which a row has one entry, whichever of its columns asks. The number
 * is that of its draw: other numbers would be other values. */
static const struct {
	const char *name;
	unsigned own;
} own_lists[] = { { "first_name", 2 }, { "last_name", 3 }, { "city", 11 } };

/* ---- errors ---------------------------------------------------------------- */

/* what is being read */
static const char *file_name = "compile";
static unsigned line_number;

__attribute__((format(printf, 1, 2))) static _Noreturn void die(
	const char *format, ...)
{
	va_list arguments;

	if (line_number)
		fprintf(stderr, "%s:%u: error: ", file_name, line_number);
	else
		fprintf(stderr, "%s: error: ", file_name);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	putc('\n', stderr);
	exit(1);
}

static char *copy_of(const char *text, size_t length)
{
	char *copy = malloc(length + 1);

	if (!copy)
		die("out of memory");
	memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

/* Calls `take` with each line that is neither empty nor a comment. */
static void read_lines(const char *path,
	void (*take)(char *line, void *context), void *context)
{
	char line[LINE_BYTES];
	FILE *file = fopen(path, "r");

	file_name = path;
	line_number = 0;
	if (!file)
		die("cannot open it");
	while (fgets(line, sizeof(line), file)) {
		line_number++;
		if (!strchr(line, '\n'))
			die("the line is too long, or does not end");
		line[strcspn(line, "\r\n")] = '\0';
		if (*line && *line != '#')
			take(line, context);
	}
	fclose(file);
}

/* ---- lists ------------------------------------------------------------------- */

struct list {
	char *name, *path;
	char *fields[FIELDS_MAX]; /* of an entry; the only one has no name */
	unsigned field_count;
	int weighted;
	unsigned count;
	char *entries[ENTRIES_MAX];
	double weights[ENTRIES_MAX];
};

static struct list *lists[LISTS_MAX]; /* by name */
static unsigned list_count;

/* "@fields name code" */
static void read_fields(struct list *list, char *names)
{
	list->field_count = 0;
	for (char *name = strtok(names, " "); name; name = strtok(NULL, " ")) {
		if (list->field_count == FIELDS_MAX)
			die("more than %d fields", FIELDS_MAX);
		list->fields[list->field_count++] = copy_of(name, strlen(name));
	}
	if (list->field_count == 0)
		die("@fields names none");
}

static void read_directive(struct list *list, char *line)
{
	if (list->count)
		die("%s must stand before the entries", line);
	if (!strcmp(line, "@weights"))
		list->weighted = 1;
	else if (!strncmp(line, "@fields ", 8))
		read_fields(list, line + 8);
	else
		die("'%s' is neither @weights nor @fields NAME ...", line);
}

/* Cuts the weight off the end of a line. */
static double take_weight(char *line)
{
	char *tab = strrchr(line, '\t'), *end;
	double weight;

	if (!tab)
		die("'%s' has no weight behind a tab", line);
	*tab = '\0';
	weight = strtod(tab + 1, &end);
	if (end == tab + 1 || *end || !(weight > 0))
		die("the weight '%s' is no number above 0", tab + 1);
	return weight;
}

static void read_entry(char *line, void *context)
{
	struct list *list = context;
	unsigned fields = 1;

	if (*line == '@') {
		read_directive(list, line);
		return;
	}
	if (list->count == ENTRIES_MAX)
		die("more than %d entries", ENTRIES_MAX);
	list->weights[list->count] = list->weighted ? take_weight(line) : 1.0;
	for (const char *c = line; *c; c++)
		fields += *c == '\t';
	if (fields != list->field_count)
		die("'%s' has %u field(s), not %u", line, fields,
			list->field_count);
	list->entries[list->count++] = copy_of(line, strlen(line));
}

static void read_list(const char *name, size_t length, char *path)
{
	struct list *list = calloc(1, sizeof(*list));

	if (!list)
		die("out of memory");
	if (list_count == LISTS_MAX)
		die("more than %d lists", LISTS_MAX);
	lists[list_count++] = list;
	list->name = copy_of(name, length);
	list->path = path;
	list->field_count = 1;
	read_lines(path, read_entry, list);
	line_number = 0;
	if (!list->count)
		die("there are no entries");
}

/* The number of the list of that name and suffix, -1 if there is none. */
static int find_list(const char *name, const char *suffix)
{
	size_t length = strlen(name);

	for (unsigned i = 0; i < list_count; i++)
		if (!strncmp(lists[i]->name, name, length) &&
			!strcmp(lists[i]->name + length, suffix))
			return (int)i;
	return -1;
}

/* The list for women or men: its own, or that of both. */
static int find_list_for(const char *name, int female)
{
	int found = find_list(name, female ? "_female" : "_male");

	return found < 0 ? find_list(name, "") : found;
}

static unsigned own_number(const char *name)
{
	for (size_t i = 0; i < sizeof(own_lists) / sizeof(own_lists[0]); i++) {
		size_t length = strlen(own_lists[i].name);
		const char *suffix = name + length;

		if (!strncmp(name, own_lists[i].name, length) &&
			(!*suffix || !strcmp(suffix, "_female") ||
				!strcmp(suffix, "_male")))
			return own_lists[i].own;
	}
	return 0;
}

static unsigned find_field(const struct list *list, const char *name)
{
	for (unsigned i = 0; i < list->field_count; i++)
		if (list->fields[i] && !strcmp(list->fields[i], name))
			return i;
	die("%s.txt has no field '%s'", list->name, name);
}

/* ---- templates ----------------------------------------------------------------- */

enum part_kind { END, TEXT, ENTRY, ANY, TEMPLATE, NUMBER };

static const char *const part_kinds[] = { "PART_END", "PART_TEXT", "PART_ENTRY",
	"PART_ANY", "PART_TEMPLATE", "PART_NUMBER" };

struct part {
	enum part_kind kind;
	int upper;
	unsigned number;
	unsigned long low, high;
};

/* One line of templates.txt: a choice of what `name` may be. */
struct choice {
	char *name, *text;
	unsigned line;
	unsigned first_part;
};

static struct choice choices[CHOICES_MAX]; /* of one name: one behind another */
static unsigned choice_count;
/* the names: first those of the generators, in their order */
static const char *templates[TEMPLATES_MAX];
static unsigned template_count;
static struct part parts[PARTS_MAX];
static unsigned part_count;
static char texts[1 << 16];
static unsigned text_length;

static int find_template(const char *name)
{
	for (unsigned i = 0; i < template_count; i++)
		if (!strcmp(templates[i], name))
			return (int)i;
	return -1;
}

static unsigned count_choices(const char *name)
{
	unsigned count = 0;

	for (unsigned i = 0; i < choice_count; i++)
		count += !strcmp(choices[i].name, name);
	return count;
}

static void add_choice(const char *name, const char *text)
{
	if (choice_count == CHOICES_MAX)
		die("more than %d templates", CHOICES_MAX);
	choices[choice_count++] = (struct choice){
		.name = copy_of(name, strlen(name)),
		.text = copy_of(text, strlen(text)),
		.line = line_number,
	};
}

static int is_made_by_code(unsigned generator)
{
	return strcmp(generators[generator].make, "NULL") != 0;
}

/* "name: text" */
static void read_template(char *line, void *context)
{
	char *text = strstr(line, ": ");
	int found;

	(void)context;
	if (!text)
		die("a template is a name, a colon, a blank and a text");
	*text = '\0';
	text += 2;
	found = find_template(line);
	if (found >= 0 && (size_t)found < GENERATE_COUNT &&
		is_made_by_code((unsigned)found))
		die("%s is made by code, not by a template", line);
	if (found < 0 && template_count == TEMPLATES_MAX)
		die("more than %d names of templates", TEMPLATES_MAX);
	add_choice(line, text);
	if (found < 0)
		templates[template_count++] = choices[choice_count - 1].name;
}

static struct part *add_part(enum part_kind kind)
{
	if (part_count == PARTS_MAX)
		die("more than %d parts of templates", PARTS_MAX);
	parts[part_count].kind = kind;
	return &parts[part_count++];
}

static void add_character(char c)
{
	struct part *last = part_count ? &parts[part_count - 1] : NULL;

	if (text_length == sizeof(texts))
		die("more than %zu bytes of text", sizeof(texts));
	if (!last || last->kind != TEXT) {
		last = add_part(TEXT);
		last->low = text_length;
	}
	last->number++;
	texts[text_length++] = c;
}

/* "###": a number of as many digits */
static const char *read_digits(const char *text)
{
	struct part *part = add_part(NUMBER);

	part->number = (unsigned)strspn(text, "#");
	if (part->number > 9)
		die("more than nine # in a row");
	part->high = 1;
	for (unsigned i = 0; i < part->number; i++)
		part->high *= 10;
	part->high--;
	return text + part->number;
}

/* "1-9999"; with zeros before the first number, as many digits */
static void read_range(char *text)
{
	struct part *part = add_part(NUMBER);
	char *end;

	part->number = *text == '0' ? (unsigned)strcspn(text, "-") : 1;
	part->low = strtoul(text, &end, 10);
	if (*end == '-')
		part->high = strtoul(end + 1, &end, 10);
	if (*end || part->high < part->low || part->high > UINT32_MAX)
		die("'%s' is no range of numbers: 1-99", text);
}

static void name_lists(struct part *part, const char *name, const char *field)
{
	int female = find_list_for(name, 1), male = find_list_for(name, 0);

	if (female < 0 || male < 0)
		die("there is no list %s.txt and no template '%s'", name, name);
	part->low = (unsigned long)female;
	part->high = (unsigned long)male;
	part->number = field ? find_field(lists[female], field) : 0;
	if (field && find_field(lists[male], field) != part->number)
		die("the lists of %s have the field '%s' in two places", name,
			field);
}

/* "city", "city.state", "any last_name", "Word" */
static void read_reference(char *name)
{
	int any = !strncmp(name, "any ", 4);
	struct part *part = add_part(any ? ANY : ENTRY);
	char *field = strchr(name, '.');
	int found;

	name += any ? 4 : 0;
	part->upper = isupper((unsigned char)*name) != 0;
	*name = (char)tolower((unsigned char)*name);
	if (field)
		*field++ = '\0';
	found = find_template(name);
	if (!any && !field && find_list_for(name, 1) < 0 && found >= 0 &&
		count_choices(name)) {
		part->kind = TEMPLATE;
		part->number = (unsigned)found;
	} else {
		name_lists(part, name, field);
	}
}

/* What is between two braces; returns what is behind them. */
static const char *read_field(const char *text)
{
	const char *end = strstr(text, "}}");
	char *inside;

	if (!end)
		die("{{ without }}");
	inside = copy_of(text + 2, (size_t)(end - text - 2));
	if (isdigit((unsigned char)*inside))
		read_range(inside);
	else
		read_reference(inside);
	free(inside);
	return end + 2;
}

static const char *read_escape(const char *text)
{
	static const char escapes[] = "n\\#{", meanings[] = "\n\\#{";
	const char *found = text[1] ? strchr(escapes, text[1]) : NULL;

	if (!found)
		die("a backslash stands before n, \\, # or {");
	add_character(meanings[found - escapes]);
	return text + 2;
}

static void compile_choice(struct choice *choice)
{
	const char *text = choice->text;

	line_number = choice->line;
	choice->first_part = part_count;
	while (*text) {
		if (*text == '\\')
			text = read_escape(text);
		else if (*text == '#')
			text = read_digits(text);
		else if (!strncmp(text, "{{", 2))
			text = read_field(text);
		else
			add_character(*text++);
	}
	add_part(END);
}

/* A template that comes back to itself would never end. */
static void check_depth(unsigned template, unsigned depth)
{
	if (depth > template_count)
		die("the template '%s' contains itself", templates[template]);
	for (unsigned i = 0; i < choice_count; i++) {
		if (strcmp(choices[i].name, templates[template]) != 0)
			continue;
		line_number = choices[i].line;
		for (unsigned p = choices[i].first_part; parts[p].kind != END;
			p++)
			if (parts[p].kind == TEMPLATE)
				check_depth(parts[p].number, depth + 1);
	}
}

/* A generator that neither code nor a template makes is the list of its name. */
static void complete_templates(void)
{
	line_number = 0;
	for (unsigned i = 0; i < GENERATE_COUNT; i++) {
		char text[LINE_BYTES];

		if (is_made_by_code(i) || count_choices(templates[i]))
			continue;
		if (find_list_for(templates[i], 1) < 0)
			die("there is no template '%s' and no list %s.txt",
				templates[i], templates[i]);
		snprintf(text, sizeof(text), "{{%s}}", templates[i]);
		add_choice(templates[i], text);
	}
}

static void compile_templates(const char *path)
{
	for (; template_count < GENERATE_COUNT; template_count++)
		templates[template_count] = generators[template_count].name;
	read_lines(path, read_template, NULL);
	complete_templates();
	for (unsigned i = 0; i < choice_count; i++)
		compile_choice(&choices[i]);
	for (unsigned i = 0; i < template_count; i++)
		check_depth(i, 0);
}

/* ---- output ----------------------------------------------------------------- */

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

static void write_pool(FILE *out, const struct list *list)
{
	unsigned offset = 0;

	fprintf(out, "static const char %s_pool[] = {\n", list->name);
	for (unsigned i = 0; i < list->count; i++)
		write_text(out, list->entries[i], strlen(list->entries[i]));
	fprintf(out, "};\nstatic const uint32_t %s_starts[] = {", list->name);
	for (unsigned i = 0; i < list->count; i++) {
		fprintf(out, "%s%u,", i % 12 ? " " : "\n\t", offset);
		offset += (unsigned)strlen(list->entries[i]) + 1;
	}
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

static void write_list(FILE *out, const struct list *list)
{
	static uint16_t keep[ENTRIES_MAX], alias[ENTRIES_MAX];

	write_pool(out, list);
	if (!list->weighted)
		return;
	make_alias(list, keep, alias);
	write_numbers(out, list->name, "keep", keep, list->count);
	write_numbers(out, list->name, "alias", alias, list->count);
}

static void write_list_row(FILE *out, const struct list *list)
{
	const char *name = list->name;

	if (list->weighted)
		fprintf(out,
			"{ %s_pool, %s_starts, %s_keep, %s_alias, %u, %u },\n",
			name, name, name, name, list->count, own_number(name));
	else
		fprintf(out, "{ %s_pool, %s_starts, NULL, NULL, %u, %u },\n",
			name, name, list->count, own_number(name));
}

/* First those that code asks for, then all that templates do. */
static void write_lists(FILE *out)
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
		write_list(out, lists[i]);
	fprintf(out, "\nstatic const struct fake_list lists[] = {\n");
	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++) {
		int found = find_list_for(fixed[i].name, fixed[i].female);

		if (found < 0)
			die("the locale has no list %s.txt", fixed[i].name);
		fprintf(out, "\t[%s] = ", fixed[i].id);
		write_list_row(out, lists[found]);
	}
	for (unsigned i = 0; i < list_count; i++) {
		fprintf(out, "\t[LIST_COUNT + %u] = ", i);
		write_list_row(out, lists[i]);
	}
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
		unsigned count = count_choices(templates[i]);

		fprintf(out, "\t{ %u, %u }, /* %s */\n", next, count,
			templates[i]);
		next += count;
	}
	fprintf(out, "};\n");
}

/* What the build must look at again: the files, and the folder for new ones. */
static void write_dependencies(
	const char *path, const char *output, const char *folder)
{
	FILE *out = open_output(path);

	fprintf(out, "%s: %s %s/templates.txt", output, folder, folder);
	for (unsigned i = 0; i < list_count; i++)
		fprintf(out, " %s", lists[i]->path);
	fputc('\n', out);
	close_output(out);
}

/* ---- the program --------------------------------------------------------------- */

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
	FILE *out;

	for (size_t i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "%s/%s.txt", folder, names[i]);
		read_list(names[i], strlen(names[i]),
			copy_of(path, strlen(path)));
	}
	snprintf(path, sizeof(path), "%s/templates.txt", folder);
	compile_templates(path);
	out = open_output(output);
	fprintf(out,
		"/* Made by data/faker/compile.c from data/faker/%s. */\n"
		"#include \"faker/locale.h\"\n\n"
		"#include <stddef.h>\n\n"
		"extern const struct fake_locale calx__fake_locale_%s;\n\n",
		locale, locale);
	file_name = folder;
	write_lists(out);
	write_templates(out);
	fprintf(out,
		"\nconst struct fake_locale calx__fake_locale_%s = {\n"
		"\t\"%s\", lists, templates, choices, parts, texts\n};\n",
		locale, locale);
	close_output(out);
	write_dependencies(dependencies, output, folder);
}

static void write_index(const char *output, int count, char **locales)
{
	FILE *out = open_output(output);

	fprintf(out, "/* Made by data/faker/compile.c. */\n"
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

int main(int argc, char **argv)
{
	if (argc > 3 && !strcmp(argv[1], "index"))
		write_index(argv[2], argc - 3, argv + 3);
	else if (argc == 6 && !strcmp(argv[1], "locale"))
		compile_locale(argv[2], argv[3], argv[4], argv[5]);
	else
		die("index OUTPUT.c LOCALE ..., or locale LOCALE FOLDER OUTPUT.c DEPFILE");
	return 0;
}
