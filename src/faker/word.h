#ifndef CALX_FAKER_WORD_H
#define CALX_FAKER_WORD_H

#include "util/strbuf.h"
#include "faker/maker.h"

/* Generators of words and of what is written with letters and digits. */
make_function calx__make_sentence, calx__make_paragraph;
make_function calx__make_slug, calx__make_url;
make_function calx__make_color, calx__make_token, calx__make_json;

/* calx_fake_pattern(): fills in what stands for digits and letters. */
void calx__make_pattern(
	struct maker *maker, const char *pattern, struct strbuf *text);

#endif
