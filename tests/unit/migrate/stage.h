#ifndef CALX_TESTS_MIGRATE_STAGE_H
#define CALX_TESTS_MIGRATE_STAGE_H

#include "migrate/run/run.h"
#include "util/strbuf.h"
#include <calx/migrate.h>

/* A history on a database in memory, with everything that a run needs, and what
 * the run tells. */
struct stage {
	calx_engine *engine;
	calx_connection *connection;
	struct graph graph;
	struct migration migration;
	struct strbuf sql; /* the statements, each with `end` behind it */
	const char *end;   /* "\n", unless the test says otherwise */
	struct strbuf log; /* the other lines; warnings begin with "! " */
	size_t done;	   /* how many revisions were committed */
	calx_error error;  /* of the last call */
};

/* Links the revisions and connects. */
bool stage_open(struct stage *stage, const calx_migrations *migrations,
	const char *checksum);
/* Links them anew, as the next program does: a graph that ran out of memory says
 * so from then on. */
bool stage_link(struct stage *stage, const calx_migrations *migrations,
	const char *checksum);
void stage_close(struct stage *stage);
/* What the migration loads with: the functions of the revision. */
enum calx_status stage_load(void *context, const struct graph_node *node,
	enum migrate_direction direction, struct revision_program *ret_program,
	calx_error *error);
/* Runs; what calx__migrate() returns. */
int stage_upgrade(struct stage *stage, const char *target);
int stage_downgrade(struct stage *stage, const char *target);

#endif
