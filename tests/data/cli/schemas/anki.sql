-- in the manner of a flash card program: short names, typeless columns, collations
CREATE TABLE col (id integer primary key, crt integer not null, conf text not null, ver integer not null);
CREATE TABLE notes (id integer primary key, guid text not null, mid integer not null, tags text not null, flds text not null, sfld integer not null, csum integer not null);
CREATE TABLE cards (id integer primary key, nid integer not null, due integer not null, factor integer not null, data text not null);
CREATE TABLE decks (id integer PRIMARY KEY NOT NULL, name text NOT NULL COLLATE NOCASE, mtime_secs integer NOT NULL, common blob NOT NULL);
CREATE TABLE tags (tag text NOT NULL PRIMARY KEY COLLATE NOCASE, usn integer NOT NULL, collapsed boolean NOT NULL, config blob NULL) without rowid;
CREATE TABLE graves (oid integer NOT NULL, type integer NOT NULL, usn integer NOT NULL, PRIMARY KEY (oid, type)) WITHOUT ROWID;
CREATE UNIQUE INDEX idx_decks_name ON decks (name);
CREATE INDEX ix_notes_csum on notes (csum);
