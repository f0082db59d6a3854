CREATE TABLE books (
	id INTEGER PRIMARY KEY, -- the key
	title VARCHAR(80) NOT NULL /* as printed */
)