#ifndef CALX_DATA_FAKER_TEMPLATE_H
#define CALX_DATA_FAKER_TEMPLATE_H

/* The templates of a locale, compiled to parts. */

enum part_kind { END, TEXT, ENTRY, ANY, TEMPLATE, NUMBER };

/* As struct fake_part of the library; lists and templates by their numbers
 * here. */
struct part {
	enum part_kind kind;
	int upper;
	unsigned number;
	unsigned long low, high;
};

/* One line of templates.txt: a choice of what `name` may be. */
struct choice {
	const char *name, *text;
	const char *path; /* where it stands */
	unsigned line;
	unsigned first_part;
};

enum { TEMPLATES_MAX = 256, CHOICES_MAX = 1024, PARTS_MAX = 8192 };

extern struct choice choices[CHOICES_MAX];
extern unsigned choice_count;
/* the names: first those of the generators, in their order */
extern const char *templates[TEMPLATES_MAX];
extern unsigned template_count;
extern struct part parts[PARTS_MAX]; /* of a choice: up to END */
extern unsigned part_count;
extern char texts[1 << 16]; /* the text of all parts */
extern unsigned text_length;

/* Reads templates.txt of a locale: what one that was read before has counts.
 * Returns the locale that @fallback names, or NULL. */
const char *template_read(const char *path, const char *locale);
/* Compiles all that was read; the lists must be there. */
void template_compile(void);
/* How many choices a template has. */
unsigned template_choices(const char *name);

#endif
