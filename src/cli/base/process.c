#include "cli/base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/fail.h"

/* posix_spawn(), and a pipe for each stream that is read until its end. */

extern char **environ;

/* what one pipe of the child gives */
struct stream {
	struct strbuf *text;
	int read_end, write_end;
};

static int stream_open(struct stream *stream)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return errno;
	stream->read_end = ends[0];
	stream->write_end = ends[1];
	return 0;
}

static void close_end(int *end)
{
	if (*end >= 0)
		close(*end);
	*end = -1;
}

/* Reads what is there; closes the stream at its end. */
static void stream_read(struct stream *stream)
{
	char part[4096];
	ssize_t length = read(stream->read_end, part, sizeof(part));

	if (length > 0)
		calx__strbuf_add(stream->text, part, (size_t)length);
	else if (length == 0 || errno != EINTR)
		close_end(&stream->read_end);
}

static void collect(struct stream streams[2])
{
	while (streams[0].read_end >= 0 || streams[1].read_end >= 0) {
		struct pollfd fds[2] = {
			{ .fd = streams[0].read_end, .events = POLLIN },
			{ .fd = streams[1].read_end, .events = POLLIN },
		};

		if (poll(fds, 2, -1) < 0)
			continue;
		for (size_t i = 0; i < 2; i++) {
			if (fds[i].revents)
				stream_read(&streams[i]);
		}
	}
}

/* What the child's standard streams are, and where it runs. */
static void prepare_files(posix_spawn_file_actions_t *files,
	const struct process *process, const struct stream streams[2])
{
	posix_spawn_file_actions_init(files);
	if (process->directory)
		posix_spawn_file_actions_addchdir_np(files, process->directory);
	if (process->input >= 0)
		posix_spawn_file_actions_adddup2(files, process->input, 0);
	else
		posix_spawn_file_actions_addopen(
			files, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(files, streams[0].write_end, 1);
	posix_spawn_file_actions_adddup2(files, streams[1].write_end, 2);
}

/* The signals that we ignore do again what they do by default. */
static void prepare_signals(posix_spawnattr_t *attributes)
{
	sigset_t defaults;

	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	sigaddset(&defaults, SIGXFSZ);
	posix_spawnattr_init(attributes);
	posix_spawnattr_setsigdefault(attributes, &defaults);
	posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGDEF);
}

/* Starts the child. Returns 0 or an errno. */
static int start(const struct process *process, const struct stream streams[2],
	pid_t *ret_pid)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	/* posix_spawn() promises not to change them */
	union {
		const char *const *given;
		char *const *wanted;
	} argv = { .given = process->argv };
	int failed;

	prepare_files(&files, process, streams);
	prepare_signals(&attributes);
	failed = posix_spawnp(ret_pid, process->argv[0], &files, &attributes,
		argv.wanted, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&files);
	return failed;
}

static int wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return 127;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

enum calx_status cli_process_run(
	const struct process *process, int *ret_status, calx_error *error)
{
	struct stream streams[2] = {
		{ process->output, -1, -1 },
		{ process->errors, -1, -1 },
	};
	pid_t pid;
	int failed = stream_open(&streams[0]);

	if (!failed)
		failed = stream_open(&streams[1]);
	if (!failed)
		failed = start(process, streams, &pid);
	for (size_t i = 0; i < 2; i++) {
		close_end(&streams[i].write_end);
		if (failed)
			close_end(&streams[i].read_end);
	}
	if (failed)
		return calx__fail(error,
			failed == ENOENT ? CALX_NOT_FOUND : CALX_IO,
			"could not run '%s': %s", process->argv[0],
			strerror(failed));
	collect(streams);
	*ret_status = wait_for(pid);
	if (process->output->failed || process->errors->failed)
		return calx__fail_memory(error);
	return CALX_OK;
}
