-- As ledger_owner, once the tables are there: who appends reads, calls the functions that append and erase, and no more.
GRANT USAGE ON SCHEMA jx TO ledger_app;
GRANT SELECT ON ALL TABLES IN SCHEMA jx TO ledger_app;
GRANT EXECUTE ON FUNCTION jx.append_events, jx.erase_part, jx.finish_erasures TO ledger_app;
