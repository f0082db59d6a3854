#ifndef CALX_CLI_PROJECT_DESCRIBE_H
#define CALX_CLI_PROJECT_DESCRIBE_H

#include "cli/project/project.h"

enum describe_flags {
	DESCRIBE_PARENTS = 1, /* "a -> " before it */
	DESCRIBE_LABELS = 2,
	DESCRIBE_TREE = 4, /* (branchpoint), (mergepoint) */
	DESCRIBE_MESSAGE = 8,
	DESCRIBE_CURRENT = 16 /* (current), by project->current */
};

/* Prints one revision, with --verbose in the long form; in JSON mode appends
 * it to `array`. */
void cli_describe(struct project *project, const struct graph_node *node,
	unsigned flags, json_t *array);
/* The same for several; in JSON mode as the member `key` of the document. */
void cli_describe_all(struct project *project, struct node_list nodes,
	unsigned flags, const char *key);
/* All that is known of a revision. */
json_t *cli_describe_json(
	struct project *project, const struct graph_node *node);

#endif
