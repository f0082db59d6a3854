#ifndef CALX_TESTS_TRIGGER_H
#define CALX_TESTS_TRIGGER_H

#include <stddef.h>

#include <calx/engine.h>

/* CREATE TRIGGER name BEFORE|AFTER event [OF column] ON table [WHEN condition]
 * BEGIN statement; ... END, as SQLite has it, in the words of the program's
 * database: a function and a trigger for each row. Its statements must be SQL of
 * all databases, or one of those of trigger.c's table, which fail. */
void trigger_make(calx_engine *engine, const char *sql);
void trigger_drop(calx_engine *engine, const char *name, const char *table);

#endif
