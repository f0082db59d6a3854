#ifndef CALX_SQL_TYPE_REAL_H
#define CALX_SQL_TYPE_REAL_H

/* Room for any number as text, with its NUL. */
#define REAL_TEXT_MAX 40

/* The fewest digits that read back as the same number, with a point in every
 * locale. */
void calx__real_write(double real, char text[REAL_TEXT_MAX]);
/* The same for a float, which has fewer. */
void calx__float_write(float real, char text[REAL_TEXT_MAX]);

#endif
