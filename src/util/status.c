#include <calx/status.h>

#include <stddef.h>

/* Names and texts of the statuses, from the list of status.h. */

struct status_row {
	enum calx_status status;
	const char *name, *text;
};

#define STATUS_ROW(name, number, text) { name, #name, text },
static const struct status_row statuses[] = { CALX_STATUS_LIST_(STATUS_ROW) };

static const struct status_row unknown = {
	.name = "CALX_STATUS_UNKNOWN",
	.text = "unknown status",
};

static const struct status_row *status_row(enum calx_status status)
{
	for (size_t i = 0; i < sizeof(statuses) / sizeof(*statuses); i++)
		if (statuses[i].status == status)
			return &statuses[i];
	return &unknown;
}

const char *calx_status_name(enum calx_status status)
{
	return status_row(status)->name;
}

const char *calx_status_text(enum calx_status status)
{
	return status_row(status)->text;
}
