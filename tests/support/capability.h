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
	/* a timestamp keeps its offset, and not only its moment */
	CAN_KEEP_OFFSETS,
	/* JSON is compared with text that is none */
	CAN_COMPARE_BAD_JSON,
	/* a key that a program gave counts when the next one is made up */
	CAN_COUNT_GIVEN_KEYS,
	/* when all rows are gone, keys begin at 1 again */
	CAN_GIVE_KEYS_AGAIN,
	/* a decimal of no scale keeps its zeros */
	CAN_KEEP_SCALES,
	/* the words of a form are found whatever their case is */
	CAN_FIND_WORDS_IN_ANY_CASE,
	/* a Julian day is compared as the millisecond that it stands for */
	CAN_COMPARE_JULIAN_DAYS,
	/* a literal that says the same whether backslashes escape or not */
	CAN_WRITE_BACKSLASHES_APART,
	/* what is divided by zero is NULL */
	CAN_DIVIDE_BY_ZERO,
	/* what a query casts to a type must have room in it */
	CAN_REFUSE_TO_CAST,
	/* a decimal is text to the plain SQL of a CHECK */
	CAN_HOLD_DECIMALS_AS_TEXT,
	/* a column holds values of other types than its own */
	CAN_HOLD_ANY_TYPE,
	/* a connection knows how many rows it has changed, with those that
	 * triggers and foreign keys have */
	CAN_COUNT_CHANGES,
	/* a transaction that is prepared outlives its connection */
	CAN_COMMIT_IN_TWO_PHASES,
	/* a revision may write rows whose parents come later in it */
	CAN_WAIT_FOR_PARENTS,
	/* "a" and "A" are one table */
	CAN_NAME_IN_ANY_CASE,
	/* a trigger may change the table that it is of */
	CAN_TRIGGER_ITS_TABLE,
	/* a trigger may leave a row out in silence */
	CAN_LEAVE_OUT,
	/* foreign keys are checked at COMMIT */
	CAN_DEFER,
	/* ON DELETE SET DEFAULT */
	CAN_SET_DEFAULT,
	/* indexes on expressions, and on some of the rows */
	CAN_INDEX_EXPRESSIONS,
	/* ON UPDATE CASCADE within one table */
	CAN_CASCADE_TO_ITSELF,
	/* a row that refers to itself can be deleted */
	CAN_DELETE_WHAT_REFERS_TO_ITSELF,
	/* what a foreign key changes fires triggers, and does so first */
	CAN_ORDER_CASCADES,
	/* foreign keys refer to tables that are not there, and are minded or not
	 * as a connection likes */
	CAN_REFER_TO_NOTHING,
	/* the client can ask cheaply whether views and triggers make tables
	 * depend on each other */
	CAN_TELL_VIEWS,
	/* names hold characters beyond U+FFFF */
	CAN_NAME_BEYOND_BMP,
	/* a pattern of LIKE may end in a backslash */
	CAN_END_PATTERNS_IN_ESCAPES,
	/* an interval of 2^31 hours has a text */
	CAN_WRITE_LONG_INTERVALS,
};

/* Why the database cannot do it, or NULL. */
const char *capability_lacking(enum capability capability);

/* Ends the test where it stands: cmocka's skip() says "not ok". */
#define NEEDS(capability)                                          \
	do {                                                       \
		const char *why_ = capability_lacking(capability); \
		if (why_) {                                        \
			print_message("# left out: %s\n", why_);   \
			return;                                    \
		}                                                  \
	} while (0)

#endif
