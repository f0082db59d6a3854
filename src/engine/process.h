#ifndef CALX_ENGINE_PROCESS_H
#define CALX_ENGINE_PROCESS_H

/* Starts counting the forks of this process; once is enough. */
void calx__fork_watch(void);
/* Raised in the child by each fork(). */
unsigned calx__fork_generation(void);

#endif
