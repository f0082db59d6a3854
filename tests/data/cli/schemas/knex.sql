CREATE TABLE `knex_migrations` (`id` integer not null primary key autoincrement, `name` varchar(255), `batch` integer, `migration_time` datetime);
CREATE TABLE `knex_migrations_lock` (`index` integer not null primary key autoincrement, `is_locked` integer);
CREATE TABLE `items` (`id` integer not null primary key autoincrement, `name` varchar(255) not null, `price` float, `kind` text check (`kind` in ('a', 'b', 'it''s')) default 'a', `at` datetime default CURRENT_TIMESTAMP);
CREATE UNIQUE INDEX `items_name_unique` on `items` (`name`);
