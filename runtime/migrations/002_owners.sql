-- Transactional ids of all who took a partition over and are not known to be fenced, the last one's included. One alone does not do:
-- whoever takes over and dies before it has fenced the owner before would be remembered in its stead.
ALTER TABLE progress ADD COLUMN owners text[] NOT NULL DEFAULT '{}';
UPDATE progress SET owners = ARRAY[owner] WHERE owner <> '';
ALTER TABLE progress DROP COLUMN owner;
