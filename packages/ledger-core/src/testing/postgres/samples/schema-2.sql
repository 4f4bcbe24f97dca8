--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: sample; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA sample;


--
-- Name: append_events(text[], integer[], integer[], integer[], integer[], integer[], text[], text[], integer[], bigint[], bigint[], text[], bytea[], text[], bytea[], text[], bytea[], integer[], text[], bytea[], integer[], text[]); Type: FUNCTION; Schema: sample; Owner: -
--

CREATE FUNCTION sample.append_events(streams text[], stream_of integer[], expected integer[], counts integer[], append_of integer[], nth integer[], ids text[], types text[], versions integer[], occurred bigint[], recorded bigint[], datas text[], data_salts bytea[], metas text[], meta_salts bytea[], leaves text[], leaf_hashes bytea[], part_of integer[], personals text[], part_salts bytea[], erasure_of integer[], targets text[]) RETURNS TABLE(actual integer, before bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'sample', 'pg_temp'
    AS $$
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


--
-- Name: check_erasure(); Type: FUNCTION; Schema: sample; Owner: -
--

CREATE FUNCTION sample.check_erasure() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'sample', 'pg_temp'
    AS $$
BEGIN
  IF EXISTS (
    SELECT FROM events
    WHERE position = NEW.position AND xmin = pg_current_xact_id()::xid AND stream = NEW.stream
      AND type = 'PersonalDataErased' AND strpos(data, NEW.target) > 0)
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'an erasure comes with its event' USING ERRCODE = 'restrict_violation';
END $$;


--
-- Name: check_events(); Type: FUNCTION; Schema: sample; Owner: -
--

CREATE FUNCTION sample.check_events() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'sample', 'pg_temp'
    AS $$
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


--
-- Name: check_head(); Type: FUNCTION; Schema: sample; Owner: -
--

CREATE FUNCTION sample.check_head() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  IF NEW.ledger_id = OLD.ledger_id AND NEW.position >= OLD.position THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'the head of the log only grows' USING ERRCODE = 'restrict_violation';
END $$;


--
-- Name: check_part(); Type: FUNCTION; Schema: sample; Owner: -
--

CREATE FUNCTION sample.check_part() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'sample', 'pg_temp'
    AS $$
BEGIN
  IF EXISTS (SELECT FROM events WHERE position = NEW.position AND xmin = pg_current_xact_id()::xid)
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'a personal part comes with its event' USING ERRCODE = 'restrict_violation';
END $$;


--
-- Name: check_part_is_erased(); Type: FUNCTION; Schema: sample; Owner: -
--

CREATE FUNCTION sample.check_part_is_erased() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'sample', 'pg_temp'
    AS $$
BEGIN
  IF EXISTS (
    SELECT FROM events AS target JOIN erasures ON erasures.target = target.event_id AND erasures.stream = target.stream
    WHERE target.position = OLD.position)
  THEN RETURN OLD; END IF;
  RAISE EXCEPTION 'a personal part goes only where a PersonalDataErased names its event'
    USING ERRCODE = 'restrict_violation';
END $$;


--
-- Name: erase_named(bigint); Type: FUNCTION; Schema: sample; Owner: -
--

CREATE FUNCTION sample.erase_named(from_position bigint) RETURNS bigint
    LANGUAGE sql
    SET search_path TO 'sample', 'pg_temp'
    AS $$
  WITH gone AS (
    DELETE FROM personal_parts AS part USING erasures, events AS target
    WHERE erasures.position >= from_position AND target.event_id = erasures.target AND target.stream = erasures.stream
      AND target.position < erasures.position AND part.position = target.position
    RETURNING 1)
  SELECT count(*) FROM gone
$$;


--
-- Name: erase_part(text); Type: FUNCTION; Schema: sample; Owner: -
--

CREATE FUNCTION sample.erase_part(id text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'sample', 'pg_temp'
    AS $$
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


--
-- Name: finish_erasures(); Type: FUNCTION; Schema: sample; Owner: -
--

CREATE FUNCTION sample.finish_erasures() RETURNS bigint
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'sample', 'pg_temp'
    AS $$
  SELECT erase_named(0)
$$;


--
-- Name: import_events(); Type: FUNCTION; Schema: sample; Owner: -
--

CREATE FUNCTION sample.import_events() RETURNS TABLE(head bigint, conflicting text, expected integer, actual integer)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'sample', 'pg_temp'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET jit TO 'off'
    AS $$
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


--
-- Name: open_import(); Type: FUNCTION; Schema: sample; Owner: -
--

CREATE FUNCTION sample.open_import() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'sample', 'pg_temp'
    AS $$
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


--
-- Name: refuse(); Type: FUNCTION; Schema: sample; Owner: -
--

CREATE FUNCTION sample.refuse() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  RAISE EXCEPTION 'the log is append-only' USING ERRCODE = 'restrict_violation';
END $$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: erasures; Type: TABLE; Schema: sample; Owner: -
--

CREATE TABLE sample.erasures (
    "position" bigint NOT NULL,
    stream text NOT NULL COLLATE pg_catalog."C",
    target text NOT NULL COLLATE pg_catalog."C"
);


--
-- Name: events; Type: TABLE; Schema: sample; Owner: -
--

CREATE TABLE sample.events (
    "position" bigint NOT NULL,
    event_id text NOT NULL COLLATE pg_catalog."C",
    stream text NOT NULL COLLATE pg_catalog."C",
    revision integer NOT NULL,
    type text NOT NULL COLLATE pg_catalog."C",
    schema_version integer NOT NULL,
    occurred_ms bigint NOT NULL,
    recorded_ms bigint NOT NULL,
    data text NOT NULL,
    data_salt bytea NOT NULL,
    meta text NOT NULL,
    meta_salt bytea NOT NULL,
    leaf text NOT NULL,
    leaf_hash bytea NOT NULL
);


--
-- Name: ledger_head; Type: TABLE; Schema: sample; Owner: -
--

CREATE TABLE sample.ledger_head (
    ledger_id uuid DEFAULT gen_random_uuid() NOT NULL,
    "position" bigint NOT NULL
);


--
-- Name: ledger_migrations; Type: TABLE; Schema: sample; Owner: -
--

CREATE TABLE sample.ledger_migrations (
    number integer NOT NULL,
    checksum text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: personal_parts; Type: TABLE; Schema: sample; Owner: -
--

CREATE TABLE sample.personal_parts (
    "position" bigint NOT NULL,
    personal text NOT NULL,
    salt bytea NOT NULL
)
WITH (autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='0', toast.autovacuum_vacuum_scale_factor='0', toast.autovacuum_vacuum_threshold='0');


--
-- Data for Name: erasures; Type: TABLE DATA; Schema: sample; Owner: -
--

INSERT INTO sample.erasures VALUES (3, 'project-JX-2023-001', '183bf46b-80c9-59e4-affe-6b7db1666165');


--
-- Data for Name: events; Type: TABLE DATA; Schema: sample; Owner: -
--

INSERT INTO sample.events VALUES (1, '183bf46b-80c9-59e4-affe-6b7db1666165', 'project-JX-2023-001', 0, 'ContractSigned', 1, 1677632400000, 1677632400000, '{"b":1.0,"a":"  \u0000"}', '\xfaf8a21edb62345060441d9b99265b7dff0506bcfe22c0389038534280eb52f1', '{"v":1,"occurredAt":"2023-03-01T09:00:00+08:00","actor":{"id":"buyer-1","role":"buyer"}}', '\x1d603eb9fd879180dca0192a6594db2328b5c8cb8f34f3e54ce437c1c437b620', '{"id":"183bf46b-80c9-59e4-affe-6b7db1666165","occurred":"2023-03-01T01:00:00.000Z","parts":{"data":"gKFD6PWMDSZepO0AJVKsI1eR/DlcK02PD0ddRBqiSnI=","meta":"HvvzZwIk8iaqpZDJrb+2ec7wWk0kxEh6TZnkC3f/G4M=","personal":"qQHtYGs/UIxNletQ4jf2nsFOK+mBwQ+zlwD39xTAEHU="},"prev":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=","recorded":"2023-03-01T01:00:00.000Z","rev":0,"stream":"project-JX-2023-001","type":"ContractSigned/1","v":1}', '\x3bc3df46ba94729e373776b2960a617b18633803a1d8c8bfdd2c1b789084c5f9');
INSERT INTO sample.events VALUES (2, '0296a1e0-c353-5a8b-b3e9-2857a5a278ff', 'project-JX-2023-001', 1, 'ContractSigned', 1, 1677632401000, 1677632401000, '{"contractId":"contract-1"}', '\xe98a9113e03bd2192cda0e5dfcd6049221c3d2ef3eb9acf1ef0674081c470190', '{"v":1,"occurredAt":"2023-03-01T09:00:00+08:00","actor":{"id":"buyer-1","role":"buyer"}}', '\x1c7c5ac550608218e59da083b6587ad48021331e737893ad73a7e3b537d7a3b7', '{"id":"0296a1e0-c353-5a8b-b3e9-2857a5a278ff","occurred":"2023-03-01T01:00:01.000Z","parts":{"data":"cb/bGyXFbZH3+OaqCV52Bv/zWiy0I8wQZZYRHtBrqIE=","meta":"3+ZiPnfrmPgu+g413gJOpYon0ulXI8dVZE/ojfiQCLg=","personal":"RXXpnuwXfmT9RAH3+vmrfdA5866ZkptK5ZPzXmUc0E4="},"prev":"O8PfRrqUcp43N3aylgphexhjOAOh2Mi/3SwbeJCExfk=","recorded":"2023-03-01T01:00:01.000Z","rev":1,"stream":"project-JX-2023-001","type":"ContractSigned/1","v":1}', '\xee22ee37077e947b5f7177e81862fa04328703cb0145699a49abfc1919aaaad6');
INSERT INTO sample.events VALUES (3, 'dd53625f-4b9e-5e30-9817-6d598dbe0ab6', 'project-JX-2023-001', 2, 'PersonalDataErased', 1, 1677632402000, 1677632402000, '{"target":"183bf46b-80c9-59e4-affe-6b7db1666165"}', '\xc5ba6dfcccbe97c3c11ee3470baebcdbc337d9601705348d989397bf17c7bd34', '{"v":1,"occurredAt":"2023-03-01T09:00:00+08:00","actor":{"id":"buyer-1","role":"buyer"}}', '\xd1ad6cc2b81343b5f02abe1f9ab68e46ea3a7fea59b56c936f4b532c8048bdc6', '{"id":"dd53625f-4b9e-5e30-9817-6d598dbe0ab6","occurred":"2023-03-01T01:00:02.000Z","parts":{"data":"hyYcLR7qN1tELSZ9eDird3ftQe6u0p9oIF88xhG2Brw=","meta":"1sEezsLrU7OKDTYIBfU06/OyByn4gyajm+if0DIR+Lo="},"prev":"7iLuNwd+lHtfcXfoGGL6BDKHA8sBRWmaSav8GRmqqtY=","recorded":"2023-03-01T01:00:02.000Z","rev":2,"stream":"project-JX-2023-001","type":"PersonalDataErased/1","v":1}', '\x79518129197feeda8520a3244667eabc98672c7ff05b917aead32c861ed754c2');


--
-- Data for Name: ledger_head; Type: TABLE DATA; Schema: sample; Owner: -
--

INSERT INTO sample.ledger_head VALUES ('9715a3e7-cf74-4df9-87bb-c0c78ecfef56', 3);


--
-- Data for Name: ledger_migrations; Type: TABLE DATA; Schema: sample; Owner: -
--

INSERT INTO sample.ledger_migrations VALUES (1, '025d257434603b0512dec64e30c717a8ed269e72c6cdc3830ceaeac1bca0a558', '2026-11-27 15:38:20.929224+00');
INSERT INTO sample.ledger_migrations VALUES (2, '3fb630349af8b5d550613535e909fd4056b53c014a11aca3d68833ba7fafc3b2', '2026-11-27 15:38:20.929224+00');


--
-- Data for Name: personal_parts; Type: TABLE DATA; Schema: sample; Owner: -
--

INSERT INTO sample.personal_parts VALUES (2, '{"/actor/name":"Example Person (invented) 张三 𠀀"}', '\x556ca12c800285ff3948db856366a1ebece7aef5104acd6588e7b51c5d69bb7b');


--
-- Name: erasures erasures_pkey; Type: CONSTRAINT; Schema: sample; Owner: -
--

ALTER TABLE ONLY sample.erasures
    ADD CONSTRAINT erasures_pkey PRIMARY KEY ("position");


--
-- Name: events events_event_id_key; Type: CONSTRAINT; Schema: sample; Owner: -
--

ALTER TABLE ONLY sample.events
    ADD CONSTRAINT events_event_id_key UNIQUE (event_id);


--
-- Name: events events_pkey; Type: CONSTRAINT; Schema: sample; Owner: -
--

ALTER TABLE ONLY sample.events
    ADD CONSTRAINT events_pkey PRIMARY KEY ("position");


--
-- Name: events events_stream_revision_key; Type: CONSTRAINT; Schema: sample; Owner: -
--

ALTER TABLE ONLY sample.events
    ADD CONSTRAINT events_stream_revision_key UNIQUE (stream, revision);


--
-- Name: ledger_migrations ledger_migrations_pkey; Type: CONSTRAINT; Schema: sample; Owner: -
--

ALTER TABLE ONLY sample.ledger_migrations
    ADD CONSTRAINT ledger_migrations_pkey PRIMARY KEY (number);


--
-- Name: personal_parts personal_parts_pkey; Type: CONSTRAINT; Schema: sample; Owner: -
--

ALTER TABLE ONLY sample.personal_parts
    ADD CONSTRAINT personal_parts_pkey PRIMARY KEY ("position");


--
-- Name: erasures_by_target; Type: INDEX; Schema: sample; Owner: -
--

CREATE INDEX erasures_by_target ON sample.erasures USING btree (target);


--
-- Name: ledger_head_by_position; Type: INDEX; Schema: sample; Owner: -
--

CREATE INDEX ledger_head_by_position ON sample.ledger_head USING btree ("position");


--
-- Name: erasures erasures_come_with_their_event; Type: TRIGGER; Schema: sample; Owner: -
--

CREATE TRIGGER erasures_come_with_their_event BEFORE INSERT ON sample.erasures FOR EACH ROW EXECUTE FUNCTION sample.check_erasure();


--
-- Name: erasures erasures_stay; Type: TRIGGER; Schema: sample; Owner: -
--

CREATE TRIGGER erasures_stay BEFORE DELETE OR UPDATE OR TRUNCATE ON sample.erasures FOR EACH STATEMENT EXECUTE FUNCTION sample.refuse();


--
-- Name: events events_are_appended; Type: TRIGGER; Schema: sample; Owner: -
--

CREATE TRIGGER events_are_appended AFTER INSERT ON sample.events REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION sample.check_events();


--
-- Name: events events_stay; Type: TRIGGER; Schema: sample; Owner: -
--

CREATE TRIGGER events_stay BEFORE DELETE OR UPDATE OR TRUNCATE ON sample.events FOR EACH STATEMENT EXECUTE FUNCTION sample.refuse();


--
-- Name: ledger_head head_only_grows; Type: TRIGGER; Schema: sample; Owner: -
--

CREATE TRIGGER head_only_grows BEFORE UPDATE ON sample.ledger_head FOR EACH ROW EXECUTE FUNCTION sample.check_head();


--
-- Name: ledger_head head_stays; Type: TRIGGER; Schema: sample; Owner: -
--

CREATE TRIGGER head_stays BEFORE INSERT OR DELETE OR TRUNCATE ON sample.ledger_head FOR EACH STATEMENT EXECUTE FUNCTION sample.refuse();


--
-- Name: personal_parts parts_come_with_their_event; Type: TRIGGER; Schema: sample; Owner: -
--

CREATE TRIGGER parts_come_with_their_event BEFORE INSERT ON sample.personal_parts FOR EACH ROW EXECUTE FUNCTION sample.check_part();


--
-- Name: personal_parts parts_go_by_an_event; Type: TRIGGER; Schema: sample; Owner: -
--

CREATE TRIGGER parts_go_by_an_event BEFORE DELETE ON sample.personal_parts FOR EACH ROW EXECUTE FUNCTION sample.check_part_is_erased();


--
-- Name: personal_parts parts_stay; Type: TRIGGER; Schema: sample; Owner: -
--

CREATE TRIGGER parts_stay BEFORE UPDATE OR TRUNCATE ON sample.personal_parts FOR EACH STATEMENT EXECUTE FUNCTION sample.refuse();


--
-- PostgreSQL database dump complete
--


