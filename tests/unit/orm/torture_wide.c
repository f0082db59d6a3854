#include "check.h"
#include "database.h"
#include "spelled.h"
#include "torture.h"
#include <calx/calx.h>
#include <calx/short.h>

/* Scenes of a session in which every allocation, and every call of the
 * database, fails once, or from some point on: keys that are followed, values
 * that are exchanged, queries of all forms, what the database chooses, rows that
 * are refused, statements over many rows. Whatever fails, after a rollback the
 * session works, and its objects are what the database holds. */

struct scene {
	const calx_metadata *metadata;
	void (*fill)(calx_session *session);
	/* false as soon as something has failed */
	bool (*play)(calx_session *session);
	/* what holds afterwards, whether it has failed or not */
	void (*look)(calx_session *session);
	const char *counted[4]; /* tables whose keys fill() gives */
};

/* Whether all is well; only what was made to fail may not be. */
static bool is_well(calx_session *session)
{
	const calx_error *error = calx_session_error(session);

	if (error && torture_is_clean())
		fail_msg("%s (%s)", error->message, error->where);
	return !error;
}

/* Leaves a scene that something has failed in, before or by this condition: what
 * does not hold without an error was lost in silence. */
#define WELL(session, condition)                                     \
	do {                                                         \
		const bool holds_ = is_well(session) && (condition); \
		if (is_well(session))                                \
			assert_true(holds_);                         \
		if (!holds_ || !is_well(session))                    \
			return false;                                \
	} while (0)

static void play(void *context)
{
	const struct scene *scene = context;
	calx_engine *engine;
	calx_session *session;
	bool done;

	torture_pause();
	engine = database_engine();
	assert_int_equal(
		spelled_create_all(engine, scene->metadata, NULL), CALX_OK);
	session = calx_session_open(engine);
	scene->fill(session);
	assert_int_equal(calx_commit(session), CALX_OK);
	for (size_t i = 0; scene->counted[i]; i++)
		database_count_on(engine, scene->counted[i]);
	calx_session_close(session);
	session = calx_session_open(engine);
	torture_resume();
	done = scene->play(session);
	torture_pause();
	assert_true(done || !torture_is_clean());
	calx_rollback(session);
	assert_null(calx_session_error(session));
	if (scene->look)
		scene->look(session);
	assert_null(calx_session_error(session));
	calx_session_close(session);
	database_engine_close(engine);
	torture_resume();
}

static void torture_all(struct scene *scene)
{
	torture(play, scene);
	torture_sqlite(play, scene);
}

/* ---- keys that are followed ------------------------------------------------- */

CALX_MODEL(Top, "tops", column(code, string(9), .primary_key = true),
	column(mark, nullable(integer()), .unique = true));
CALX_MODEL(Middle, "middles", column(id, integer(), .primary_key = true),
	column(top, string(9), .references = "tops.code",
		.on_delete = "cascade", .on_update = "cascade"),
	column(name, nullable(text())));
CALX_MODEL(Leaf, "leaves", column(top, string(9)), column(number, integer()),
	column(middle_id, nullable(integer()), .references = "middles.id",
		.on_delete = "set null"),
	primary_key(top, number),
	foreign_key((top), "tops(code)", .on_update = "cascade",
		.on_delete = "cascade"));
CALX_MODEL(Loose, "looses", column(id, integer(), .primary_key = true),
	column(mark, nullable(integer()), .references = "tops.mark",
		.on_update = "set null", .on_delete = "set default",
		.server_default = "5"));
CALX_MODEL(Twig, "twigs", /* without the columns that it refers to */
	column(id, integer(), .primary_key = true),
	column(parent_id, nullable(integer()), .references = "twigs",
		.on_delete = "cascade", .on_update = "cascade"));
CALX_METADATA(trees, Top, Middle, Leaf, Loose, Twig);

static void trees_fill(calx_session *session)
{
	calx_add(session, Top, .code = "five", .mark = calx_some(5));
	calx_add(session, Top, .code = "a", .mark = calx_some(1));
	calx_add(session, Middle, .id = 1, .top = "a");
	calx_add(session, Leaf, .top = "a", .number = 1,
		.middle_id = calx_some(1));
	calx_add(session, Loose, .id = 1, .mark = calx_some(1));
	for (int i = 1; i <= 3; i++)
		calx_add(session, Twig, .id = i, .parent_id = { i - 1, i > 1 });
}

