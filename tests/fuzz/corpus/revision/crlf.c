/* a
 */
#include "x.h"
void f(calx_op *o) {
 calx_execute(o, L"x" "\
y"); }
CALX_REVISION(z, .upgrade = f)