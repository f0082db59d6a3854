#include "check.h"
#include "database.h"
#include "spelled.h"

#include <stdio.h>

#include "torture.h"
#include "util/strbuf.h"
#include <calx/calx.h>
#include <calx/faker.h>
#include <calx/short.h>

/* What calx_seed() makes of whole tables: rows that refer to others, that differ
 * in several columns together, whose CHECKs and indexes only the database
 * understands. The rows as they are, the first of them and a sum of all, which a
 * seed gives for ever; CALX_UPDATE=1 prints those of today. */

enum { SHOWN = 4 };

CALX_MODEL(Shelf, "shelves", column(room, integer(), .primary_key = true),
	column(place, string(4), .primary_key = true));
CALX_MODEL(Box, "boxes", column(id, integer(), .primary_key = true),
	column(room, integer()), column(place, string(4)),
	foreign_key((room, place), "shelves(room, place)"),
	unique(room, place));
CALX_MODEL(Spare, "spares", column(id, integer(), .primary_key = true),
	column(room, nullable(integer())), column(place, nullable(string(4))),
	foreign_key((room, place), "shelves(room, place)"));
CALX_MODEL(Slot, "slots", column(id, integer(), .primary_key = true),
	column(room, integer()), column(place, string(4)),
	column(depth, integer()),
	foreign_key((room, place), "shelves(room, place)"),
	unique(room, place, depth), check("depth BETWEEN 1 AND 3"));
CALX_MODEL(Attic, "attics", column(room, integer(), .primary_key = true),
	column(place, string(4), .primary_key = true));
CALX_MODEL(Move, "moves", column(id, integer(), .primary_key = true),
	column(room, integer()), column(place, string(4)),
	column(other, string(4)),
	foreign_key((room, place), "shelves(room, place)"),
	foreign_key((room, other), "attics(room, place)"));

CALX_MODEL(Level, "levels",
	column(name, enumeration("low", "mid", "high"), .primary_key = true));
CALX_MODEL(Alarm, "alarms", column(id, integer(), .primary_key = true),
	column(level, enumeration("low", "mid", "high"),
		.references = "levels.name"));
CALX_MODEL(Bell, "bells", column(id, integer(), .primary_key = true),
	column(level, enumeration("high", "low"), .references = "levels.name"));

CALX_MODEL(Host, "hosts",
	column(id, uuid(.stored = CALX_UUID_BYTES), .primary_key = true),
	column(at, datetime(.stored = CALX_UNIX_SECONDS), .unique = true));
CALX_MODEL(Guest, "guests", column(id, integer(), .primary_key = true),
	column(host, uuid(.stored = CALX_UUID_BYTES), .references = "hosts"),
	column(at, datetime(.stored = CALX_UNIX_SECONDS),
		.references = "hosts(at)"),
	unique(host, at));
CALX_MODEL(Both, "boths", column(id, integer(), .primary_key = true),
	column(day, date(.stored = CALX_UNIX_DAYS)),
	column(yes, boolean(.stored = CALX_YES_NO)),
	column(cents, numeric(6, 2, .stored = CALX_SCALED_INTEGER)),
	unique(day, yes, cents), check("day BETWEEN 1 AND 2"),
	check("cents BETWEEN 7 AND 8"));
CALX_MODEL(Blob, "blobs", column(code, blob(), .primary_key = true),
	check("length(code) = 2"));
CALX_MODEL(Piece, "pieces", column(id, integer(), .primary_key = true),
	column(code, blob(), .references = "blobs.code", .unique = true));

CALX_MODEL(Category, "categories", column(id, integer(), .primary_key = true),
	column(parent_id, integer(), .references = "categories.id"),
	column(name, string(12)));
CALX_MODEL(Folder, "folders", column(id, integer(), .primary_key = true),
	column(parent_id, nullable(integer()), .references = "folders.id"));

CALX_MODEL(Span, "spans", column(id, integer(), .primary_key = true),
	column(low, small_integer()), column(high, small_integer()),
	column(mid, small_integer()), check("low < mid AND mid < high"),
	check("high - low < 900"));
