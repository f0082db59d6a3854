#include "faker/locale.h"

#include "util/text.h"

/* Finding a locale, and entries in its lists. */

const struct fake_locale *calx__locale_find(const char *name)
{
	for (size_t i = 0; calx__fake_locale_names[i]; i++)
		if (calx__text_equal(calx__fake_locale_names[i], name))
			return calx__fake_locales[i];
	return NULL;
}

const char *calx__list_entry(const struct fake_list *list, uint64_t index)
{
	return list->pool + list->starts[index];
}
