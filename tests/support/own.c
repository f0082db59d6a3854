#include "own.h"

#include <stdio.h>
#include <unistd.h>

#include "check.h"
#include "database.h"

static const struct own {
	const char *kind, *node, *variable, *without_tls;
} kinds[] = {
	{ "postgresql", "pg", "CALX_TEST_POSTGRESQL",
		"sslmode=disable&gssencmode=disable" },
	{ "mariadb", "maria", "CALX_TEST_MARIADB", "ssl=off" },
};

static char folder[64];
static char url[512], url_tls[512];

static const struct own *own(void)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (database_is(kinds[i].kind))
			return &kinds[i];
	fail_msg("there are no servers of %s", database_kind());
	return NULL;
}

/* What was committed is there after SIGKILL: SERVERS_DURABLE. */
static void run(const char *what, const char *node)
{
	char command[512];

	snprintf(command, sizeof(command),
		"unset SERVERS_BASE_PORT; SERVERS_DURABLE=1 SERVERS_DIR=%s %s %s %s >%s.log 2>&1 </dev/null",
		folder, getenv("CALX_TEST_SERVERS"), what, node, folder);
	if (system(command) != 0) {
		snprintf(command, sizeof(command), "cat %s.log >&2", folder);
		(void)!system(command);
		fail_msg("servers %s %s", what, node);
	}
}

/* export NAME='VALUE' */
static void read_variable(const char *name, char *value, size_t size)
{
	char path[128], line[600], before[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/env", folder);
	snprintf(before, sizeof(before), "export %s='", name);
	file = fopen(path, "r");
	assert_non_null(file);
	while (fgets(line, sizeof(line), file))
		if (!strncmp(line, before, strlen(before))) {
			line[strcspn(line, "\n") - 1] = '\0';
			snprintf(value, size, "%s", line + strlen(before));
		}
	fclose(file);
	assert_string_not_equal(value, "");
}

void own_up(void)
{
	char tls[128];

	snprintf(folder, sizeof(folder), "/tmp/calx-own-%s-%ld", own()->node,
		(long)getpid());
	run("up", own()->node);
	snprintf(tls, sizeof(tls), "%s_TLS", own()->variable);
	read_variable(own()->variable, url, sizeof(url));
	read_variable(tls, url_tls, sizeof(url_tls));
}

void own_do(const char *what)
{
	run(what, own()->node);
}

void own_down(void)
{
	char log[128];

	run("down", "");
	snprintf(log, sizeof(log), "%s.log", folder);
	unlink(log);
}

const char *own_url(void)
{
	return url;
}

int own_port(void)
{
	return atoi(strrchr(strstr(url_tls, "@"), ':') + 1);
}

const char *own_url_by(int port)
{
	static char by[600];
	const char *host = strchr(url_tls, '@');

	snprintf(by, sizeof(by), "%.*s@127.0.0.1:%d/app?%s",
		(int)(host - url_tls), url_tls, port, own()->without_tls);
	return by;
}
