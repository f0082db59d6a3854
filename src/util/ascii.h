#ifndef CALX_UTIL_ASCII_H
#define CALX_UTIL_ASCII_H

#include <stdbool.h>

/* Classes of characters, for the readers of every language in the tree. ASCII
 * only, whatever the locale: a byte of a longer character is in no class. */

/* 0 to 9 */
static inline bool calx__ascii_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A to Z */
static inline bool calx__ascii_is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

/* A to Z, a to z */
static inline bool calx__ascii_is_letter(char c)
{
	return (unsigned char)((c | 0x20) - 'a') < 26;
}

/* what the names of programs are made of: a letter, a digit or '_' */
static inline bool calx__ascii_is_word(char c)
{
	return calx__ascii_is_letter(c) || calx__ascii_is_digit(c) || c == '_';
}

/* a space, a tab, or what ends lines and pages */
static inline bool calx__ascii_is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* the letter in lower case; anything else as it is */
static inline char calx__ascii_lower(char c)
{
	return calx__ascii_is_upper(c) ? (char)(c - 'A' + 'a') : c;
}

/* the letter in upper case; anything else as it is */
static inline char calx__ascii_upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* What a digit of any base up to 16 stands for; 16 if it is none. */
static inline unsigned calx__ascii_digit(char c)
{
	if (calx__ascii_is_digit(c))
		return (unsigned)(c - '0');
	c = calx__ascii_lower(c);
	return c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10) : 16;
}

#endif
