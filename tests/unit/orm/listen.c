#include <calx/calx.h>
#include <calx/short.h>

#include <stdio.h>

#include "check.h"
#include "database.h"
#include "torture.h"

/* What programs hear of objects and sessions, change, and refuse. */

CALX_MODEL(Author, "authors", column(id, integer(), .primary_key = true),
	column(name, string(100)), column(version, integer()));
CALX_MODEL(Book, "books", column(id, integer(), .primary_key = true),
	column(author_id, nullable(integer()), .references = "authors.id"),
	column(title, string(100)));
CALX_METADATA(shop, Author, Book);

static calx_engine *engine;
static calx_session *S;
static char heard[2000];

static int set_up(void **state)
{
	(void)state;
	engine = database_engine();
	assert_int_equal(calx_create_all(engine, &shop, NULL), CALX_OK);
	S = calx_session_open(engine);
	*heard = '\0';
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	calx_session_close(S);
	database_engine_close(engine);
	return 0;
}

static void note(const char *what)
{
	const size_t used = strlen(heard);

	snprintf(heard + used, sizeof(heard) - used, "%s%s", used ? " " : "",
		what);
}

static void check_heard(const char *expected)
{
	CHECK_TEXT(heard, expected);
	*heard = '\0';
}

/* ---- objects ------------------------------------------------------------------- */

static enum calx_status hear(
	calx_session *session, struct Author *author, void *context)
{
	char text[200];

	assert_ptr_equal(session, S);
	snprintf(text, sizeof(text), "%s:%s", (const char *)context,
		author->name);
	note(text);
	return CALX_OK;
}

static char before_insert[] = "+", after_insert[] = "++", before_update[] = "=",
	    after_update[] = "==", before_delete[] = "-", after_delete[] = "--";

static void listen_to_all(void)
{
	calx_listen(S, Author, CALX_BEFORE_INSERT, hear, before_insert);
	calx_listen(S, Author, CALX_AFTER_INSERT, hear, after_insert);
	calx_listen(S, Author, CALX_BEFORE_UPDATE, hear, before_update);
	calx_listen(S, Author, CALX_AFTER_UPDATE, hear, after_update);
	calx_listen(S, Author, CALX_BEFORE_DELETE, hear, before_delete);
	calx_listen(S, Author, CALX_AFTER_DELETE, hear, after_delete);
	assert_null(calx_session_error(S));
}

static void objects_are_told_of(void **state)
{
	struct Author *a, *b;

	(void)state;
	listen_to_all();
	a = calx_add(S, Author, .name = "a");
	b = calx_add(S, Author, .name = "b");
	calx_add(S, Book, .title = "nobody asks");
	check_heard("");
	assert_int_equal(calx_commit(S), CALX_OK);
	check_heard("+:a +:b ++:a ++:b");
	a->name = "x";
	calx_delete(S, b);
	calx_add(S, Author, .name = "c");
	assert_int_equal(calx_flush(S), CALX_OK);
	check_heard("+:c =:x -:b ++:c ==:x --:b");
	/* there is nothing more to tell */
	assert_int_equal(calx_commit(S), CALX_OK);
	check_heard("");
	assert_int_equal(calx_count(S, Author), 2);
}

static char first[] = "first", second[] = "second", third[] = "third";

static void hooks_are_called_in_their_order(void **state)
{
	(void)state;
	calx_listen(S, Author, CALX_BEFORE_INSERT, hear, second);
	calx_listen(S, Author, CALX_BEFORE_INSERT, hear, third, .once = true);
	calx_listen(S, Author, CALX_BEFORE_INSERT, hear, first, .first = true);
	calx_add(S, Author, .name = "a");
	assert_int_equal(calx_commit(S), CALX_OK);
	check_heard("first:a second:a third:a");
	calx_add(S, Author, .name = "b");
	assert_int_equal(calx_commit(S), CALX_OK);
	check_heard("first:b second:b");
	assert_true(calx_unlisten(S, Author, CALX_BEFORE_INSERT, hear, first));
	assert_false(calx_unlisten(S, Author, CALX_BEFORE_INSERT, hear, first));
	assert_false(calx_unlisten(S, Author, CALX_AFTER_INSERT, hear, second));
	assert_false(calx_session_unlisten(NULL, NULL));
	calx_add(S, Author, .name = "c");
	assert_int_equal(calx_commit(S), CALX_OK);
	check_heard("second:c");
}

