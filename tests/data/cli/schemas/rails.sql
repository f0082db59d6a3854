-- as Rails writes it
CREATE TABLE "schema_migrations" ("version" varchar NOT NULL PRIMARY KEY);
CREATE TABLE "ar_internal_metadata" ("key" varchar NOT NULL PRIMARY KEY, "value" varchar, "created_at" datetime(6) NOT NULL, "updated_at" datetime(6) NOT NULL);
CREATE TABLE "accounts" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "name" varchar DEFAULT '' NOT NULL, "balance" decimal(10,2) DEFAULT 0.0, "open" boolean DEFAULT 1 NOT NULL, "settings" json, "created_at" datetime(6) NOT NULL, "updated_at" datetime(6) NOT NULL);
CREATE TABLE "posts" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "account_id" integer NOT NULL, "title" varchar(80), "body" text, "score" float, "published_on" date, "lock_version" integer DEFAULT 0, CONSTRAINT "fk_rails_a1" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE);
CREATE INDEX "index_posts_on_account_id" ON "posts" ("account_id");
CREATE UNIQUE INDEX "index_accounts_on_lower_name" ON "accounts" (lower(name));
CREATE INDEX "index_posts_on_title_and_score" ON "posts" ("title", "score" DESC);
