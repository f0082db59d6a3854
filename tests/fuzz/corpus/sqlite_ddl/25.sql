CREATE TABLE "t" ( -- a table with everything
	id INTEGER PRIMARY KEY AUTOINCREMENT, /* the key */
	name TEXT COLLATE NOCASE NOT NULL UNIQUE, -- as spoken
	a INT CHECK (a > 0), -- unnamed check
	b INT DEFAULT (1 + 2),
	c TEXT, -- goes away
	up INTEGER REFERENCES t (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
	g INT GENERATED ALWAYS AS (a * 2) STORED,
	v INT AS (a + b) VIRTUAL,
	CONSTRAINT ck CHECK (t.a < 1000 AND name <> ',)'), -- named
	UNIQUE (a, b) ON CONFLICT REPLACE
)