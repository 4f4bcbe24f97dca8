import assert from 'node:assert/strict'
import fc from 'fast-check'
import { describe, test } from 'vitest'
import { type EventTexts, sealText, sealTexts } from '../testing/sealed-events.ts'
import { TileFolder } from '../testing/trees.ts'
import type { Checkpoint } from './checkpoint.ts'
import { rootOf } from './compact-range.ts'
import { sha256 } from './digest.ts'
import type { Finding } from './finding.ts'
import { rootOfEdge } from './growing-tiles.ts'
import { STREAM_START, type StreamEnd } from './seal.ts'
import type { SealedEvent } from './sealed-event.ts'
import type { StatedEvent } from './stated-event.ts'
import { tilePath, tilesOf } from './tile.ts'
import { type CheckedEvent, checkEvent } from './verify-event.ts'
import { type LogReport, type LogToVerify, MAX_FINDINGS, openLogVerifier } from './verify-log.ts'

const origin = 'ledger.invalid/county'

/** Events of several streams, one after another as a busy ledger has them. */
function logOf(count: number, streams: number, textsOf: (index: number) => EventTexts = () => ({})): SealedEvent[] {
  const ends = new Map<string, StreamEnd>()
  return Array.from({ length: count }, (_, index) => {
    const stream = `project-P-${(index * 7) % streams}`
    const event = sealText(stream, ends.get(stream) ?? STREAM_START, textsOf(index))
    ends.set(stream, event)
    return event
  })
}

const checkpointOf = (events: readonly StatedEvent[], size = events.length): Checkpoint => ({
  origin,
  size,
  root: rootOf(
    sha256,
    events.slice(0, size).map(({ leafHash }) => leafHash),
  ),
})

interface Evidence extends Partial<LogToVerify> {
  readonly tiles?: TileFolder
}

function verify(events: readonly StatedEvent[], { tiles, ...options }: Evidence = {}): LogReport {
  const checkpoint = options.checkpoint ?? checkpointOf(events)
  const verifier = openLogVerifier({ sha256, checkpoint, ...options })
  const paths = tiles ? [...tilesOf(checkpoint.size)].filter(({ level }) => level === 0).map(tilePath) : []
  for (const [index, event] of events.entries()) {
    if (index % 256 === 0 && paths.length > 0) verifier.addTile(tiles?.files.get(paths.shift() as string) as Uint8Array)
    verifier.add(event, checkOnce(event))
  }
  return verifier.end()
}

/** An event is checked by itself, so a property that moves it about need not check it again. */
const known = new WeakMap<StatedEvent, CheckedEvent>()
function checkOnce(event: StatedEvent): CheckedEvent {
  const checked = known.get(event) ?? checkEvent(sha256, event)
  known.set(event, checked)
  return checked
}

const LENGTH = 700
const log = logOf(LENGTH, 23, (index) => (index % 5 === 0 ? { personal: `{"/name":"Person ${index}"}` } : {}))
const checkpoint = checkpointOf(log)
const tiles = new TileFolder().grow(log.map(({ leafHash }) => leafHash))
assert.deepEqual(rootOfEdge(sha256, tiles.edge), checkpoint.root)

const codes = ({ findings }: LogReport) => findings.map(({ code }) => code)
const event = (index: number) => log[index] as SealedEvent
const index = fc.nat(LENGTH - 1)

describe('a log that nobody touched', () => {
  test('is sound, with tiles and without', () => {
    const expected = { verdict: 'sound', events: LENGTH, proven: LENGTH, findings: [], notices: [], omitted: 0 }
    assert.deepEqual(verify(log, { checkpoint }), expected)
    assert.deepEqual(verify(log, { checkpoint, tiles }), expected)
  })

  test('may be longer than what was signed', () => {
    const { verdict, events, proven } = verify(log, { checkpoint: checkpointOf(log, 300) })
    assert.deepEqual([verdict, events, proven], ['sound', LENGTH, 300])
  })

  test('may be empty', () => {
    assert.equal(verify([]).verdict, 'sound')
    assert.equal(verify(log, { checkpoint: checkpointOf([]) }).verdict, 'sound')
  })

  test('extends every checkpoint that was kept of it', () => {
    for (const size of [0, 1, 255, 256, 257, 512, LENGTH])
      assert.equal(verify(log, { checkpoint, kept: checkpointOf(log, size) }).verdict, 'sound')
  })

  test('is judged alike whether its events were checked elsewhere or here', () => {
    const verifier = openLogVerifier({ sha256, checkpoint })
    for (const event of log) verifier.add(event)
    assert.equal(verifier.end().verdict, 'sound')
  })
})

