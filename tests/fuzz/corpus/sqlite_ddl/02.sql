CREATE TABLE t (
	a INT CONSTRAINT ck_a CHECK (a > 0) NOT NULL,
	b INT UNIQUE,
	c INT REFERENCES p (x),
	CONSTRAINT "old" UNIQUE (a, b), -- goes
	CHECK (a < b)
)