static bool trees_play(calx_session *session)
{
	struct Loose *loose = calx_get(session, Loose, 1);
	struct Leaf *leaf = calx_get(session, Leaf, "a", 1);
	struct Middle *middle = calx_get(session, Middle, 1);
	struct Top *top = calx_get(session, Top, "a");
	struct Twig_list twigs = calx_all(session, Twig, order_by(Twig.id));

	WELL(session, loose && leaf && middle && top && twigs.count == 3);
	top->code = "b";
	twigs.items[0]->id = 9;
	calx_flush(session);
	WELL(session, !strcmp(leaf->top, "b") && !strcmp(middle->top, "b"));
	WELL(session, twigs.items[1]->parent_id.value == 9);
	WELL(session, calx_get(session, Leaf, "b", 1) == leaf);
	top->mark.value = 2;
	calx_commit(session);
	WELL(session, !loose->mark.has);
	loose->mark = (calx_opt_int32){ 2, true };
	calx_delete(session, middle);
	calx_flush(session);
	WELL(session, !leaf->middle_id.has);
	calx_delete(session, top);
	calx_delete(session, twigs.items[0]);
	calx_flush(session);
	WELL(session, loose->mark.value == 5);
	WELL(session, !calx_get(session, Leaf, "b", 1));
	WELL(session, !calx_get(session, Twig, 3));
	calx_add(session, Twig, .id = 3);
	calx_commit(session);
	WELL(session, calx_get(session, Twig, 3) != twigs.items[2]);
	return true;
}

/* Rows that no object stands for go along, and what they had is taken. */
static bool unseen_play(calx_session *session)
{
	struct Top *top = calx_get(session, Top, "a");
	struct Twig *twig = calx_get(session, Twig, 1);
	struct Leaf *leaf;

	WELL(session, top && twig);
	calx_delete(session, top);
	calx_delete(session, twig);
	calx_add(session, Middle, .id = 1, .top = "five", .name = "again");
	leaf = calx_add(session, Leaf, .top = "five", .number = 1,
		.middle_id = calx_some(1));
	calx_add(session, Twig, .id = 3);
	calx_commit(session);
	WELL(session, calx_get(session, Leaf, "five", 1) == leaf);
	WELL(session, calx_count(session, Middle) == 1);
	WELL(session, calx_count(session, Twig) == 1);
	return true;
}

/* The objects are the rows. */
static void trees_look(calx_session *session)
{
	calx_each(session, Leaf, row, untracked()) {
		struct Leaf *leaf = calx_get(session, Leaf, row->top, 1);

		assert_non_null(leaf);
		CHECK_TEXT(leaf->top, row->top);
		assert_int_equal(leaf->middle_id.has, row->middle_id.has);
	}
	calx_each(session, Middle, row, untracked())
		CHECK_TEXT(calx_get(session, Middle, 1)->top, row->top);
	calx_each(session, Loose, row, untracked()) {
		struct Loose *loose = calx_get(session, Loose, 1);

		assert_int_equal(loose->mark.has, row->mark.has);
		assert_int_equal(loose->mark.value, row->mark.value);
	}
	calx_each(session, Twig, row, untracked())
		assert_int_equal(
			calx_get(session, Twig, row->id)->parent_id.value,
			row->parent_id.value);
}

static void keys_are_followed(void **state)
{
	struct scene scene = { &trees, trees_fill, trees_play, trees_look,
		{ NULL } };

	(void)state;
	NEEDS(CAN_CASCADE_TO_ITSELF);
	torture_all(&scene);
}

/* ---- values that are exchanged ------------------------------------------------ */

CALX_MODEL(Every, "every", column(id, integer(), .primary_key = true),
	column(small, small_integer(), .unique = true),
	column(real, double(), .unique = true),
	column(price, numeric(4, 2), .unique = true),
	column(any, numeric(), .unique = true),
	column(exact, numeric(30, 4), .unique = true),
	column(letter, string(3), .unique = true),
	column(name, text(), .unique = true),
	column(mark, blob(), .unique = true),
	column(code, uuid(), .unique = true),
	column(day, date(), .unique = true),
	column(hour, time(), .unique = true),
	column(at, datetime(), .unique = true),
	column(stamp, timestamp(), .unique = true));
