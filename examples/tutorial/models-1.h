#ifndef BOOKSTORE_MODELS_H
#define BOOKSTORE_MODELS_H

#include <calx/calx.h>

/* The bookstore's models as the tutorial starts: one table, no cost yet. */
CALX_MODEL(Book, "books",
    column(id,           integer(), .primary_key = true),
    column(title,        nullable(string())),
    column(author,       nullable(string())),
    column(publisher,    nullable(string())),
    column(publish_date, nullable(datetime())));

CALX_METADATA(bookstore, Book);

#endif
