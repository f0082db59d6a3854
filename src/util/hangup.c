#include "util/hangup.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

/* The end of a stream is what is read as nothing (recv(2)). What a server has
 * said before it stands in front of it: then only poll() knows, where it tells
 * (Linux, FreeBSD; by a name that POSIX does not have). */
#ifdef POLLRDHUP
#define HANGUPS (POLLRDHUP | POLLHUP | POLLERR)
#elif defined(__linux__)
#define HANGUPS (0x2000 | POLLHUP | POLLERR)
#else
#define HANGUPS (POLLHUP | POLLERR)
#endif

bool calx__hung_up(int descriptor)
{
	struct pollfd asked = { .fd = descriptor,
		.events = (short)(POLLIN | HANGUPS) };
	char byte;

	if (poll(&asked, 1, 0) <= 0)
		return false;
	if (asked.revents & (HANGUPS | POLLNVAL))
		return true;
	return recv(descriptor, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}
