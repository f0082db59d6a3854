#ifndef CALX_CLI_BUILD_SOURCE_H
#define CALX_CLI_BUILD_SOURCE_H

#include "cli/build/compiler.h"

/* Refuses what somebody else may have written of all that `text`, a file after
 * the preprocessor, was made of. */
enum calx_status cli_source_trust(const struct revision_compiler *compiler,
	const struct strbuf *text, calx_error *error);
/* The same of the files and directories that the compiler is told of. */
enum calx_status cli_source_trust_words(
	const struct revision_compiler *compiler, calx_error *error);

#endif
