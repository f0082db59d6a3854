#ifndef CALX_TESTS_FOLDER_TEST_H
#define CALX_TESTS_FOLDER_TEST_H

#include "folder.h"

#include <calx/export.h>

/* A folder for each test, or for all tests of a program. */

static CALX_UNUSED_ struct folder folder;

static inline CALX_UNUSED_ int folder_set_up(void **state)
{
	(void)state;
	folder_make(&folder);
	return 0;
}

static inline CALX_UNUSED_ int folder_tear_down(void **state)
{
	(void)state;
	folder_remove(&folder);
	return 0;
}

#endif
