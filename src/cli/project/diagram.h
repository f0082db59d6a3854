#ifndef CALX_CLI_PROJECT_DIAGRAM_H
#define CALX_CLI_PROJECT_DIAGRAM_H

#include "sql/schema/schema.h"
#include "util/strbuf.h"

/* Writes a schema in the DOT language of graphviz: a box for each table, an
 * arrow for each foreign key. Names may hold anything. */
void cli_diagram(struct strbuf *dot, const struct sql_schema *schema);
/* The same as an erDiagram in the language of Mermaid. */
void cli_diagram_mermaid(struct strbuf *text, const struct sql_schema *schema);

#endif
