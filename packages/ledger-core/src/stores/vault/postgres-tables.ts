/**
 * The vault's first schema. Keys stand apart from what is known of them: a key goes, and that its id was used, and for
 * which event, stays.
 */
export const VAULT_TABLES = `
CREATE TABLE part_keys (
  key_id   text COLLATE "C" PRIMARY KEY,
  stream   text COLLATE "C" NOT NULL,
  event_id text COLLATE "C" NOT NULL
);
CREATE INDEX part_keys_by_event ON part_keys (event_id);

CREATE TABLE keys (
  key_id text  COLLATE "C" PRIMARY KEY REFERENCES part_keys,
  key    bytea NOT NULL CHECK (length(key) = 32)
);
-- What is destroyed is to be vacuumed soon, and not when a fifth of the table is dead.
ALTER TABLE keys SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 0);

CREATE TABLE erased (
  log      text   COLLATE "C" PRIMARY KEY,
  position bigint NOT NULL
);

CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a key is never changed but to be destroyed' USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION check_key() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF EXISTS (SELECT FROM part_keys WHERE key_id = NEW.key_id AND xmin = pg_current_xact_id()::xid) THEN RETURN NULL; END IF;
  RAISE EXCEPTION 'a key that was destroyed does not come back' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER part_keys_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON part_keys EXECUTE FUNCTION refuse();
CREATE TRIGGER keys_are_only_destroyed BEFORE UPDATE OR TRUNCATE ON keys EXECUTE FUNCTION refuse();
CREATE TRIGGER keys_come_with_their_id AFTER INSERT ON keys FOR EACH ROW EXECUTE FUNCTION check_key();
`
