#ifndef CALX_H
#define CALX_H

/* The umbrella: models, queries, sessions. Migrations (calx/migrate.h,
 * calx/revision.h), fake data (calx/faker.h) and the unprefixed words
 * (calx/short.h) are included by those who want them. */

#include <calx/alloc.h>
#include <calx/connection.h>
#include <calx/engine.h>
#include <calx/error.h>
#include <calx/expression.h>
#include <calx/inspect.h>
#include <calx/custom.h>
#include <calx/label.h>
#include <calx/listen.h>
#include <calx/metadata.h>
#include <calx/model.h>
#include <calx/node.h>
#include <calx/print.h>
#include <calx/row.h>
#include <calx/schema.h>
#include <calx/session.h>
#include <calx/status.h>
#include <calx/task.h>
#include <calx/transaction.h>
#include <calx/types.h>
#include <calx/url.h>
#include <calx/value.h>
#include <calx/version.h>

#endif
