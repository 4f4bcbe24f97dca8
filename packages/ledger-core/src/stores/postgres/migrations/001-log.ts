/**
 * The first schema. Names are unqualified: it runs, and its functions run, with the ledger's schema as the search path.
 *
 * Texts are text and never jsonb, which would reorder keys and rewrite numbers. They are compared byte by byte: an index
 * in a collation of the system is broken by the next upgrade of the system.
 *
 * The triggers hold against mistakes: whoever owns the tables can drop them, and is found by the evidence instead.
 */
export const LOG = `
-- One row. Each append leaves an old version of it behind, and a transaction that lasts, such as a dump, keeps them all:
-- so the newest is found as the last of an index, and there is no key that would be compared with each of them.
CREATE TABLE ledger_head (
  ledger_id uuid   NOT NULL DEFAULT gen_random_uuid(),
  position  bigint NOT NULL
);
CREATE INDEX ledger_head_by_position ON ledger_head (position);
INSERT INTO ledger_head (position) VALUES (0);

CREATE TABLE events (
  position       bigint  PRIMARY KEY,
  event_id       text    COLLATE "C" NOT NULL UNIQUE,
  stream         text    COLLATE "C" NOT NULL,
  revision       integer NOT NULL,
  type           text    COLLATE "C" NOT NULL,
  schema_version integer NOT NULL,
  occurred_ms    bigint  NOT NULL,
  recorded_ms    bigint  NOT NULL,
  data           text    NOT NULL,
  data_salt      bytea   NOT NULL,
  meta           text    NOT NULL,
  meta_salt      bytea   NOT NULL,
  leaf           text    NOT NULL,
  leaf_hash      bytea   NOT NULL,
  UNIQUE (stream, revision)
);

CREATE TABLE personal_parts (
  position bigint PRIMARY KEY,
  personal text   NOT NULL,
  salt     bytea  NOT NULL
);
-- What is erased is to be vacuumed soon, and not when a fifth of the table is dead.
ALTER TABLE personal_parts SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 0,
  toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 0);

-- What each PersonalDataErased names, so that nobody has to look into texts.
CREATE TABLE erasures (
  position bigint PRIMARY KEY,
  stream   text   COLLATE "C" NOT NULL,
  target   text   COLLATE "C" NOT NULL
);
CREATE INDEX erasures_by_target ON erasures (target);

CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the log is append-only' USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION check_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.ledger_id = OLD.ledger_id AND NEW.position >= OLD.position THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'the head of the log only grows' USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION check_events() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF (SELECT max(position) <> (SELECT max(position) FROM ledger_head) OR max(position) - min(position) + 1 <> count(*)
        OR (min(position) > 1 AND NOT EXISTS (
          SELECT FROM events AS before WHERE before.position = (SELECT min(position) - 1 FROM added)))
      FROM added HAVING count(*) > 0)
    OR EXISTS (
      SELECT FROM added WHERE revision <> 0 AND NOT EXISTS (
        SELECT FROM events AS before WHERE before.stream = added.stream AND before.revision = added.revision - 1))
  THEN
    RAISE EXCEPTION 'an event follows the last one of its stream and of the log' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION check_erasure() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF EXISTS (
    SELECT FROM events
    WHERE position = NEW.position AND xmin = pg_current_xact_id()::xid AND stream = NEW.stream
      AND type = 'PersonalDataErased' AND strpos(data, NEW.target) > 0)
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'an erasure comes with its event' USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION check_part() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF EXISTS (SELECT FROM events WHERE position = NEW.position AND xmin = pg_current_xact_id()::xid)
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'a personal part comes with its event' USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION check_part_is_erased() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF EXISTS (
    SELECT FROM events AS target JOIN erasures ON erasures.target = target.event_id AND erasures.stream = target.stream
    WHERE target.position = OLD.position)
  THEN RETURN OLD; END IF;
  RAISE EXCEPTION 'a personal part goes only where a PersonalDataErased names its event'
    USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER head_only_grows BEFORE UPDATE ON ledger_head FOR EACH ROW EXECUTE FUNCTION check_head();
CREATE TRIGGER head_stays BEFORE INSERT OR DELETE OR TRUNCATE ON ledger_head EXECUTE FUNCTION refuse();
CREATE TRIGGER events_are_appended AFTER INSERT ON events
  REFERENCING NEW TABLE AS added EXECUTE FUNCTION check_events();
CREATE TRIGGER events_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON events EXECUTE FUNCTION refuse();
CREATE TRIGGER erasures_come_with_their_event BEFORE INSERT ON erasures FOR EACH ROW EXECUTE FUNCTION check_erasure();
CREATE TRIGGER erasures_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON erasures EXECUTE FUNCTION refuse();
CREATE TRIGGER parts_come_with_their_event BEFORE INSERT ON personal_parts
  FOR EACH ROW EXECUTE FUNCTION check_part();
CREATE TRIGGER parts_stay BEFORE UPDATE OR TRUNCATE ON personal_parts EXECUTE FUNCTION refuse();
CREATE TRIGGER parts_go_by_an_event BEFORE DELETE ON personal_parts
  FOR EACH ROW EXECUTE FUNCTION check_part_is_erased();

-- Takes away what erasures from a position on name, where it lies before them in their stream.
CREATE FUNCTION erase_named(from_position bigint) RETURNS bigint LANGUAGE sql SET search_path FROM CURRENT AS $$
  WITH gone AS (
    DELETE FROM personal_parts AS part USING erasures, events AS target
    WHERE erasures.position >= from_position AND target.event_id = erasures.target AND target.stream = erasures.stream
      AND target.position < erasures.position AND part.position = target.position
    RETURNING 1)
  SELECT count(*) FROM gone
$$;

-- Several appends in one transaction, each answered by itself: where it stands now, or where its stream is instead.
-- It runs as its owner, so that whoever appends needs no right to change or delete anything.
CREATE FUNCTION append_events(
  streams text[],
  -- of each append
  stream_of integer[], expected integer[], counts integer[],
  -- of each event: its append, and its place in it from 1
  append_of integer[], nth integer[], ids text[], types text[], versions integer[], occurred bigint[], recorded bigint[],
  datas text[], data_salts bytea[], metas text[], meta_salts bytea[], leaves text[], leaf_hashes bytea[],
  -- of each personal part, and of each erasure: its event, by its place among all of them
  part_of integer[], personals text[], part_salts bytea[], erasure_of integer[], targets text[]
) RETURNS TABLE (actual integer, before bigint) LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  start bigint;
  next bigint;
  log uuid;
  revisions integer[];
  actuals integer[] := expected;
  befores bigint[] := array_fill(-1::bigint, ARRAY[cardinality(expected)]);
BEGIN
  -- Whoever comes next waits here until this transaction ends: so positions follow the order of commits.
  SELECT position, ledger_id INTO STRICT start, log FROM ledger_head ORDER BY position DESC LIMIT 1 FOR UPDATE;
  next := start;
  SELECT array_agg(coalesce((SELECT max(revision) FROM events WHERE stream = asked.stream), -1) ORDER BY n)
    INTO revisions FROM unnest(streams) WITH ORDINALITY AS asked (stream, n);
  FOR i IN 1 .. cardinality(expected) LOOP
    actuals[i] := revisions[stream_of[i]];
    IF actuals[i] = expected[i] THEN
      befores[i] := next;
      next := next + counts[i];
      revisions[stream_of[i]] := actuals[i] + counts[i];
    END IF;
  END LOOP;
  IF next > start THEN
    UPDATE ledger_head SET position = next WHERE position = start;
    INSERT INTO events
      SELECT befores[e.append] + e.nth, e.id, streams[stream_of[e.append]], expected[e.append] + e.nth, e.type,
        e.version, e.occurred, e.recorded, e.data, e.data_salt, e.meta, e.meta_salt, e.leaf, e.leaf_hash
      FROM unnest(append_of, nth, ids, types, versions, occurred, recorded, datas, data_salts, metas, meta_salts,
        leaves, leaf_hashes) AS e (append, nth, id, type, version, occurred, recorded, data, data_salt, meta,
        meta_salt, leaf, leaf_hash)
      WHERE befores[e.append] >= 0;
    IF cardinality(targets) > 0 THEN
      INSERT INTO erasures
        SELECT befores[append_of[e.event]] + nth[e.event], streams[stream_of[append_of[e.event]]], e.target
        FROM unnest(erasure_of, targets) AS e (event, target) WHERE befores[append_of[e.event]] >= 0;
    END IF;
    IF cardinality(personals) > 0 THEN
      -- What is erased in the moment in which it is recorded is never written.
      INSERT INTO personal_parts
        SELECT part.position, part.personal, part.salt
        FROM (SELECT befores[append_of[p.event]] + nth[p.event] AS position, ids[p.event] AS id,
            streams[stream_of[append_of[p.event]]] AS stream, p.personal, p.salt
          FROM unnest(part_of, personals, part_salts) AS p (event, personal, salt)
          WHERE befores[append_of[p.event]] >= 0) AS part
        WHERE cardinality(targets) = 0 OR NOT EXISTS (
          SELECT FROM erasures WHERE target = part.id AND stream = part.stream AND erasures.position > part.position);
    END IF;
    IF cardinality(targets) > 0 THEN PERFORM erase_named(start + 1); END IF;
    PERFORM pg_notify(log::text, next::text);
  END IF;
  RETURN QUERY SELECT * FROM unnest(actuals, befores);
END $$;

-- Whether the part of an event is gone: false where no erasure names it, null where there is no such event.
CREATE FUNCTION erase_part(id text) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  target events;
BEGIN
  SELECT * INTO target FROM events WHERE event_id = id;
  IF NOT FOUND THEN RETURN NULL; END IF;
  IF NOT EXISTS (SELECT FROM erasures WHERE erasures.target = id AND erasures.stream = target.stream) THEN
    RETURN false;
  END IF;
  DELETE FROM personal_parts WHERE position = target.position;
  RETURN true;
END $$;

CREATE FUNCTION finish_erasures() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT erase_named(0)
$$;

REVOKE ALL ON FUNCTION append_events, erase_part, finish_erasures, erase_named FROM PUBLIC;
`
