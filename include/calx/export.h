#ifndef CALX_EXPORT_H
#define CALX_EXPORT_H

/* The attributes that the public headers use, each behind one macro. */
#if defined(__GNUC__)
#define CALX_API __attribute__((visibility("default")))
#define CALX_MUST_CHECK __attribute__((warn_unused_result))
#define CALX_PRINTF(format, first) \
	__attribute__((format(printf, format, first)))
#define CALX_UNUSED_ __attribute__((unused))
#define CALX_CLEANUP_(function) __attribute__((cleanup(function)))
#else
#define CALX_API
#define CALX_MUST_CHECK
#define CALX_PRINTF(format, first)
#define CALX_UNUSED_
#define CALX_CLEANUP_(function)
#endif

#if defined(__cplusplus)
#define CALX_BEGIN_DECLS extern "C" {
#define CALX_END_DECLS }
#else
#define CALX_BEGIN_DECLS
#define CALX_END_DECLS
#endif

/* "file.c:12": where the caller stands, for errors and the log */
#define CALX_HERE_ __FILE__ ":" CALX_HERE_I_(__LINE__)
#define CALX_HERE_I_(line) CALX_HERE_II_(line)
#define CALX_HERE_II_(line) #line

#endif
