#include "dialect/postgresql/text/identity.h"

#include "util/text.h"

/* How a column numbers itself, in PostgreSQL's words. */

void calx__postgresql_identity(struct strbuf *sql, const char *identity,
	long long start, long long increment)
{
	const bool steps = increment && increment != 1;
	const bool starts = start && start != 1;

	calx__strbuf_addf(sql, " GENERATED %s AS IDENTITY",
		calx__text_equal(identity, "ALWAYS") ? "ALWAYS" : "BY DEFAULT");
	if (starts || steps)
		calx__strbuf_adds(sql, " (");
	if (starts)
		calx__strbuf_addf(sql, "START WITH %lld", start);
	if (steps)
		calx__strbuf_addf(sql, "%sINCREMENT BY %lld", starts ? " " : "",
			increment);
	if (starts || steps)
		calx__strbuf_addc(sql, ')');
}
