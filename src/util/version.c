#include <calx/version.h>

const char *calx_version(void)
{
	return CALX_VERSION;
}
