# shellcheck shell=bash
# MariaDB: a server, and a Galera cluster of three.

maria_client() { # NODE PASSWORD SQL
	MYSQL_PWD=$2 mariadb --no-defaults --batch --skip-column-names \
		-S "$DIR/maria-run/$1.sock" -u root -e "$3"
}
maria_sql() { maria_client "$1" "$ADMIN" "$2"; } # NODE SQL
maria_answers() { maria_sql "$1" 'SELECT 1'; }
# before it has a password
maria_is_new() { maria_client "$1" '' "${2:-SELECT 1}"; }

maria_version() { # NODE
	maria_sql "$1" 'SELECT @@version' || return 1
	[ "$1" = maria ] || maria_sql "$1" "SHOW STATUS LIKE 'wsrep_local_state_comment'"
}

maria_settings() { # NODE
	cat <<-END
		[mariadbd]
		datadir = $DIR/$1
		# each server deletes what it takes for its own in /tmp
		tmpdir = $DIR/$1
		socket = $DIR/maria-run/$1.sock
		pid-file = $DIR/maria-run/$1.pid
		tmpdir = $DIR/maria-run
		port = $(port_of "$1")
		bind-address = 127.0.0.1
		skip-name-resolve
		character-set-server = utf8mb4
		max_connections = 300
		innodb_buffer_pool_size = 64M
		innodb_log_file_size = 16M
		aria_log_file_size = 8M
		binlog_format = ROW
		ssl_ca = $DIR/tls/ca.crt
		ssl_cert = $DIR/tls/server.crt
		ssl_key = $DIR/maria-run/server.key
	END
	[ "${SERVERS_DURABLE:-0}" = 1 ] || cat <<-END
		innodb_flush_log_at_trx_commit = 0
		innodb_flush_method = nosync
	END
	[ "$1" = maria ] || galera_settings "$1"
}

