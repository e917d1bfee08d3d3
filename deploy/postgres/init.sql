-- Run once, by the container's own start, when the database is made. The services' role owns its database and is no superuser:
-- what a migration takes from it (changing the ledger, say) it has not.
\set password `cat /secrets/database/klantstroom_password`
CREATE ROLE klantstroom LOGIN PASSWORD :'password';
CREATE DATABASE klantstroom OWNER klantstroom;
