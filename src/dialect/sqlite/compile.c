#include "dialect/sqlite/compile.h"

#include "compile/compiler.h"

/* Where SQLite's statements are not the standard's. */

/* OFFSET comes with a LIMIT only, and a negative one is none:
 * https://sqlite.org/lang_select.html, section 5 */
void calx__sqlite_visit_offset(struct compiler *compiler, const calx_node *node)
{
	if (!calx__clause(compiler->clauses, CALX_NODE_LIMIT))
		calx__compile_text(compiler, " LIMIT -1");
	calx__compile_default(compiler, node);
}
