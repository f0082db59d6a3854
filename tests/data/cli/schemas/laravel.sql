CREATE TABLE "migrations" ("id" integer primary key autoincrement not null, "migration" varchar not null, "batch" integer not null);
CREATE TABLE "users" ("id" integer primary key autoincrement not null, "name" varchar not null, "email" varchar not null, "email_verified_at" datetime, "role" varchar check ("role" in ('admin', 'user')) not null default 'user', "remember_token" varchar, "created_at" datetime, "updated_at" datetime);
CREATE UNIQUE INDEX "users_email_unique" on "users" ("email");
CREATE TABLE "sessions" ("id" varchar not null, "user_id" integer, "ip_address" varchar, "payload" text not null, "last_activity" integer not null, primary key ("id"));
CREATE INDEX "sessions_user_id_index" on "sessions" ("user_id");
CREATE TABLE "role_user" ("user_id" integer not null, "role_id" integer not null, "weight" numeric not null default '0', "active" tinyint(1) not null default '1', foreign key("user_id") references "users"("id") on delete cascade on update cascade, primary key ("user_id", "role_id"));
