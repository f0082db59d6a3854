-- triggers, views of views, composite keys, circles
CREATE TABLE project (code TEXT NOT NULL, owner TEXT NOT NULL, lead_ticket INTEGER REFERENCES ticket(id), PRIMARY KEY (code, owner));
CREATE TABLE ticket (id INTEGER PRIMARY KEY NOT NULL, code TEXT NOT NULL, owner TEXT NOT NULL, parent INTEGER REFERENCES ticket(id) ON DELETE SET NULL, opened TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP, state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'open', 'done')), FOREIGN KEY (code, owner) REFERENCES project (code, owner) ON UPDATE CASCADE);
CREATE TABLE ticket_label (ticket_id INTEGER NOT NULL REFERENCES ticket(id) ON DELETE CASCADE, label TEXT NOT NULL, PRIMARY KEY (ticket_id, label)) WITHOUT ROWID;
CREATE VIEW open_ticket AS SELECT * FROM ticket WHERE state <> 'done';
CREATE VIEW open_child AS SELECT * FROM open_ticket WHERE parent IS NOT NULL;
CREATE TRIGGER closes INSTEAD OF DELETE ON open_ticket BEGIN UPDATE ticket SET state = 'done' WHERE id = OLD.id; END;
CREATE INDEX ticket_code_owner ON ticket (code, owner);
