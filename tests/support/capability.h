#ifndef CALX_TESTS_CAPABILITY_H
#define CALX_TESTS_CAPABILITY_H

/* What not every database can do. A test that needs it begins with
 *
 *     NEEDS(CAN_HAVE_ONE_WRITER);
 *
 * and is left out, with the reason, where the table in capability.c has one. No
 * test is left out in another way. */
enum capability {
	/* a transaction that writes keeps all others from it */
	CAN_HAVE_ONE_WRITER,
	/* a transaction that has read cannot change what was committed since */
	CAN_TELL_LATE_WRITES,
	/* a deadlock takes back a whole transaction, with its savepoints */
	CAN_LOSE_SAVEPOINTS,
};

/* The variable that must name a server before any test of this program can run,
 * or NULL. */
const char *database_missing(void);

/* Why the database cannot do it, or NULL. */
const char *capability_lacking(enum capability capability);

#define NEEDS(capability)                                          \
	do {                                                       \
		const char *why_ = capability_lacking(capability); \
		if (why_) {                                        \
			print_message("# left out: %s\n", why_);   \
			skip();                                    \
		}                                                  \
	} while (0)

#endif
