# shellcheck shell=bash
# What the servers have in common: the directory, ports, users, processes.

DIR=${SERVERS_DIR:-/tmp/calx-servers-$(id -u)}
TIMEOUT=${SERVERS_TIMEOUT:-60}
PORTS=20

say() { printf '%s\n' "$*" >&2; }
die() {
	say "servers: $*"
	exit 1
}
show_log() { # FILE
	[ -f "$1" ] || return 0
	say "--- the end of $1"
	tail -n 15 "$1" >&2
}
# needs COMMAND PACKAGE
needs() {
	command -v "$1" >/dev/null 2>&1 ||
		die "there is no $1; on Debian: apt-get install $2"
}
# for the URLs: nothing of what is exported holds a quote
export_url() { # NAME VALUE
	printf "export %s='%s'\n" "$1" "$2"
}

# ---- users -------------------------------------------------------------------
# user_like NAME: who is to run a server. Root may not; anybody else does it.
user_like() {
	if [ "$(id -u)" -ne 0 ]; then
		id -un
	elif id "$1" >/dev/null 2>&1; then
		echo "$1"
	else
		echo nobody
	fi
}

# as USER COMMAND...: replaces this shell, so that its pid is the command's
as() {
	local user=$1
	shift
	[ "$(id -u)" -eq 0 ] || exec "$@"
	exec setpriv --reuid="$(id -u "$user")" --regid="$(id -g "$user")" \
		--init-groups env -u XDG_RUNTIME_DIR HOME="$DIR" "$@"
}

# give USER PATH...: makes them his, where we may
give() {
	local user=$1
	shift
	[ "$(id -u)" -ne 0 ] || chown "$user" "$@"
}

private_directory() { # USER DIRECTORY
	mkdir "$2" && chmod 700 "$2" && give "$1" "$2"
}

private_copy() { # USER FILE NAME
	(umask 077 && cp "$2" "$3") && give "$1" "$3"
}

# ---- ports -------------------------------------------------------------------
# The kernel's tables say it: no tool is needed. 0A is a socket that listens.
port_is_free() { # NUMBER
	awk -v port="$(printf ':%04X' "$1")" '
		$4 == "0A" && substr($2, length($2) - 4) == port { taken = 1 }
		END { exit taken }' /proc/net/tcp /proc/net/tcp6 2>/dev/null
}

# below what the kernel hands out by itself, which begins at 32768
choose_ports() {
	local base i
	for _ in {1..50}; do
		base=$((20000 + RANDOM % 600 * PORTS))
		for ((i = 0; i < PORTS; i++)); do
			port_is_free $((base + i)) || continue 2
		done
		echo "$base"
		return
	done
	return 1
}

port_of() { # NODE, or what else of it listens
	local names=(pg pg14 pg18 replica maria g1 g2 g3 group1 group2 group3
		increment1 increment2 increment3 state1 state2 state3) i
	for i in "${!names[@]}"; do
		[ "${names[i]}" != "$1" ] || echo $((BASE + i))
	done
}

# ---- the directory -----------------------------------------------------------
secret() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }

# the state that a directory was made with: BASE, PASSWORD, ADMIN (its
# password), PG_USER, MARIA_USER
load() {
	[ -f "$DIR/state" ] || return 1
	# shellcheck disable=SC1091
	. "$DIR/state"
}

