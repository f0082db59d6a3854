#include "check.h"
#include "database.h"
#include "spelled.h"

#include <stdio.h>

#include "sql/type/type.h"
#include "util/arena.h"
#include "util/strbuf.h"
#include <calx/calx.h>
#include <calx/faker.h>

/* What calx_seed() fills a column with, by its type, its name and its CHECKs: the
 * lowest and the highest of all, how many of them differ and how many are NULL,
 * then the first three, and a sum of all of them, which a seed gives for ever.
 * CALX_UPDATE=1 prints those of today. */

enum { SHOWN = 3 };

static const char *const colors[] = { "red", "green", "blue", NULL };

/* '@' stands for the column, '?' behind its name for NULL, '!' for UNIQUE. A
 * second go makes as many rows again. */
struct filled {
	const char *name;
	calx_type type;
	const char *checks[3];
	int rows;
	const char *filled;
};

static const struct filled cases[] = {
	{ "n", { .kind = CALX_INTEGER }, { NULL }, 30,
		"10 .. 995, 58 of 60 differ: 559, 798, 413 #cb52598f" },
	{ "n!", { .kind = CALX_INTEGER }, { NULL }, 30,
		"4328 .. 2126526271, 60 of 60 differ: 1071529457, 863656299, 588947515 #b31fafc3" },
	{ "n?", { .kind = CALX_INTEGER }, { NULL }, 30,
		"10 .. 995, 58 of 60 differ: 559, 798, 413 #cb52598f" },
	{ "n", { .kind = CALX_SMALL_INTEGER }, { NULL }, 30,
		"10 .. 995, 58 of 60 differ: 559, 798, 413 #cb52598f" },
	{ "n!", { .kind = CALX_SMALL_INTEGER }, { NULL }, 30,
		"247 .. 30673, 60 of 60 differ: 4004, 13049, 21843 #b33e895e" },
	{ "n", { .kind = CALX_BIG_INTEGER }, { NULL }, 30,
		"10 .. 995, 58 of 60 differ: 559, 798, 413 #cb52598f" },
	{ "n!", { .kind = CALX_BIG_INTEGER }, { NULL }, 30,
		"4328 .. 2126526271, 60 of 60 differ: 1071529457, 863656299, 588947515 #b31fafc3" },
	{ "rating", { .kind = CALX_INTEGER }, { NULL }, 30,
		"1 .. 5, 5 of 60 differ: 1, 1, 3 #6ed5c3c1" },
	{ "rating!", { .kind = CALX_INTEGER }, { NULL }, 3,
		"t.rating must be unique, but has only 5 values for 6 rows. Name a function that makes other values in the call, .rating = my_rating, or ask for fewer rows." },
	{ "rating!", { .kind = CALX_INTEGER }, { NULL }, 2,
		"2 .. 5, 4 of 4 differ: 2, 5, 3 #20821935" },
	{ "quantity!", { .kind = CALX_INTEGER }, { NULL }, 60,
		"1 .. 2108932419, 120 of 120 differ: 30, 20, 67 #d9167102" },
	{ "age!", { .kind = CALX_INTEGER }, { NULL }, 30,
		"18 .. 90, 60 of 60 differ: 33, 55, 32 #268f8566" },
	{ "score!", { .kind = CALX_INTEGER }, { "@ >= 50" }, 60,
		"t.score must be unique, but has only 51 values for 60 rows. Name a function that makes other values in the call, .score = my_score, or ask for fewer rows." },
	{ "score!", { .kind = CALX_INTEGER }, { "@ BETWEEN 40 AND 200" }, 60,
		"40 .. 199, 120 of 120 differ: 84, 62, 71 #e449fbc3" },
	{ "price!", { .kind = CALX_INTEGER }, { "@ < 20" }, 60,
		"t.price must be unique, but has only 15 values for 60 rows. Name a function that makes other values in the call, .price = my_price, or ask for fewer rows." },
	{ "version", { .kind = CALX_INTEGER }, { NULL }, 9,
		"1 .. 1, 1 of 18 differ: 1, 1, 1 #f9d0cac5" },
	{ "version!", { .kind = CALX_INTEGER }, { NULL }, 9,
		"104468155 .. 2114823014, 18 of 18 differ: 1092638726, 1114610115, 1884714829 #f54f76f9" },
	{ "n", { .kind = CALX_INTEGER }, { "@ > 5000" }, 30,
		"5010 .. 5995, 58 of 60 differ: 5559, 5798, 5413 #264af0f9" },
	{ "n", { .kind = CALX_INTEGER }, { "@ >= 5000" }, 30,
		"5009 .. 5994, 58 of 60 differ: 5558, 5797, 5412 #382ff739" },
	{ "n", { .kind = CALX_INTEGER }, { "@ < 9.99" }, 30,
		"1 .. 9, 9 of 60 differ: 6, 8, 4 #304c1c9d" },
	{ "n", { .kind = CALX_INTEGER }, { "@ <= -3" }, 30,
		"-993 .. -8, 58 of 60 differ: -444, -205, -590 #76a1f44a" },
	{ "n!", { .kind = CALX_INTEGER }, { "@ <= -3" }, 30,
		"-2147479321 .. -20957378, 60 of 60 differ: -1075954192, -1283827350, -1558536134 #8666c747" },
	{ "n", { .kind = CALX_INTEGER }, { "@ = 4" }, 30,
		"4 .. 4, 1 of 60 differ: 4, 4, 4 #66621155" },
	{ "n", { .kind = CALX_INTEGER }, { "@ == 4" }, 30,
		"4 .. 4, 1 of 60 differ: 4, 4, 4 #66621155" },
	{ "n", { .kind = CALX_INTEGER }, { "@ IS 4" }, 30,
		"4 .. 4, 1 of 60 differ: 4, 4, 4 #66621155" },
	{ "n", { .kind = CALX_INTEGER }, { "4 = @" }, 30,
		"4 .. 4, 1 of 60 differ: 4, 4, 4 #66621155" },
	{ "n", { .kind = CALX_INTEGER }, { "995 < @" }, 30,
		"996 .. 1000, 5 of 60 differ: 998, 999, 998 #4c487d11" },
	{ "n", { .kind = CALX_INTEGER }, { "995 <= @" }, 30,
		"995 .. 1000, 6 of 60 differ: 998, 999, 997 #6100ca41" },
	{ "n", { .kind = CALX_INTEGER }, { "5 > @" }, 30,
		"1 .. 4, 4 of 60 differ: 3, 4, 2 #881aa526" },
	{ "n", { .kind = CALX_INTEGER }, { "5 >= @" }, 30,
		"1 .. 5, 5 of 60 differ: 3, 4, 3 #77d7660f" },
	{ "n", { .kind = CALX_INTEGER }, { "-(4) <= @" }, 30,
		"10 .. 995, 58 of 60 differ: 559, 798, 413 #cb52598f" },
	{ "n", { .kind = CALX_INTEGER }, { "(-4) <= @", "@ < 0" }, 30,
		"-4 .. -1, 4 of 60 differ: -2, -1, -3 #e0fe1bc4" },
	{ "n", { .kind = CALX_INTEGER }, { "@ > +3", "@ < 5" }, 30,
		"4 .. 4, 1 of 60 differ: 4, 4, 4 #66621155" },
	{ "n", { .kind = CALX_INTEGER }, { "@ > 998.5" }, 30,
		"999 .. 1000, 2 of 60 differ: 1000, 1000, 999 #d617d19d" },
	{ "n", { .kind = CALX_INTEGER }, { "@ >= 998.5" }, 30,
		"999 .. 1000, 2 of 60 differ: 1000, 1000, 999 #d617d19d" },
	{ "n", { .kind = CALX_INTEGER }, { "@ < 1.5" }, 30,
		"1 .. 1, 1 of 60 differ: 1, 1, 1 #fc78a3c5" },
	{ "n", { .kind = CALX_INTEGER }, { "@ <= 1.5" }, 30,
		"1 .. 1, 1 of 60 differ: 1, 1, 1 #fc78a3c5" },
	{ "n", { .kind = CALX_INTEGER }, { "@ > -1.5", "@ < 1" }, 30,
		"-1 .. 0, 2 of 60 differ: 0, 0, -1 #9ffd62fb" },
	{ "n", { .kind = CALX_INTEGER }, { "@ = 1.5" }, 30,
		"t.n can hold no value: its type and its CHECKs leave none. Look at the CHECKs, or name a function for the column: .n = my_n." },
	{ "n", { .kind = CALX_INTEGER }, { "@ > 9.99e2" }, 30,
		"1000 .. 1000, 1 of 60 differ: 1000, 1000, 1000 #5149eab5" },
	{ "n", { .kind = CALX_INTEGER }, { "@ > 9.95E+2" }, 30,
		"996 .. 1000, 5 of 60 differ: 998, 999, 998 #4c487d11" },
	{ "n", { .kind = CALX_INTEGER }, { "@ < .5", "@ > -3" }, 30,
		"-2 .. 0, 3 of 60 differ: -1, 0, -1 #944d90d5" },
	{ "n", { .kind = CALX_INTEGER }, { "@ IN (1, 2, 7)" }, 30,
		"1 .. 7, 3 of 60 differ: 2, 7, 2 #85996d5c" },
	{ "n!", { .kind = CALX_INTEGER }, { "@ IN (1, 2, 7)" }, 1,
		"1 .. 2, 2 of 2 differ: 1, 2 #b237b18a" },
	{ "n!", { .kind = CALX_INTEGER }, { "@ IN (1, 2, 7)" }, 2,
		"t.n must be unique, but has only 3 values for 4 rows. Name a function that makes other values in the call, .n = my_n, or ask for fewer rows." },
	{ "n", { .kind = CALX_INTEGER }, { "@ IN (2, 2, 900000000000, -1)" },
		30, "-1 .. 2, 2 of 60 differ: -1, -1, 2 #75ac8233" },
	{ "n", { .kind = CALX_INTEGER }, { "@ IN (900000000000)" }, 30,
		"t.n can hold no value: its type and its CHECKs leave none. Look at the CHECKs, or name a function for the column: .n = my_n." },
	{ "n", { .kind = CALX_INTEGER }, { "@ IN (1.5, 3)" }, 30,
		"3 .. 3, 1 of 60 differ: 3, 3, 3 #c88173bd" },
	{ "n", { .kind = CALX_INTEGER }, { "@ IN (1, 2, 7)", "@ > 1" }, 30,
		"2 .. 7, 2 of 60 differ: 7, 7, 2 #a9492945" },
	{ "n", { .kind = CALX_INTEGER }, { "@ IN (1, 2, 7)", "@ IN (7, 2, 9)" },
		30, "2 .. 7, 2 of 60 differ: 2, 2, 7 #2765a915" },
	{ "n", { .kind = CALX_INTEGER }, { "@ IN (1, 2)", "@ IN (3)" }, 30,
		"t.n can hold no value: its type and its CHECKs leave none. Look at the CHECKs, or name a function for the column: .n = my_n." },
	{ "n", { .kind = CALX_INTEGER }, { "@ IN (1, @)" }, 30,
		"10 .. 995, 58 of 60 differ: 559, 798, 413 #cb52598f" },
	{ "n", { .kind = CALX_INTEGER }, { "@ IN (1, 2) OR @ = 5" }, 30,
		"1 .. 5, 3 of 60 differ: 1, 2, 5 #fb6f7476" },
	{ "n", { .kind = CALX_INTEGER }, { "@ BETWEEN -5 AND 5" }, 30,
		"1 .. 5, 5 of 60 differ: 3, 4, 3 #77d7660f" },
	{ "n", { .kind = CALX_INTEGER }, { "@ BETWEEN 5 AND -5" }, 30,
		"t.n can hold no value: its type and its CHECKs leave none. Look at the CHECKs, or name a function for the column: .n = my_n." },
	{ "n?", { .kind = CALX_INTEGER }, { "@ BETWEEN 5 AND -5" }, 30,
		"NULL .. NULL, 0 of 60 differ, 60 NULL: NULL, NULL, NULL #f6fc5f95" },
	{ "n", { .kind = CALX_INTEGER }, { "@ BETWEEN 1 AND 5 AND @ <> 3" }, 30,
		"1 .. 5, 4 of 60 differ: 4, 4, 5 #69a21a18" },
	{ "n", { .kind = CALX_INTEGER }, { "@ NOT BETWEEN 1 AND 990" }, 30,
		"-1857037995 .. 2105480739, 53 of 60 differ: -4, -4, -10 #75376cc2" },
	{ "n", { .kind = CALX_INTEGER }, { "@ % 3 = 1" }, 30,
		"1 .. 1475249848, 47 of 60 differ: 559, 4, 274 #d38b626e" },
	{ "n?", { .kind = CALX_INTEGER }, { "@ % 300 = 1" }, 60,
		"1 .. 440478301, 3 of 120 differ, 70 NULL: 301, 301, NULL #91a098e5" },
	{ "n!", { .kind = CALX_INTEGER }, { "@ % 3 = 1" }, 30,
		"1 .. 2126526271, 60 of 60 differ: 4, 86956, 588947515 #271cefa2" },
	{ "n", { .kind = CALX_INTEGER }, { "@ <> 3" }, 30,
		"10 .. 995, 58 of 60 differ: 559, 798, 413 #cb52598f" },
	{ "n", { .kind = CALX_INTEGER }, { "@ < -100 OR @ > 100000" }, 30,
		"-2061739032 .. 1857213856, 46 of 60 differ: 1682618459, 772990317, -782420122 #c2c558a2" },
	{ "n?", { .kind = CALX_INTEGER }, { "@ IS NULL OR @ > 997" }, 30,
		"998 .. 1000, 3 of 60 differ: 999, 1000, 999 #d823b48f" },
	{ "n?", { .kind = CALX_INTEGER }, { "@ > 997 OR @ IS NULL" }, 30,
		"998 .. 1000, 3 of 60 differ: 999, 1000, 999 #d823b48f" },
	{ "n?", { .kind = CALX_INTEGER }, { "@ IS NULL" }, 30,
		"NULL .. NULL, 0 of 60 differ, 60 NULL: NULL, NULL, NULL #f6fc5f95" },
	{ "n", { .kind = CALX_INTEGER }, { "@ IS NOT NULL" }, 30,
		"10 .. 995, 58 of 60 differ: 559, 798, 413 #cb52598f" },
	{ "n", { .kind = CALX_INTEGER }, { "@ IS NOT NULL AND @ > 996" }, 30,
		"997 .. 1000, 4 of 60 differ: 999, 1000, 998 #ddbb67c3" },
	{ "n", { .kind = CALX_INTEGER }, { "abs(@) < 50" }, 30,
		"-10 .. 49, 25 of 60 differ: -4, -4, -10 #d3b9ef5f" },
	{ "n", { .kind = CALX_INTEGER }, { "(@ > 1) AND (@ < 6)" }, 30,
		"2 .. 5, 4 of 60 differ: 4, 5, 3 #73adb7e0" },
	{ "n", { .kind = CALX_INTEGER }, { "((@ > 1 AND @ < 6))" }, 30,
		"2 .. 5, 4 of 60 differ: 4, 5, 3 #73adb7e0" },
	{ "n", { .kind = CALX_INTEGER }, { "t.@ > 996" }, 30,
		"997 .. 1000, 4 of 60 differ: 999, 1000, 998 #ddbb67c3" },
	{ "n", { .kind = CALX_INTEGER }, { "\"t\".\"@\" > 996" }, 30,
		"997 .. 1000, 4 of 60 differ: 999, 1000, 998 #ddbb67c3" },
	{ "n", { .kind = CALX_INTEGER }, { "[@] > 996" }, 30,
		"997 .. 1000, 4 of 60 differ: 999, 1000, 998 #ddbb67c3" },
	{ "n", { .kind = CALX_INTEGER }, { "`@` > 996" }, 30,
		"997 .. 1000, 4 of 60 differ: 999, 1000, 998 #ddbb67c3" },
	{ "n", { .kind = CALX_INTEGER }, { "@ > /* x */ 996 -- yes" }, 30,
		"997 .. 1000, 4 of 60 differ: 999, 1000, 998 #ddbb67c3" },
	{ "n", { .kind = CALX_INTEGER }, { "N > 996" }, 30,
		"997 .. 1000, 4 of 60 differ: 999, 1000, 998 #ddbb67c3" },
	{ "n", { .kind = CALX_INTEGER }, { "NOT @ < 990" }, 30,
		"990 .. 2105480739, 42 of 60 differ: 991, 991, 990 #804d0cd7" },
	{ "n", { .kind = CALX_INTEGER }, { "@ = 3 OR @ = 4" }, 30,
		"3 .. 4, 2 of 60 differ: 4, 4, 4 #475c0f4a" },
	{ "n", { .kind = CALX_INTEGER },
		{ "CASE WHEN @ > 990 THEN 1 ELSE 0 END" }, 30,
		"991 .. 2105480739, 55 of 60 differ: 991, 991, 4410 #9e82559a" },
	{ "n", { .kind = CALX_INTEGER }, { "@ > 2147483640" }, 30,
		"2147483641 .. 2147483647, 7 of 60 differ: 2147483644, 2147483646, 2147483643 #061f212f" },
	{ "n", { .kind = CALX_INTEGER }, { "@ > 2147483647" }, 30,
		"t.n can hold no value: its type and its CHECKs leave none. Look at the CHECKs, or name a function for the column: .n = my_n." },
	{ "n", { .kind = CALX_BIG_INTEGER }, { "@ > 9223372036854775800" }, 30,
		"9223372036854775801 .. 9223372036854775807, 7 of 60 differ: 9223372036854775804, 9223372036854775806, 9223372036854775803 #216629cf" },
	{ "n", { .kind = CALX_BIG_INTEGER }, { "@ >= 9223372036854775807" }, 30,
		"9223372036854775807 .. 9223372036854775807, 1 of 60 differ: 9223372036854775807, 9223372036854775807, 9223372036854775807 #82bc4a15" },
	{ "n", { .kind = CALX_BIG_INTEGER }, { "@ > 9223372036854775807" }, 30,
		"t.n can hold no value: its type and its CHECKs leave none. Look at the CHECKs, or name a function for the column: .n = my_n." },
	{ "n", { .kind = CALX_BIG_INTEGER }, { "@ < -9223372036854775800" }, 30,
		"-9223372036854775808 .. -9223372036854775801, 8 of 60 differ: -9223372036854775804, -9223372036854775802, -9223372036854775805 #b32fb3ac" },
	{ "n", { .kind = CALX_BIG_INTEGER }, { "@ < -99999999999999999999" },
		30,
		"t.n can hold no value: its type and its CHECKs leave none. Look at the CHECKs, or name a function for the column: .n = my_n." },
	{ "n", { .kind = CALX_BIG_INTEGER }, { "@ < 99999999999999999999" }, 30,
		"10 .. 995, 58 of 60 differ: 559, 798, 413 #cb52598f" },
	{ "n", { .kind = CALX_BIG_INTEGER }, { "@ > 99999999999999999999" }, 30,
		"t.n can hold no value: its type and its CHECKs leave none. Look at the CHECKs, or name a function for the column: .n = my_n." },
	{ "n", { .kind = CALX_SMALL_INTEGER }, { "@ >= 32760" }, 30,
		"32760 .. 32767, 8 of 60 differ: 32764, 32766, 32763 #944f7506" },
	{ "n!", { .kind = CALX_SMALL_INTEGER }, { "@ >= 32760" }, 4,
		"32760 .. 32767, 8 of 8 differ: 32767, 32763, 32765 #f5b7dab1" },
	{ "n!", { .kind = CALX_SMALL_INTEGER }, { "@ >= 32760" }, 5,
		"t.n must be unique, but has only 8 values for 10 rows. Name a function that makes other values in the call, .n = my_n, or ask for fewer rows." },
	{ "n", { .kind = CALX_INTEGER }, { "@ > 5 AND 'it''s' <> ''" }, 30,
		"15 .. 995, 57 of 60 differ: 561, 799, 416 #5afe52c9" },
	{ "n", { .kind = CALX_INTEGER }, { "@ > length('(') AND @ < 5" }, 30,
		"2 .. 4, 3 of 60 differ: 3, 4, 2 #7cdc743e" },
	{ "n", { .kind = CALX_INTEGER }, { "@ * @ = 49" }, 30,
		"-7 .. 7, 2 of 60 differ: 7, -7, -7 #fc2f5a06" },
	{ "n", { .kind = CALX_INTEGER }, { "@ + 0 > 5000000" }, 30,
		"5000001 .. 2105480739, 46 of 60 differ: 1682618459, 772990317, 1345095529 #551349db" },
	{ "n", { .kind = CALX_INTEGER }, { "@ + 0 < -5000" }, 30,
		"-2061739032 .. -5001, 42 of 60 differ: -5001, -5001, -782420122 #0405724b" },
	{ "n", { .kind = CALX_BOOLEAN }, { NULL }, 30,
		"0 .. 1, 2 of 60 differ: 1, 1, 0 #43ca028d" },
	{ "n!", { .kind = CALX_BOOLEAN }, { NULL }, 1,
		"0 .. 1, 2 of 2 differ: 0, 1 #5acfbf44" },
	{ "n!", { .kind = CALX_BOOLEAN },
		{ NULL }, 2, "t.n must be unique, but has only 2 values for 4 rows. Name a function that makes other values in the call, .n = my_n, or ask for fewer rows." },
	{ "n", { .kind = CALX_BOOLEAN }, { "@ = 1" }, 30,
		"1 .. 1, 1 of 60 differ: 1, 1, 1 #fc78a3c5" },
	{ "n", { .kind = CALX_BOOLEAN }, { "@ = TRUE" }, 30,
		"1 .. 1, 1 of 60 differ: 1, 1, 1 #fc78a3c5" },
	{ "n", { .kind = CALX_BOOLEAN }, { "@ IS FALSE" }, 30,
		"0 .. 0, 1 of 60 differ: 0, 0, 0 #3e2b6e95" },
	{ "n", { .kind = CALX_BOOLEAN }, { "@ IN (0)" }, 30,
		"0 .. 0, 1 of 60 differ: 0, 0, 0 #3e2b6e95" },
	{ "n", { .kind = CALX_BOOLEAN }, { "NOT @" }, 30,
		"0 .. 0, 1 of 60 differ: 0, 0, 0 #3e2b6e95" },
	{ "n", { .kind = CALX_BOOLEAN }, { "@ > 1" }, 30,
		"t.n can hold no value: its type and its CHECKs leave none. Look at the CHECKs, or name a function for the column: .n = my_n." },
	{ "n", { .kind = CALX_BOOLEAN, .stored = CALX_STORED_YES_NO }, { NULL },
		30,
		"'no' .. 'yes', 2 of 60 differ: 'yes', 'yes', 'no' #32044755" },
	{ "n!", { .kind = CALX_BOOLEAN, .stored = CALX_STORED_T_F }, { NULL },
		1, "'f' .. 't', 2 of 2 differ: 'f', 't' #e3d050d3" },
	{ "n", { .kind = CALX_BOOLEAN, .stored = CALX_STORED_YES_NO },
		{ "@ <> 'yes'" }, 30,
		"'no' .. 'no', 1 of 60 differ: 'no', 'no', 'no' #4b2c561d" },
	{ "n", { .kind = CALX_DOUBLE }, { NULL }, 30,
		"10.66 .. 994.83, 60 of 60 differ: 558.77, 798.02, 412.88 #20e0096a" },
	{ "n!", { .kind = CALX_DOUBLE }, { NULL }, 30,
		"64349095.34 .. 2099711451.82, 60 of 60 differ: 1346638780.26, 1151672076.78, 960595407.74 #f05d0eff" },
	{ "price", { .kind = CALX_DOUBLE }, { NULL }, 30,
		"6.16 .. 487.06, 60 of 60 differ: 353.72, 464.36, 79.37 #90639581" },
	{ "n", { .kind = CALX_DOUBLE }, { "@ < 9.99" }, 30,
		"1.08 .. 9.94, 58 of 60 differ: 6.01, 8.17, 4.7 #c0ff1329" },
	{ "n", { .kind = CALX_DOUBLE }, { "@ > 0 AND @ < 0.001" }, 30,
		"1e-05 .. 0.00099, 45 of 60 differ: 0.00056, 0.00079, 0.00041 #42d4c6e7" },
	{ "n!", { .kind = CALX_DOUBLE }, { "@ > 0 AND @ < 0.001" }, 30,
		"1e-05 .. 0.00097, 60 of 60 differ: 0.00059, 0.00036, 0.00082 #c6add907" },
	{ "n", { .kind = CALX_DOUBLE }, { "@ > 0 AND @ < 0.0000001" }, 30,
		"1e-08 .. 9e-08, 9 of 60 differ: 6e-08, 8e-08, 4e-08 #8ac473b5" },
	{ "n", { .kind = CALX_DOUBLE }, { "@ > 0 AND @ < 0.000000000001" }, 30,
		"t.n can hold no value: its type and its CHECKs leave none. Look at the CHECKs, or name a function for the column: .n = my_n." },
	{ "n", { .kind = CALX_DOUBLE }, { "@ BETWEEN 0 AND 1" }, 30,
		"0 .. 1, 48 of 60 differ: 0.56, 0.8, 0.41 #ee46e29b" },
	{ "n!", { .kind = CALX_DOUBLE }, { "@ BETWEEN 0 AND 0.5" }, 30,
		"t.n must be unique, but has only 51 values for 60 rows. Name a function that makes other values in the call, .n = my_n, or ask for fewer rows." },
	{ "n", { .kind = CALX_DOUBLE }, { "@ <> 1.5" }, 30,
		"10.66 .. 994.83, 60 of 60 differ: 558.77, 798.02, 412.88 #20e0096a" },
	{ "n", { .kind = CALX_DOUBLE }, { "@ * 2 > 300" }, 30,
		"154.03 .. 6.28423250073e+12, 60 of 60 differ: 558.77, 798.02, 412.88 #4f93fab1" },
	{ "n", { .kind = CALX_DOUBLE }, { "0.5 >= @" }, 30,
		"0 .. 0.5, 35 of 60 differ: 0.28, 0.4, 0.21 #f5b31263" },
	{ "n", { .kind = CALX_DOUBLE }, { "@ IN (1.5, 2.25)" }, 30,
		"1.5 .. 2.25, 2 of 60 differ: 2.25, 2.25, 1.5 #41c741ad" },
	{ "n", { .kind = CALX_DOUBLE }, { "@ IN (0.1, 0.7, 1.1)" }, 30,
		"0.1 .. 1.1, 3 of 60 differ: 0.7, 1.1, 0.7 #67dee07e" },
	{ "n", { .kind = CALX_FLOAT }, { "@ IN (0.5, 1.25)" }, 30,
		"0.5 .. 1.25, 2 of 60 differ: 1.25, 1.25, 0.5 #bd8433a7" },
	{ "n", { .kind = CALX_DOUBLE }, { "@ >= 0.1 AND @ <= 0.7" }, 30,
		"0.1 .. 0.7, 39 of 60 differ: 0.44, 0.58, 0.35 #760fcc25" },
	{ "n", { .kind = CALX_DOUBLE }, { "@ > 1e300" }, 30,
		"no more than 0 of 30 rows were found for t that CHECK (n > 1e300) accepts. Name a function that makes other values in the call, .n = my_n, or ask for fewer rows." },
	{ "share", { .kind = CALX_DOUBLE }, { "@ >= 0 AND @ <= 1" }, 30,
		"0 .. 0.97, 44 of 60 differ: 0.42, 0.31, 0.33 #2e9ecd06" },
	{ "rating", { .kind = CALX_DOUBLE }, { "@ BETWEEN 0 AND 1" }, 30,
		"0.01 .. 1, 43 of 60 differ: 0.15, 0.2, 0.42 #6fa7c8c4" },
	{ "age", { .kind = CALX_INTEGER }, { "@ >= 90" }, 30,
		"90 .. 90, 1 of 60 differ: 90, 90, 90 #0bc497d5" },
	{ "age", { .kind = CALX_INTEGER }, { "@ BETWEEN 90 AND 120" }, 30,
		"90 .. 120, 27 of 60 differ: 112, 91, 102 #7e8b50a3" },
	{ "version", { .kind = CALX_INTEGER }, { "@ BETWEEN 0 AND 4" }, 30,
		"1 .. 1, 1 of 60 differ: 1, 1, 1 #fc78a3c5" },
	{ "price", { .kind = CALX_DOUBLE }, { "@ BETWEEN 1 AND 2" }, 30,
		"1 .. 1.98, 46 of 60 differ: 1.71, 1.93, 1.15 #21df191d" },
	{ "n", { .kind = CALX_DOUBLE }, { "@ > 5000" }, 30,
		"5009.67 .. 5993.84, 60 of 60 differ: 5557.78, 5797.03, 5411.89 #da5bc4f4" },
	{ "n", { .kind = CALX_DOUBLE }, { "@ < -5000" }, 30,
		"-5989.35 .. -5005.18, 60 of 60 differ: -5441.24, -5201.99, -5587.13 #53849346" },
	{ "n", { .kind = CALX_FLOAT }, { NULL }, 30,
		"10.6599998474 .. 994.83001709, 60 of 60 differ: 558.770019531, 798.020019531, 412.880004883 #bad8b668" },
	{ "n!", { .kind = CALX_FLOAT }, { NULL }, 30,
		"1318.08996582 .. 98949.6875, 60 of 60 differ: 20006.1191406, 71905.671875, 78130.890625 #cc74da4a" },
	{ "n", { .kind = CALX_FLOAT }, { "@ < 9.99" }, 30,
		"1.08000004292 .. 9.93999958038, 58 of 60 differ: 6.01000022888, 8.17000007629, 4.69999980927 #db031a51" },
	{ "n", { .kind = CALX_FLOAT }, { "@ >= 0.3 AND @ <= 1.1" }, 30,
		"0.300000011921 .. 1.09000003338, 11 of 60 differ: 1.05999994278, 1.08000004292, 1.03999996185 #5b17d013" },
	{ "n", { .kind = CALX_FLOAT }, { "@ > 90000" }, 30,
		"90009.671875 .. 90993.84375, 60 of 60 differ: 90557.78125, 90797.03125, 90411.890625 #5d434869" },
	{ "n", { .kind = CALX_NUMERIC, .length = 6, .scale = 2 }, { NULL }, 30,
		"10.66 .. 994.83, 60 of 60 differ: 558.77, 798.02, 412.88 #20e0096a" },
	{ "n!", { .kind = CALX_NUMERIC, .length = 6, .scale = 2 }, { NULL }, 30,
		"151.84 .. 9862.63, 60 of 60 differ: 2801.54, 7735.86, 4113.26 #29b65e61" },
	{ "price", { .kind = CALX_NUMERIC, .length = 6, .scale = 2 }, { NULL },
		30,
		"6.16 .. 487.06, 60 of 60 differ: 353.72, 464.36, 79.37 #90639581" },
	{ "n", { .kind = CALX_NUMERIC, .length = 6, .scale = 2 },
		{ "@ < 9.99" }, 30,
		"1.08 .. 9.94, 58 of 60 differ: 6.01, 8.17, 4.7 #c0ff1329" },
	{ "n", { .kind = CALX_NUMERIC, .length = 6, .scale = 2 },
		{ "@ > 0 AND @ <= 0.02" }, 30,
		"0.01 .. 0.02, 2 of 60 differ: 0.02, 0.02, 0.01 #e38405f7" },
	{ "n!", { .kind = CALX_NUMERIC, .length = 6, .scale = 1 },
		{ "@ >= 1.50 AND @ <= 1.60" }, 1,
		"1.5 .. 1.6, 2 of 2 differ: 1.5, 1.6 #f2da0432" },
	{ "n!", { .kind = CALX_NUMERIC, .length = 6, .scale = 1 },
		{ "@ >= 1.51 AND @ <= 1.79" }, 1,
		"1.6 .. 1.7, 2 of 2 differ: 1.6, 1.7 #ae06910c" },
	{ "n!", { .kind = CALX_NUMERIC, .length = 6, .scale = 1 },
		{ "@ > 1.41 AND @ < 1.61" }, 1,
		"1.5 .. 1.6, 2 of 2 differ: 1.5, 1.6 #f2da0432" },
	/* letters of names: U+0100 ends in the byte 0x80, U+017F in 0xbf */
	{ "\u0100", { .kind = CALX_INTEGER }, { "\u0100 BETWEEN 5 AND 7" }, 30,
		"5 .. 7, 3 of 60 differ: 5, 6, 5 #40c7bc1d" },
	{ "\u017fx\u0100y!", { .kind = CALX_INTEGER },
		{ "\u017fx\u0100y >= 5", "8 > \u017fX\u0100Y" }, 1,
		"5 .. 6, 2 of 2 differ: 5, 6 #a471ab2a" },
	{ "n", { .kind = CALX_NUMERIC, .length = 6, .scale = 2 },
		{ "@ IN (1.5, 2)" }, 30,
		"1.5 .. 2, 2 of 60 differ: 2, 2, 1.5 #3b09d961" },
	{ "n", { .kind = CALX_NUMERIC, .length = 6, .scale = 2 },
		{ "@ >= 9999.98" }, 30,
		"9999.98 .. 9999.99, 2 of 60 differ: 9999.99, 9999.99, 9999.98 #5f8ee899" },
	{ "n", { .kind = CALX_NUMERIC, .length = 6, .scale = 2 },
		{ "@ > 9999.99" }, 30,
		"t.n can hold no value: its type and its CHECKs leave none. Look at the CHECKs, or name a function for the column: .n = my_n." },
	{ "n", { .kind = CALX_NUMERIC, .length = 6, .scale = 2 },
		{ "@ > 9.995 AND @ < 10.005" }, 30,
		"10 .. 10, 1 of 60 differ: 10, 10, 10 #37f2eb55" },
	{ "n", { .kind = CALX_NUMERIC, .length = 2, .scale = 2 }, { NULL }, 30,
		"0 .. 0.99, 47 of 60 differ: 0.55, 0.79, 0.41 #64dc505f" },
	{ "n!", { .kind = CALX_NUMERIC, .length = 2, .scale = 2 }, { NULL }, 30,
		"0 .. 0.96, 60 of 60 differ: 0.58, 0.35, 0.81 #3c228bd0" },
	{ "n", { .kind = CALX_NUMERIC, .length = 2, .scale = 2 }, { "@ < 0.5" },
		30, "0 .. 0.49, 38 of 60 differ: 0.27, 0.39, 0.2 #b0fd1810" },
	{ "n", { .kind = CALX_NUMERIC, .length = 18, .scale = 2 }, { NULL }, 30,
		"'10.66' .. '994.83', 60 of 60 differ: '558.77', '798.02', '412.88' #c74bed18" },
	{ "n!", { .kind = CALX_NUMERIC, .length = 18, .scale = 2 }, { NULL },
		30,
		"'1006623246.38' .. '966452455.54', 60 of 60 differ: '1346638780.26', '1151672076.78', '960595407.74' #ddf6411d" },
	{ "n", { .kind = CALX_NUMERIC, .length = 15, .scale = 0 },
		{ "@ > 100" }, 30,
		"109 .. 996, 58 of 60 differ: 603, 819, 472 #39978f2c" },
	{ "n", { .kind = CALX_NUMERIC, .length = 30, .scale = 20 }, { NULL },
		30,
		"'10.66053767935207800000' .. '994.82967643264415000000', 60 of 60 differ: '558.77425836868743600000', '798.02075233306203200000', '412.87635312180061000000' #a61b9616" },
	{ "n", { .kind = CALX_NUMERIC }, { NULL }, 30,
		"'10' .. '995', 58 of 60 differ: '559', '798', '413' #b4702bbb" },
	{ "n",
		{ .kind = CALX_NUMERIC,
			.length = 10,
			.scale = 3,
			.stored = CALX_STORED_DECIMAL_TEXT },
		{ NULL }, 30,
		"'10.660' .. '994.830', 60 of 60 differ: '558.774', '798.021', '412.876' #2b1e7853" },
	{ "n!",
		{ .kind = CALX_NUMERIC,
			.length = 10,
			.scale = 2,
			.stored = CALX_STORED_SCALED_INTEGER },
		{ NULL }, 30,
		"68246860 .. 9798010484, 60 of 60 differ: 4558271778, 9568892148, 9767791885 #985e954a" },
	{ "n",
		{ .kind = CALX_NUMERIC,
			.length = 10,
			.scale = 2,
			.stored = CALX_STORED_SCALED_INTEGER },
		{ "@ > 90000" }, 30,
		"90766 .. 9804408716, 60 of 60 differ: 7835302779, 3599516664, 95436 #30cc85ec" },
	{ "n", { .kind = CALX_STRING, .length = 3 }, { NULL }, 30,
		"'abl' .. 'wis', 58 of 60 differ: 'art', 'twi', 'ans' #46c82223" },
	{ "n!", { .kind = CALX_STRING, .length = 3 }, { NULL }, 30,
		"'10' .. 'v 6', 60 of 60 differ: 'a 0', 't 1', 'a 2' #2876b1f1" },
	{ "n", { .kind = CALX_STRING, .length = 3 }, { "length(@) > 1" }, 30,
		"'abl' .. 'wis', 58 of 60 differ: 'art', 'twi', 'ans' #46c82223" },
	{ "n", { .kind = CALX_STRING, .length = 3 }, { "length(@) >= 3" }, 30,
		"'abl' .. 'wis', 58 of 60 differ: 'art', 'twi', 'ans' #46c82223" },
	{ "n", { .kind = CALX_STRING, .length = 3 }, { "length(@) = 2" }, 30,
		"'ab' .. 'wo', 52 of 60 differ: 'ar', 'tw', 'an' #04c2a559" },
	{ "n", { .kind = CALX_STRING, .length = 3 }, { "length(@) < 2" }, 30,
		"'a' .. 'w', 18 of 60 differ: 'a', 't', 'a' #e9d96806" },
	{ "n", { .kind = CALX_STRING, .length = 3 }, { "length(@) <= 0" }, 30,
		"'' .. '', 1 of 60 differ: '', '', '' #32a604a1" },
	{ "n", { .kind = CALX_STRING, .length = 3 }, { "length(@) < 0" }, 30,
		"t.n can hold no value: its type and its CHECKs leave none. Look at the CHECKs, or name a function for the column: .n = my_n." },
	{ "n", { .kind = CALX_STRING, .length = 3 }, { "length(@) > 3" }, 30,
		"t.n can hold no value: its type and its CHECKs leave none. Look at the CHECKs, or name a function for the column: .n = my_n." },
	{ "n", { .kind = CALX_STRING, .length = 3 }, { "LENGTH(@) = 1" }, 30,
		"'a' .. 'w', 18 of 60 differ: 'a', 't', 'a' #e9d96806" },
	{ "n", { .kind = CALX_STRING, .length = 3 }, { "length(@) IN (1, 3)" },
		30,
		"'abl' .. 'wis', 58 of 60 differ: 'art', 'twi', 'ans' #46c82223" },
	{ "n", { .kind = CALX_STRING, .length = 3 }, { "2 <= length(@)" }, 30,
		"'abl' .. 'wis', 58 of 60 differ: 'art', 'twi', 'ans' #46c82223" },
	{ "n", { .kind = CALX_STRING, .length = 3 }, { "@ <> ''" }, 30,
		"'abl' .. 'wis', 58 of 60 differ: 'art', 'twi', 'ans' #46c82223" },
	{ "n", { .kind = CALX_STRING, .length = 3 },
		{ "@ IN ('a', 'b''c', ')')" }, 30,
		"')' .. 'b''c', 3 of 60 differ: 'b''c', ')', 'b''c' #32133e17" },
	{ "n", { .kind = CALX_STRING, .length = 3 },
		{ "@ IN ('a', 'a', 'long')" }, 30,
		"'a' .. 'a', 1 of 60 differ: 'a', 'a', 'a' #2653a3c5" },
	{ "n", { .kind = CALX_STRING, .length = 3 }, { "@ IN ('long')" }, 30,
		"t.n can hold no value: its type and its CHECKs leave none. Look at the CHECKs, or name a function for the column: .n = my_n." },
	{ "n", { .kind = CALX_STRING, .length = 3 },
		{ "@ IN ('a', 'b', 'cc')", "@ IN ('cc', 'b', 'd')",
			"length(@) > 1" },
		30,
		"'cc' .. 'cc', 1 of 60 differ: 'cc', 'cc', 'cc' #b08dcf01" },
	{ "n!", { .kind = CALX_STRING, .length = 3 }, { "@ IN ('a', 'b')" }, 1,
		"'a' .. 'b', 2 of 2 differ: 'a', 'b' #90369da0" },
	{ "n!", { .kind = CALX_STRING, .length = 3 }, { "@ IN ('a', 'b')" }, 2,
		"t.n must be unique, but has only 2 values for 4 rows. Name a function that makes other values in the call, .n = my_n, or ask for fewer rows." },
	{ "n", { .kind = CALX_STRING, .length = 3 }, { "@ IN ('a', 5)" }, 30,
		"'5' .. 'a', 2 of 60 differ: 'a', 'a', 'a' #a4a0af29" },
	{ "n", { .kind = CALX_STRING, .length = 3 }, { "@ LIKE 'x%'" }, 30,
		"'x' .. 'xzl', 53 of 60 differ: 'xbd', 'xqj', 'xxz' #dc739da1" },
	{ "n", { .kind = CALX_STRING, .length = 3 }, { "@ LIKE 'x_'" }, 30,
		"'xa' .. 'xz', 23 of 60 differ: 'xo', 'xu', 'xk' #e347d683" },
	{ "n", { .kind = CALX_STRING, .length = 5 }, { "@ LIKE '%ab%'" }, 30,
		"'aaabn' .. 'zlabo', 59 of 60 differ: 'bdabc', 'qjaba', 'xzabz' #ac365ee2" },
	{ "n!", { .kind = CALX_STRING, .length = 5 }, { "@ GLOB '*[0-9]'" }, 30,
		"'#49b0' .. 'kyle4', 60 of 60 differ: '0', '6', '9' #507740ed" },
	{ "n", { .kind = CALX_STRING, .length = 3 }, { "@ LIKE 'abcd%'" }, 30,
		"no more than 0 of 30 rows were found for t that CHECK (n LIKE 'abcd%') accepts. Name a function that makes other values in the call, .n = my_n, or ask for fewer rows." },
	{ "n", { .kind = CALX_STRING, .length = 3 }, { "@ GLOB '[A-C][0-9]'" },
		30,
		"'A0' .. 'C8', 25 of 60 differ: 'B0', 'C6', 'B9' #c92fb88f" },
	{ "n", { .kind = CALX_STRING, .length = 3 }, { "@ GLOB '[^a-z]?'" }, 30,
		"'!l' .. '~a', 59 of 60 differ: 'Fb', 'Wq', '=x' #b2a9c564" },
	{ "n", { .kind = CALX_STRING, .length = 3 }, { "@ GLOB '[]]x'" }, 30,
		"']x' .. ']x', 1 of 60 differ: ']x', ']x', ']x' #47ee4245" },
	{ "n", { .kind = CALX_STRING, .length = 3 }, { "@ GLOB '[^]]*'" }, 30,
		"'!br' .. '~', 60 of 60 differ: 'T', 'ljw', 'Gzk' #d5761608" },
	{ "n", { .kind = CALX_STRING, .length = 3 }, { "@ GLOB '[a-]'" }, 30,
		"'-' .. 'a', 2 of 60 differ: 'a', 'a', '-' #b463acad" },
	{ "n", { .kind = CALX_STRING, .length = 3 }, { "@ GLOB '[x'" }, 30, "no more than 0 of 30 rows were found for t that CHECK (n GLOB '[x') accepts. Name a function that makes other values in the call, .n = my_n, or ask for fewer rows." },
	{ "n", { .kind = CALX_STRING, .length = 12 }, { "@ GLOB '*-[13579]*'" },
		30,
		"'-1enujkg' .. 'zl-9gwmi', 60 of 60 differ: 'bdr-1m', 'qjw-1yyhtf', 'xzk-9rawym' #0789798b" },
	{ "n!", { .kind = CALX_STRING, .length = 3 },
		{ "@ GLOB '[A-C][0-9][xyz]'" }, 30,
		"'A0x' .. 'C9x', 60 of 60 differ: 'B0x', 'C6y', 'B9z' #47775f53" },
	{ "n!", { .kind = CALX_STRING, .length = 2 }, { "@ GLOB '[A-C][0-9]'" },
		15,
		"'A0' .. 'C9', 30 of 30 differ: 'B0', 'C6', 'B9' #48bf7500" },
	{ "n!", { .kind = CALX_STRING, .length = 2 }, { "@ GLOB '[A-C][0-9]'" },
		16,
		"no more than 14 of 16 rows were found for t that UNIQUE (n) accepts. Name a function that makes other values in the call, .n = my_n, or ask for fewer rows." },
	{ "n", { .kind = CALX_STRING, .length = 3 }, { "@ = upper(@)" }, 30,
		"'#47' .. '{\"S', 57 of 60 differ: '93', 'MAP', '6' #2f676efc" },
	{ "n", { .kind = CALX_STRING, .length = 3 }, { "@ = 'p' OR @ = 'q'" },
		30, "'p' .. 'q', 2 of 60 differ: 'q', 'q', 'p' #c4fd2245" },
	{ "n", { .kind = CALX_STRING, .length = 3 },
		{ "@ = 'p' OR @ IN ('q', 'r', 'p')" }, 30,
		"'p' .. 'r', 3 of 60 differ: 'q', 'r', 'q' #579ad7a0" },
	{ "n", { .kind = CALX_STRING, .length = 3 }, { "@ = 'p' OR @ > 'q'" },
		30,
		"'p' .. '{\"r', 48 of 60 differ: 'tog', 'twi', 'san' #807bd322" },
	{ "n", { .kind = CALX_STRING, .length = 3 }, { "@ NOT IN ('a')" }, 30,
		"'abl' .. 'wis', 58 of 60 differ: 'art', 'twi', 'ans' #46c82223" },
	{ "n", { .kind = CALX_STRING, .length = 3 }, { "@ = 'abc'" }, 30,
		"'abc' .. 'abc', 1 of 60 differ: 'abc', 'abc', 'abc' #dc72aa9d" },
	{ "n", { .kind = CALX_STRING, .length = 3 }, { "@ == 'abc'" }, 30,
		"'abc' .. 'abc', 1 of 60 differ: 'abc', 'abc', 'abc' #dc72aa9d" },
	{ "n", { .kind = CALX_STRING, .length = 1 }, { "@ GLOB '[A-Z]'" }, 30,
		"'A' .. 'Z', 23 of 60 differ: 'O', 'U', 'K' #4879064d" },
	{ "n!", { .kind = CALX_STRING, .length = 1 }, { NULL }, 18,
		"'0' .. 'z', 36 of 36 differ: 'v', 'j', '9' #3de4b80b" },
	{ "n!", { .kind = CALX_STRING, .length = 1 }, { NULL }, 19,
		"t.n must be unique, but has only 36 values for 38 rows. Name a function that makes other values in the call, .n = my_n, or ask for fewer rows." },
	{ "n!", { .kind = CALX_STRING, .length = 2 }, { NULL }, 300,
		"'0' .. 'zz', 600 of 600 differ: '0', '1', '2' #f5f492f1" },
	{ "n", { .kind = CALX_STRING, .length = 1 }, { "@ <> 'a'" }, 30,
		"'b' .. 'w', 17 of 60 differ: 'b', 't', 'f' #4e998e80" },
	{ "n?", { .kind = CALX_STRING, .length = 40 }, { "@ LIKE '%_.:_%'" },
		30,
		"'aadnlglj.:q' .. 'zq.:ux', 60 of 60 differ: 'bdrcd.:m', 'qjwaqyy.:hfsaczh', 'xzkz.:rawymn' #7baec51d" },
	{ "n", { .kind = CALX_STRING, .length = 40 }, { "length(@) >= 20" }, 30,
		"'active jump base quite' .. 'year along allow charge', 60 of 60 differ: 'note basket care relate', 'source prepare grow task', 'inside tree without invite' #e48f068e" },
	{ "n", { .kind = CALX_STRING, .length = 40 },
		{ "length(@) BETWEEN 38 AND 40" }, 30,
		"'active jump base quite eye sound booki' .. 'year along allow charge mean late dryj', 60 of 60 differ: 'note basket care relate bird care loud', 'source prepare grow task almost proper', 'inside tree without invite wind recent' #6f411807" },
	{ "n", { .kind = CALX_STRING, .length = 40 }, { "@ LIKE 'AB-__'" }, 30,
		"'AB-al' .. 'AB-zg', 55 of 60 differ: 'AB-ob', 'AB-uq', 'AB-kx' #e81c21f1" },
	{ "n", { .kind = CALX_STRING, .length = 40 }, { "@ NOT LIKE '% %'" },
		30,
		"'active' .. 'year', 58 of 60 differ: 'note', 'source', 'inside' #3c5aa342" },
	{ "n", { .kind = CALX_STRING, .length = 40 }, { "length(trim(@)) > 0" },
		30,
		"'active' .. 'year', 58 of 60 differ: 'note', 'source', 'inside' #3c5aa342" },
	{ "n", { .kind = CALX_STRING, .length = 40 }, { "@ GLOB 'a*'" }, 30,
		"'a' .. 'azl', 53 of 60 differ: 'abdrc', 'aqjwaqy', 'axzk' #f1c5d027" },
	{ "n", { .kind = CALX_STRING, .length = 40 }, { "lower(@) = 'yes'" },
		30,
		"'YES' .. 'yes', 2 of 60 differ: 'YES', 'YES', 'YES' #1c21cf0d" },
	{ "n", { .kind = CALX_STRING, .length = 40 }, { "@ > 'x' AND @ < 'z'" },
		30,
		"'xdharzrtwvdrocezvufyskfweyrvouqivrqfxakl' .. 'yzbqajnorg', 37 of 60 differ: 'yuocfbji', 'ymvqwgnhbekiwo', 'xptcduslpcwroctodd' #418278e6" },
	{ "n", { .kind = CALX_STRING, .length = 6 }, { "@ = 'a' || 'b'" }, 30,
		"no more than 1 of 30 rows were found for t that CHECK (n = 'a' || 'b') accepts. Name a function that makes other values in the call, .n = my_n, or ask for fewer rows." },
	{ "n", { .kind = CALX_STRING, .length = 40 },
		{ "@ GLOB '[0-9][0-9]:[0-9][0-9]' AND length(@) = 5" }, 30,
		"'00:71' .. '94:51', 59 of 60 differ: '50:16', '76:38', '49:94' #db30705c" },
	{ "email!", { .kind = CALX_STRING, .length = 40 }, { NULL }, 30,
		"'andrea1140@example.org' .. 'zjohnson105@example.org', 60 of 60 differ: 'janet.lee0@example.org', 'linda371@example.org', 'charles692@example.com' #34f74352" },
	{ "email!", { .kind = CALX_STRING, .length = 18 }, { NULL }, 30,
		"'andr40@example.org' .. 'zjohn5@example.org', 60 of 60 differ: 'janet0@example.org', 'linda1@example.org', 'charl2@example.com' #40eb7743" },
	{ "email", { .kind = CALX_STRING, .length = 5 }, { NULL }, 30,
		"'andre' .. 'zjohn', 55 of 60 differ: 'janet', 'linda', 'charl' #826490bb" },
	{ "email!", { .kind = CALX_STRING, .length = 12 }, { "@ LIKE '%.%'" },
		30,
		"'.' .. 'zpxiya.xgxzl', 60 of 60 differ: 'gl.r', 'hdrpqj.dzha', '.erdsdn' #1df5c4db" },
	{ "name", { .kind = CALX_STRING, .length = 30 }, { NULL }, 30,
		"'Andrea Torres' .. 'Zachary Johnson', 60 of 60 differ: 'Janet Lee', 'Linda Taylor', 'Charles Clark' #0700188b" },
	{ "name!", { .kind = CALX_STRING, .length = 30 }, { NULL }, 30,
		"'Andrea Torres 40' .. 'Zachary Johnson 5', 60 of 60 differ: 'Janet Lee 0', 'Linda Taylor 1', 'Charles Clark 2' #dd134383" },
	{ "city!", { .kind = CALX_STRING, .length = 9 }, { NULL }, 30,
		"'Albuqu 32' .. 'Wilmin 28', 60 of 60 differ: 'Kansas  0', 'New Orl 1', 'Orlando 2' #b9de0fce" },
	{ "country_code!", { .kind = CALX_STRING, .length = 2 }, { NULL }, 100,
		"'0' .. 'zz', 200 of 200 differ: '0', '1', '2' #9c320255" },
	{ "n!", { .kind = CALX_STRING, .length = 11 }, { NULL }, 30,
		"'active 17' .. 'year 39', 60 of 60 differ: 'note 0', 'source 1', 'inside 2' #dcea064e" },
	{ "n!", { .kind = CALX_STRING, .length = 12 }, { NULL }, 30,
		"'active 17' .. 'year 39', 60 of 60 differ: 'note 0', 'source 1', 'inside 2' #dcea064e" },
	{ "n!", { .kind = CALX_STRING, .length = 13 }, { NULL }, 30,
		"'active 17' .. 'year 39', 60 of 60 differ: 'note 0', 'source 1', 'inside 2' #dcea064e" },
	{ "title!",
		{ .kind = CALX_STRING }, { NULL }, 30, "'Another Before Force Window 1' .. 'The Young 21', 60 of 60 differ: 'The Quiet Play 0', 'Another Before Force Window 1', 'The Deal 2' #a53b948e" },
	{ "n", { .kind = CALX_STRING }, { "@ LIKE '_%'" }, 30,
		"'aaufqh' .. 'zi', 57 of 60 differ: 'o', 'ujwaqy', 'kzkzrraw' #6703a3de" },
	{ "n", { .kind = CALX_TEXT }, { "@ <> ''" }, 10,
		"'Above early memory cloud degree daughter last kitchen. Less need subject four idea purple. Beauty shape idea trust blue thin. Mother attempt present recent north water sharp. Cause bank new sure hotel person other. Wish dry various other method industry simple.' .. 'Without invite wind recent real answer tall view little month. Top support active part small safe third. Fast about leave horse flat action process peace. Section direct offer wise read garden site middle little rule.', 20 of 20 differ: 'Care relate bird care. Artist energy cross stage network food hundred. Winter market bottom along found foreign house rest answer. Lead beyond keep night. Air wait bold across call ready budget.', 'Grow task almost proper village twice figure simple. Return active between without find. Catch solid account since. Least doctor test stay under weight lake. Drive action country four cycle stand surface leave general charge. River stone tone reply choose picture march mother.', 'Without invite wind recent real answer tall view little month. Top support active part small safe third. Fast about leave horse flat action process peace. Section direct offer wise read garden site middle little rule.' #ad0d7eb1" },
	{ "n", { .kind = CALX_TEXT }, { "length(@) < 10" }, 30,
		"'Arrive mo' .. 'Window sh', 60 of 60 differ: 'Manage as', 'Article l', 'Band colo' #d0df5e9d" },
	{ "n!", { .kind = CALX_TEXT }, { NULL }, 5,
		"'Both nine wash warm father. Lonely quick through year common close sing. Expect rest drive invite fine branch daily earth. Blue noise milk deal. Above top wood search network song beyond. 9' .. 'Without invite wind recent real answer tall view little month. Top support active part small safe third. Fast about leave horse flat action process peace. Section direct offer wise read garden site middle little rule. 2', 10 of 10 differ: 'Care relate bird care. Artist energy cross stage network food hundred. Winter market bottom along found foreign house rest answer. Lead beyond keep night. Air wait bold across call ready budget. 0', 'Grow task almost proper village twice figure simple. Return active between without find. Catch solid account since. Least doctor test stay under weight lake. Drive action country four cycle stand surface leave general charge. River stone tone reply choose picture march mother. 1', 'Without invite wind recent real answer tall view little month. Top support active part small safe third. Fast about leave horse flat action process peace. Section direct offer wise read garden site middle little rule. 2' #4af88b41" },
	{ "n", { .kind = CALX_JSON }, { NULL }, 30,
		"'{\"active\": 429}' .. '{\"year\": 24}', 60 of 60 differ: '{\"note\": 60}', '{\"source\": 627}', '{\"inside\": 914}' #34238c3b" },
	{ "n!", { .kind = CALX_JSON }, { NULL }, 30,
		"'{\"active\": 17}' .. '{\"year\": 39}', 60 of 60 differ: '{\"note\": 0}', '{\"source\": 1}', '{\"inside\": 2}' #60bc2544" },
	{ "n", { .kind = CALX_JSON }, { "@ <> ''" }, 30,
		"'{\"active\": 429}' .. '{\"year\": 24}', 60 of 60 differ: '{\"note\": 60}', '{\"source\": 627}', '{\"inside\": 914}' #34238c3b" },
	{ "n", { .kind = CALX_JSON }, { "json_type(@) = 'object'" }, 30,
		"'{\"active\": 429}' .. '{\"year\": 24}', 60 of 60 differ: '{\"note\": 60}', '{\"source\": 627}', '{\"inside\": 914}' #34238c3b" },
	{ "n", { .kind = CALX_BLOB }, { NULL }, 30,
		"X'01094CE439D7429EA1377B9FF78CB848' .. X'FC2F60A30FC54B36A67178592CF45DED', 60 of 60 differ: X'BDE26E767AE24E8E9D8C3E20AEFF5C0F', X'A4AE8A2C7ED64DCCAB4FF5B0A9CFA7A0', X'893803E398BF4B699277F53D0DD630EA' #c0732ff5" },
	{ "n!", { .kind = CALX_BLOB }, { NULL }, 30, "X'01094CE439D7429EA1377B9FF78CB848' .. X'FC2F60A30FC54B36A67178592CF45DED', 60 of 60 differ: X'BDE26E767AE24E8E9D8C3E20AEFF5C0F', X'A4AE8A2C7ED64DCCAB4FF5B0A9CFA7A0', X'893803E398BF4B699277F53D0DD630EA' #c0732ff5" },
	{ "n", { .kind = CALX_BLOB }, { "length(@) <= 4" }, 30,
		"X'01094CE4' .. X'FC2F60A3', 60 of 60 differ: X'BDE26E76', X'A4AE8A2C', X'893803E3' #2dce3005" },
	{ "n", { .kind = CALX_BLOB }, { "length(@) >= 20" }, 30,
		"X'01094CE439D7429EA1377B9FF78CB8482111199A' .. X'FC2F60A30FC54B36A67178592CF45DED29F72BA2', 60 of 60 differ: X'BDE26E767AE24E8E9D8C3E20AEFF5C0F4F13E10D', X'A4AE8A2C7ED64DCCAB4FF5B0A9CFA7A050E90C56', X'893803E398BF4B699277F53D0DD630EA67FF680E' #e1c4aca2" },
	{ "n", { .kind = CALX_BLOB }, { "length(@) = 1" }, 30,
		"X'01' .. X'FC', 51 of 60 differ: X'BD', X'A4', X'89' #360619e1" },
	{ "n!", { .kind = CALX_BLOB }, { "length(@) = 1" }, 128,
		"X'00' .. X'FF', 256 of 256 differ: X'BD', X'A4', X'89' #6bdc5df5" },
	{ "n!", { .kind = CALX_BLOB }, { "length(@) = 1" }, 129,
		"t.n must be unique, but has only 256 values for 258 rows. Name a function that makes other values in the call, .n = my_n, or ask for fewer rows." },
	{ "n!", { .kind = CALX_BLOB }, { "length(@) = 7" }, 30,
		"X'01094CE439D742' .. X'FC2F60A30FC54B', 60 of 60 differ: X'BDE26E767AE24E', X'A4AE8A2C7ED64D', X'893803E398BF4B' #7cd4c4da" },
	{ "n!", { .kind = CALX_BLOB }, { "length(@) = 8" }, 30,
		"X'01094CE439D7429E' .. X'FC2F60A30FC54B36', 60 of 60 differ: X'BDE26E767AE24E8E', X'A4AE8A2C7ED64DCC', X'893803E398BF4B69' #f889790a" },
	{ "n", { .kind = CALX_BLOB }, { "@ > x'80'" }, 30,
		"X'81D11C71BA4F428996D947787E1EAB23' .. X'FC2F60A30FC54B36A67178592CF45DED', 60 of 60 differ: X'BDE26E767AE24E8E9D8C3E20AEFF5C0F', X'A4AE8A2C7ED64DCCAB4FF5B0A9CFA7A0', X'893803E398BF4B699277F53D0DD630EA' #db64bb1c" },
	{ "n", { .kind = CALX_BLOB }, { "@ = x'80'" }, 30,
		"no more than 0 of 30 rows were found for t that CHECK (n = x'80') accepts. Name a function that makes other values in the call, .n = my_n, or ask for fewer rows." },
	{ "n", { .kind = CALX_DATE }, { NULL }, 30,
		"'1970-07-17' .. '2025-09-17', 60 of 60 differ: '2001-04-08', '2014-09-05', '1993-02-01' #564529ca" },
	{ "n!", { .kind = CALX_DATE }, { NULL }, 30,
		"'1970-09-04' .. '2025-06-27', 60 of 60 differ: '1980-12-17', '2005-09-22', '2009-08-22' #2d23bcd5" },
	{ "n", { .kind = CALX_DATE }, { "@ >= '2020-01-01'" }, 30,
		"'2020-01-22' .. '2025-12-20', 59 of 60 differ: '2023-05-08', '2024-10-14', '2022-06-22' #c17bfa78" },
	{ "n", { .kind = CALX_DATE }, { "@ < '1950-06-01'" }, 30,
		"'1894-12-14' .. '1950-02-15', 60 of 60 differ: '1925-09-06', '1939-02-03', '1917-07-02' #f0eb0378" },
	{ "n", { .kind = CALX_DATE },
		{ "@ BETWEEN '2000-02-28' AND '2000-03-01'" }, 30,
		"'2000-02-28' .. '2000-03-01', 3 of 60 differ: '2000-02-29', '2000-03-01', '2000-02-29' #aa5902a4" },
	{ "n", { .kind = CALX_DATE }, { "@ IN ('2024-02-29', '1969-12-31')" },
		30,
		"'1969-12-31' .. '2024-02-29', 2 of 60 differ: '1969-12-31', '1969-12-31', '2024-02-29' #0fd0cfb7" },
	{ "n", { .kind = CALX_DATE }, { "@ > '2999-01-01'" }, 30,
		"'2999-07-18' .. '3054-09-19', 60 of 60 differ: '3030-04-10', '3043-09-07', '3022-02-03' #4e9407a0" },
	{ "n", { .kind = CALX_DATE }, { "@ > '9999-12-30'" }, 30,
		"'9999-12-31' .. '9999-12-31', 1 of 60 differ: '9999-12-31', '9999-12-31', '9999-12-31' #39e8e5bd" },
	{ "n", { .kind = CALX_DATE }, { "@ > '9999-12-31'" }, 30,
		"t.n can hold no value: its type and its CHECKs leave none. Look at the CHECKs, or name a function for the column: .n = my_n." },
	{ "n", { .kind = CALX_DATE }, { "@ > '2025-12-29 12:00:00'" }, 30,
		"'2025-12-30' .. '2025-12-31', 2 of 60 differ: '2025-12-31', '2025-12-31', '2025-12-30' #c3cda553" },
	{ "n", { .kind = CALX_DATE }, { "@ < '1970-01-01 00:00:01'" }, 30,
		"'1970-01-01' .. '1970-01-01', 1 of 60 differ: '1970-01-01', '1970-01-01', '1970-01-01' #ba7e3d45" },
	{ "n", { .kind = CALX_DATE }, { "@ > 5" }, 30,
		"'1970-07-17' .. '2025-09-17', 60 of 60 differ: '2001-04-08', '2014-09-05', '1993-02-01' #564529ca" },
	{ "n", { .kind = CALX_DATE }, { "@ > 'never'" }, 30,
		"no more than 0 of 30 rows were found for t that CHECK (n > 'never') accepts. Name a function that makes other values in the call, .n = my_n, or ask for fewer rows." },
	{ "n", { .kind = CALX_DATE }, { "strftime('%Y', @) > '2020'" }, 30,
		"'2021-10-23' .. '9902-03-20', 60 of 60 differ: '8917-10-04', '6800-01-29', '2023-06-11' #0f27665a" },
	{ "n!", { .kind = CALX_DATE }, { "@ >= '2025-06-01'" }, 30,
		"'2025-06-01' .. '2025-12-30', 60 of 60 differ: '2025-12-23', '2025-07-06', '2025-09-20' #b046c5e4" },
	{ "n", { .kind = CALX_DATE, .stored = CALX_STORED_UNIX_DAYS }, { NULL },
		30,
		"197 .. 20348, 60 of 60 differ: 11420, 16318, 8432 #a0750498" },
	{ "n!", { .kind = CALX_DATE, .stored = CALX_STORED_JULIAN_DAYS },
		{ NULL }, 30,
		"2440833.5 .. 2460853.5, 60 of 60 differ: 2444590.5, 2453635.5, 2455065.5 #0314bce7" },
	{ "born", { .kind = CALX_DATE }, { NULL }, 30,
		"'1939-09-04' .. '2007-09-08', 60 of 60 differ: '1984-02-14', '1939-09-04', '1992-08-11' #5a61c6a1" },
	{ "born!", { .kind = CALX_DATE }, { NULL }, 30, "'1939-09-04' .. '2007-09-08', 60 of 60 differ: '1984-02-14', '1939-09-04', '1992-08-11' #5a61c6a1" },
	{ "born", { .kind = CALX_DATE }, { "@ > '2000-01-01'" }, 30,
		"'2000-01-18' .. '2007-12-29', 60 of 60 differ: '2003-06-20', '2007-12-29', '2006-06-09' #ecf5e99a" },
	{ "n", { .kind = CALX_TIME }, { NULL }, 30,
		"'00:13:57.506682' .. '23:54:55.614519', 60 of 60 differ: '03:14:08.058216', '13:56:42.656903', '22:50:42.313799' #083be95e" },
	{ "n!", { .kind = CALX_TIME }, { NULL }, 30,
		"'00:13:47.376743' .. '23:46:40.240382', 60 of 60 differ: '23:05:06.298476', '02:15:37.335347', '06:10:13.819669' #51546a54" },
	{ "n", { .kind = CALX_TIME }, { "@ < '12:00:00'" }, 30,
		"'00:06:57.75298' .. '11:56:16.41844', 60 of 60 differ: '06:41:59.967929', '09:34:25.762263', '04:56:50.869324' #c0701fe4" },
	{ "n", { .kind = CALX_TIME }, { "@ > '23:59:00'" }, 30,
		"'23:59:00.580213' .. '23:59:59.68947', 60 of 60 differ: '23:59:33.499955', '23:59:47.869114', '23:59:24.737319' #c42a7f4b" },
	{ "n", { .kind = CALX_TIME }, { "@ > '23:59:59.999998'" }, 30,
		"'23:59:59.999999' .. '23:59:59.999999', 1 of 60 differ: '23:59:59.999999', '23:59:59.999999', '23:59:59.999999' #507b7895" },
	{ "n", { .kind = CALX_TIME }, { "@ < 'noon'" }, 30,
		"'00:13:55.505961' .. '23:52:32.83688', 60 of 60 differ: '13:23:59.935858', '19:08:51.524526', '09:53:41.738648' #e55aeb73" },
	{ "n", { .kind = CALX_TIME }, { "@ <> '12:00:00'" }, 30,
		"'00:13:55.505961' .. '23:52:32.83688', 60 of 60 differ: '13:23:59.935858', '19:08:51.524526', '09:53:41.738648' #e55aeb73" },
	{ "n", { .kind = CALX_DATE }, { "@ <> '2020-01-01'" }, 30,
		"'1970-07-17' .. '2025-09-17', 60 of 60 differ: '2001-04-08', '2014-09-05', '1993-02-01' #564529ca" },
	{ "n", { .kind = CALX_DATETIME }, { "@ <> '2020-01-01'" }, 30,
		"'1970-07-17 19:03:58.935651' .. '2025-09-17 03:22:05.557042', 60 of 60 differ: '2001-04-08 03:14:08.058216', '2014-09-05 13:56:42.656903', '1993-02-01 22:50:42.313799' #b35827cb" },
	{ "n?", { .kind = CALX_TIME }, { "@ LIKE '%0'" }, 30,
		"'00:00:00' .. '00:00:00', 1 of 60 differ, 33 NULL: '00:00:00', '00:00:00', '00:00:00' #7a3a73cc" },
	{ "n!", { .kind = CALX_BIG_INTEGER },
		{ "@ > -9000000000000000000 AND @ < 9000000000000000000" }, 30,
		"4328 .. 2126526271, 60 of 60 differ: 1071529457, 863656299, 588947515 #b31fafc3" },
	{ "version!", { .kind = CALX_BIG_INTEGER },
		{ "@ >= -9223372036854775807 AND @ <= 9223372036854775807" }, 3,
		"-7510958709028561525 .. 5087658168424955977, 6 of 6 differ: 3383867366305602674, 5087658168424955977, -6580617988300658883 #e9cd0970" },
	{ "n", { .kind = CALX_DATETIME }, { NULL }, 30,
		"'1970-07-17 19:03:58.935651' .. '2025-09-17 03:22:05.557042', 60 of 60 differ: '2001-04-08 03:14:08.058216', '2014-09-05 13:56:42.656903', '1993-02-01 22:50:42.313799' #b35827cb" },
	{ "n!", { .kind = CALX_DATETIME }, { NULL }, 30,
		"'1970-03-13 09:26:27.117035' .. '2024-01-01 06:10:13.819669', 60 of 60 differ: '2021-03-24 23:05:06.298476', '1998-05-01 02:15:37.335347', '2024-01-01 06:10:13.819669' #d8555733" },
	{ "n", { .kind = CALX_DATETIME }, { "@ >= '2025-12-31'" }, 30,
		"'2025-12-31 00:13:55.505961' .. '2025-12-31 23:52:32.83688', 60 of 60 differ: '2025-12-31 13:23:59.935858', '2025-12-31 19:08:51.524526', '2025-12-31 09:53:41.738648' #b93f9733" },
	{ "n", { .kind = CALX_DATETIME }, { "@ <= '1960-01-01 00:00:00'" }, 30,
		"'1904-07-16 19:03:58.935652' .. '1959-09-17 03:22:05.557043', 60 of 60 differ: '1935-04-08 03:14:08.058217', '1948-09-04 13:56:42.656904', '1927-02-01 22:50:42.3138' #256b3f3a" },
	{ "n", { .kind = CALX_DATETIME },
		{ "@ BETWEEN '2020-01-01' AND '2020-01-02'" }, 30,
		"'2020-01-01 00:13:55.505961' .. '2020-01-01 23:52:32.836881', 60 of 60 differ: '2020-01-01 13:23:59.935859', '2020-01-01 19:08:51.524526', '2020-01-01 09:53:41.738648' #bba9856f" },
	{ "n", { .kind = CALX_DATETIME }, { "@ = '2020-01-01 10:00:00'" },
		30, "'2020-01-01 10:00:00' .. '2020-01-01 10:00:00', 1 of 60 differ: '2020-01-01 10:00:00', '2020-01-01 10:00:00', '2020-01-01 10:00:00' #a7057365" },
	{ "n", { .kind = CALX_DATETIME },
		{ "@ > '9999-12-31 23:59:59.999999'" }, 30,
		"t.n can hold no value: its type and its CHECKs leave none. Look at the CHECKs, or name a function for the column: .n = my_n." },
	{ "n", { .kind = CALX_DATETIME, .stored = CALX_STORED_UNIX_SECONDS },
		{ NULL }, 30,
		"17089438 .. 1758079325, 60 of 60 differ: 986699648, 1409925402, 728607042 #01d8a1b8" },
	{ "n!", { .kind = CALX_DATETIME, .stored = CALX_STORED_UNIX_SECONDS },
		{ NULL }, 30,
		"4327 .. 1737985618, 60 of 60 differ: 1071529456, 863656298, 588947514 #48d708a8" },
	{ "n",
		{ .kind = CALX_DATETIME,
			.stored = CALX_STORED_UNIX_MILLISECONDS },
		{ "@ > 0" }, 30,
		"17089438935 .. 1758079325557, 60 of 60 differ: 986699648058, 1409925402656, 728607042313 #8a79c644" },
	{ "n!",
		{ .kind = CALX_DATETIME,
			.stored = CALX_STORED_UNIX_MICROSECONDS },
		{ NULL }, 30,
		"6168387117035 .. 1704089413819669, 60 of 60 differ: 1616627106298476, 893988937335347, 1704089413819669 #b5f7818d" },
	{ "n", { .kind = CALX_DATETIME, .stored = CALX_STORED_JULIAN_DAYS },
		{ NULL }, 30,
		"2440785.29443 .. 2460935.64034, 60 of 60 differ: 2452007.63482, 2456906.08105, 2449020.45188 #73c823db" },
	{ "born", { .kind = CALX_DATETIME }, { NULL }, 30,
		"'1939-09-04 00:00:00' .. '2007-09-08 00:00:00', 60 of 60 differ: '1984-02-14 00:00:00', '1939-09-04 00:00:00', '1992-08-11 00:00:00' #231bc7a3" },
	{ "born!", { .kind = CALX_DATETIME }, { NULL }, 30,
		"'1939-09-04 00:00:00' .. '2007-09-08 00:00:00', 60 of 60 differ: '1984-02-14 00:00:00', '1939-09-04 00:00:00', '1992-08-11 00:00:00' #231bc7a3" },
	{ "born!",
		{ .kind = CALX_DATETIME, .stored = CALX_STORED_UNIX_SECONDS },
		{ NULL }, 30,
		"-957052800 .. 1189209600, 60 of 60 differ: 445564800, -957052800, 713491200 #e1f34681" },
	{ "n", { .kind = CALX_TIMESTAMP }, { NULL }, 30,
		"'1970-07-17 19:03:58.935651+00:00' .. '2025-09-17 03:22:05.557042+00:00', 60 of 60 differ: '2001-04-08 03:14:08.058216+00:00', '2014-09-05 13:56:42.656903+00:00', '1993-02-01 22:50:42.313799+00:00' #9dc3c80f" },
	{ "n!", { .kind = CALX_TIMESTAMP }, { NULL }, 30,
		"'1970-03-13 09:26:27.117035+00:00' .. '2024-01-01 06:10:13.819669+00:00', 60 of 60 differ: '2021-03-24 23:05:06.298476+00:00', '1998-05-01 02:15:37.335347+00:00', '2024-01-01 06:10:13.819669+00:00' #b9f51ccf" },
	{ "n", { .kind = CALX_TIMESTAMP }, { "@ >= '2020-01-01'" }, 30,
		"'2020-01-22 04:43:49.067514+00:00' .. '2025-12-20 15:43:38.442409+00:00', 60 of 60 differ: '2023-05-08 20:45:39.402738+00:00', '2024-10-14 19:38:21.761217+00:00', '2022-06-22 17:40:51.117231+00:00' #f8392a5c" },
	{ "n",
		{ .kind = CALX_TIMESTAMP,
			.stored = CALX_STORED_UNIX_MILLISECONDS },
		{ NULL }, 30,
		"17089438935 .. 1758079325557, 60 of 60 differ: 986699648058, 1409925402656, 728607042313 #8a79c644" },
	{ "n!", { .kind = CALX_TIMESTAMP, .stored = CALX_STORED_UNIX_SECONDS },
		{ NULL }, 30,
		"4327 .. 1737985618, 60 of 60 differ: 1071529456, 863656298, 588947514 #48d708a8" },
	{ "born", { .kind = CALX_TIMESTAMP }, { NULL }, 30,
		"'1939-09-04 00:00:00+00:00' .. '2007-09-08 00:00:00+00:00', 60 of 60 differ: '1984-02-14 00:00:00+00:00', '1939-09-04 00:00:00+00:00', '1992-08-11 00:00:00+00:00' #444d8fbf" },
	{ "n", { .kind = CALX_INTERVAL }, { NULL }, 30,
		"'PT100H50M' .. 'PT80H57M', 60 of 60 differ: 'PT401H59M', 'PT574H25M', 'PT296H50M' #1c3bed60" },
	{ "n!", { .kind = CALX_INTERVAL }, { NULL }, 30,
		"'PT118H33M' .. 'PT99H40M', 60 of 60 differ: 'PT66H43M', 'PT217H28M', 'PT364H2M' #18266421" },
	{ "n", { .kind = CALX_INTERVAL }, { "@ <> ''" }, 30,
		"'PT100H50M' .. 'PT80H57M', 60 of 60 differ: 'PT401H59M', 'PT574H25M', 'PT296H50M' #1c3bed60" },
	{ "n", { .kind = CALX_UUID }, { NULL }, 30,
		"'01094ce4-39d7-429e-a137-7b9ff78cb848' .. 'fc2f60a3-0fc5-4b36-a671-78592cf45ded', 60 of 60 differ: 'bde26e76-7ae2-4e8e-9d8c-3e20aeff5c0f', 'a4ae8a2c-7ed6-4dcc-ab4f-f5b0a9cfa7a0', '893803e3-98bf-4b69-9277-f53d0dd630ea' #8f34e1bb" },
	{ "n!", { .kind = CALX_UUID }, { NULL },
		30, "'01094ce4-39d7-429e-a137-7b9ff78cb848' .. 'fc2f60a3-0fc5-4b36-a671-78592cf45ded', 60 of 60 differ: 'bde26e76-7ae2-4e8e-9d8c-3e20aeff5c0f', 'a4ae8a2c-7ed6-4dcc-ab4f-f5b0a9cfa7a0', '893803e3-98bf-4b69-9277-f53d0dd630ea' #8f34e1bb" },
	{ "n", { .kind = CALX_UUID }, { "@ <> ''" }, 30,
		"'01094ce4-39d7-429e-a137-7b9ff78cb848' .. 'fc2f60a3-0fc5-4b36-a671-78592cf45ded', 60 of 60 differ: 'bde26e76-7ae2-4e8e-9d8c-3e20aeff5c0f', 'a4ae8a2c-7ed6-4dcc-ab4f-f5b0a9cfa7a0', '893803e3-98bf-4b69-9277-f53d0dd630ea' #8f34e1bb" },
	{ "n", { .kind = CALX_UUID }, { "@ LIKE 'a%'" }, 30,
		"'a08c48e2-0073-42e6-a081-9d6b722249d4' .. 'afed28a0-488e-4ac7-b665-ad216a89e690', 60 of 60 differ: 'a560aed0-a306-4960-8095-13b488c60331', 'a4ae8a2c-7ed6-4dcc-ab4f-f5b0a9cfa7a0', 'a45df71e-f556-44a3-badb-0ebcc10ff593' #47a3ecfb" },
	{ "n!", { .kind = CALX_UUID, .stored = CALX_STORED_UUID_HEX }, { NULL },
		30,
		"'01094ce439d7429ea1377b9ff78cb848' .. 'fc2f60a30fc54b36a67178592cf45ded', 60 of 60 differ: 'bde26e767ae24e8e9d8c3e20aeff5c0f', 'a4ae8a2c7ed64dccab4ff5b0a9cfa7a0', '893803e398bf4b699277f53d0dd630ea' #67c90565" },
	{ "n", { .kind = CALX_UUID, .stored = CALX_STORED_UUID_BYTES },
		{ NULL }, 30,
		"X'01094CE439D7429EA1377B9FF78CB848' .. X'FC2F60A30FC54B36A67178592CF45DED', 60 of 60 differ: X'BDE26E767AE24E8E9D8C3E20AEFF5C0F', X'A4AE8A2C7ED64DCCAB4FF5B0A9CFA7A0', X'893803E398BF4B699277F53D0DD630EA' #c0732ff5" },
	{ "n", { .kind = CALX_ENUMERATION, .labels = colors }, { NULL }, 30,
		"'blue' .. 'red', 3 of 60 differ: 'green', 'blue', 'green' #94ee81a8" },
	{ "n!", { .kind = CALX_ENUMERATION, .labels = colors }, { NULL }, 1,
		"'green' .. 'red', 2 of 2 differ: 'red', 'green' #75b2de2d" },
	{ "n!", { .kind = CALX_ENUMERATION, .labels = colors }, { NULL }, 2,
		"t.n must be unique, but has only 3 values for 4 rows. Name a function that makes other values in the call, .n = my_n, or ask for fewer rows." },
	{ "n", { .kind = CALX_ENUMERATION, .labels = colors }, { "@ <> 'red'" },
		30,
		"'blue' .. 'green', 2 of 60 differ: 'green', 'blue', 'green' #1984cb2b" },
	{ "n", { .kind = CALX_ENUMERATION, .labels = colors },
		{ "@ IN ('blue', 'pink', 'red')" }, 30,
		"'blue' .. 'red', 2 of 60 differ: 'red', 'red', 'blue' #8a09dc07" },
	{ "n", { .kind = CALX_ENUMERATION, .labels = colors },
		{ "@ IN ('pink')" }, 30,
		"t.n can hold no value: its type and its CHECKs leave none. Look at the CHECKs, or name a function for the column: .n = my_n." },
	{ "n", { .kind = CALX_ENUMERATION, .labels = colors },
		{ "@ = 'green'" }, 30,
		"'green' .. 'green', 1 of 60 differ: 'green', 'green', 'green' #7e79e5ad" },
	{ "n", { .kind = CALX_ENUMERATION, .labels = colors },
		{ "length(@) > 3" }, 30,
		"'blue' .. 'green', 2 of 60 differ: 'green', 'blue', 'green' #1984cb2b" },
	{ "n!", { .kind = CALX_ENUMERATION, .labels = colors },
		{ "@ IN ('blue', 'red')" }, 1,
		"'blue' .. 'red', 2 of 2 differ: 'blue', 'red' #8a42ef3e" },
	{ "n!", { .kind = CALX_ENUMERATION, .labels = colors },
		{ "@ IN ('blue', 'red')" }, 2,
		"t.n must be unique, but has only 2 values for 4 rows. Name a function that makes other values in the call, .n = my_n, or ask for fewer rows." },
};