CALX_MODEL(Egg, "eggs", column(code, string(9), .primary_key = true),
	column(hen, nullable(string(9)), .references = "hens.code"));
CALX_MODEL(Hen, "hens", column(code, string(9), .primary_key = true),
	column(egg, nullable(string(9)), .references = "eggs.code"));
CALX_METADATA(rings, Every, Egg, Hen);

static struct Every every_of(int i)
{
	return (struct Every){ .small = (int16_t)i,
		.real = i + 0.25,
		.price = calx_decimal_of_integer(100 + i, 2),
		.any = calx_decimal_of_integer(i, 0),
		.exact = calx_decimal_of_integer(i, 4),
		.letter = &"aab"[i],
		.name = i == 1 ? "one" : "two",
		.mark = { i == 1 ? "11" : "22", 2 },
		.code = { { (uint8_t)i } },
		.day = calx_date_of(2020, 1, i),
		.hour = calx_time_of(1, 2, i, 0),
		.at = calx_datetime_of(2020, 1, i, 1, 2, 3, 0),
		.stamp = { calx_datetime_of(2020, 1, i, 1, 2, 3, 0), 60 } };
}

static void rings_fill(calx_session *session)
{
	for (int i = 1; i <= 2; i++) {
		struct Every every = every_of(i);

		every.id = i;
		calx_session_add(session, &Every_calx_table_, &every, "fill");
	}
}

static bool is_every(const struct Every *every, int i)
{
	const struct Every like = every_of(i);

	return every->small == i && every->real > i && every->real < i + 1 &&
	       !calx_decimal_compare(every->price, like.price) &&
	       !calx_decimal_compare(every->any, like.any) &&
	       !calx_decimal_compare(every->exact, like.exact) &&
	       !strcmp(every->letter, like.letter) &&
	       !strcmp(every->name, like.name) && every->mark.size == 2 &&
	       !memcmp(every->mark.data, like.mark.data, 2) &&
	       !memcmp(&every->code, &like.code, sizeof(like.code)) &&
	       every->day.day == i && every->hour.second == i &&
	       every->at.day == i && every->stamp.local.day == i;
}

static bool rings_play(calx_session *session)
{
	struct Every *one = calx_get(session, Every, 1);
	struct Every *two = calx_get(session, Every, 2);
	struct Egg *egg;
	struct Hen *hen;

	WELL(session, one && two);
	*one = every_of(2);
	*two = every_of(1);
	one->id = 1;
	two->id = 2;
	egg = calx_add(session, Egg, .code = "e", .hen = "h");
	hen = calx_add(session, Hen, .code = "h", .egg = "e");
	calx_flush(session);
	WELL(session, egg && hen && is_every(one, 2) && is_every(two, 1));
	calx_delete(session, egg);
	calx_delete(session, hen);
	calx_add(session, Egg, .code = "f", .hen = "h");
	calx_add(session, Hen, .code = "h", .egg = "f");
	calx_commit(session);
	WELL(session, calx_exists(session, Hen, where(Hen.egg, ==, "f")));
	return true;
}

/* One is one, or both have changed places; nothing in between. */
static void rings_look(calx_session *session)
{
	const bool turned = calx_exists(session, Hen);

	calx_each(session, Every, row, untracked())
		assert_true(is_every(row, turned ? 3 - row->id : row->id));
	for (int i = 1; i <= 2; i++)
		assert_true(is_every(
			calx_get(session, Every, i), turned ? 3 - i : i));
}

static void values_are_exchanged(void **state)
{
	struct scene scene = { &rings, rings_fill, rings_play, rings_look,
		{ NULL } };

	(void)state;
	torture_all(&scene);
}

/* ---- values of what goes along ------------------------------------------------ */

CALX_MODEL(Barn, "barns", column(id, integer(), .primary_key = true));
CALX_MODEL(Goat, "goats", column(id, integer(), .primary_key = true),
	column(barn_id, integer(), .references = "barns.id",
		.on_delete = "cascade"),
	column(name, string(9), .unique = true));
CALX_MODEL(Bell, "bells", column(id, integer(), .primary_key = true),
	column(goat_id, integer(), .references = "goats.id"));
CALX_METADATA(herd, Barn, Goat, Bell);

