#include "cli/base/exit.h"

#include <stddef.h>

/* Which outcome ends with which exit code; what is not listed ends with 1. */
static const struct {
	enum calx_status status;
	int code;
} exits[] = {
	{ CALX_OK, 0 },
	{ CALX_AMBIGUOUS, 4 },
	{ CALX_BUSY, 4 },
	{ CALX_RETRY, 4 },
	{ CALX_CONFLICT, 4 },
	{ CALX_CONNECTION, 5 },
	{ CALX_INTERRUPTED, 130 },
};

const struct exit_code cli_exit_codes[] = {
	{ 0, "Success." },
	{ 1, "Failure; for check also: the database differs from the models." },
	{ 2, "The command line makes no sense." },
	{ 4, "A conflict: several heads, an ambiguous revision, or a lock held by someone else." },
	{ 5, "The database could not be reached or opened." },
	{ 130, "Interrupted (Ctrl-C); the running revision is rolled back." },
	{ 0, NULL },
};

int cli_exit_code(enum calx_status status)
{
	for (size_t i = 0; i < sizeof(exits) / sizeof(exits[0]); i++) {
		if (exits[i].status == status)
			return exits[i].code;
	}
	return 1;
}
