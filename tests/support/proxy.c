#include "proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"

/* One thread, which looks every few milliseconds whether it is to cut or to end. */

enum { PAIRS_MAX = 32, LOOK_MS = 5, LINGER_MS = 300 };

struct pair {
	int client, server; /* -1: there is none */
	long passed;	    /* bytes of the server's */
};

struct proxy {
	pthread_t thread;
	int listener, port, server_port;
	atomic_long after;
	_Atomic(const char *) behind;
	atomic_bool cut, stop;
	struct pair pairs[PAIRS_MAX];
};

static struct sockaddr_in address_of(int port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET,
		.sin_port = htons((unsigned short)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

static void pair_end(struct pair *pair)
{
	close(pair->client);
	close(pair->server);
	*pair = (struct pair){ -1, -1, 0 };
}

static struct pair *pair_free(struct proxy *proxy)
{
	for (size_t i = 0; i < PAIRS_MAX; i++)
		if (proxy->pairs[i].client < 0)
			return &proxy->pairs[i];
	return NULL;
}

/* A server that is not there is a client that is hung up on. */
static void pair_begin(struct proxy *proxy)
{
	const struct sockaddr_in address = address_of(proxy->server_port);
	const int client = accept(proxy->listener, NULL, NULL);
	const int server = socket(AF_INET, SOCK_STREAM, 0);
	struct pair *pair = pair_free(proxy);

	if (pair && client >= 0 &&
		connect(server, (const struct sockaddr *)&address,
			sizeof(address)) == 0) {
		*pair = (struct pair){ client, server, 0 };
		return;
	}
	close(client);
	close(server);
}

static bool pass(int to, const char *bytes, ssize_t count)
{
	while (count > 0) {
		const ssize_t written =
			send(to, bytes, (size_t)count, MSG_NOSIGNAL);

		if (written <= 0)
			return false;
		bytes += written;
		count -= written;
	}
	return true;
}

/* The server hears it to its end, and nobody hears the server. */
static void server_finish(int server)
{
	struct pollfd asked = { .fd = server, .events = POLLIN };
	char bytes[512];

	while (poll(&asked, 1, LINGER_MS) == 1 &&
		read(server, bytes, sizeof(bytes)) > 0)
		;
}

static bool says(const char *bytes, ssize_t count, const char *text)
{
	return text && memmem(bytes, (size_t)count, text, strlen(text));
}

/* false: it is over */
static bool from_client(struct proxy *proxy, struct pair *pair)
{
	char bytes[16384];
	const ssize_t count = read(pair->client, bytes, sizeof(bytes));

	if (count <= 0 || !pass(pair->server, bytes, count))
		return false;
	if (!says(bytes, count, atomic_load(&proxy->behind)))
		return true;
	shutdown(pair->client, SHUT_RDWR);
	server_finish(pair->server);
	return false;
}

static bool from_server(struct proxy *proxy, struct pair *pair)
{
	const long after = atomic_load(&proxy->after);
	char bytes[16384];
	ssize_t count = read(pair->server, bytes, sizeof(bytes));

	if (count <= 0)
		return false;
	if (after >= 0 && pair->passed + count >= after) {
		pass(pair->client, bytes, after - pair->passed);
		return false;
	}
	pair->passed += count;
	return pass(pair->client, bytes, count);
}

static void pair_look(struct proxy *proxy, struct pair *pair)
{
	struct pollfd asked[] = { { .fd = pair->client, .events = POLLIN },
		{ .fd = pair->server, .events = POLLIN } };
	bool goes_on = true;

	if (pair->client < 0)
		return;
	poll(asked, 2, 0);
	if (asked[0].revents)
		goes_on = from_client(proxy, pair);
	if (goes_on && asked[1].revents)
		goes_on = from_server(proxy, pair);
	if (!goes_on)
		pair_end(pair);
}

static void wait_for_any(const struct proxy *proxy)
{
	struct pollfd asked[1 + 2 * PAIRS_MAX] = { { .fd = proxy->listener,
		.events = POLLIN } };

	for (size_t i = 0; i < PAIRS_MAX; i++) {
		asked[1 + 2 * i] =
			(struct pollfd){ .fd = proxy->pairs[i].client,
				.events = POLLIN };
		asked[2 + 2 * i] =
			(struct pollfd){ .fd = proxy->pairs[i].server,
				.events = POLLIN };
	}
	poll(asked, 1 + 2 * PAIRS_MAX, LOOK_MS);
}

static void cut_all(struct proxy *proxy)
{
	for (size_t i = 0; i < PAIRS_MAX; i++)
		if (proxy->pairs[i].client >= 0)
			pair_end(&proxy->pairs[i]);
}

static void *run(void *context)
{
	struct proxy *proxy = context;

	while (!atomic_load(&proxy->stop)) {
		struct pollfd asked = { .fd = proxy->listener,
			.events = POLLIN };

		wait_for_any(proxy);
		if (atomic_load(&proxy->cut)) {
			cut_all(proxy);
			atomic_store(&proxy->cut, false);
		}
		if (poll(&asked, 1, 0) == 1)
			pair_begin(proxy);
		for (size_t i = 0; i < PAIRS_MAX; i++)
			pair_look(proxy, &proxy->pairs[i]);
	}
	cut_all(proxy);
	return NULL;
}

struct proxy *proxy_start(int server_port)
{
	struct proxy *proxy = calloc(1, sizeof(*proxy));
	struct sockaddr_in address = address_of(0);
	socklen_t size = sizeof(address);

	assert_non_null(proxy);
	proxy->server_port = server_port;
	atomic_init(&proxy->after, -1);
	for (size_t i = 0; i < PAIRS_MAX; i++)
		proxy->pairs[i] = (struct pair){ -1, -1, 0 };
	proxy->listener = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(proxy->listener, (struct sockaddr *)&address,
				 sizeof(address)),
		0);
	assert_int_equal(listen(proxy->listener, PAIRS_MAX), 0);
	getsockname(proxy->listener, (struct sockaddr *)&address, &size);
	proxy->port = ntohs(address.sin_port);
	assert_int_equal(pthread_create(&proxy->thread, NULL, run, proxy), 0);
	return proxy;
}

int proxy_port(const struct proxy *proxy)
{
	return proxy->port;
}

void proxy_cut_after(struct proxy *proxy, long bytes)
{
	atomic_store(&proxy->after, bytes);
}

void proxy_cut_behind(struct proxy *proxy, const char *text)
{
	atomic_store(&proxy->behind, text);
}

void proxy_cut(struct proxy *proxy)
{
	atomic_store(&proxy->cut, true);
	while (atomic_load(&proxy->cut))
		usleep(1000);
}

void proxy_stop(struct proxy *proxy)
{
	atomic_store(&proxy->stop, true);
	pthread_join(proxy->thread, NULL);
	close(proxy->listener);
	free(proxy);
}