describe('what was done to a log is found and named, where it was done', () => {
  const judge = (events: readonly StatedEvent[]) => verify(events, { checkpoint, tiles })
  const first = (report: LogReport) => report.findings[0] as Finding

  test('an altered part', () => {
    fc.assert(
      fc.property(index, fc.constantFrom('data', 'meta'), (at, part) => {
        const report = judge(log.with(at, { ...event(at), [part]: '{"amount":"1.00"}' }))
        assert.deepEqual(codes(report), ['PART_DIFFERS'])
        assert.equal(report.verdict, 'altered')
        const { index, stream, revision, part: named } = first(report)
        assert.deepEqual([index, stream, revision, named], [at, event(at).stream, event(at).revision, part])
      }),
    )
  })

  test('a leaf that was sealed anew, with its hash', () => {
    fc.assert(
      fc.property(index, (at) => {
        const { stream, revision } = event(at)
        const before = log.slice(0, at).findLast((other) => other.stream === stream) ?? STREAM_START
        const forged = sealText(stream, before, { data: '{"forged":true}', writer: 'forger' })
        const report = judge(log.with(at, forged))
        assert.equal(report.verdict, 'altered')
        assert.deepEqual(
          [first(report).code, first(report).index, first(report).revision],
          ['LEAF_DIFFERS', at, revision],
        )
        assert.ok(codes(report).includes('ROOT_DIFFERS'))
      }),
    )
  })

  test('a dropped event', () => {
    fc.assert(
      fc.property(fc.nat(LENGTH - 2), (at) => {
        const report = judge(log.toSpliced(at, 1))
        assert.equal(report.verdict, 'missing')
        assert.deepEqual([first(report).code, first(report).index], ['LEAF_DROPPED', at])
        assert.ok(codes(report).includes('LEAVES_MISSING'))
        const isLast = !log.slice(at + 1).some(({ stream }) => stream === event(at).stream)
        if (!isLast) assert.ok(codes(report).includes('REVISION_SKIPPED'))
      }),
    )
  })

  test('a deleted tail', () => {
    fc.assert(
      fc.property(index, (length) => {
        const report = judge(log.slice(0, length))
        assert.deepEqual(codes(report), ['LEAVES_MISSING'])
        assert.deepEqual([report.verdict, report.proven], ['missing', 0])
      }),
    )
  })

  test('two events that were swapped', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.integer({ min: 1, max: 250 }), (a, by) => {
        const b = a + by
        const report = judge(log.with(a, event(b)).with(b, event(a)))
        assert.equal(report.verdict, 'altered')
        assert.deepEqual([first(report).code, first(report).index], ['LEAVES_SWAPPED', a])
      }),
    )
  })

  test('an event that was moved', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.integer({ min: 2, max: 250 }), (from, by) => {
        const report = judge(log.toSpliced(from, 1).toSpliced(from + by, 0, event(from)))
        assert.deepEqual([first(report).code, first(report).index], ['LEAF_MOVED', from])
      }),
    )
  })

  test('an event that was slipped in', () => {
    fc.assert(
      fc.property(index, (at) => {
        const report = judge(log.toSpliced(at, 0, sealText('project-P-99', STREAM_START, {})))
        assert.equal(report.verdict, 'altered')
        assert.deepEqual([first(report).code, first(report).index], ['LEAF_INSERTED', at])
      }),
    )
  })

  test('an event that comes twice', () => {
    const report = judge(log.toSpliced(9, 0, event(8)))
    assert.equal(report.verdict, 'altered')
    assert.ok(codes(report).includes('REVISION_REPEATED'))
  })

  test('an event that was moved to another stream', () => {
    const report = judge(log.with(50, { ...event(50), stream: 'project-P-99' }))
    assert.deepEqual([first(report).code, first(report).index], ['FIELD_DIFFERS', 50])
  })

  test('the whole history rewritten, every chain and hash of it in order', () => {
    const rewritten = logOf(LENGTH, 23, (index) => (index === 40 ? { data: '{"rewritten":true}' } : {}))
    const report = verify(rewritten, { checkpoint, tiles })
    assert.equal(report.verdict, 'altered')
    assert.ok(codes(report).includes('ROOT_DIFFERS'))
    // Signed again it is sound, but for whoever kept a checkpoint.
    const signed = checkpointOf(rewritten)
    assert.equal(verify(rewritten, { checkpoint: signed }).verdict, 'sound')
    const kept = verify(rewritten, { checkpoint: signed, kept: checkpointOf(log, 300) })
    assert.deepEqual([kept.verdict, codes(kept)], ['forked', ['HISTORY_FORKED']])
  })

  test('two checkpoints of one size', () => {
    const other = { ...checkpoint, root: sha256() }
    assert.deepEqual(codes(verify(log, { checkpoint, kept: other })), ['HISTORY_FORKED'])
  })

  test('a checkpoint that was kept of another log', () => {
    const report = verify(log, { checkpoint, kept: { ...checkpointOf(log, 300), origin: 'ledger.invalid/other' } })
    assert.deepEqual([report.verdict, codes(report)], ['unsigned', ['ORIGIN_DIFFERS']])
  })

  test('a backup that was restored and signed again', () => {
    const report = verify(log.slice(0, 400), { checkpoint: checkpointOf(log, 400), kept: checkpoint })
    assert.deepEqual([report.verdict, codes(report)], ['forked', ['LOG_ROLLED_BACK']])
  })

  test('an altered tile, while every event stands', () => {
    fc.assert(
      fc.property(fc.nat(LENGTH * 32 * 8 - 1), (bit) => {
        const altered = new TileFolder()
        for (const [path, bytes] of tiles.files) altered.files.set(path, bytes.slice())
        const at = Math.floor(bit / 256)
        const tile = [...tilesOf(LENGTH)].find(({ level, index }) => level === 0 && index === at >> 8)
        const bytes = altered.files.get(tilePath(tile as NonNullable<typeof tile>)) as Uint8Array
        const offset = (bit >> 3) - (at >> 8) * 256 * 32
        bytes[offset] = (bytes[offset] as number) ^ (1 << (bit & 7))
        const report = verify(log, { checkpoint, tiles: altered })
        assert.deepEqual([codes(report), first(report).index, report.proven], [['TILE_DIFFERS'], at, LENGTH])
      }),
    )
  })

  test('a tile of another length, and one too many', () => {
    const verifier = openLogVerifier({ sha256, checkpoint })
    verifier.addTile(new Uint8Array(31))
    for (const event of log) verifier.add(event)
    assert.deepEqual(codes(verifier.end()), ['TILE_DIFFERS'])
    const empty = openLogVerifier({ sha256, checkpoint: checkpointOf([]) })
    empty.addTile(new Uint8Array(32))
    assert.deepEqual(codes(empty.end()), ['TILE_DIFFERS'])
  })

  test('more than a report lists is counted', () => {
    const many = logOf(MAX_FINDINGS + 5, 3)
    const report = verify(
      many.map((event) => ({ ...event, data: '{}' })),
      { checkpoint: checkpointOf(many) },
    )
    assert.deepEqual([report.findings.length, report.omitted], [MAX_FINDINGS, 5])
  })
})

