CREATE TABLE "my ""own"" table" (
	[the key] INTEGER PRIMARY KEY,
	`back``tick` TEXT,
	"quo""te" INT, 'string' TEXT,
	CONSTRAINT "ck 1" CHECK ("quo""te" > 0)
)