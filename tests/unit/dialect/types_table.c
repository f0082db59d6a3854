#include "check.h"

#include <stdio.h>

#include "dialect/mariadb/dialect.h"
#include "dialect/postgresql/dialect.h"
#include "dialect/sqlite/dialect.h"
#include "sql/type/native.h"
#include "sql/type/type.h"
#include "util/strbuf.h"
#include <calx/calx.h>

/* docs/types.md has tables of all types, which say what the code's tables say: they
 * are written here, and the file must hold them line by line. With CALX_WRITE_DOCS
 * it is written anew. */

#define TEXT_OF(...) TEXT_OF_I(__VA_ARGS__)
#define TEXT_OF_I(...) #__VA_ARGS__
#define PICK_OPTIONAL(c, n, ...) n

/* A word as models write it, and the fields that it makes. */
struct word {
	const char *spelled, *field, *optional;
	calx_type type;
};
#define WORD(spelled_, type_)                                           \
	{                                                               \
		spelled_, TEXT_OF(CALX_TYPE_ROW_(CALX_PICK_C_, type_)), \
			TEXT_OF(CALX_TYPE_ROW_(PICK_OPTIONAL, type_)),  \
			CALX_TYPE_ROW_(CALX_PICK_TYPE_, type_)          \
	}

static const struct word words[] = {
	WORD("boolean()", boolean()),
	WORD("small_integer()", small_integer()),
	WORD("integer()", integer()),
	WORD("big_integer()", big_integer()),
	WORD("float()", float()),
	WORD("double()", double()),
	WORD("numeric(8, 2)", numeric(8, 2)),
	WORD("numeric(18, 0)", numeric(18, 0)),
	WORD("numeric(38, 10)", numeric(38, 10)),
	WORD("numeric()", numeric()),
	WORD("string(40)", string(40)),
	WORD("string()", string()),
	WORD("text()", text()),
	WORD("blob()", blob()),
	WORD("date()", date()),
	WORD("time()", time()),
	WORD("datetime()", datetime()),
	WORD("timestamp()", timestamp()),
	WORD("interval()", interval()),
	WORD("uuid()", uuid()),
	WORD("json()", json()),
	WORD("enumeration(\"a\", \"b\")", enumeration("a", "b")),
};

#define NATIVE(word) WORD(#word "()", word())
#define NATIVE_N(word) WORD(#word "(8)", word(8))
static const struct word natives[] = {
	NATIVE_N(char),
	NATIVE(jsonb),
	NATIVE(inet),
	NATIVE(cidr),
	NATIVE(macaddr),
	NATIVE(macaddr8),
	NATIVE(inet4),
	NATIVE(inet6),
	NATIVE(int4range),
	NATIVE(int8range),
	NATIVE(numrange),
	NATIVE(daterange),
	NATIVE(tsrange),
	NATIVE(tstzrange),
	NATIVE(tsvector),
	NATIVE(xml),
	NATIVE(text_array),
	NATIVE(integer_array),
	NATIVE(big_integer_array),
	NATIVE(numeric_array),
	NATIVE(uuid_array),
	NATIVE(tinyint),
	NATIVE(mediumint),
	NATIVE(unsigned_tinyint),
	NATIVE(unsigned_smallint),
	NATIVE(unsigned_mediumint),
	NATIVE(unsigned_int),
	NATIVE(unsigned_bigint),
	NATIVE(year),
	NATIVE_N(bit),
	WORD("label_set(\"a\", \"b\")", label_set("a", "b")),
	NATIVE(tinytext),
	NATIVE(short_text),
	NATIVE(mediumtext),
	NATIVE(tinyblob),
	NATIVE(short_blob),
	NATIVE(mediumblob),
	NATIVE_N(binary),
	NATIVE_N(varbinary),
};
#define COUNT(list) (sizeof(list) / sizeof(*(list)))

static const struct dialect *const dialects[] = { &calx__sqlite_dialect,
	&calx__postgresql_dialect, &calx__mariadb_dialect };

/* ---- the tables ------------------------------------------------------------------ */

static void type_write(struct strbuf *text, const struct dialect *dialect,
	const struct word *word)
{
	const struct sql_column column = {
		.name = "c", .type = word->type, .type_name = "table_column"
	};
	const unsigned char native = word->type.native;

	calx__strbuf_adds(text, " | ");
	if (native && (!dialect->natives || !dialect->natives[native])) {
		calx__strbuf_adds(text, "-");
		return;
	}
	calx__strbuf_addc(text, '`');
	dialect->type(text, &column, 0);
	calx__strbuf_addc(text, '`');
}