struct world {
	struct arena arena;
	calx_column columns[2];
	calx_constraint constraints[4];
	calx_table table;
	const calx_table *list[2];
	calx_engine *engine;
	calx_session *session;
	calx_faker *fake;
};

/* ---- the table -------------------------------------------------------------- */

static const char *with_name(
	struct arena *arena, const char *format, const char *name)
{
	struct strbuf text = STRBUF_INIT;

	for (const char *c = format; *c; c++)
		if (*c == '@')
			calx__strbuf_adds(&text, name);
		else
			calx__strbuf_addc(&text, *c);
	return calx__strbuf_keep(&text, arena);
}

static void place(calx_column *column, size_t *size)
{
	const struct type_info *type = &calx__types[column->type.kind];

	column->offset = (*size + 15) / 16 * 16;
	column->size = column->nullable && type->optional_size
			       ? type->optional_size
			       : type->size;
	*size = column->offset + column->size;
}

static void make_table(struct world *world, size_t i)
{
	calx_column *column = &world->columns[1];
	size_t length = strcspn(cases[i].name, "?!"), size = 0;

	world->columns[0].name = "id";
	world->columns[0].type.kind = CALX_INTEGER;
	world->columns[0].options.primary_key = true;
	place(&world->columns[0], &size);
	column->name =
		calx__arena_strndup(&world->arena, cases[i].name, length);
	column->type = cases[i].type;
	column->nullable = strchr(cases[i].name, '?') != NULL;
	column->options.unique = strchr(cases[i].name, '!') != NULL;
	place(column, &size);
	for (size_t c = 0; c < 3 && cases[i].checks[c]; c++)
		world->constraints[c] = (calx_constraint){ .kind = CALX_CHECK,
			.text = with_name(&world->arena, cases[i].checks[c],
				column->name) };
	world->table = (calx_table){ CALX_TABLE_SIZES, .name = "t",
		.columns = world->columns, .column_count = 2,
		.constraints = world->constraints,
		.row_size = (size + 15) / 16 * 16, .row_align = 16 };
	world->list[0] = &world->table;
}

