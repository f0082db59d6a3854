CREATE TABLE event_data (data_id INTEGER NOT NULL, hash BIGINT, shared_data TEXT, PRIMARY KEY (data_id));
CREATE TABLE states (state_id INTEGER NOT NULL, entity_id CHAR(0), state VARCHAR(255), last_updated_ts FLOAT, old_state_id INTEGER, attributes_id INTEGER, context_id_bin BLOB, PRIMARY KEY (state_id), FOREIGN KEY(old_state_id) REFERENCES states (state_id));
CREATE TABLE schema_changes (change_id INTEGER NOT NULL, schema_version INTEGER, changed DATETIME, PRIMARY KEY (change_id));
CREATE INDEX ix_states_old_state_id ON states (old_state_id);
CREATE INDEX ix_states_metadata_ts ON states (attributes_id, last_updated_ts);
