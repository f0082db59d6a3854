// line
// Create Date: x
#if 1
#define A \
 b
#endif
CALX_REVISION(1e5, .upgrade = &f);
