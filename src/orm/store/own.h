#ifndef CALX_ORM_OWN_H
#define CALX_ORM_OWN_H

#include "orm/store/mapper.h"

/* Whose the text and blobs of a row are: the program's, the driver's, or the
 * session's. */

/* Copies the row's text and blobs into the session. */
enum calx_status calx__own_row(struct mapper *mapper, void *row);
/* Copies the text of a snapshot, and lets the row point to the copies where it
 * has not been changed. */
enum calx_status calx__own_both(
	struct mapper *mapper, void *row, void *snapshot);
/* Copies what differs from the snapshot only. */
enum calx_status calx__own_changed(
	struct mapper *mapper, void *row, const void *snapshot);
/* Gives the text of a row back to the session. */
void calx__own_release(struct mapper *mapper, void *row);

#endif
