#ifndef CALX_EXPORT_H
#define CALX_EXPORT_H

/* The attributes that the public headers use, each behind one macro, and empty
 * where the compiler has no such thing. */
#if defined(__GNUC__)
/** A function of the library that programs may call. */
#define CALX_API __attribute__((visibility("default")))
/** A result that must be looked at. */
#define CALX_MUST_CHECK __attribute__((warn_unused_result))
/** Arguments as printf() takes them: which is the format, and which the first
 * that it speaks of. */
#define CALX_PRINTF(format, first) \
	__attribute__((format(printf, format, first)))
#define CALX_UNUSED_ __attribute__((unused))
#define CALX_CLEANUP_(function) __attribute__((cleanup(function)))
#else
#define CALX_API		   /* see above */
#define CALX_MUST_CHECK		   /* see above */
#define CALX_PRINTF(format, first) /* see above */
#define CALX_UNUSED_
#define CALX_CLEANUP_(function)
#endif

#if defined(__cplusplus)
/** Around declarations of functions, so that C++ programs can call them. */
#define CALX_BEGIN_DECLS extern "C" {
/** Their end. */
#define CALX_END_DECLS }
#else
#define CALX_BEGIN_DECLS /* see above */
#define CALX_END_DECLS	 /* see above */
#endif

/* "file.c:12": where the caller stands, for errors and the log */
#define CALX_HERE_ __FILE__ ":" CALX_HERE_I_(__LINE__)
#define CALX_HERE_I_(line) CALX_HERE_II_(line)
#define CALX_HERE_II_(line) #line

#endif
