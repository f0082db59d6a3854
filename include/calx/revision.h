#ifndef CALX_REVISION_H
#define CALX_REVISION_H

/* What a revision file includes: versions/<id>_<slug>.c. */

#include <calx/calx.h>
#include <calx/op.h>

/** One step of the history. Lists are comma-separated text. */
typedef struct calx_revision {
	const char *id;
	const char *down_revision; /* "" or NULL: the first; "a, b": a merge */
	const char *branch_labels;
	const char *depends_on;
	const char *message; /* filled in from the file's head comment */
	void (*upgrade)(calx_op *op);
	void (*downgrade)(calx_op *op);
} calx_revision;

/** CALX_REVISION(0817994fdbf9, .down_revision = "...", .upgrade = upgrade,
 * .downgrade = downgrade); ends a revision file. */
#define CALX_REVISION(id_, ...)                                                \
	extern const calx_revision calx_revision_##id_;                        \
	CALX_API const calx_revision calx_revision_##id_ = { .id = #id_, __VA_ARGS__ }

#endif
