#include "dialect/mariadb/alter/subject.h"

#include "compile/identifier.h"
#include "dialect/mariadb/text/lexer.h"
#include "util/fail.h"

/* What a statement of the schema is about, by its first words, and how that is
 * now. From 10.6 on MariaDB does such a statement whole or not at all, also when
 * the server is killed (the manual's Atomic DDL); one about several things does
 * them one by one, and is left alone here. */

struct subject {
	const struct dialect *dialect;
	struct view kind; /* "TABLE" */
	const char *schema, *name;
};

/* ---- the statement ----------------------------------------------------------- */

static bool is_word(struct lexeme lexeme, const char *word)
{
	return lexeme.kind == LEXEME_WORD &&
	       calx__view_is_nocase(lexeme.text, word);
}

static bool is_one_of(struct lexeme lexeme, const char *const *words)
{
	for (; *words; words++)
		if (is_word(lexeme, *words))
			return true;
	return false;
}

static const char *const verbs[] = { "CREATE", "ALTER", "DROP", "RENAME",
	NULL };
static const char *const kinds[] = { "TABLE", "VIEW", "SEQUENCE", "INDEX",
	"TRIGGER", "PROCEDURE", "FUNCTION", NULL };
/* gone with the session; or none that is looked for here */
static const char *const others[] = { "TEMPORARY", "DATABASE", "SCHEMA", "USER",
	"ROLE", "SERVER", "EVENT", "AGGREGATE", NULL };
static const char *const conditions[] = { "IF", "NOT", "EXISTS", NULL };

/* The word that says what it is about, among those at the front: UNIQUE,
 * ALGORITHM = MERGE ... */
static bool kind_find(struct lexer *lexer, struct view *ret_kind)
{
	struct lexeme lexeme = calx__mariadb_token(lexer);

	if (!is_one_of(lexeme, verbs))
		return false;
	do {
		lexeme = calx__mariadb_token(lexer);
		*ret_kind = lexeme.text;
		if (is_one_of(lexeme, kinds))
			return true;
	} while (lexeme.kind != LEXEME_END && !calx__mariadb_is(lexeme, "(") &&
		 !is_one_of(lexeme, others));
	return false;
}

/* Behind ON stands the table of an index. */
static struct lexeme name_find(struct lexer *lexer, struct view kind)
{
	struct lexeme lexeme;
	bool is_index = calx__view_is_nocase(kind, "INDEX");

	do {
		lexeme = calx__mariadb_token(lexer);
		if (is_index && is_word(lexeme, "ON")) {
			is_index = false;
			lexeme = calx__mariadb_token(lexer);
		}
	} while (lexeme.kind != LEXEME_END &&
		 (is_index || is_one_of(lexeme, conditions)));
	return lexeme;
}

static bool is_name(struct lexeme lexeme)
{
	return lexeme.kind == LEXEME_NAME || lexeme.kind == LEXEME_WORD;
}

/* Whether DROP or RENAME goes on with another name. */
static bool has_several(struct lexer lexer)
{
	struct lexeme lexeme;

	while ((lexeme = calx__mariadb_token(&lexer)).kind != LEXEME_END)
		if (calx__mariadb_is(lexeme, ","))
			return true;
	return false;
}

static bool subject_read(
	struct arena *arena, const char *sql, struct subject *ret_subject)
{
	struct lexer lexer = { .rest = calx__view(sql) };
	struct lexer first = lexer;
	const struct lexeme verb = calx__mariadb_token(&first);
	struct lexer behind;
	struct lexeme name;

	if (!kind_find(&lexer, &ret_subject->kind))
		return false;
	name = name_find(&lexer, ret_subject->kind);
	if (!is_name(name) ||
		((is_word(verb, "DROP") || is_word(verb, "RENAME")) &&
			has_several(lexer)))
		return false;
	ret_subject->schema = NULL;
	ret_subject->name = calx__mariadb_text_of(arena, name, false);
	behind = lexer;
	if (!calx__mariadb_is(calx__mariadb_token(&behind), "."))
		return true;
	ret_subject->schema = ret_subject->name;
	ret_subject->name = calx__mariadb_text_of(
		arena, calx__mariadb_token(&behind), false);
	return true;
}

/* ---- the catalog --------------------------------------------------------------- */

struct answer {
	struct arena *arena;
	const char *text;
};

/* All columns: where the text stands depends on what it is of. */
static enum calx_status answer_row(
	void *context, const char *const *values, size_t count)
{
	struct answer *answer = context;
	struct strbuf text = STRBUF_INIT;

	for (size_t i = 0; i < count; i++)
		calx__strbuf_addf(&text, "%s%s", i ? "\n" : "",
			values[i] ? values[i] : "");
	answer->text = calx__strbuf_keep(&text, answer->arena);
	return CALX_OK;
}

/* Runs what was written; "" if it has no row. */
static enum calx_status ask(const struct catalog *catalog, struct strbuf *sql,
	struct answer *answer, calx_error *error)
{
	enum calx_status status = CALX_OK;

	answer->text = "";
	if (sql->failed)
		status = calx__fail_memory(error);
	else
		status = catalog->query(
			catalog, sql->data, answer_row, answer, error);
	calx__strbuf_release(sql);
	return status >= 0 && (!answer->text || answer->arena->failed)
		       ? calx__fail_memory(error)
		       : status;
}

