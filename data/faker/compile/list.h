#ifndef CALX_DATA_FAKER_LIST_H
#define CALX_DATA_FAKER_LIST_H

/* The lists of a locale: one file each. */

enum { LISTS_MAX = 96, ENTRIES_MAX = 16384, FIELDS_MAX = 16 };

struct list {
	char *name, *path;
	const char *locale;	  /* whose it is */
	char *fields[FIELDS_MAX]; /* of an entry; the only one has no name */
	unsigned field_count;
	int weighted;
	unsigned count;
	char *entries[ENTRIES_MAX];
	double weights[ENTRIES_MAX];
};

extern struct list *lists[LISTS_MAX]; /* by name */
extern unsigned list_count;

/* Adds the list of a file. */
void list_read(const char *name, const char *path, const char *locale);
/* Whether another locale, which was read before, has the list, or has it for
 * women and men. */
int list_is_taken(const char *name, const char *locale);
/* Dies if one is missing that code asks for. */
void list_check(const char *folder);
/* The number of the list of that name for women or men: their own,
 * "name_female", or that of both; -1 if there is none. */
int list_find(const char *name, int female);
/* The number of a field of a list; dies if it has none of that name. */
unsigned list_field(const struct list *list, const char *name);
/* The number of the draw by which a row has one entry of the list, whichever of
 * its columns asks; 0: each asks for itself. */
unsigned list_own(const char *name);

#endif
