CREATE TABLE actor (actor_id numeric NOT NULL, first_name VARCHAR(45) NOT NULL, last_update TIMESTAMP NOT NULL, PRIMARY KEY (actor_id));
CREATE TABLE language (language_id SMALLINT NOT NULL, name CHAR(20) NOT NULL, PRIMARY KEY (language_id));
CREATE TABLE film (film_id int NOT NULL, title VARCHAR(255) NOT NULL, description BLOB SUB_TYPE TEXT DEFAULT NULL, release_year VARCHAR(4) DEFAULT NULL, language_id SMALLINT NOT NULL, rental_rate DECIMAL(4,2) DEFAULT 4.99 NOT NULL, rating VARCHAR(10) DEFAULT 'G', special_features VARCHAR(100) DEFAULT NULL, PRIMARY KEY (film_id),
 CONSTRAINT CHECK_special_rating CHECK(rating is null or rating in ('G','PG','R')), CONSTRAINT fk_film_language FOREIGN KEY (language_id) REFERENCES language (language_id));
CREATE INDEX idx_fk_language_id ON film(language_id);
CREATE TRIGGER film_trigger_ai AFTER INSERT ON film BEGIN UPDATE film SET title = title WHERE rowid = new.rowid; END;