CALX_MODEL(Even, "evens", column(id, integer(), .primary_key = true),
	column(n, integer(), .unique = true), check("id % 2 = 0"),
	check("id > 100"), check("n % 2 = id % 4 / 2"));
CALX_MODEL(Brief, "briefs", column(id, integer(), .primary_key = true),
	column(n, integer()), check("id < 4"));
CALX_MODEL(Fixed, "fixed", column(id, integer(), .primary_key = true),
	column(a, enumeration("x", "y"), .unique = false), column(b, boolean()),
	column(c, nullable(boolean())), unique(a, b), unique(b, c));
CALX_MODEL(Loose, "loose", column(id, integer(), .primary_key = true),
	column(a, nullable(enumeration("x", "y"))), column(b, boolean()),
	column(word, string(3), .collation = "NOCASE"), unique(word, b));
CALX_MODEL(Doc, "docs", column(id, integer(), .primary_key = true),
	column(body, string(20)), column(n, integer()),
	check("json_valid(body) = 0 OR json_extract(body, '$.a') IS NULL"),
	check("n <> 5 AND abs(n) >= 0"));
CALX_MODEL(Bad, "bads", column(id, integer(), .primary_key = true),
	column(body, string(20)), check("json_extract(body, '$') = 1"));
CALX_MODEL(Active, "actives", column(id, integer(), .primary_key = true),
	column(team, integer()), column(on, boolean()), column(nick, string(3)),
	index(sql("lower(nick)"), .unique = true),
	index(team, .unique = true, .where = "\"on\" = 1"),
	check("team BETWEEN 1 AND 20"));
CALX_MODEL(Doubled, "doubled", column(id, integer(), .primary_key = true),
	column(a, integer()), column(twice, integer(), .computed = "a * 2"),
	column(sum, integer(), .computed = "a + id"), unique_index(twice),
	check("twice > 10"), check("a < 300"));
CALX_MODEL(Same, "same", column(id, integer(), .primary_key = true),
	column(whole, double(), .unique = true),
	column(n, numeric(4, 1), .unique = true), check("whole IN (1, 2, 3)"),
	check("n IN (1, 1.0, 2.5, 3)"));
CALX_MODEL(Release, "releases", column(id, integer(), .primary_key = true),
	column(version, big_integer()),
	column(kind, enumeration("a", "b", "c")), unique(version, kind));
CALX_MODEL(Meeting, "meetings", column(id, integer(), .primary_key = true),
	column(from, datetime()), column(to, datetime()),
	column(asked, datetime()), column(day, time()), column(on, boolean()),
	unique(from, to, asked), unique(day, on));
CALX_MODEL(Nick, "nicks", column(id, integer(), .primary_key = true),
	column(nick, string(2), .collation = "BINARY"), column(on, boolean()),
	unique_index(nick, sql("lower(nick)"), sql("upper(nick)")),
	index(sql("lower(nick)"), .unique = true, .where = "\"on\""));
CALX_MODEL(High, "highs", column(id, integer(), .primary_key = true),
	column(n, integer()), check("id > 2147483645"));
CALX_MODEL(Strict, "stricts", column(id, integer(), .primary_key = true),
	column(n, integer()), table_options(.strict = true));
CALX_MODEL(Own, "owns",
	column(id, integer(), .primary_key = true, .sql_type = "INT"),
	column(n, integer()));
CALX_MODEL(Short, "shorts", column(id, integer(), .primary_key = true),
	column(letter, string(1), .unique = true), check("letter <> 'a'"));
CALX_MODEL(Tagged, "tagged", column(id, integer(), .primary_key = true),
	column(tag, string(20)), column(on, boolean()), unique(tag, on));
CALX_MODEL(Page, "pages", column(id, integer(), .primary_key = true),
	column(url, text()), column(mail, string(60), .unique = true),
	column(on, boolean()), unique(url, on), unique(mail, on));
CALX_MODEL(Many, "many", column(id, integer(), .primary_key = true),
	column(n, integer()));

CALX_METADATA(all, Shelf, Box, Spare, Slot, Attic, Move, Level, Alarm, Bell,
	Host, Guest, Both, Blob, Piece, Category, Folder, Span, Even, Brief,
	Fixed, Loose, Doc, Bad, Active, Doubled, Same, Release, Meeting, Nick,
	High, Strict, Own, Short, Tagged, Page, Many);