static void herd_fill(calx_session *session)
{
	calx_add(session, Barn, .id = 1);
	calx_add(session, Barn, .id = 2);
	calx_add(session, Goat, .id = 1, .barn_id = 1, .name = "Anna");
	calx_add(session, Goat, .id = 2, .barn_id = 1, .name = "Bea");
	calx_add(session, Bell, .id = 1, .goat_id = 1);
}

/* One begins with a name that nobody has, the other one keeps its own at first. */
static bool herd_play(calx_session *session)
{
	struct Barn *barn = calx_get(session, Barn, 1);
	struct Goat *bea = calx_get(session, Goat, 2);
	struct Bell *bell = calx_get(session, Bell, 1);
	struct Goat *anna;

	WELL(session, barn && bea && bell);
	calx_delete(session, barn);
	anna = calx_add(session, Goat, .id = 3, .barn_id = 2, .name = "Anna");
	bell->goat_id = 3;
	calx_flush(session);
	WELL(session, anna && !strcmp(anna->name, "Anna"));
	calx_rollback(session);
	WELL(session, !strcmp(bea->name, "Bea"));
	calx_delete(session, barn);
	bea->barn_id = 2;
	bea->name = "Anna";
	bell->goat_id = 2;
	calx_commit(session);
	WELL(session, calx_count(session, Goat) == 1);
	WELL(session, calx_exists(session, Goat, where(Goat.name, ==, "Anna")));
	return true;
}

static void herd_look(calx_session *session)
{
	calx_each(session, Goat, row, untracked()) {
		struct Goat *goat = calx_get(session, Goat, row->id);

		assert_non_null(goat);
		CHECK_TEXT(goat->name, row->name);
		assert_int_equal(goat->barn_id, row->barn_id);
	}
}

static void herds_move(void **state)
{
	struct scene scene = { &herd, herd_fill, herd_play, herd_look,
		{ NULL } };

	(void)state;
	torture_all(&scene);
}

/* ---- queries -------------------------------------------------------------------- */

CALX_MODEL(Song, "songs", column(id, integer(), .primary_key = true),
	column(title, string(40)), column(cover, nullable(blob())),
	column(at, nullable(datetime(.stored = CALX_UNIX_SECONDS))),
	column(price, numeric(8, 2)));
CALX_ROW(Line, column(title, string()),
	column(at, nullable(datetime(.stored = CALX_UNIX_SECONDS))));
CALX_METADATA(songs, Song);

static void songs_fill(calx_session *session)
{
	for (int i = 1; i <= 4; i++)
		calx_add(session, Song, .id = i, .title = &"wwxyz"[i],
			.cover = { "cover", 5 },
			.at = calx_some(
				calx_datetime_of(2020, 1, i, 0, 0, 0, 0)),
			.price = calx_decimal_of_integer(i, 2));
}

static bool values_play(calx_session *session)
{
	const char *title;
	calx_blob cover;
	calx_strings titles;

	title = calx_scalar(session, Song.title, where(Song.id, ==, 1));
	WELL(session, title && !strcmp(title, "wxyz"));
	cover = calx_scalar(session, Song.cover, where(Song.id, ==, 2));
	WELL(session, cover.size == 5 && !memcmp(cover.data, "cover", 5));
	WELL(session, calx_scalar(session, Song.at, where(Song.id, ==, 3))
				      .value.day == 3);
	titles = calx_values(session, Song.title, order_by(Song.id));
	WELL(session, titles.count == 4 && !strcmp(titles.items[3], "z"));
	WELL(session, calx_values(session, Song.price).count == 4);
	WELL(session,
		calx_values(session, Song.id, where(Song.id, >, 9)).count == 0);
	return true;
}

static bool lists_play(calx_session *session)
{
	struct Line_list lines = calx_all(session, Line,
		select(Line, .title = Song.title, .at = Song.at),
		order_by(Song.id));
	struct Song *song;

	WELL(session, lines.count == 4 && lines.items[1]->at.value.day == 2);
	song = calx_one(session, Song, where(Song.title, ==, "z"));
	WELL(session, song && song->id == 4);
	WELL(session,
		calx_one(session, Song, where(Song.id, ==, 1), untracked()));
	WELL(session, calx_first(session, Song, untracked()));
	song->title = "changed";
	WELL(session,
		calx_exists(session, Song, where(Song.title, ==, "changed")));
	WELL(session, calx_all(session, Song).count == 4);
	WELL(session, calx_all(session, Song, untracked()).count == 4);
	return true;
}

