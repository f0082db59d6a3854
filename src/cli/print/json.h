#ifndef CALX_CLI_PRINT_JSON_H
#define CALX_CLI_PRINT_JSON_H

#include "cli/base/cli.h"

/* A string; bytes that are not UTF-8 become U+FFFD. NULL gives null. */
json_t *cli_json_text(const char *text);
/* A comma-separated list as an array. */
json_t *cli_json_list(struct cli *cli, const char *list);
/* Sets a member, taking the value; out of memory ends the program. */
void cli_json_set(json_t *object, const char *key, json_t *value);
/* The same behind the last item. */
void cli_json_append(json_t *array, json_t *value);
/* An error with all that it says. */
json_t *cli_json_error(const calx_error *error);

#endif
