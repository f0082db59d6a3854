#ifndef CALX_CLI_DOCUMENT_COMPLETION_H
#define CALX_CLI_DOCUMENT_COMPLETION_H

#include <stdbool.h>
#include <stdio.h>

/* The completion script of "bash", "zsh" or "fish"; false for another shell. */
bool cli_completion(FILE *out, const char *shell);

#endif
