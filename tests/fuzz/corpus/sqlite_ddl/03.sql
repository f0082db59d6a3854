CREATE TABLE t (
	a INT, -- about a
	-- a line of its own
	b INT, /* about b */
	c INT, d INT -- about d
	, e INT -- about e
)