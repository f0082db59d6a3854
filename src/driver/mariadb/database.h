#ifndef CALX_DRIVER_MARIADB_DATABASE_H
#define CALX_DRIVER_MARIADB_DATABASE_H

#include <mysql.h>

#include "driver/driver.h"
#include "util/arena.h"

/* The inside of the driver, which its files share. */

struct db {
	MYSQL *handle;
	const struct url *url;
	const struct listener *listener; /* may be NULL */
	/* the driver's, for statement.c, which open.c stands on */
	void (*interrupt)(struct db *db);
	const struct mariadb_words *words;  /* setup.h: of this server */
	const struct driver_waiter *waiter; /* NULL: libmariadb may wait */
	bool can_pause;			    /* it was told that it may not */
	/* whose rows the server is still sending: nothing else can be said to
	 * it until they are read */
	struct stmt *sending;
	/* the server has rolled the transaction back by itself, and a COMMIT
	 * would be told that all is well */
	bool undone;
	bool lost; /* the connection is gone */
	/* how long to wait for a lock, in seconds: as the URL says; 0: as the
	 * server does */
	long long wait;
	long long limit; /* for statements, in milliseconds; 0: none */
	bool limited;	 /* the transaction has limits of its own */
	/* the name of the transaction that is open; "": it has one phase */
	char two_phase[TWO_PHASE_MAX + 1];
};

/* How the values of a column are sent: chapter "Binary Protocol Value" of
 * MariaDB's manual. */
enum wire {
	WIRE_OTHER, /* none that this driver knows */
	WIRE_BITS,  /* of BIT(n), the highest first, behind a length */
	WIRE_INT8,
	WIRE_UINT8,
	WIRE_INT16,
	WIRE_UINT16,
	WIRE_INT32,
	WIRE_UINT32,
	WIRE_INT64,
	WIRE_UINT64,
	WIRE_FLOAT,
	WIRE_DOUBLE,
	/* from here on a length comes before it */
	WIRE_DATE,
	WIRE_DATETIME,
	WIRE_TIME,
	/* from here on it is bytes */
	WIRE_TEXT,
	WIRE_DECIMAL, /* its digits */
	WIRE_BYTES,
	WIRE_COUNT
};

/* One value of the current row. */
struct cell {
	enum wire wire;
	bool is_null;
	union {
		int64_t integer; /* of UINT64: its bits */
		double real;
		calx_datetime datetime; /* what is none is invalid */
		calx_time time;		/* likewise */
		const char *data;	/* from WIRE_TEXT on; a NUL follows */
	} as;
	size_t size; /* of the data */
};

/* What a parameter is bound to, unless the caller's text is. */
union parameter {
	int64_t integer;
	double real;
	MYSQL_TIME time;
};

struct stmt {
	struct db *db;
	MYSQL_STMT *handle;
	const char *sql;   /* the caller's, which outlives it */
	size_t sql_length; /* up to a semicolon at its end */
	size_t parameter_count;
	MYSQL_BIND *binds;	      /* one for each parameter */
	union parameter *parameters;  /* likewise */
	unsigned long *lengths;	      /* likewise: of text */
	enum enum_field_types *types; /* likewise: of many rows, see many.c */
	size_t fits; /* rows that a packet of them takes, if it is known */
	bool singly; /* the server takes them one by one only */
	struct cell *cells; /* one for each column */
	size_t column_count;
	bool running;		/* it was executed, and may have rows to come */
	bool cut;		/* they could not be read */
	bool counts;		/* it changes rows */
	bool reads;		/* it does nothing else */
	struct outcome outcome; /* of its last run */
	struct arena bound;	/* what is written for parameters */
	struct arena shown;	/* what is written for the current row */
	char *row;		/* the bytes of that row */
	size_t row_size;	/* that have room there */
};

#endif
