#ifndef CALX_ORM_OWN_H
#define CALX_ORM_OWN_H

#include "orm/store/mapper.h"

/* Whose the text and blobs of a row are: the program's, the driver's, or the
 * session's. */

/* Copies the row's text and blobs into the session. */
enum calx_status calx__own_row(struct mapper *mapper, void *row);
/* Copies them to a place that has room for what was measured just now. */
void calx__own_move(struct mapper *mapper, void *row, char *place);
/* The same of a row whose lengths are in mapper->buffers.lengths, `total` of
 * all. */
enum calx_status calx__own_measured(
	struct mapper *mapper, void *row, size_t total);
/* Puts the lengths of a row's text and blobs there; their sum. */
size_t calx__own_measure(struct mapper *mapper, const char *row);
/* Copies the text of a snapshot, and lets the row point to the copies where it
 * has not been changed. */
enum calx_status calx__own_both(
	struct mapper *mapper, void *row, void *snapshot);
/* Copies what differs from the snapshot only; and decimals get the scale of
 * their columns, as the database has them now. */
enum calx_status calx__own_changed(
	struct mapper *mapper, void *row, const void *snapshot);
/* Gives the text of a row back to the session. */
void calx__own_release(struct mapper *mapper, void *row);

#endif