static void open_world(struct world *world, size_t i)
{
	const calx_metadata metadata = { .size = sizeof(metadata),
		.tables = world->list };
	calx_error error = { 0 };

	memset(world, 0, sizeof(*world));
	make_table(world, i);
	world->engine = database_engine();
	if (spelled_create_all(world->engine, &metadata, &error) < 0)
		fail_msg("%s: %s", cases[i].checks[0], error.message);
	world->session = calx_session_open(world->engine);
	world->fake = calx_faker_open("en_US", .seed = 7);
}

static void close_world(struct world *world)
{
	calx_faker_close(world->fake);
	calx_session_close(world->session);
	database_engine_close(world->engine);
	calx__arena_release(&world->arena);
}

/* ---- what is in it ------------------------------------------------------------ */

/* Three columns of a row: SQLite writes the last digits of a real number by
 * long double, which is not the same everywhere. */
#define CELL(value) "typeof(" value ") = 'real', " value ", quote(" value ")"

static void add_cell(struct strbuf *text, const calx_row *row, size_t i)
{
	if (calx_row_int64(row, i))
		calx__strbuf_addf(text, "%.12g", calx_row_double(row, i + 1));
	else
		calx__strbuf_adds(text, calx_row_text(row, i + 2));
}

static void add_extremes(struct world *world, struct strbuf *text)
{
	const char *name = world->columns[1].name;
	char sql[1024];
	calx_result *result;
	const calx_row *row;

	snprintf(sql, sizeof(sql),
		"SELECT " CELL("low") ", " CELL(
			"high") ", differ, every, every - filled "
				"FROM (SELECT min(\"%s\") AS low, max(\"%s\") AS high, "
				"count(DISTINCT \"%s\") AS differ, "
				"count(*) AS every, count(\"%s\") AS filled FROM t)",
		name, name, name, name);
	result = calx_connection_query(
		calx_session_connection(world->session), sql, NULL, 0);
	row = calx_result_next(result);
	assert_non_null(row);
	add_cell(text, row, 0);
	calx__strbuf_adds(text, " .. ");
	add_cell(text, row, 3);
	calx__strbuf_addf(text, ", %lld of %lld differ",
		(long long)calx_row_int64(row, 6),
		(long long)calx_row_int64(row, 7));
	if (calx_row_int64(row, 8))
		calx__strbuf_addf(
			text, ", %lld NULL", (long long)calx_row_int64(row, 8));
	calx_result_close(result);
}

