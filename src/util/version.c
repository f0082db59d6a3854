#include <calx/version.h>

/* The version that the library was built as; the headers that a program was
 * compiled with may be older. */

const char *calx_version(void)
{
	return CALX_VERSION;
}
