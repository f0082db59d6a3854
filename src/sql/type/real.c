#include "sql/type/real.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Floating point numbers as text. */

/* The program's locale may have another decimal point. */
static void point_normalise(char *text)
{
	const char *point = localeconv()->decimal_point;
	size_t length = strlen(point);
	char *at =
		length && strcmp(point, ".") != 0 ? strstr(text, point) : NULL;

	if (!at)
		return;
	*at = '.';
	memmove(at + 1, at + length, strlen(at + length) + 1);
}

void calx__real_write(double real, char text[REAL_TEXT_MAX])
{
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, REAL_TEXT_MAX, "%.*g", digits, real);
		if (strtod(text, NULL) == real)
			break;
	}
	point_normalise(text);
}

void calx__float_write(float real, char text[REAL_TEXT_MAX])
{
	for (int digits = 6; digits <= 9; digits++) {
		snprintf(text, REAL_TEXT_MAX, "%.*g", digits, (double)real);
		if (strtof(text, NULL) == real)
			break;
	}
	point_normalise(text);
}