static uint32_t add_sum(uint32_t sum, const char *text)
{
	for (; *text; text++)
		sum = (sum ^ (unsigned char)*text) * 0x01000193u;
	return (sum ^ 0xff) * 0x01000193u;
}

static void add_values(struct world *world, struct strbuf *text)
{
	char sql[512];
	struct strbuf cell = STRBUF_INIT;
	calx_result *result;
	const calx_row *row;
	uint32_t sum = 0x811c9dc5u;

	snprintf(sql, sizeof(sql),
		"SELECT " CELL("value") " FROM (SELECT id, \"%s\" AS value "
					"FROM t) ORDER BY id",
		world->columns[1].name);
	result = calx_connection_query(
		calx_session_connection(world->session), sql, NULL, 0);
	for (int i = 0; (row = calx_result_next(result)) != NULL; i++) {
		calx__strbuf_clear(&cell);
		add_cell(&cell, row, 0);
		sum = add_sum(sum, cell.data);
		if (i < SHOWN)
			calx__strbuf_addf(
				text, "%s%s", i ? ", " : ": ", cell.data);
	}
	calx__strbuf_addf(text, " #%08x", (unsigned)sum);
	calx__strbuf_release(&cell);
	calx_result_close(result);
}

/* Seeds twice, and says what came of it. */
static void describe(struct world *world, int rows, struct strbuf *text)
{
	int64_t status = 0;

	for (int go = 0; go < 2 && status >= 0; go++)
		status = calx_session_seed(world->session, world->fake,
			&world->table, rows, NULL, "columns.c:1");
	if (status < 0) {
		const calx_error *error = calx_session_error(world->session);

		calx__strbuf_addf(text, "%s. %s", error->message, error->hint);
		/* the first go is taken back, too */
		calx_rollback(world->session);
		return;
	}
	assert_int_equal(status, rows);
	assert_int_equal(calx_commit(world->session), CALX_OK);
	add_extremes(world, text);
	add_values(world, text);
}

static void columns_are_filled_as_they_say(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct strbuf text = STRBUF_INIT;
		struct world world;

		open_world(&world, i);
		describe(&world, cases[i].rows, &text);
		if (getenv("CALX_UPDATE"))
			printf("#%zu %s\n", i, text.data);
		else if (strcmp(text.data, cases[i].filled) != 0 && ++wrong)
			print_error("%s, CHECK (%s):\n  %s\nis not\n  %s\n",
				cases[i].name, cases[i].checks[0], text.data,
				cases[i].filled);
		calx__strbuf_release(&text);
		close_world(&world);
	}
	assert_int_equal(wrong, 0);
}

CHECK_MAIN("faker: columns", cmocka_unit_test(columns_are_filled_as_they_say), )
