-- Run once, by the container's own start, when the database is made: a role for each service that keeps state, and a schema that is its own.
-- No role is a superuser, makes schemas or sees what another owns. What a migration takes from its role (changing the ledger, say) it has not.
\set ingest `cat /secrets/database/ingest_password`
\set route `cat /secrets/database/route_password`
\set rewards `cat /secrets/database/rewards_password`
CREATE ROLE ingest LOGIN PASSWORD :'ingest';
CREATE ROLE route LOGIN PASSWORD :'route';
CREATE ROLE rewards LOGIN PASSWORD :'rewards';
CREATE DATABASE klantstroom;
REVOKE ALL ON DATABASE klantstroom FROM PUBLIC;
GRANT CONNECT ON DATABASE klantstroom TO ingest, route, rewards;
\connect klantstroom
REVOKE ALL ON SCHEMA public FROM PUBLIC;
CREATE SCHEMA ingest AUTHORIZATION ingest;
CREATE SCHEMA route AUTHORIZATION route;
CREATE SCHEMA rewards AUTHORIZATION rewards;