static void queries_flush_and_tell(void **state)
{
	(void)state;
	listen_to_all();
	calx_add(S, Author, .name = "a");
	assert_int_equal(calx_count(S, Author), 1);
	check_heard("+:a ++:a");
}

static enum calx_status count_up(
	calx_session *session, struct Author *author, void *context)
{
	(void)session;
	(void)context;
	author->version++;
	return CALX_OK;
}

static enum calx_status see_key(
	calx_session *session, struct Author *author, void *context)
{
	(void)session;
	*(bool *)context = author->id != 0;
	return CALX_OK;
}

/* Once in a flush, although what it changes is looked for anew. */
static void hooks_change_objects(void **state)
{
	struct Author *a = calx_add(S, Author, .name = "a");
	bool before = true, after = false;

	(void)state;
	calx_listen(S, Author, CALX_BEFORE_INSERT, count_up, NULL);
	calx_listen(S, Author, CALX_BEFORE_UPDATE, count_up, NULL);
	calx_listen(S, Author, CALX_BEFORE_INSERT, see_key, &before);
	calx_listen(S, Author, CALX_AFTER_INSERT, see_key, &after);
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_false(before);
	assert_true(after);
	assert_int_equal(a->version, 1);
	a->name = "b";
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(a->version, 2);
	assert_int_equal(calx_scalar(S, max(Author.version)).value, 2);
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(a->version, 2);
}

static enum calx_status write_a_book(
	calx_session *session, struct Author *author, void *context)
{
	(void)context;
	calx_add(session, Book, .title = author->name);
	return CALX_OK;
}

static enum calx_status count_authors(
	calx_session *session, struct Book *book, void *context)
{
	(void)book;
	*(long long *)context = calx_count(session, Author);
	return CALX_OK;
}

/* What a hook adds is of the same flush, and told of as well. */
static void hooks_add_objects(void **state)
{
	long long authors = -1;

	(void)state;
	calx_listen(S, Author, CALX_BEFORE_INSERT, write_a_book, NULL);
	calx_listen(S, Book, CALX_BEFORE_INSERT, count_authors, &authors);
	calx_add(S, Author, .name = "a");
	assert_int_equal(calx_flush(S), CALX_OK);
	/* a query of a hook does not flush */
	assert_int_equal(authors, 0);
	assert_int_equal(calx_count(S, Book), 1);
	/* and behind it: the next flush writes it */
	calx_listen(S, Author, CALX_AFTER_UPDATE, write_a_book, NULL);
	calx_first(S, Author)->name = "b";
	assert_int_equal(calx_flush(S), CALX_OK);
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(calx_count(S, Book), 2);
}

static enum calx_status never_ends(
	calx_session *session, struct Author *author, void *context)
{
	(void)author;
	(void)context;
	calx_add(session, Author, .name = "again");
	return CALX_OK;
}

static void hooks_end(void **state)
{
	(void)state;
	calx_listen(S, Author, CALX_BEFORE_INSERT, never_ends, NULL);
	calx_add(S, Author, .name = "a");
	assert_int_equal(calx_flush(S), CALX_MISUSE);
	assert_int_equal(calx_rollback(S), CALX_OK);
}

static enum calx_status refuse(
	calx_session *session, struct Author *author, void *context)
{
	(void)session;
	(void)author;
	return *(enum calx_status *)context;
}

static void hooks_refuse(void **state)
{
	enum calx_status status = CALX_CONFLICT;

	(void)state;
	calx_listen(S, Author, CALX_BEFORE_DELETE, refuse, &status);
	calx_add(S, Author, .name = "a");
	assert_int_equal(calx_commit(S), CALX_OK);
	calx_delete(S, calx_first(S, Author));
	assert_int_equal(calx_flush(S), CALX_CONFLICT);
	assert_non_null(strstr(calx_session_error(S)->message,
		"a hook of the program has refused it"));
	assert_non_null(strstr(calx_session_error(S)->message, "delete from"));
	assert_int_equal(calx_rollback(S), CALX_OK);
	assert_int_equal(calx_count(S, Author), 1);
	status = CALX_OK;
	calx_delete(S, calx_first(S, Author));
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(calx_count(S, Author), 0);
}