static void add_where(struct strbuf *sql, const struct subject *subject,
	const char *schema_column, const char *name_column)
{
	calx__strbuf_addf(sql, " WHERE %s = ", schema_column);
	if (subject->schema)
		calx__sql_literal(sql, subject->dialect, subject->schema);
	else
		calx__strbuf_adds(sql, "database()");
	calx__strbuf_addf(sql, " AND %s = ", name_column);
	calx__sql_literal(sql, subject->dialect, subject->name);
}

/* The words without AUTO_INCREMENT=5, which INSERT changes, too. */
static const char *without_number(struct arena *arena, const char *text)
{
	struct lexer lexer = { .rest = calx__view(text), .printed = true };
	struct strbuf kept = STRBUF_INIT;
	struct lexeme lexeme;

	while ((lexeme = calx__mariadb_token(&lexer)).kind != LEXEME_END) {
		struct lexer ahead = lexer;

		if (is_word(lexeme, "AUTO_INCREMENT") &&
			calx__mariadb_is(calx__mariadb_token(&ahead), "=")) {
			calx__mariadb_token(&ahead);
			lexer = ahead;
			continue;
		}
		calx__strbuf_add(&kept, lexeme.text.data, lexeme.text.length);
		calx__strbuf_addc(&kept, ' ');
	}
	return calx__strbuf_keep(&kept, arena);
}

static enum calx_status relation_show(const struct catalog *catalog,
	const struct subject *subject, struct answer *answer, calx_error *error)
{
	const bool is_sequence =
		calx__view_is_nocase(subject->kind, "SEQUENCE");
	struct strbuf sql = STRBUF_INIT;
	enum calx_status status;

	calx__strbuf_adds(&sql, "SELECT 1 FROM information_schema.tables");
	add_where(&sql, subject, "table_schema", "table_name");
	if ((status = ask(catalog, &sql, answer, error)) < 0 || !*answer->text)
		return status;
	calx__strbuf_adds(&sql,
		is_sequence ? "SHOW CREATE SEQUENCE " : "SHOW CREATE TABLE ");
	calx__sql_relation(
		&sql, subject->dialect, subject->schema, subject->name);
	if ((status = ask(catalog, &sql, answer, error)) < 0)
		return status;
	answer->text = without_number(answer->arena, answer->text);
	return answer->text ? CALX_OK : calx__fail_memory(error);
}

/* SHOW CREATE, prepared once, goes on showing the view of then. */
static enum calx_status view_show(const struct catalog *catalog,
	const struct subject *subject, struct answer *answer, calx_error *error)
{
	struct strbuf sql = STRBUF_INIT;

	calx__strbuf_adds(&sql,
		"SELECT concat_ws(' ', algorithm, definer, security_type, check_option, view_definition)"
		" FROM information_schema.views");
	add_where(&sql, subject, "table_schema", "table_name");
	return ask(catalog, &sql, answer, error);
}

static enum calx_status trigger_show(const struct catalog *catalog,
	const struct subject *subject, struct answer *answer, calx_error *error)
{
	struct strbuf sql = STRBUF_INIT;

	calx__strbuf_adds(&sql,
		"SELECT concat_ws(' ', event_object_table, action_timing, event_manipulation, action_order, action_statement)"
		" FROM information_schema.triggers");
	add_where(&sql, subject, "trigger_schema", "trigger_name");
	return ask(catalog, &sql, answer, error);
}

/* Its parameters are in mysql.proc only, which not everybody may read. */
static enum calx_status routine_show(const struct catalog *catalog,
	const struct subject *subject, struct answer *answer, calx_error *error)
{
	struct strbuf sql = STRBUF_INIT;
	enum calx_status status;

	calx__strbuf_adds(&sql, "SELECT 1 FROM information_schema.routines");
	add_where(&sql, subject, "routine_schema", "routine_name");
	if ((status = ask(catalog, &sql, answer, error)) < 0 || !*answer->text)
		return status;
	calx__strbuf_adds(&sql, "SHOW CREATE ");
	calx__strbuf_add(&sql, subject->kind.data, subject->kind.length);
	calx__strbuf_addc(&sql, ' ');
	calx__sql_relation(
		&sql, subject->dialect, subject->schema, subject->name);
	return ask(catalog, &sql, answer, error);
}

static enum calx_status subject_show(const struct catalog *catalog,
	const struct subject *subject, struct answer *answer, calx_error *error)
{
	if (calx__view_is_nocase(subject->kind, "VIEW"))
		return view_show(catalog, subject, answer, error);
	if (calx__view_is_nocase(subject->kind, "TRIGGER"))
		return trigger_show(catalog, subject, answer, error);
	if (calx__view_is_nocase(subject->kind, "PROCEDURE") ||
		calx__view_is_nocase(subject->kind, "FUNCTION"))
		return routine_show(catalog, subject, answer, error);
	return relation_show(catalog, subject, answer, error);
}

enum calx_status calx__mariadb_subject(const struct dialect *dialect,
	const struct catalog *catalog, struct arena *arena, const char *sql,
	const char **ret_text, calx_error *error)
{
	struct answer answer = { .arena = arena };
	struct subject subject = { .dialect = dialect };
	enum calx_status status;

	*ret_text = NULL;
	if (!subject_read(arena, sql, &subject))
		return arena->failed ? calx__fail_memory(error) : CALX_OK;
	if (!subject.name)
		return calx__fail_memory(error);
	status = subject_show(catalog, &subject, &answer, error);
	if (status >= 0)
		*ret_text = answer.text;
	return status;
}