static bool loops_play(calx_session *session)
{
	int days = 0, seen = 0;

	calx_each_row(session, row, columns(Song.title, Song.at, Song.cover),
		order_by(Song.id)) {
		days += calx_row_get(row, Song.at).day;
		if (days == 3)
			calx_commit(session);
		seen++;
	}
	WELL(session, days == 10 && seen == 4);
	calx_each(session, Song, song, order_by(Song.id)) {
		struct Song *same;

		song->cover = (calx_blob){ "other", 5 };
		calx_each(session, Song, other, where(Song.id, ==, song->id))
			other->price = calx_decimal_of_integer(7, 2);
		same = calx_get(session, Song, song->id);
		WELL(session, same && same->cover.size == 5);
		if (song->id == 2)
			calx_commit(session);
	}
	calx_each(session, Line, line,
		select(Line, .title = Song.title, .at = Song.at)) {
		calx_commit(session);
		WELL(session, line->at.has);
	}
	calx_each(session, Song, song, untracked()) {
		calx_commit(session);
		WELL(session, song->cover.size == 5);
	}
	return true;
}

static bool songs_play(calx_session *session)
{
	calx_query *query;
	long long count;

	if (!values_play(session) || !lists_play(session) ||
		!loops_play(session))
		return false;
	query = calx_query_new(session);
	calx_query_add(query, where(Song.id, <, 4));
	calx_query_add(query, only_if(true, where(Song.id, >, 1)),
		order_by(Song.title));
	count = calx_count(session, Song, clauses(query));
	calx_query_free(query);
	WELL(session, count == 2);
	return true;
}

static void queries_are_answered(void **state)
{
	struct scene scene = { &songs, songs_fill, songs_play, NULL, { NULL } };

	(void)state;
	torture_all(&scene);
}

/* A loop's transaction that ends under it, by a rollback. */
static bool cuts_play(calx_session *session)
{
	calx_each(session, Song, song, order_by(Song.id)) {
		song->title = "lost";
		calx_rollback(session);
		if (torture_is_clean())
			CHECK_TEXT(song->title, "wxyz");
		break;
	}
	WELL(session, true);
	calx_each_row(session, row, columns(Song.title), order_by(Song.id)) {
		calx_rollback(session);
		if (torture_is_clean())
			CHECK_TEXT(calx_row_get(row, Song.title), "wxyz");
		break;
	}
	return is_well(session);
}

static void loops_are_cut(void **state)
{
	struct scene scene = { &songs, songs_fill, cuts_play, NULL, { NULL } };

	(void)state;
	torture_sqlite(play, &scene);
}

/* ---- long lists ------------------------------------------------------------------- */

static void long_fill(calx_session *session)
{
	calx_connection_execute(calx_session_connection(session),
		spelled("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 8300) INSERT INTO songs (id, title, price) SELECT i, '', 0 FROM n",
			"INSERT INTO songs (id, title, price) SELECT i, '', 0 FROM generate_series(1, 8300) AS n(i)",
			"INSERT INTO songs (id, title, price) SELECT seq, '', 0 FROM seq_1_to_8300"),
		NULL, 0);
}

static bool long_play(calx_session *session)
{
	WELL(session, calx_all(session, Song, untracked()).count == 8300);
	return true;
}

static void lists_are_long(void **state)
{
	struct scene scene = { &songs, long_fill, long_play, NULL, { NULL } };

	(void)state;
	torture(play, &scene);
}

/* ---- what the database chooses ------------------------------------------------------ */

CALX_MODEL(Item, "items", column(id, integer(), .primary_key = true),
	column(stars, defaulted(integer()), .server_default = "7"),
	column(code, string(40), .server_default = "(hex(randomblob(4)))"),
	column(made, datetime(.stored = CALX_UNIX_SECONDS),
		.server_default = "(unixepoch())"));
CALX_MODEL(Bill, "bills", column(id, integer(), .primary_key = true),
	column(price, integer()), column(quantity, integer()),
	column(total, integer(), .computed = "price * quantity"),
	column(note, nullable(text())),
	column(loud, nullable(text()), .computed = "upper(note)"));
