/* Writing revision files. */

#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "data.h"
#include "folder.h"
#include "schemas.h"
#include "torture.h"

#include "migrate/script/script.h"
#include "util/text.h"
#include "migrate/script/write.h"
#include "migrate/script/script_id.h"

static const char *slurp(struct arena *arena, const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = calx__arena_zero(arena, 1, 65536);

	assert_non_null(file);
	(void)fread(text, 1, 65535, file);
	fclose(file);
	return text;
}

/* ---- the shape ------------------------------------------------------------ */

static void the_tutorial_is_written_as_it_is_shown(void **state)
{
	char path[512];
	struct arena arena = { 0 };
	struct script script;
	const char *text;

	(void)state;
	(void)snprintf(path, sizeof(path),
		"%s/bookstore/migrations/versions/"
		"0817994fdbf9_create_table_books.c",
		getenv("CALX_EXAMPLES"));
	assert_int_equal(
		calx__script_read(&arena, path, &script, NULL), CALX_OK);
	struct script_plan plan = { .id = script.id,
		.create_date = script.create_date,
		.message = script.message,
		.upgrade = script.upgrade.operations,
		.upgrade_count = script.upgrade.count,
		.downgrade = script.downgrade.operations,
		.downgrade_count = script.downgrade.count,
		.generated = true };
	assert_int_equal(
		calx__script_render(&arena, &plan, &text, NULL), CALX_OK);
	CHECK_TEXT(text, slurp(&arena, path));
	calx__arena_release(&arena);
}

static void an_empty_revision_compiles_without_warnings(void **state)
{
	struct arena arena = { 0 };
	const char *text;
	struct script_plan plan = { .id = "abc",
		.create_date = "now",
		.message = "merge",
		.down_revision = "a, b",
		.branch_labels = "l",
		.depends_on = "d" };

	(void)state;
	assert_int_equal(
		calx__script_render(&arena, &plan, &text, NULL), CALX_OK);
	CHECK_TEXT(text,
		"/* merge\n"
		" *\n"
		" * Revision ID: abc\n"
		" * Revises: a, b\n"
		" * Create Date: now\n"
		" */\n"
		"#include <calx/revision.h>\n"
		"\n"
		"static void upgrade(calx_op *op)\n"
		"{\n"
		"    (void)op;\n"
		"}\n"
		"\n"
		"static void downgrade(calx_op *op)\n"
		"{\n"
		"    (void)op;\n"
		"}\n"
		"\n"
		"CALX_REVISION(abc, .down_revision = \"a, b\", .branch_labels "
		"= "
		"\"l\", .depends_on = \"d\", .upgrade = upgrade, .downgrade = "
		"downgrade);\n");
	calx__arena_release(&arena);
}

static void id_and_date_are_chosen(void **state)
{
	struct arena arena = { 0 };
	struct script_plan one = { 0 }, two = { 0 };
	const char *text;
	int year, month, day, hour, minute, second, micro, length = 0;

	(void)state;
	assert_int_equal(
		calx__script_render(&arena, &one, &text, NULL), CALX_OK);
	assert_int_equal(
		calx__script_render(&arena, &two, &text, NULL), CALX_OK);
	assert_int_equal(strlen(one.id), 12);
	assert_int_equal(strspn(one.id, "0123456789abcdef"), 12);
	assert_string_not_equal(one.id, two.id);
	assert_int_equal(
		sscanf(one.create_date, "%4d-%2d-%2d %2d:%2d:%2d.%6d%n", &year,
			&month, &day, &hour, &minute, &second, &micro, &length),
		7);
	assert_int_equal(length, 26);
	assert_int_equal(strlen(one.create_date), 26);
	calx__arena_release(&arena);
}

/* ---- messages ------------------------------------------------------------- */

/* Whatever the message is, the file says the same and nothing else. */
static void check_message(const char *message, const char *shown)
{
	struct arena arena = { 0 };
	struct script_plan plan = {
		.id = "a", .create_date = "now", .message = message
	};
	struct script script;
	const char *text;

	assert_int_equal(
		calx__script_render(&arena, &plan, &text, NULL), CALX_OK);
	assert_int_equal(calx__script_parse(&arena, "x.c", text, strlen(text),
				 &script, NULL),
		CALX_OK);
	CHECK_TEXT(script.id, "a");
	CHECK_TEXT(script.down_revision, "");
	CHECK_TEXT(script.create_date, "now");
	assert_int_equal(script.line, 19);
	assert_int_equal(script.upgrade.code_line, 0);
	if (shown)
		CHECK_TEXT(script.message, shown);
	calx__arena_release(&arena);
}