static const struct step {
	const calx_table *table; /* NULL: a new database */
	int rows;
	const char *seeded;
} steps[] = {
	{ &Shelf_calx_table_, 6,
		"334|'safe', 581|'lake', 60|'flat', 688|'west' (6) #a44fdaab" },
	{ &Box_calx_table_, 4,
		"1|334|'safe', 2|960|'side', 3|823|'milk', 4|688|'west' (4) #25aec4bb" },
	{ &Box_calx_table_, 2,
		"1|334|'safe', 2|960|'side', 3|823|'milk', 4|688|'west' (6) #ff524892" },
	{ &Box_calx_table_, 1,
		"boxes.(room, place) must be unique, but has only 6 values for 7 rows. Seed shelves with more rows first, or ask for fewer." },
	{ &Box_calx_table_, 0,
		"1|334|'safe', 2|960|'side', 3|823|'milk', 4|688|'west' (6) #ff524892" },
	{ &Spare_calx_table_, 8,
		"1|334|'safe', 2|960|'side', 3|581|'lake', 4|960|'side' (8) #c6a824ab" },
	{ &Slot_calx_table_, 10,
		"10|60|'flat'|3, 1|60|'flat'|1, 2|581|'lake'|2, 3|334|'safe'|2 (10) #a872cfee" },
	{ &Slot_calx_table_, 8,
		"10|60|'flat'|3, 11|823|'milk'|2, 12|334|'safe'|1, 13|688|'west'|3 (18) #552ad2c9" },
	{ &Slot_calx_table_, 1,
		"slots.(room, place, depth) must be unique, but has only 18 values for 19 rows. Name a function that makes other values in the call, .depth = my_depth, or ask for fewer rows." },
	{ &Attic_calx_table_, 6,
		"390|'blue', 476|'left', 552|'wave', 76|'four' (6) #54d28c0a" },
	{ &Move_calx_table_, 5,
		"moves.room refers to shelves and attics, which have no rows that agree: seed them first. " },
	{ NULL, 0, NULL },
	{ &Spare_calx_table_, 3,
		"1|NULL|NULL, 2|NULL|NULL, 3|NULL|NULL (3) #74d86a6a" },
	{ &Box_calx_table_, 1,
		"boxes.room refers to shelves, which has no rows: seed it first. " },
	{ &Move_calx_table_, 1,
		"moves.room refers to shelves and attics, which have no rows that agree: seed them first. " },
	{ &Level_calx_table_, 2, "'low', 'mid' (2) #13ca8909" },
	{ &Alarm_calx_table_, 8,
		"1|'low', 2|'mid', 3|'mid', 4|'mid' (8) #04f690fd" },
	{ &Bell_calx_table_, 8,
		"1|'low', 2|'low', 3|'low', 4|'low' (8) #2e6abe9d" },
	{ &Level_calx_table_, 1, "'high', 'low', 'mid' (3) #22350b34" },
	{ &Level_calx_table_, 1,
		"levels.name must be unique, but has only 3 values for 4 rows. Name a function that makes other values in the call, .name = my_name, or ask for fewer rows." },
	{ &Host_calx_table_, 5,
		"X'6304EDC41F004747B8D3856AEA0724D4'|1010979553, X'70F7E60812C045928EFF5E0FC97C352E'|1140991317, X'919FE62AA0354F4883FA7C8B944E20F4'|373324310, X'B6AA3CF0440849FBBC868A5E10FFF4BB'|870387027 (5) #b347c7b8" },
	{ &Guest_calx_table_, 9,
		"1|X'70F7E60812C045928EFF5E0FC97C352E'|1010979553, 2|X'919FE62AA0354F4883FA7C8B944E20F4'|373324310, 3|X'70F7E60812C045928EFF5E0FC97C352E'|1140991317, 4|X'919FE62AA0354F4883FA7C8B944E20F4'|1504327132 (9) #9717c04b" },
	{ &Guest_calx_table_, 16,
		"10|X'70F7E60812C045928EFF5E0FC97C352E'|870387027, 11|X'6304EDC41F004747B8D3856AEA0724D4'|1504327132, 12|X'B6AA3CF0440849FBBC868A5E10FFF4BB'|1140991317, 13|X'6304EDC41F004747B8D3856AEA0724D4'|373324310 (25) #1be01817" },
	{ &Guest_calx_table_, 1,
		"guests.(host, at) must be unique, but has only 25 values for 26 rows. Seed hosts with more rows first, or ask for fewer." },
	{ &Host_calx_table_, 5,
		"X'0D177D54A4FF463F9ECEE76220D1FA3A'|1038673044, X'2F5D6ED2ABDE43F5A9B860557E267A7E'|6895078, X'56F7653C403B46DC9CF4BFAF707054F1'|959653544, X'6304EDC41F004747B8D3856AEA0724D4'|1010979553 (10) #351a3d68" },
	{ &Both_calx_table_, 4,
		"1|2|'yes'|8, 2|1|'no'|7, 3|1|'no'|8, 4|1|'yes'|8 (4) #2f7ab8ab" },
	{ &Both_calx_table_, 3,
		"1|2|'yes'|8, 2|1|'no'|7, 3|1|'no'|8, 4|1|'yes'|8 (7) #225e72c4" },
	{ &Both_calx_table_, 5,
		"no more than 0 of 5 rows were found for boths that CHECK (day BETWEEN 1 AND 2) accepts. Name a function that makes other values in the call, .day = my_day, or ask for fewer rows." },
	{ &Blob_calx_table_, 7,
		"X'74B3', X'84F3', X'88BA', X'9FDC' (7) #7a126c06" },
	{ &Piece_calx_table_, 4,
		"1|X'74B3', 2|X'84F3', 3|X'88BA', 4|X'A197' (4) #c66692c1" },
	{ &Piece_calx_table_, 3,
		"1|X'74B3', 2|X'84F3', 3|X'88BA', 4|X'A197' (7) #1f2c084a" },
	{ &Piece_calx_table_, 1,
		"pieces.code must be unique, but has only 7 values for 8 rows. Seed blobs with more rows first, or ask for fewer." },
	{ &Category_calx_table_, 4,
		"1|1|'season', 2|2|'harbor', 3|3|'fast', 4|4|'change' (4) #a0b04f66" },
	{ &Category_calx_table_, 6,
		"10|2|'balance', 1|1|'season', 2|2|'harbor', 3|3|'fast' (10) #f27bee98" },
	{ &Folder_calx_table_, 3, "1|NULL, 2|NULL, 3|NULL (3) #b3757255" },
	{ &Folder_calx_table_, 3, "1|NULL, 2|NULL, 3|NULL, 4|2 (6) #995dddb7" },
	{ &Span_calx_table_, 12,
		"10|262|901|655, 11|10|899|397, 12|582|916|719, 1|161|901|644 (12) #3265bd01" },
	{ &Span_calx_table_, 12,
		"10|262|901|655, 11|10|899|397, 12|582|916|719, 13|-2|651|488 (24) #e030839b" },
	{ &Even_calx_table_, 6,
		"102|1535989523, 104|472932204, 106|1922267065, 108|28484 (6) #32b9257e" },
	{ &Even_calx_table_, 6,
		"102|1535989523, 104|472932204, 106|1922267065, 108|28484 (12) #4834a5a0" },
	{ &Brief_calx_table_, 3, "1|965, 2|454, 3|133 (3) #6a3b6c22" },
	{ &Brief_calx_table_, 1,
		"no more than 0 of 1 rows were found for briefs that CHECK (id < 4) accepts. Name a function that makes other values in the call, .id = my_id, or ask for fewer rows." },
	{ &Fixed_calx_table_, 4,
		"1|'x'|0|1, 2|'x'|1|0, 3|'y'|0|0, 4|'y'|1|1 (4) #29479885" },
	{ &Fixed_calx_table_, 1,
		"fixed.(a, b) must be unique, but has only 4 values for 5 rows. Name a function that makes other values in the call, .b = my_b, or ask for fewer rows." },
	{ &Loose_calx_table_, 40,
		"10|'y'|0|'art', 11|'y'|1|'sup', 12|'y'|0|'cit', 13|'y'|0|'cul' (40) #e7dbffdc" },
	{ &Loose_calx_table_, 40,
		"10|'y'|0|'art', 11|'y'|1|'sup', 12|'y'|0|'cit', 13|'y'|0|'cul' (80) #230878f6" },
	{ &Doc_calx_table_, 20,
		"10|'Exact save cloud nig'|70, 11|'Problem journey beli'|514, 12|'Busy instead warm bu'|343, 13|'Climb nearly bright '|254 (20) #87e20ad8" },
	{ &Bad_calx_table_, 2, "1|'1', 2|'1' (2) #5ebc810e" },
	{ &Active_calx_table_, 30,
		"10|18|0|'bfo', 11|17|1|'ash', 12|10|0|'ada', 13|17|0|'ali' (30) #16d4e0f7" },
	{ &Active_calx_table_, 30,
		"10|18|0|'bfo', 11|17|1|'ash', 12|10|0|'ada', 13|17|0|'ali' (60) #d98cc03a" },
	{ &Doubled_calx_table_, 40,
		"10|235|470|245, 11|53|106|64, 12|79|158|91, 13|285|570|298 (40) #d9cd59d1" },
	{ &Doubled_calx_table_, 240,
		"100|23|46|123, 101|238|476|339, 102|76|152|178, 103|168|336|271 (280) #40475934" },
	{ &Doubled_calx_table_, 30,
		"no more than 14 of 30 rows were found for doubled that UNIQUE (twice) accepts. Name a function that makes other values in the call, .a = my_a, or ask for fewer rows." },
	{ &Same_calx_table_, 2, "1|3.0|1, 2|1.0|2.5 (2) #334dc744" },
	{ &Same_calx_table_, 1, "1|3.0|1, 2|1.0|2.5, 3|2.0|3 (3) #9342b93d" },
	{ &Same_calx_table_, 1,
		"same.whole must be unique, but has only 3 values for 4 rows. Name a function that makes other values in the call, .whole = my_whole, or ask for fewer rows." },
	{ &Release_calx_table_, 2, "1|1|'a', 2|1|'b' (2) #54b84db3" },
	{ &Release_calx_table_, 4,
		"1|1|'a', 2|1|'b', 3|3123523565472353762|'c', 4|4653787940855522843|'a' (6) #da31086e" },
	{ &Release_calx_table_, 5,
		"10|6954219306787669735|'b', 11|9149593591608406205|'a', 1|1|'a', 2|1|'b' (11) #86eb418d" },
	{ &Meeting_calx_table_, 30,
		"10|'2020-12-28 07:21:18.165922'|'1971-01-05 09:25:39.110642'|'1977-07-23 15:52:03.881573'|'09:06:44.209014'|1, 11|'1971-08-27 10:39:13.97034'|'1980-02-05 15:22:00.024032'|'1987-09-01 06:25:16.030437'|'23:10:47.697138'|0, 12|'1973-05-26 18:30:09.393429'|'2009-05-02 11:06:03.369115'|'1985-11-01 08:36:34.819752'|'07:27:39.662494'|1, 13|'1991-01-04 16:40:01.501361'|'2005-03-26 01:52:54.203494'|'1971-04-19 07:44:36.041513'|'18:09:34.0643'|1 (30) #ccf40476" },
	{ &Meeting_calx_table_, 30,
		"10|'2020-12-28 07:21:18.165922'|'1971-01-05 09:25:39.110642'|'1977-07-23 15:52:03.881573'|'09:06:44.209014'|1, 11|'1971-08-27 10:39:13.97034'|'1980-02-05 15:22:00.024032'|'1987-09-01 06:25:16.030437'|'23:10:47.697138'|0, 12|'1973-05-26 18:30:09.393429'|'2009-05-02 11:06:03.369115'|'1985-11-01 08:36:34.819752'|'07:27:39.662494'|1, 13|'1991-01-04 16:40:01.501361'|'2005-03-26 01:52:54.203494'|'1971-04-19 07:44:36.041513'|'18:09:34.0643'|1 (60) #328705c7" },
	{ &Nick_calx_table_, 200,
		"100|'ds'|0, 101|'dr'|0, 102|'xw'|1, 103|'ov'|0 (200) #d7da447b" },
	{ &Nick_calx_table_, 200,
		"100|'ds'|0, 101|'dr'|0, 102|'xw'|1, 103|'ov'|0 (400) #1f7cc9ae" },
	{ &High_calx_table_, 1, "2147483646|27 (1) #ed85fb02" },
	{ &High_calx_table_, 1, "2147483646|27, 2147483647|884 (2) #087d8bb7" },
	{ &High_calx_table_, 1,
		"no more than 0 of 1 rows were found for highs that UNIQUE (id) accepts. Name a function that makes other values in the call, .id = my_id, or ask for fewer rows." },
	{ &Strict_calx_table_, 2, "1|889, 2|584 (2) #20a54a32" },
	{ &Own_calx_table_, 2, "1|501, 2|580 (2) #9112bf7b" },
	{ &Own_calx_table_, 2, "1|501, 2|580, 3|183, 4|583 (4) #5b4902dc" },
	{ &Short_calx_table_, 20,
		"10|'c', 11|'m', 12|'l', 13|'h' (20) #3c5b6278" },
	{ &Short_calx_table_, 15,
		"10|'c', 11|'m', 12|'l', 13|'h' (35) #a1615977" },
	{ &Short_calx_table_, 1,
		"10|'c', 11|'m', 12|'l', 13|'h' (36) #9d50efcd" },
	{ &Tagged_calx_table_, 300,
		"100|'series'|1, 101|'memory'|0, 102|'reason'|0, 103|'mouth'|0 (300) #eaf30765" },
	{ &Tagged_calx_table_, 200,
		"100|'series'|1, 101|'memory'|0, 102|'reason'|0, 103|'mouth'|0 (500) #204ee4a9" },
	{ &Page_calx_table_, 40,
		"10|'https://nine.example.com/mirror-bank-river'|'aperez289@example.net'|1, 11|'https://free.example.com/case-quick-site'|'samuel7710@example.com'|1, 12|'https://several.example.com/object-distance-border'|'rphillips9711@example.net'|1, 13|'https://other.example.com/number-twelve-coffee'|'edward5012@example.net'|0 (40) #750f405f" },
	{ &Page_calx_table_, 40,
		"10|'https://nine.example.com/mirror-bank-river'|'aperez289@example.net'|1, 11|'https://free.example.com/case-quick-site'|'samuel7710@example.com'|1, 12|'https://several.example.com/object-distance-border'|'rphillips9711@example.net'|1, 13|'https://other.example.com/number-twelve-coffee'|'edward5012@example.net'|0 (80) #ec168db9" },
	{ &Many_calx_table_, 1203,
		"1000|159, 1001|673, 1002|607, 1003|682 (1203) #3caf81a4" },
	{ &Many_calx_table_, 1,
		"1000|159, 1001|673, 1002|607, 1003|682 (1204) #418c4b95" },
};