static enum calx_status (*const verbs[])(
	calx_session *session) = { calx_flush, calx_commit, calx_rollback };

struct verb {
	enum calx_status (*verb)(calx_session *session);
};

static enum calx_status call_verb(
	calx_session *session, struct Author *author, void *context)
{
	(void)author;
	return ((const struct verb *)context)->verb(session);
}

static void hooks_may_not_flush(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++) {
		struct verb verb = { verbs[i] };

		calx_session_close(S);
		S = calx_session_open(engine);
		calx_listen(S, Author, CALX_BEFORE_INSERT, call_verb, &verb);
		calx_add(S, Author, .name = "a");
		assert_int_equal(calx_flush(S), CALX_MISUSE);
		assert_int_equal(calx_rollback(S), CALX_OK);
	}
}

/* ---- the session ------------------------------------------------------------------- */

static enum calx_status hear_session(calx_session *session, void *context)
{
	assert_ptr_equal(session, S);
	note(context);
	return CALX_OK;
}

static enum calx_status add_one(calx_session *session, void *context)
{
	if (calx_count(session, Author) == 0)
		calx_add(session, Author, .name = context);
	return CALX_OK;
}

static char begin[] = "begin", flush[] = "flush", flushed[] = "flushed",
	    commit[] = "commit", committed[] = "committed", undone[] = "undone",
	    late[] = "late";

static void listen_to_session(void)
{
	calx_session_on(S, CALX_AFTER_BEGIN, hear_session, begin);
	calx_session_on(S, CALX_BEFORE_FLUSH, hear_session, flush);
	calx_session_on(S, CALX_AFTER_FLUSH, hear_session, flushed);
	calx_session_on(S, CALX_BEFORE_COMMIT, hear_session, commit);
	calx_session_on(S, CALX_AFTER_COMMIT, hear_session, committed);
	calx_session_on(S, CALX_AFTER_ROLLBACK, hear_session, undone);
	assert_null(calx_session_error(S));
}

static void sessions_are_told_of(void **state)
{
	(void)state;
	listen_to_session();
	calx_add(S, Author, .name = "a");
	calx_commit(S);
	check_heard("commit flush begin flushed committed");
	calx_count(S, Author);
	calx_rollback(S);
	check_heard("begin undone");
	calx_transaction(S) {
		calx_add(S, Author, .name = "b");
		calx_savepoint(S)
			calx_add(S, Author, .name = "c");
	}
	check_heard("begin flush flushed flush flushed commit committed");
}

/* What comes before a commit is part of it. */
static void a_commit_takes_along(void **state)
{
	(void)state;
	calx_session_on(S, CALX_BEFORE_COMMIT, add_one, late);
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(calx_count(S, Author), 1);
	calx_rollback(S);
	assert_int_equal(calx_count(S, Author), 1);
}

static enum calx_status refuse_session(calx_session *session, void *context)
{
	(void)session;
	return *(enum calx_status *)context;
}

static void a_commit_is_refused(void **state)
{
	enum calx_status status = CALX_CONFLICT;

	(void)state;
	calx_session_on(S, CALX_BEFORE_COMMIT, refuse_session, &status);
	calx_add(S, Author, .name = "a");
	assert_int_equal(calx_commit(S), CALX_CONFLICT);
	assert_int_equal(calx_rollback(S), CALX_OK);
	assert_int_equal(calx_count(S, Author), 0);
}