static void word_write(struct strbuf *text, const struct word *word)
{
	/* bool is a macro of C11 */
	calx__strbuf_addf(text, "| `%s` | `%s` | `%s`", word->spelled,
		strcmp(word->field, "_Bool") ? word->field : "bool",
		word->optional);
	for (size_t i = 0; i < COUNT(dialects); i++)
		type_write(text, dialects[i], word);
	calx__strbuf_adds(text, " |\n");
}

static void table_write(
	struct strbuf *text, const struct word *list, size_t count)
{
	calx__strbuf_adds(text,
		"| word | field | `nullable()` | SQLite | PostgreSQL | MariaDB |\n"
		"|---|---|---|---|---|---|\n");
	for (size_t i = 0; i < count; i++)
		word_write(text, &list[i]);
}

/* ---- the file --------------------------------------------------------------------- */

#define FILE_MAX 65536

static const char *path(void)
{
	static char text[1024];
	const char *data = getenv("CALX_TEST_DATA");

	snprintf(text, sizeof(text), "%s/../../docs/types.md",
		data ? data : "tests/data");
	return text;
}

static char *file_read(void)
{
	FILE *file = fopen(path(), "r");
	char *text = calloc(1, FILE_MAX + 1);

	assert_non_null(file);
	assert_non_null(text);
	assert_true(fread(text, 1, FILE_MAX, file) > 0);
	fclose(file);
	return text;
}

/* The table behind the mark is replaced: it ends at the next empty line. */
static void file_write(const char *mark, const char *table)
{
	char *text = file_read();
	char *begin = strstr(text, mark), *end;
	FILE *file = fopen(path(), "w");

	assert_non_null(begin);
	assert_non_null(file);
	begin += strlen(mark);
	end = strstr(begin, "\n\n");
	fprintf(file, "%.*s%s%s", (int)(begin - text), text, table,
		end ? end + 1 : "");
	fclose(file);
	free(text);
}

static void check_table(const char *mark, const struct word *list, size_t count)
{
	struct strbuf table = STRBUF_INIT;
	char *text;

	table_write(&table, list, count);
	assert_false(table.failed);
	if (getenv("CALX_WRITE_DOCS"))
		file_write(mark, table.data);
	text = file_read();
	if (!strstr(text, table.data))
		fail_msg("docs/types.md is stale: run this test with "
			 "CALX_WRITE_DOCS=1\n%s",
			table.data);
	free(text);
	calx__strbuf_release(&table);
}

static void the_file_has_them(void **state)
{
	(void)state;
	check_table("<!-- types -->\n", words, COUNT(words));
	check_table("<!-- natives -->\n", natives, COUNT(natives));
}

/* Each that there is, in the order of their numbers. */
static void none_is_missing(void **state)
{
	int kind = CALX_NULL;

	(void)state;
	for (size_t i = 0; i < COUNT(words); i++) {
		assert_in_range(words[i].type.kind, kind, kind + 1);
		kind = words[i].type.kind;
	}
	assert_int_equal(kind, CALX_KIND_COUNT - 1);
	assert_int_equal(COUNT(natives), CALX_NATIVE_COUNT - 1);
	for (size_t i = 0; i < COUNT(natives); i++) {
		const struct native_type *native = &calx__natives[i + 1];

		assert_int_equal(natives[i].type.native, i + 1);
		assert_int_equal(natives[i].type.kind, native->kind);
		assert_memory_equal(
			natives[i].spelled, native->name, strlen(native->name));
		assert_int_equal(calx__native_by_name(
					 native->name, strlen(native->name)),
			i + 1);
	}
}

/* What DDL says of a type is read as that type. */
static void they_are_read_again(void **state)
{
	(void)state;
	for (size_t d = 0; d < COUNT(dialects); d++)
		for (size_t i = 0; i < COUNT(natives); i++) {
			const struct dialect *dialect = dialects[d];
			const struct sql_column column = { .name = "c",
				.type = natives[i].type };
			struct strbuf text = STRBUF_INIT;
			struct arena arena = { 0 };
			calx_type type;

			if (!dialect->natives ||
				!dialect->natives[column.type.native])
				continue;
			dialect->type(&text, &column, 0);
			type = dialect->type_of(&arena, text.data);
			if (!calx__type_equal(&type, &column.type))
				fail_msg("%s: %s", dialect->name, text.data);
			calx__strbuf_release(&text);
			calx__arena_release(&arena);
		}
}

CHECK_MAIN("types_table", cmocka_unit_test(the_file_has_them),
	cmocka_unit_test(none_is_missing),
	cmocka_unit_test(they_are_read_again))
