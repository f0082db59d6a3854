CREATE TABLE parts (id INTEGER PRIMARY KEY, "unit price" NUMERIC(10, 2) NOT NULL, name VARCHAR(20));
create view "cheap ones" as select id, "unit price" + 1 AS next, name || 'it''s \' AS said
  from parts -- all of them
  where "unit price" < 5;
CREATE VIEW totals(name, sum) AS SELECT name, sum("unit price") FROM parts GROUP BY name;