struct world {
	calx_engine *engine;
	calx_session *session;
	calx_faker *fake;
};

static void open_world(struct world *world)
{
	calx_error error = { 0 };

	world->engine = database_engine();
	if (spelled_create_all(world->engine, &all, &error) < 0)
		fail_msg("%s", error.message);
	world->session = calx_session_open(world->engine);
	world->fake = calx_faker_open("en_US", .seed = 7);
}

static void close_world(struct world *world)
{
	calx_faker_close(world->fake);
	calx_session_close(world->session);
	database_engine_close(world->engine);
}

/* ---- what is in a table ------------------------------------------------------- */

static uint32_t add_sum(uint32_t sum, const char *text)
{
	for (; *text; text++)
		sum = (sum ^ (unsigned char)*text) * 0x01000193u;
	return (sum ^ 0xff) * 0x01000193u;
}

/* SELECT quote(a) || '|' || quote(b) FROM t */
static void write_query(const calx_table *table, char *sql, size_t size)
{
	snprintf(sql, size, "SELECT ");
	for (size_t i = 0; i < table->column_count; i++)
		snprintf(sql + strlen(sql), size - strlen(sql),
			"%squote(\"%s\")", i ? " || '|' || " : "",
			table->columns[i].name);
	snprintf(sql + strlen(sql), size - strlen(sql), " FROM %s ORDER BY 1",
		table->name);
}

