#!/bin/sh
# Run once by the image, when it makes the database: the roles of docs/running.md, with the passwords of the secrets.
set -eu
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" \
  -v owner="$(cat /run/secrets/owner)" -v app="$(cat /run/secrets/app)" <<'SQL'
CREATE ROLE ledger_owner LOGIN PASSWORD :'owner';
CREATE ROLE ledger_app LOGIN PASSWORD :'app';
CREATE SCHEMA jx AUTHORIZATION ledger_owner;
CREATE SCHEMA jx_models AUTHORIZATION ledger_app;
SQL