static void what_makes_no_sense_is_refused(void **state)
{
	(void)state;
	assert_int_equal(
		calx_session_on(S, CALX_AFTER_COMMIT, NULL, NULL), CALX_MISUSE);
	calx_rollback(S);
	assert_int_equal(calx_session_on(S, (enum calx_session_event)77,
				 hear_session, begin),
		CALX_MISUSE);
	calx_rollback(S);
	assert_int_equal(
		calx_listen(S, Author, (enum calx_object_event)77, hear, begin),
		CALX_MISUSE);
	calx_rollback(S);
	assert_int_equal(calx_session_listen(S, NULL), CALX_MISUSE);
	assert_int_equal(
		calx_session_on(NULL, CALX_AFTER_COMMIT, hear_session, begin),
		CALX_MISUSE);
}

/* ---- memory -------------------------------------------------------------------------- */

static enum calx_status quiet(
	calx_session *session, struct Author *author, void *context)
{
	(void)session;
	(void)context;
	author->version++;
	return CALX_OK;
}

static void work(void *context)
{
	calx_engine *own = calx_engine_open("sqlite://", NULL);
	calx_session *session;

	(void)context;
	if (!own || calx_create_all(own, &shop, NULL) < 0) {
		assert_false(torture_is_clean());
		calx_engine_close(own);
		return;
	}
	session = calx_session_open(own);
	calx_listen(session, Author, CALX_BEFORE_INSERT, quiet, NULL);
	calx_listen(session, Author, CALX_AFTER_INSERT, quiet, NULL);
	calx_session_on(session, CALX_BEFORE_FLUSH, refuse_session,
		&(enum calx_status){ CALX_OK });
	for (int i = 0; i < 40; i++)
		calx_add(session, Author, .name = "a");
	if (calx_flush(session) < 0 && torture_is_clean())
		fail_msg("%s", calx_session_error(session)->message);
	calx_rollback(session);
	calx_session_close(session);
	calx_engine_close(own);
}

static void survives_lack_of_memory(void **state)
{
	(void)state;
	torture(work, NULL);
}

static enum calx_status hear_the_session(calx_session *session, void *context)
{
	assert_ptr_equal(session, S);
	note(context);
	return CALX_OK;
}

static enum calx_status set_first(calx_session *session, void *context)
{
	(void)context;
	return calx_session_on(session, CALX_AFTER_COMMIT, hear_the_session,
		first, .first = true);
}

static void sessions_hear_in_their_order(void **state)
{
	(void)state;
	calx_session_on(S, CALX_AFTER_COMMIT, hear_the_session, second);
	calx_session_on(
		S, CALX_AFTER_COMMIT, hear_the_session, third, .once = true);
	calx_session_on(
		S, CALX_AFTER_COMMIT, hear_the_session, first, .first = true);
	for (int i = 0; i < 2; i++) {
		calx_add(S, Book, .title = "t");
		assert_int_equal(calx_commit(S), CALX_OK);
		check_heard(i ? "first second" : "first second third");
	}
	assert_true(calx_session_off(
		S, CALX_AFTER_COMMIT, hear_the_session, second));
	assert_false(calx_session_off(
		S, CALX_AFTER_COMMIT, hear_the_session, second));
	assert_false(calx_session_off(S, CALX_AFTER_COMMIT, NULL, NULL));
	assert_false(calx_session_off(
		NULL, CALX_AFTER_COMMIT, hear_the_session, first));
	calx_add(S, Book, .title = "t");
	assert_int_equal(calx_commit(S), CALX_OK);
	check_heard("first");
	/* those that are called just then stay where they are */
	calx_session_on(S, CALX_AFTER_BEGIN, set_first, NULL);
	assert_int_equal(calx_count(S, Book), CALX_MISUSE);
	assert_int_equal(calx_rollback(S), CALX_OK);
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

CHECK_MAIN("listen", FRESH(objects_are_told_of), FRESH(queries_flush_and_tell),
	FRESH(hooks_change_objects), FRESH(hooks_add_objects), FRESH(hooks_end),
	FRESH(hooks_refuse), FRESH(hooks_may_not_flush),
	FRESH(sessions_are_told_of), FRESH(a_commit_takes_along),
	FRESH(a_commit_is_refused), FRESH(what_makes_no_sense_is_refused),
	FRESH(hooks_are_called_in_their_order),
	FRESH(sessions_hear_in_their_order), FRESH(survives_lack_of_memory))