static void describe(
	struct world *world, const calx_table *table, struct strbuf *text)
{
	uint32_t sum = 0x811c9dc5u;
	char sql[1024];
	calx_result *result;
	const calx_row *row;
	size_t count = 0;

	write_query(table, sql, sizeof(sql));
	result = calx_connection_query(
		calx_session_connection(world->session), sql, NULL, 0);
	while ((row = calx_result_next(result)) != NULL) {
		const char *cells = calx_row_text(row, 0);

		sum = add_sum(sum, cells);
		if (count++ < SHOWN)
			calx__strbuf_addf(
				text, "%s%s", count > 1 ? ", " : "", cells);
	}
	calx__strbuf_addf(text, " (%zu) #%08x", count, (unsigned)sum);
	calx_result_close(result);
}

static void seed(
	struct world *world, const struct step *step, struct strbuf *text)
{
	int64_t status = calx_session_seed(world->session, world->fake,
		step->table, step->rows, NULL, "tables.c:1");
	const calx_error *error = calx_session_error(world->session);

	if (status < 0) {
		calx__strbuf_addf(text, "%s. %s", error->message, error->hint);
		CHECK_TEXT(error->where, "tables.c:1");
		calx_rollback(world->session);
		return;
	}
	assert_int_equal(status, step->rows);
	assert_int_equal(calx_commit(world->session), CALX_OK);
	describe(world, step->table, text);
}

