#ifndef CALX_DIALECT_SQLITE_TEXT_AFFINITY_H
#define CALX_DIALECT_SQLITE_TEXT_AFFINITY_H

/* What SQLite makes of the name of a type (datatype3.html, section 3.1). */

enum affinity {
	AFFINITY_BLOB,
	AFFINITY_TEXT,
	AFFINITY_INTEGER,
	AFFINITY_REAL,
	AFFINITY_NUMERIC
};

/* By the letters that stand anywhere in the name, in any case: the first that
 * fit, NUMERIC for all others. The caller knows of no name, and of ANY. */
enum affinity calx__affinity(const char *type);

#endif
