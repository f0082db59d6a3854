-- as Android's Room writes it
CREATE TABLE room_master_table (id INTEGER PRIMARY KEY,identity_hash TEXT);
CREATE TABLE `users` (`uid` INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, `first_name` TEXT, `photo` BLOB, `seen` INTEGER NOT NULL DEFAULT 0);
CREATE TABLE `playlist_song` (`playlistId` INTEGER NOT NULL, `songId` INTEGER NOT NULL, PRIMARY KEY(`playlistId`, `songId`), FOREIGN KEY(`songId`) REFERENCES `users`(`uid`) ON UPDATE NO ACTION ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED);
CREATE INDEX `index_playlist_song_songId` ON `playlist_song` (`songId`);
CREATE VIEW `user_names` AS SELECT uid, first_name FROM users;
CREATE TABLE android_metadata (locale TEXT);