CALX_MODEL(Token, "tokens",
	column(code, string(40), .primary_key = true,
		.server_default = "(hex(randomblob(16)))"),
	column(made, datetime(.stored = CALX_UNIX_SECONDS),
		.server_default = "(unixepoch())"));
CALX_METADATA(chosen, Item, Bill, Token);

static void chosen_fill(calx_session *session)
{
	calx_add(session, Bill, .id = 1, .price = 2, .quantity = 3,
		.note = "one");
}

static bool chosen_play(calx_session *session)
{
	struct Bill rows[5] = { { .price = 1, .quantity = 1 } };
	struct Item *items[6];
	struct Token *token;
	struct Bill *bill;

	for (int i = 0; i < 6; i++)
		items[i] = i < 5 ? calx_add(session, Item, .id = 0)
				 : calx_add(session, Item,
					   .stars = calx_some(1), .code = "c");
	calx_flush(session);
	WELL(session, items[0] && items[5]);
	WELL(session, items[0]->stars.value == 7 && items[5]->stars.value == 1);
	WELL(session,
		strlen(items[3]->code) == 8 && items[4]->made.year > 2000);
	token = calx_add(session, Token, .code = NULL);
	calx_flush(session);
	WELL(session, token && strlen(token->code) == 32);
	WELL(session, calx_get(session, Token, token->code) == token);
	bill = calx_get(session, Bill, 1);
	WELL(session, bill != NULL);
	bill->price = 5;
	bill->note = "five";
	calx_flush(session);
	WELL(session, bill->total == 15 && !strcmp(bill->loud, "FIVE"));
	bill = calx_add(session, Bill, .price = 4, .quantity = 5);
	calx_commit(session);
	WELL(session, bill && bill->total == 20 && bill->id == 2);
	WELL(session, calx_refresh(session, bill) == CALX_OK);
	calx_bulk_save(session, Bill, rows, 5);
	WELL(session, calx_count(session, Bill, where(Bill.total, ==, 0)) == 4);
	return true;
}

static void what_the_database_chooses(void **state)
{
	struct scene scene = { &chosen, chosen_fill, chosen_play, NULL,
		{ "bills" } };

	(void)state;
	torture_all(&scene);
}

/* ---- rows that are refused ------------------------------------------------------------ */

CALX_MODEL(Owner, "owners", column(id, integer(), .primary_key = true),
	column(name, string(100), .unique = true),
	column(code, string(10), .unique = true));
CALX_MODEL(Thing, "things", column(id, integer(), .primary_key = true),
	column(title, string(100)),
	column(owner_id, integer(), .references = "owners"),
	column(maker, nullable(string(10)), .references = "owners.code"),
	column(low, integer()), column(high, integer()),
	check("low < high", .name = "ck_low"), unique_index(high, title));
CALX_MODEL(Note, "notes", column(id, integer(), .primary_key = true),
	column(thing_id, nullable(integer()), .references = "things",
		.deferrable = true, .initially_deferred = true));
CALX_METADATA(house, Owner, Thing, Note);

static void house_fill(calx_session *session)
{
	calx_add(session, Owner, .id = 1, .name = "Ann", .code = "A");
	calx_add(session, Owner, .id = 2, .name = "Bob", .code = "B");
	calx_add(session, Thing, .id = 1, .owner_id = 1, .maker = "A", .low = 1,
		.high = 2, .title = "lamp");
}

/* Whether the session says that, if nothing else has failed; it goes on. */
static bool is_refused(calx_session *session, const char *constraint)
{
	const calx_error *error = calx_session_error(session);

	if (torture_is_clean()) {
		assert_non_null(error);
		assert_int_equal(error->status, CALX_CONSTRAINT);
		CHECK_TEXT(error->constraint, constraint);
	}
	return error && calx_rollback(session) >= 0;
}

