#ifndef CALX_TESTS_NOBODY_H
#define CALX_TESTS_NOBODY_H

/* A test that root runs, run by somebody who may not do everything:
 *
 *     nobody_begin(folder.path);
 *     ... what he may not do ...
 *     nobody_end();
 *
 * The folder becomes his. Another user than root stays who he is. */
void nobody_begin(const char *folder);
void nobody_end(void);

#endif