galera_settings() { # NODE
	local n=${1#g} group
	group=127.0.0.1:$(port_of "group$n")
	cat <<-END
		innodb_autoinc_lock_mode = 2
		wsrep_on = ON
		wsrep_provider = $(galera_library)
		wsrep_cluster_name = calx
		wsrep_cluster_address = gcomm://127.0.0.1:$(port_of group1),127.0.0.1:$(port_of group2),127.0.0.1:$(port_of group3)
		wsrep_node_name = $1
		wsrep_node_address = $group
		wsrep_node_incoming_address = 127.0.0.1:$(port_of "$1")
		wsrep_sst_method = rsync
		wsrep_sst_receive_address = 127.0.0.1:$(port_of "state$n")
		wsrep_provider_options = "base_port=${group#*:};gmcast.listen_addr=tcp://$group;ist.recv_addr=127.0.0.1:$(port_of "increment$n");ist.recv_bind=127.0.0.1:$(port_of "increment$n");gcache.size=32M;evs.keepalive_period=PT0.5S;evs.inactive_check_period=PT0.5S;evs.suspect_timeout=PT2S;evs.inactive_timeout=PT4S"
		[sst]
		ssl-mode = DISABLED
	END
}

galera_library() {
	local library=/usr/lib/galera/libgalera_smm.so
	[ -e "$library" ] ||
		die "there is no $library; on Debian: apt-get install galera-4"
	echo "$library"
}

# What mariadb-install-db makes takes two seconds, and is the same for all.
maria_template() {
	local data=$DIR/maria-template log=$DIR/log/install-db.log
	[ ! -f "$data/.done" ] || return 0
	needs mariadbd mariadb-server-core
	needs mariadb-install-db mariadb-server-core
	needs mariadb mariadb-client-core
	private_directory "$MARIA_USER" "$data" && private_copy "$MARIA_USER" \
		"$DIR/tls/server.key" "$DIR/maria-run/server.key" || return 1
	(as "$MARIA_USER" mariadb-install-db --no-defaults --datadir="$data" \
		--auth-root-authentication-method=normal --skip-test-db \
		--skip-name-resolve --innodb-log-file-size=16M \
		--innodb-buffer-pool-size=32M --aria-log-file-size=8M \
		--innodb-flush-method=nosync --tmpdir="$data") >"$log" 2>&1 || {
		show_log "$log"
		return 1
	}
	touch "$data/.done"
}

maria_launch() { # NODE OPTION...
	local node=$1
	shift
	launch "$node" "$MARIA_USER" mariadbd \
		--defaults-file="$DIR/etc/$node.cnf" "$@"
}

# maria_first NODE OPTION...: a server with the passwords and the database.
# install-db leaves others for root, without a password: they go.
maria_first() {
	local node=$1
	maria_template && cp -a "$DIR/maria-template" "$DIR/$node" &&
		maria_settings "$node" >"$DIR/etc/$node.cnf" &&
		maria_launch "$@" && wait_for "$node" maria_is_new "$node" &&
		maria_is_new "$node" "CREATE DATABASE app;
			CREATE USER app@'%' IDENTIFIED BY '$PASSWORD';
			GRANT ALL ON *.* TO app@'%' WITH GRANT OPTION;
			CREATE USER cert@'%' IDENTIFIED BY '$PASSWORD'
				REQUIRE SUBJECT '/CN=app';
			GRANT ALL ON app.* TO cert@'%';
			SET PASSWORD FOR root@localhost = PASSWORD('$ADMIN')" &&
		maria_sql "$node" "$(maria_sql "$node" "SELECT concat('DROP USER ',
			quote(user), '@', quote(host), ';') FROM mysql.user
			WHERE user IN ('root', '') AND host <> 'localhost'")"
}

make_maria() { maria_first maria; }

galera_is_synced() { # NODE
	maria_version "$1" | grep -q Synced
}

make_galera() {
	local node
	needs wsrep_sst_rsync mariadb-server
	needs rsync rsync
	maria_first g1 --wsrep-new-cluster && wait_for g1 galera_is_synced g1 ||
		return 1
	for node in g2 g3; do
		private_directory "$MARIA_USER" "$DIR/$node" &&
			maria_settings "$node" >"$DIR/etc/$node.cnf" &&
			maria_launch "$node" || return 1
	done
	wait_for g2 galera_is_synced g2 && wait_for g3 galera_is_synced g3
}

# It joins the others; where all are down it begins the cluster anew.
galera_start() { # NODE
	local node other position options=(--wsrep-new-cluster)
	node=$1
	for other in g1 g2 g3; do
		! alive "$other" || options=()
	done
	(as "$MARIA_USER" mariadbd --defaults-file="$DIR/etc/$node.cnf" \
		--wsrep-recover) >"$DIR/log/$node.recover" 2>&1
	position=$(sed -n 's/.*Recovered position: *//p' \
		"$DIR/log/$node.recover" | tail -n 1)
	[ -z "$position" ] || options+=(--wsrep-start-position="$position")
	[ "${options[*]:0:1}" != --wsrep-new-cluster ] ||
		sed -i 's/^safe_to_bootstrap:.*/safe_to_bootstrap: 1/' \
			"$DIR/$node/grastate.dat"
	maria_launch "$node" "${options[@]}"
	wait_for "$node" galera_is_synced "$node"
}

maria_urls() {
	local ports tls="ssl-ca=$DIR/tls/ca.crt&ssl-verify=1"
	if node_is_made maria; then
		export_url CALX_TEST_MARIADB \
			"mariadb://app:$PASSWORD@/app?socket=$DIR/maria-run/maria.sock"
		export_url CALX_TEST_MARIADB_TLS \
			"mariadb://app:$PASSWORD@127.0.0.1:$(port_of maria)/app?$tls"
	fi
	if node_is_made g1; then
		ports="127.0.0.1:$(port_of g1),127.0.0.1:$(port_of g2)"
		export_url CALX_TEST_GALERA \
			"mariadb://app:$PASSWORD@$ports,127.0.0.1:$(port_of g3)/app?$tls"
	fi
}
