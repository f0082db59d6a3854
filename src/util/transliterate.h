#ifndef CALX_UTIL_TRANSLITERATE_H
#define CALX_UTIL_TRANSLITERATE_H

#include "util/strbuf.h"

/* Appends what ASCII has for a text in UTF-8: letters without their accents,
 * "ss" for a sharp s, "zh" for the letter of that sound. Characters that have
 * nothing there, and bytes that are not UTF-8, are left out. */
void calx__transliterate(struct strbuf *ascii, const char *text);

#endif
