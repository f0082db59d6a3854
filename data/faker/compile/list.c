#include "list.h"

#include <stdlib.h>
#include <string.h>

#include "source.h"

/* Reading lists: entries, and the directives before them. */

struct list *lists[LISTS_MAX];
unsigned list_count;

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

void list_read(const char *name, const char *path, const char *locale)
{
	struct list *list = calloc(1, sizeof(*list));

	file_name = path;
	line_number = 0;
	if (!list)
		die("out of memory");
	if (list_count == LISTS_MAX)
		die("more than %d lists", LISTS_MAX);
	lists[list_count++] = list;
	list->name = copy_of(name, strlen(name));
	list->path = copy_of(path, strlen(path));
	list->locale = locale;
	list->field_count = 1;
	read_lines(list->path, read_entry, list);
	line_number = 0;
	if (!list->count)
		die("there are no entries");
}

/* The length of a name without what says for whom it is. */
static size_t base_length(const char *name)
{
	const char *suffix = strrchr(name, '_');

	if (suffix && (!strcmp(suffix, "_female") || !strcmp(suffix, "_male")))
		return (size_t)(suffix - name);
	return strlen(name);
}

int list_is_taken(const char *name, const char *locale)
{
	size_t length = base_length(name);

	for (unsigned i = 0; i < list_count; i++)
		if (strcmp(lists[i]->locale, locale) != 0 &&
			base_length(lists[i]->name) == length &&
			!strncmp(lists[i]->name, name, length))
			return 1;
	return 0;
}

/* The number of the list of that name and suffix, -1 if there is none. */
static int find_named(const char *name, const char *suffix)
{
	size_t length = strlen(name);

	for (unsigned i = 0; i < list_count; i++)
		if (!strncmp(lists[i]->name, name, length) &&
			!strcmp(lists[i]->name + length, suffix))
			return (int)i;
	return -1;
}

int list_find(const char *name, int female)
{
	int found = find_named(name, female ? "_female" : "_male");

	return found < 0 ? find_named(name, "") : found;
}

unsigned list_field(const struct list *list, const char *name)
{
	for (unsigned i = 0; i < list->field_count; i++)
		if (list->fields[i] && !strcmp(list->fields[i], name))
			return i;
	die("%s.txt has no field '%s'", list->name, name);
}

/* Lists of which a row has one entry, whichever of its columns asks. The number
 * is that of its draw: other numbers would be other values. */
static const struct {
	const char *name;
	unsigned own;
} own_lists[] = { { "first_name", 2 }, { "last_name", 3 }, { "city", 11 } };

unsigned list_own(const char *name)
{
	size_t length = base_length(name);

	for (size_t i = 0; i < sizeof(own_lists) / sizeof(own_lists[0]); i++)
		if (strlen(own_lists[i].name) == length &&
			!strncmp(own_lists[i].name, name, length))
			return own_lists[i].own;
	return 0;
}

void list_check(const char *folder)
{
	static const char *const wanted[] = { "first_name", "last_name",
		"word" };

	file_name = folder;
	line_number = 0;
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		if (list_find(wanted[i], 0) < 0 || list_find(wanted[i], 1) < 0)
			die("there is no list %s.txt", wanted[i]);
}
