#ifndef CALX_CPLUSPLUS_H
#define CALX_CPLUSPLUS_H

/* What C++ makes of the verbs of calx: one error that says where they belong.
 *
 * CALX_MODEL gives a C++ file the structs (struct Book, struct Book_list) and
 * every function of calx can be called; queries, whose clauses are initialisers
 * of C, are written in a .c file, which hands the rows over. */

#ifdef __cplusplus

/** What a verb would have returned: it passes for anything, so that there is no
 * second error. */
struct calx_written_in_c_result {
	/** Never called. */
	template <class type> operator type() const;
};

/* clang-format off */
/** Any verb. */
#define calx_written_in_c(...)                                                 \
	([]() -> calx_written_in_c_result {                                    \
		static_assert(sizeof(calx_written_in_c_result) == 0,           \
			"calx: queries are written in C: put this function into a .c file"); \
		return {};                                                     \
	}())

#define calx_add(...) calx_written_in_c(__VA_ARGS__)
#define calx_add_all(...) calx_written_in_c(__VA_ARGS__)
#define calx_bulk_save(...) calx_written_in_c(__VA_ARGS__)
#define calx_insert(...) calx_written_in_c(__VA_ARGS__)
#define calx_get(...) calx_written_in_c(__VA_ARGS__)
#define calx_first(...) calx_written_in_c(__VA_ARGS__)
#define calx_one(...) calx_written_in_c(__VA_ARGS__)
#define calx_all(...) calx_written_in_c(__VA_ARGS__)
#define calx_start_all(...) calx_written_in_c(__VA_ARGS__)
#define calx_task_all(...) calx_written_in_c(__VA_ARGS__)
#define calx_count(...) calx_written_in_c(__VA_ARGS__)
#define calx_exists(...) calx_written_in_c(__VA_ARGS__)
#define calx_update(...) calx_written_in_c(__VA_ARGS__)
#define calx_delete_where(...) calx_written_in_c(__VA_ARGS__)
#define calx_delete_all(...) calx_written_in_c(__VA_ARGS__)
#define calx_scalar(...) calx_written_in_c(__VA_ARGS__)
#define calx_values(...) calx_written_in_c(__VA_ARGS__)
#define calx_query_add(...) calx_written_in_c(__VA_ARGS__)
#define calx_seed(...) calx_written_in_c(__VA_ARGS__)

/** calx_edit(session, book): as in C, see calx/session.h. */
#define calx_edit(session, object) \
	(static_cast<decltype(object)>(calx_session_edit(session, object)))
/** calx_delete(session, book): as in C, see calx/session.h. */
#define calx_delete(session, object) calx_session_delete_object(session, object)

/** The loops: their variable is there, so that the body is no second error. */
#define calx_each(session, ...) CALX_EACH_IN_C_(__VA_ARGS__, )
#define CALX_EACH_IN_C_(T, variable, ...) \
	for (struct T *variable = calx_written_in_c(); variable;)
/** Rows. */
#define calx_each_row(session, ...) CALX_EACH_ROW_IN_C_(__VA_ARGS__, )
#define CALX_EACH_ROW_IN_C_(variable, ...) \
	for (const calx_row *variable = calx_written_in_c(); variable;)
/** Blocks. */
#define calx_transaction(...) \
	for (bool calx_block_in_c = calx_written_in_c(); calx_block_in_c;)
#define calx_savepoint(...) calx_transaction(__VA_ARGS__)
/* clang-format on */

#endif
#endif