static void tables_are_filled_as_they_say(void **state)
{
	struct world world;
	size_t wrong = 0;

	(void)state;
	open_world(&world);
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		struct strbuf text = STRBUF_INIT;

		if (!steps[i].table) {
			close_world(&world);
			open_world(&world);
			continue;
		}
		seed(&world, &steps[i], &text);
		if (getenv("CALX_UPDATE"))
			printf("#%zu %s\n", i, text.data);
		else if (strcmp(text.data, steps[i].seeded) != 0 && ++wrong)
			print_error("%s, %d rows:\n  %s\nis not\n  %s\n",
				steps[i].table->name, steps[i].rows, text.data,
				steps[i].seeded);
		calx__strbuf_release(&text);
	}
	close_world(&world);
	assert_int_equal(wrong, 0);
}

/* ---- without memory ------------------------------------------------------------- */

static const struct torture {
	const calx_table *table, *parents;
} tortured[] = {
	{ &Slot_calx_table_, &Shelf_calx_table_ },
	{ &Guest_calx_table_, &Host_calx_table_ },
	{ &Piece_calx_table_, &Blob_calx_table_ },
	{ &Even_calx_table_, NULL },
	{ &Active_calx_table_, NULL },
	{ &Doubled_calx_table_, NULL },
	{ &Category_calx_table_, NULL },
	{ &Alarm_calx_table_, &Level_calx_table_ },
	{ &Both_calx_table_, &Both_calx_table_ },
	{ &Doubled_calx_table_, &Doubled_calx_table_ },
	{ &Nick_calx_table_, &Nick_calx_table_ },
};

static void seed_little(void *context)
{
	const struct torture *torture = context;
	struct world world;
	int64_t before = torture->parents == torture->table ? 2 : 0;
	int64_t status;

	torture_pause();
	open_world(&world);
	if (torture->parents)
		assert_int_equal(
			calx_session_seed(world.session, world.fake,
				torture->parents, 2, NULL, "tables.c:2"),
			2);
	torture_resume();
	status = calx_session_seed(world.session, world.fake, torture->table, 2,
		NULL, "tables.c:3");
	torture_pause();
	if (torture_is_clean())
		assert_int_equal(status, 2);
	if (status >= 0)
		assert_int_equal(calx_session_count(world.session,
					 torture->table, NULL, NULL),
			before + 2);
	torture_resume();
	close_world(&world);
}

static void memory_may_end_anywhere(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(tortured) / sizeof(*tortured); i++)
		torture(seed_little, (void *)(uintptr_t)&tortured[i]);
}

CHECK_MAIN("faker: tables", cmocka_unit_test(tables_are_filled_as_they_say),
	cmocka_unit_test(memory_may_end_anywhere), )