static void messages_cannot_leave_their_comment(void **state)
{
	static const char *const same[] = { "Create table books",
		"Größe 漢字 \"quoted\" %s%n $x ${y}", "*/ int main(void) { }",
		"**//* x */", "/*", "*", "a\n*/\nb", "a\n * Create Date: never",
		"?\?/", "back\\", "bell\a\x1b[31m\x7f",
		"c1 \xc2\x85 bidi \xe2\x80\xae line \xe2\x80\xa8",
		"Revision ID: 5", "Revises: nothing", "Create Date: then" };
	static const char *const none[] = { NULL, "", " ", "\t\n",
		"\xc2\xa0\xe3\x80\x80", "\xe2\x80\x8b\x01" };

	(void)state;
	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++)
		check_message(same[i], same[i]);
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		check_message(none[i], "empty message");
	check_message("  around ", "around");
}

static void random_messages_cannot_either(void **state)
{
	static const char alphabet[] = "*/?\\\n\r\"' a\x01";
	unsigned long long seed = 5;

	(void)state;
	for (int i = 0; i < 3000; i++) {
		char message[12] = { 0 };

		for (size_t j = 0; j < sizeof(message) - 1; j++)
			message[j] = alphabet[(data_random(&seed) >> 40) %
					      (sizeof(alphabet) - 1)];
		check_message(message, NULL);
	}
}

static void a_message_is_text(void **state)
{
	struct arena arena = { 0 };
	struct script_plan plan = { .message = "\xff" };
	calx_error error = { 0 };
	const char *text;

	(void)state;
	assert_int_equal(calx__script_render(&arena, &plan, &text, &error),
		CALX_INVALID);
	CHECK_TEXT(error.message, "the message is not UTF-8 text");
	calx__arena_release(&arena);
}

/* ---- slugs ---------------------------------------------------------------- */