describe('erasure', () => {
  const personal = '{"/contact":"Example Person (invented)"}'
  const [registered, filed] = sealTexts('project-P-1', [{ personal }, { personal }]) as [SealedEvent, SealedEvent]
  const erasing = (target: string, after: StreamEnd = filed, stream = 'project-P-1') =>
    sealText(stream, after, { type: 'PersonalDataErased', data: JSON.stringify({ target }) })
  const bare = (event: SealedEvent): StatedEvent => ({ ...event, personal: undefined, personalSalt: undefined })
  const erasure = erasing(registered.eventId)

  test('leaves leaf, chain and root as they were, and is told with its event', () => {
    const events = [bare(registered), filed, erasure]
    const { verdict, findings, notices } = verify(events, { checkpoint: checkpointOf([registered, filed, erasure]) })
    assert.deepEqual([verdict, findings], ['sound', []])
    assert.deepEqual(
      notices.map(({ code, eventId, message }) => [code, eventId, message]),
      [['PART_ERASED', registered.eventId, `erased by event ${erasure.eventId}`]],
    )
  })

  test('that no event tells of is a missing part', () => {
    const report = verify([bare(registered), bare(filed), erasure])
    assert.deepEqual([report.verdict, codes(report)], ['missing', ['PART_MISSING']])
    assert.deepEqual([report.findings[0]?.eventId, report.findings[0]?.index], [filed.eventId, 1])
  })

  test('cannot be told from another stream, before the event, or by an event that does not stand', () => {
    const elsewhere = erasing(registered.eventId, STREAM_START, 'project-P-2')
    assert.deepEqual(codes(verify([bare(registered), elsewhere])), ['PART_MISSING'])

    const early = sealText('project-P-3', STREAM_START, { type: 'PersonalDataErased', data: '{"target":"x"}' })
    const late = sealText('project-P-3', early, { personal })
    const forward = { ...early, data: JSON.stringify({ target: late.eventId }) }
    assert.ok(codes(verify([forward, bare(late)])).includes('PART_MISSING'))

    const forged = { ...erasure, data: JSON.stringify({ target: filed.eventId }) }
    assert.deepEqual(codes(verify([registered, bare(filed), forged])), ['PART_MISSING', 'PART_DIFFERS'])
  })

  test('that is not done yet is pending, where the caller knows of it', () => {
    const erasedBy = (id: string) => (id === registered.eventId ? erasure.eventId : undefined)
    const report = verify([registered, filed, erasure], { erasedBy })
    assert.deepEqual([report.verdict, report.notices.map(({ code }) => code)], ['sound', ['ERASURE_PENDING']])
  })
})
