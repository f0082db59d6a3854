#include "faker/locale.h"

#include "util/text.h"

/* Finding a locale. */

const struct fake_locale *calx__locale_find(const char *name)
{
	for (size_t i = 0; calx__fake_locale_names[i]; i++)
		if (calx__text_equal(calx__fake_locale_names[i], name))
			return calx__fake_locales[i];
	return NULL;
}
