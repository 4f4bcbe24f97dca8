/**
 * Bulk import: whoever may append copies a page into a table of the session, and one call appends the whole of it.
 *
 * That call runs as the owner. So the table is made by the owner too, and it is asked whether it was: a view that the
 * caller put in its place would run what the caller likes, with the owner's rights.
 */
export const IMPORT = `
CREATE FUNCTION open_import() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  CREATE TEMPORARY TABLE incoming (
    -- Its place in the page, from 1.
    nth            bigint  NOT NULL,
    event_id       text    COLLATE "C" NOT NULL,
    stream         text    COLLATE "C" NOT NULL,
    revision       integer NOT NULL,
    type           text    NOT NULL,
    schema_version integer NOT NULL,
    occurred_ms    bigint  NOT NULL,
    recorded_ms    bigint  NOT NULL,
    data           text    NOT NULL,
    data_salt      bytea   NOT NULL,
    meta           text    NOT NULL,
    meta_salt      bytea   NOT NULL,
    leaf           text    NOT NULL,
    leaf_hash      bytea   NOT NULL,
    personal       text,
    personal_salt  bytea,
    -- What a PersonalDataErased names.
    target         text    COLLATE "C"
  ) ON COMMIT DROP;
  -- Nobody but this session sees it.
  GRANT INSERT ON pg_temp.incoming TO PUBLIC;
END $$;

-- Appends the page behind the head: all of it, or nothing. Answers with the new head; or with the first stream that is
-- not where the page expects it; or with nothing but nulls where the whole page is stored already.
CREATE FUNCTION import_events() RETURNS TABLE (head bigint, conflicting text, expected integer, actual integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
-- Every row is found by an index. A plan that was made while the log was small would read the whole of a large one.
SET enable_hashjoin = off SET enable_mergejoin = off
-- The page has no index to be read by, which counts as dear, and compiling a dear question takes longer than its answer.
SET jit = off AS $$
DECLARE
  start bigint;
  log uuid;
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_class JOIN pg_roles ON pg_roles.oid = relowner
    WHERE pg_class.oid = to_regclass('pg_temp.incoming') AND relkind = 'r' AND rolname = current_user)
  THEN
    RAISE EXCEPTION 'a page is imported from the table that open_import made' USING ERRCODE = 'insufficient_privilege';
  END IF;
  -- As in append_events: whoever comes next waits here until this transaction ends.
  SELECT position, ledger_id INTO STRICT start, log FROM ledger_head ORDER BY position DESC LIMIT 1 FOR UPDATE;
  SELECT page.stream, page.first - 1, coalesce(stored.last, -1) INTO conflicting, expected, actual
    FROM (SELECT stream, min(revision) AS first, min(nth) AS nth FROM pg_temp.incoming GROUP BY stream) AS page
    CROSS JOIN LATERAL (SELECT max(revision) AS last FROM events WHERE events.stream = page.stream) AS stored
    WHERE page.first <> coalesce(stored.last, -1) + 1
    ORDER BY page.nth LIMIT 1;
  IF conflicting IS NOT NULL THEN
    IF NOT EXISTS (
      SELECT FROM pg_temp.incoming AS page WHERE NOT EXISTS (
        SELECT FROM events
        WHERE events.event_id = page.event_id AND events.stream = page.stream AND events.revision = page.revision))
    THEN
      conflicting := NULL;
    END IF;
    RETURN NEXT;
    RETURN;
  END IF;
  SELECT start + count(*) INTO head FROM pg_temp.incoming;
  UPDATE ledger_head SET position = head WHERE position = start;
  INSERT INTO events
    SELECT start + nth, event_id, stream, revision, type, schema_version, occurred_ms, recorded_ms, data, data_salt,
      meta, meta_salt, leaf, leaf_hash
    FROM pg_temp.incoming;
  INSERT INTO erasures SELECT start + nth, stream, target FROM pg_temp.incoming WHERE target IS NOT NULL;
  -- What the page records and erases is never written to the log.
  INSERT INTO personal_parts
    SELECT start + nth, personal, personal_salt FROM pg_temp.incoming AS page
    WHERE personal IS NOT NULL AND NOT EXISTS (
      SELECT FROM erasures
      WHERE erasures.target = page.event_id AND erasures.stream = page.stream AND erasures.position > start + page.nth);
  PERFORM erase_named(start + 1);
  PERFORM pg_notify(log::text, head::text);
  RETURN NEXT;
END $$;

REVOKE ALL ON FUNCTION open_import, import_events FROM PUBLIC;
`