static bool rows_refused(calx_session *session)
{
	struct Owner rows[5] = { { 0 } };
	struct Owner *owner;

	for (int i = 0; i < 5; i++)
		rows[i] = (struct Owner){ .name = &"vwxyz"[i],
			.code = i == 3 ? "A" : &"VWXYZ"[i] };
	calx_bulk_save(session, Owner, rows, 5);
	if (!is_refused(session, "uq_owners_code"))
		return false;
	for (int i = 0; i < 6; i++)
		calx_add(session, Owner, .name = i == 4 ? "Bob" : &"uvwxyz"[i],
			.code = &"uvwxyz"[i]);
	calx_flush(session);
	if (!is_refused(session, "uq_owners_name"))
		return false;
	owner = calx_get(session, Owner, 1);
	if (owner)
		calx_delete(session, owner);
	calx_flush(session);
	if (!is_refused(session, "fk_things_owner_id_owners"))
		return false;
	owner = calx_get(session, Owner, 1);
	if (owner)
		owner->code = "Z";
	calx_flush(session);
	return is_refused(session, "fk_things_maker_owners");
}

static bool statements_refused(calx_session *session)
{
	calx_insert(
		session, Owner, set(Owner.name, "Bob"), set(Owner.code, "C"));
	if (!is_refused(session, "uq_owners_name"))
		return false;
	calx_update(
		session, Thing, set(Thing.high, -1), where(Thing.id, ==, 1));
	if (!is_refused(session, "ck_low"))
		return false;
	calx_add(session, Note, .thing_id = calx_some(44));
	calx_commit(session);
	return is_refused(session, "fk_notes_thing_id_things");
}

static bool house_play(calx_session *session)
{
	return rows_refused(session) && statements_refused(session);
}

static void house_look(calx_session *session)
{
	assert_int_equal(calx_count(session, Owner), 2);
	assert_int_equal(calx_count(session, Thing), 1);
	assert_int_equal(calx_count(session, Note), 0);
}

static void rows_are_refused(void **state)
{
	struct scene scene = { &house, house_fill, house_play, house_look,
		{ "owners", "things" } };

	(void)state;
	torture_all(&scene);
}

/* ---- statements over many rows ----------------------------------------------------------- */

CALX_MODEL(Cell, "cells", column(row, integer()), column(place, integer()),
	column(text, nullable(text())), primary_key(row, place));
CALX_METADATA(cells, Cell);

static void cells_fill(calx_session *session)
{
	for (int i = 0; i < 6; i++)
		calx_add(session, Cell, .row = i / 3, .place = i % 3,
			.text = "text");
}

static bool cells_play(calx_session *session)
{
	struct Cell *first, *second;

	first = calx_get(session, Cell, 0, 0);
	second = calx_get(session, Cell, 0, 1);
	WELL(session, first && second);
	WELL(session, calx_delete_where(
			      session, Cell, where(Cell.place, ==, 0)) == 2);
	WELL(session, !calx_get(session, Cell, 0, 0));
	WELL(session, calx_insert(session, Cell, set(Cell.row, 0),
			      set(Cell.place, 0)) == 1);
	WELL(session, calx_get(session, Cell, 0, 0) != first);
	WELL(session, calx_update(session, Cell,
			      set(Cell.place, calc(Cell.place, +, 10)),
			      all_rows()) == 5);
	WELL(session, calx_get(session, Cell, 0, 11) != second);
	calx_connection_execute(calx_session_connection(session),
		"DELETE FROM cells WHERE row = 1", NULL, 0);
	calx_each(session, Cell, cell)
		cell->text = "loop";
	calx_commit(session);
	WELL(session,
		calx_count(session, Cell, where(Cell.text, ==, "loop")) == 3);
	return true;
}

static void statements_over_many_rows(void **state)
{
	struct scene scene = { &cells, cells_fill, cells_play, NULL, { NULL } };

	(void)state;
	torture_all(&scene);
}

static void unseen_rows_go_along(void **state)
{
	struct scene scene = { &trees, trees_fill, unseen_play, trees_look,
		{ NULL } };

	(void)state;
	NEEDS(CAN_SET_DEFAULT);
	torture_all(&scene);
}

CHECK_MAIN("wide session torture", cmocka_unit_test(keys_are_followed),
	cmocka_unit_test(herds_move), cmocka_unit_test(unseen_rows_go_along),
	cmocka_unit_test(values_are_exchanged),
	cmocka_unit_test(queries_are_answered), cmocka_unit_test(loops_are_cut),
	cmocka_unit_test(lists_are_long),
	cmocka_unit_test(what_the_database_chooses),
	cmocka_unit_test(rows_are_refused),
	cmocka_unit_test(statements_over_many_rows))