static void slugs_are_words(void **state)
{
	static const struct {
		const char *message, *slug;
	} cases[] = {
		{ "Create table books", "create_table_books" },
		{ "  Add  -- cost!  ", "add_cost" },
		{ "../../etc/passwd", "etc_passwd" },
		{ "Größe", "größe" },
		{ "", "" },
		{ "!!!", "" },
		{ "\U0001f389 \u2714\ufe0f", "" },
		{ "Добавить таблицу «Книги»", "добавить_таблицу_книги" },
		{ "ΠΡΟΣΘΗΚΗ", "προσθηκη" },
		{ "書籍の表を追加する", "書籍の表を追加する" },
		{ "किताबें जोड़ो", "किताबें_जोड़ो" },
		{ "می\u200cخواهم", "میخواهم" },
		{ "e\u0301te\u0301", "e\u0301te\u0301" },
		{ "x\u202egnp.c", "xgnp_c" },
		/* cut between characters, never in one */
		{ "漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢",
			"漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢" },
		{ "one two three four five six seven eight nine",
			"one_two_three_four_five_six_seven_eight" },
		{ "one two three four five six seven eighty nine",
			"one_two_three_four_five_six_seven_eighty" },
		{ "one two three four five six seven eightys",
			"one_two_three_four_five_six_seven" },
		{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		CHECK_TEXT(calx__script_slug(&arena, cases[i].message),
			cases[i].slug);
	calx__arena_release(&arena);
}

static void ids_are_checked(void **state)
{
	calx_error error = { 0 };

	(void)state;
	assert_int_equal(calx__script_id_check("0817994fdbf9", NULL), CALX_OK);
	assert_int_equal(calx__script_id_check("", NULL), CALX_INVALID);
	assert_int_equal(calx__script_id_check("a-b", NULL), CALX_INVALID);
	assert_int_equal(calx__script_id_check("../x", &error), CALX_INVALID);
	CHECK_TEXT(error.message, "'../x' cannot be a revision's id");
	CHECK_TEXT(error.hint, "An id has 1 to 64 letters, digits and '_'.");
}

/* ---- templates ------------------------------------------------------------ */

static void a_template_of_ones_own(void **state)
{
	struct arena arena = { 0 };
	struct script_plan plan = { .id = "a",
		.create_date = "now",
		.message = "m",
		.template_text =
			"// ${message}\n"
			"void u(calx_op *op) {\n"
			"    calx_execute(op, \"SELECT 1\"); $x $\n"
			"${upgrade_operations}\n"
			"}\n"
			"CALX_REVISION(${revision}, ${links}.upgrade = u);" };
	calx_error error = { 0 };
	const char *text;

	(void)state;
	assert_int_equal(
		calx__script_render(&arena, &plan, &text, &error), CALX_OK);
	CHECK_TEXT(text, "// m\n"
			 "void u(calx_op *op) {\n"
			 "    calx_execute(op, \"SELECT 1\"); $x $\n"
			 "    (void)op;\n"
			 "}\n"
			 "CALX_REVISION(a, .upgrade = u);");

	plan.template_text = "${mesage}";
	assert_int_equal(calx__script_render(&arena, &plan, &text, &error),
		CALX_INVALID);
	CHECK_TEXT(error.message, "unknown placeholder '${mesage}' in the "
				  "revision template");
	plan.template_text = "${message";
	assert_int_equal(calx__script_render(&arena, &plan, &text, &error),
		CALX_INVALID);
	plan.template_text = "CALX_REVISION(other, .upgrade = u);\n";
	assert_int_equal(
		calx__script_render(&arena, &plan, &text, &error), CALX_ERROR);
	plan.template_text = "no revision\n";
	assert_int_equal(calx__script_render(&arena, &plan, &text, &error),
		CALX_INVALID);
	calx__arena_release(&arena);
}

static void what_has_no_words_is_said(void **state)
{
	struct sql_column column = { .name = "a" };
	const struct sql_table table = {
		.name = "t", .columns = &column, .column_count = 1
	};
	const struct operation operation = {
		.kind = CALX_OPERATION_CREATE_TABLE,
		.table = "t",
		.definition = &table
	};
	struct script_plan plan = { .upgrade = &operation, .upgrade_count = 1 };
	struct arena arena = { 0 };
	calx_error error = { 0 };
	const char *text;

	(void)state;
	assert_int_equal(calx__script_render(&arena, &plan, &text, &error),
		CALX_UNSUPPORTED);
	CHECK_TEXT(error.message, "the type of 't.a' is not known");
	calx__arena_release(&arena);
}

/* ---- files ---------------------------------------------------------------- */

static size_t count_files(const char *path)
{
	DIR *directory = opendir(path);
	struct dirent *entry;
	size_t count = 0;

	assert_non_null(directory);
	while ((entry = readdir(directory)) != NULL)
		count += strcmp(entry->d_name, ".") != 0 &&
			 strcmp(entry->d_name, "..") != 0;
	closedir(directory);
	return count;
}

static void a_file_is_written_once(void **state)
{
	struct folder folder;
	struct arena arena = { 0 };
	calx_error error = { 0 };
	const char *path;
	struct script script;

	(void)state;
	folder_make(&folder);
	struct script_plan plan = {
		.directory = folder.path, .id = "abc", .message = "Add it"
	};
	assert_int_equal(
		calx__script_write(&arena, &plan, &path, &error), CALX_OK);
	CHECK_TEXT(path, folder_file(&folder, "abc_add_it.c"));
	assert_int_equal(
		calx__script_read(&arena, path, &script, &error), CALX_OK);
	CHECK_TEXT(script.message, "Add it");

	plan.message = "Add it!";
	assert_int_equal(calx__script_write(&arena, &plan, &path, &error),
		CALX_CONFLICT);
	assert_non_null(strstr(error.message, "File exists"));
	assert_int_equal(
		calx__script_read(&arena, path, &script, &error), CALX_OK);
	CHECK_TEXT(script.message, "Add it");
	assert_int_equal(count_files(folder.path), 1);
	folder_remove(&folder);
	calx__arena_release(&arena);
}

static void a_name_that_is_taken_by_a_link_is_kept(void **state)
{
	struct folder folder;
	struct arena arena = { 0 };
	calx_error error = { 0 };
	const char *path;

	(void)state;
	folder_make(&folder);
	struct script_plan plan = { .directory = folder.path, .id = "abc" };
	assert_int_equal(symlink("/tmp/nowhere",
				 folder_file(&folder, "abc_empty_message.c")),
		0);
	assert_int_equal(calx__script_write(&arena, &plan, &path, &error),
		CALX_CONFLICT);
	assert_int_equal(access("/tmp/nowhere", F_OK), -1);
	folder_remove(&folder);
	calx__arena_release(&arena);
}

static void a_missing_directory_is_said(void **state)
{
	struct script_plan plan = { .directory = "/no/such/place", .id = "a" };
	struct arena arena = { 0 };
	calx_error error = { 0 };
	const char *path;

	(void)state;
	assert_int_equal(
		calx__script_write(&arena, &plan, &path, &error), CALX_IO);
	CHECK_TEXT(error.message,
		"could not create /no/such/place/a_empty_message.c: No such "
		"file or directory");
	calx__arena_release(&arena);
}

/* a big revision, so that there is time to be killed in */
static void write_until_killed(const char *directory)
{
	struct arena arena = { 0 };
	unsigned long long seed = 6;

	for (;;) {
		struct sql_schema schema = schemas_random(&arena, &seed, false);
		struct operation operations[4];
		struct script_plan plan = { .directory = directory,
			.upgrade = operations,
			.upgrade_count = schema.table_count };
		const char *path;

		for (size_t i = 0; i < schema.table_count; i++)
			operations[i] = (struct operation){
				.kind = CALX_OPERATION_CREATE_TABLE,
				.table = schema.tables[i]->name,
				.definition = schema.tables[i]
			};
		(void)calx__script_write(&arena, &plan, &path, NULL);
		calx__arena_release(&arena);
	}
}

static void a_kill_leaves_no_half_file(void **state)
{
	struct folder folder;
	struct arena arena = { 0 };
	calx_error error = { 0 };
	struct script *scripts;
	size_t count;

	(void)state;
	folder_make(&folder);
	for (useconds_t i = 0; i < 20; i++) {
		pid_t child = fork();

		if (child == 0)
			write_until_killed(folder.path);
		usleep(5000 + i * 1700);
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
	}
	if (calx__scripts_read(&arena, folder.path, &scripts, &count, &error) !=
		CALX_OK)
		fail_msg("%s: %s", error.where, error.message);
	for (size_t i = 0; i < count; i++)
		assert_true(scripts[i].upgrade.count >= 2);
	folder_remove(&folder);
	calx__arena_release(&arena);
}

/* ---- every allocation may fail -------------------------------------------- */

static void write_once(void *context)
{
	struct script_plan plan = *(struct script_plan *)context;
	struct arena arena = { 0 };
	calx_error error = { 0 };
	const char *path;
	enum calx_status status =
		calx__script_write(&arena, &plan, &path, &error);

	if (torture_is_clean())
		assert_int_equal(status, CALX_OK);
	else if (status < 0)
		assert_int_equal(status, CALX_OUT_OF_MEMORY);
	calx__arena_release(&arena);
}

static void writing_survives_without_memory(void **state)
{
	struct folder folder;
	struct arena arena = { 0 };
	unsigned long long seed = 7;
	struct sql_schema schema = schemas_random(&arena, &seed, false);
	struct operation operation = { .kind = CALX_OPERATION_CREATE_TABLE,
		.table = schema.tables[0]->name,
		.definition = schema.tables[0] };

	(void)state;
	folder_make(&folder);
	struct script_plan plan = { .directory = folder.path,
		.message = "m",
		.upgrade = &operation,
		.upgrade_count = 1,
		.generated = true };
	torture(write_once, &plan);
	folder_remove(&folder);
	calx__arena_release(&arena);
}

CHECK_MAIN("script_write",
	cmocka_unit_test(the_tutorial_is_written_as_it_is_shown),
	cmocka_unit_test(an_empty_revision_compiles_without_warnings),
	cmocka_unit_test(id_and_date_are_chosen),
	cmocka_unit_test(messages_cannot_leave_their_comment),
	cmocka_unit_test(random_messages_cannot_either),
	cmocka_unit_test(a_message_is_text), cmocka_unit_test(slugs_are_words),
	cmocka_unit_test(ids_are_checked),
	cmocka_unit_test(a_template_of_ones_own),
	cmocka_unit_test(what_has_no_words_is_said),
	cmocka_unit_test(a_file_is_written_once),
	cmocka_unit_test(a_name_that_is_taken_by_a_link_is_kept),
	cmocka_unit_test(a_missing_directory_is_said),
	cmocka_unit_test(a_kill_leaves_no_half_file),
	cmocka_unit_test(writing_survives_without_memory))
