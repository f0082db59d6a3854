/* gcc: expected expression */
/* clang: expected expression */
#include "mistakes.h"

calx_node mistake(void);

calx_node mistake(void)
{
	return where(Book.title, ==, "a");
}
