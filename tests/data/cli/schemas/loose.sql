-- what SQLite lets pass: no types, no keys, strange names, double quotes
CREATE TABLE a(x, y, z);
CREATE TABLE "b-c d"("1st" TEXT DEFAULT "none", "a.b" VARCHAR2(20), "for" UNSIGNED BIG INT, "Struct" LONG, quote TEXT DEFAULT 'it''s');
CREATE TABLE 'single'('k' INTEGER PRIMARY KEY, 'v' TEXT CHECK (v <> "no"));
CREATE TABLE eof(i INTEGER PRIMARY KEY, I2 INTEGER, "NULL" TEXT, bool BOOL);
CREATE TABLE p(a INTEGER, b INTEGER, UNIQUE (a, b), UNIQUE (b, a));
CREATE TABLE q(a INTEGER, b INTEGER, c INTEGER REFERENCES q, FOREIGN KEY (a, b) REFERENCES p (a, b));
CREATE TABLE r(id INTEGER PRIMARY KEY, p_id INTEGER REFERENCES nowhere(id), d DATE DEFAULT (date('now')), e TEXT DEFAULT (strftime('%Y', 'now')), f INTEGER DEFAULT (1 + 2));
CREATE INDEX "an index" ON a(x, y COLLATE NOCASE);
CREATE UNIQUE INDEX one ON a(z) WHERE z IS NOT NULL AND x > 1;
