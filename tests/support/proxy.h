#ifndef CALX_TESTS_PROXY_H
#define CALX_TESTS_PROXY_H

/* What stands between a client and a server on this machine, and cuts their
 * connections:
 *
 *     struct proxy *proxy = proxy_start(5432);
 *
 *     ... connect to 127.0.0.1, proxy_port(proxy) ...
 *     proxy_cut_behind(proxy, "COMMIT");
 *     proxy_stop(proxy);
 */
struct proxy;

/* To the server that listens on that port of 127.0.0.1. */
struct proxy *proxy_start(int server_port);
int proxy_port(const struct proxy *proxy);
/* Cuts each connection after as many bytes of the server's; < 0: none. */
void proxy_cut_after(struct proxy *proxy, long bytes);
/* Cuts each connection when the client has said that, which the server is told;
 * what it answers is not passed on. Static text; NULL: none. */
void proxy_cut_behind(struct proxy *proxy, const char *text);
/* Cuts all that there are. */
void proxy_cut(struct proxy *proxy);
void proxy_stop(struct proxy *proxy);

#endif