directory_make() {
	local base=${SERVERS_BASE_PORT:-}
	load && return
	# the path of a socket has 107 bytes
	[ ${#DIR} -le 70 ] || die "SERVERS_DIR is too long: $DIR"
	[ ! -d "$DIR" ] || [ -z "$(ls -A "$DIR")" ] ||
		die "$DIR is there, and not made by this: remove it or set SERVERS_DIR"
	mkdir -p "$DIR"/{etc,tls,log,pg-run,maria-run} && chmod 755 "$DIR" ||
		die "cannot make $DIR"
	[ -n "$base" ] || base=$(choose_ports) || die "no $PORTS free ports"
	(umask 077 && cat >"$DIR/state") <<-END || die "cannot write $DIR/state"
		BASE=$base
		PASSWORD=$(secret)
		ADMIN=$(secret)
		PG_USER=$(user_like postgres)
		MARIA_USER=$(user_like mysql)
	END
	load
	give "$PG_USER" "$DIR/pg-run" && give "$MARIA_USER" "$DIR/maria-run" ||
		die "cannot hand over the directories"
	certificates_make
}

# an authority, a server (localhost, 127.0.0.1) and a client (CN=app)
certificates_make() {
	needs openssl openssl
	(cd "$DIR/tls" && certificates) >"$DIR/log/tls.log" 2>&1 || {
		show_log "$DIR/log/tls.log"
		die "could not make the certificates"
	}
}

certificates() {
	local key=(-newkey ec -pkeyopt 'ec_paramgen_curve:P-256' -nodes)
	local signed=(-req -CA ca.crt -CAkey ca.key -CAcreateserial -days 30)
	echo 'subjectAltName=DNS:localhost,IP:127.0.0.1' >server.ext
	openssl req -x509 "${key[@]}" -days 30 -keyout ca.key -out ca.crt \
		-subj '/CN=calx tests' \
		-addext basicConstraints=critical,CA:TRUE \
		-addext keyUsage=critical,keyCertSign,cRLSign &&
		openssl req "${key[@]}" -keyout server.key -out server.csr \
			-subj /CN=localhost &&
		openssl x509 "${signed[@]}" -in server.csr -out server.crt \
			-extfile server.ext &&
		openssl req "${key[@]}" -keyout client.key -out client.csr \
			-subj /CN=app &&
		openssl x509 "${signed[@]}" -in client.csr -out client.crt &&
		chmod 644 ./*.crt && chmod 600 ./*.key
}

# ---- processes ---------------------------------------------------------------
pid_file() { echo "$DIR/etc/$1.pid"; }

# Its process runs and is ours: another one may have got its number since.
alive() { # NODE
	local pid
	pid=$(cat "$(pid_file "$1")" 2>/dev/null) && [ -n "$pid" ] &&
		{ tr '\0' ' ' <"/proc/$pid/cmdline"; } 2>/dev/null |
		grep -qF -- "$DIR/"
}

# launch NODE USER COMMAND...: in the background, in a session of its own, so
# that Ctrl-C in the terminal leaves it to whoever started it to stop
launch() {
	local node=$1 user=$2 pid
	shift 2
	(as "$user" setsid "$@" </dev/null >>"$DIR/log/$node.log" 2>&1) &
	pid=$!
	echo $pid >"$(pid_file "$node")"
	disown $pid
	# it is ours by its command line, which it has after exec
	for _ in {1..3000}; do
		! alive "$node" && kill -0 $pid 2>/dev/null || break
		sleep 0.01
	done
}

# wait_for NODE TEST...: until the test succeeds
wait_for() {
	local node=$1 end=$((SECONDS + TIMEOUT))
	shift
	until "$@" >/dev/null 2>&1; do
		if ! alive "$node" || [ "$SECONDS" -ge "$end" ]; then
			show_log "$DIR/log/$node.log"
			say "$node has died, or does not answer in $TIMEOUT s"
			return 1
		fi
		sleep 0.05
	done
}

end() { # NODE SIGNAL SECONDS: then SIGKILL
	local pid
	if alive "$1"; then
		pid=$(cat "$(pid_file "$1")")
		kill "-$2" "$pid" 2>/dev/null
		for ((i = 0; i < $3 * 20; i++)); do
			alive "$1" || break
			sleep 0.05
		done
		if alive "$1"; then
			say "$1 did not stop in $3 s: it is killed"
			kill -KILL "$pid" 2>/dev/null
			sleep 0.2
		fi
	fi
	rm -f "$(pid_file "$1")"
}
