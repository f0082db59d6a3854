#include "template.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "faker/generators.h"
#include "list.h"
#include "source.h"

/* Reading templates: each name is looked up here, so that nothing is left to be
 * wrong when a value is made. */

/* What the generators are: the list of the library itself. */
static const struct {
	const char *name, *make;
} generators[] = {
#define GENERATOR(number, name, make, ...) { #name, #make },
	CALX__GENERATORS(GENERATOR)
#undef GENERATOR
};

struct choice choices[CHOICES_MAX];
unsigned choice_count;
const char *templates[TEMPLATES_MAX];
unsigned template_count;
struct part parts[PARTS_MAX];
unsigned part_count;
char texts[1 << 16];
unsigned text_length;

static int find_template(const char *name)
{
	for (unsigned i = 0; i < template_count; i++)
		if (!strcmp(templates[i], name))
			return (int)i;
	return -1;
}

unsigned template_choices(const char *name)
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
		.path = file_name,
		.line = line_number,
	};
}

/* Whether a locale that was read before says what the name is. */
static int is_taken(const char *name, const char *locale)
{
	for (unsigned i = 0; i < choice_count; i++)
		if (!strcmp(choices[i].name, name) &&
			choices[i].path != file_name)
			return 1;
	return list_is_taken(name, locale);
}

static int is_made_by_code(unsigned generator)
{
	return strcmp(generators[generator].make, "NULL") != 0;
}

/* The name that a template gives text to, as a template of its own. */
static void take_name(const char *name)
{
	int found = find_template(name);

	if (found >= 0 && (size_t)found < GENERATE_COUNT &&
		is_made_by_code((unsigned)found))
		die("%s is made by code, not by a template", name);
	if (found < 0 && template_count == TEMPLATES_MAX)
		die("more than %d names of templates", TEMPLATES_MAX);
	if (found < 0)
		templates[template_count++] = copy_of(name, strlen(name));
}

/* One file of templates, while it is read. */
struct template_file {
	const char *locale;
	const char *fallback;
};

/* "name: text", or "@fallback locale" */
static void read_template(char *line, void *context)
{
	struct template_file *file = context;
	char *text = strstr(line, ": ");

	if (!strncmp(line, "@fallback ", 10)) {
		file->fallback = copy_of(line + 10, strlen(line + 10));
		return;
	}
	if (!text)
		die("a template is a name, a colon, a blank and a text");
	*text = '\0';
	if (is_taken(line, file->locale))
		return;
	take_name(line);
	add_choice(line, text + 2);
}

const char *template_read(const char *path, const char *locale)
{
	struct template_file file = { .locale = locale };

	for (; template_count < GENERATE_COUNT; template_count++)
		templates[template_count] = generators[template_count].name;
	read_lines(copy_of(path, strlen(path)), read_template, &file);
	return file.fallback;
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
	enum { DIGITS_MAX = 10 };
	struct part *part = add_part(NUMBER);
	char *end;

	part->number = *text == '0' ? (unsigned)strcspn(text, "-") : 1;
	part->low = strtoul(text, &end, 10);
	if (*end == '-')
		part->high = strtoul(end + 1, &end, 10);
	if (*end || part->high < part->low || part->high > UINT32_MAX ||
		part->number > DIGITS_MAX)
		die("'%s' is no range of numbers: 1-99", text);
}

static void name_lists(struct part *part, const char *name, const char *field)
{
	int female = list_find(name, 1), male = list_find(name, 0);

	if (female < 0 || male < 0)
		die("there is no list %s.txt and no template '%s'", name, name);
	part->low = (unsigned long)female;
	part->high = (unsigned long)male;
	part->number = field ? list_field(lists[female], field) : 0;
	if (field && list_field(lists[male], field) != part->number)
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
	if (!any && !field && list_find(name, 1) < 0 && found >= 0 &&
		template_choices(name)) {
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

	file_name = choice->path;
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
		file_name = choices[i].path;
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
		char text[128];

		if (is_made_by_code(i) || template_choices(templates[i]))
			continue;
		if (list_find(templates[i], 1) < 0)
			die("there is no template '%s' and no list %s.txt",
				templates[i], templates[i]);
		snprintf(text, sizeof(text), "{{%s}}", templates[i]);
		add_choice(templates[i], text);
	}
}

void template_compile(void)
{
	complete_templates();
	for (unsigned i = 0; i < choice_count; i++)
		compile_choice(&choices[i]);
	for (unsigned i = 0; i < template_count; i++)
		check_depth(i, 0);
}
