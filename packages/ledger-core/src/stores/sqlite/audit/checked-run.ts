import { sha256 } from '../../../evidence/digest.ts'
import { finding } from '../../../evidence/finding.ts'
import type { PlacedEvent, StatedEvent } from '../../../evidence/stated-event.ts'
import { HASH_BYTES } from '../../../evidence/tree-hash.ts'
import { type CheckedEvent, checkEvent } from '../../../evidence/verify-event.ts'
import type { AuditedEvent } from '../../audit/audit.ts'
import type { AuditedFile } from './audited-file.ts'

/**
 * A run of events, checked by themselves, as it passes from one thread to another. A copy of an object costs as much as
 * checking it: an event that stands is a row of numbers, two hashes and an id. What does not stand, every erasure and
 * every part that is gone go whole.
 */
export interface CheckedRun {
  readonly events: number
  /** As `NUMBERS` has them, for each event. */
  readonly numbers: Float64Array<ArrayBuffer>
  /** Leaf hash and the leaf hash before it, for each event. */
  readonly hashes: Uint8Array<ArrayBuffer>
  /** 36 characters for each event. */
  readonly eventIds: string
  /** Each stream of the run, once. */
  readonly streams: readonly string[]
  readonly whole: readonly { readonly at: number; readonly audited: AuditedEvent }[]
}

/** position, revision, recordedMs, index of the stream, whether a personal part is there. */
const NUMBERS = 5
const ID_CHARS = 36
const NO_ID = ' '.repeat(ID_CHARS)

export function checkRun(file: AuditedFile, from: number, to: number): CheckedRun {
  const most = to - from + 1
  const numbers = new Float64Array(most * NUMBERS)
  const hashes = new Uint8Array(most * 2 * HASH_BYTES)
  const streams = new Map<string, number>()
  const whole: { at: number; audited: AuditedEvent }[] = []
  let eventIds = ''
  let events = 0
  const indexOf = (stream: string): number => {
    const known = streams.get(stream)
    if (known === undefined) streams.set(stream, streams.size)
    return known ?? streams.size - 1
  }

  for (const stated of file.events(from, to)) {
    const at = events++
    const audited = stated.ok ? checked(stated.event) : unreadable(stated)
    if (!isPlain(audited)) {
      whole.push({ at, audited })
      eventIds += NO_ID
      continue
    }
    const { event, checked: found } = audited
    const { link, leafHash, personal } = found
    const { stream, revision, recordedMs } = link
    const row = at * NUMBERS
    numbers[row] = Number(event.position)
    numbers[row + 1] = revision
    numbers[row + 2] = recordedMs
    numbers[row + 3] = indexOf(stream)
    numbers[row + 4] = personal === 'kept' ? 1 : 0
    hashes.set(leafHash, at * 2 * HASH_BYTES)
    hashes.set(link.previous, (at * 2 + 1) * HASH_BYTES)
    eventIds += event.eventId
  }
  return { events, numbers, hashes, eventIds, streams: [...streams.keys()], whole }
}

/** What a thread gives away with a run instead of copying it. */
export const buffersOf = ({ numbers, hashes }: CheckedRun): ArrayBuffer[] => [numbers.buffer, hashes.buffer]

export function* eventsOf(run: CheckedRun): Generator<AuditedEvent> {
  const known = new Map(run.whole.map(({ at, audited }) => [at, audited]))
  for (let at = 0; at < run.events; at++) yield known.get(at) ?? eventOf(run, at)
}

function eventOf(run: CheckedRun, at: number): AuditedEvent {
  const event = new EventOfRun(run, at)
  const hashAt = (nth: number) => run.hashes.subarray(nth * HASH_BYTES, (nth + 1) * HASH_BYTES)
  const { stream, revision } = event
  const link = { stream, revision, previous: hashAt(at * 2 + 1), recordedMs: run.numbers[at * NUMBERS + 2] as number }
  const personal = run.numbers[at * NUMBERS + 4] === 1 ? 'kept' : 'none'
  return { event, checked: { leafHash: hashAt(at * 2), link, personal, erases: undefined, finding: undefined } }
}

/** Few events are ever named: what only a finding asks for is read then. */
class EventOfRun implements PlacedEvent {
  readonly #run: CheckedRun
  readonly #at: number
  readonly revision: number
  readonly stream: string

  constructor(run: CheckedRun, at: number) {
    this.#run = run
    this.#at = at
    this.revision = run.numbers[at * NUMBERS + 1] as number
    this.stream = run.streams[run.numbers[at * NUMBERS + 3] as number] as string
  }

  get position(): bigint {
    return BigInt(this.#run.numbers[this.#at * NUMBERS] as number)
  }

  get eventId(): string {
    return this.#run.eventIds.slice(this.#at * ID_CHARS, (this.#at + 1) * ID_CHARS)
  }
}

const unreadable = ({ position, reason }: { position: bigint; reason: string }): AuditedEvent => ({
  unreadable: finding('ROW_UNREADABLE', `the row at position ${position}: ${reason}`, { position }),
})

/** Without the parts: nobody asks for them later. */
function checked(event: StatedEvent): { readonly event: PlacedEvent; readonly checked: CheckedEvent } {
  const { position, eventId, stream, revision } = event
  const placed = { ...(position !== undefined && { position }), eventId, stream, revision }
  return { event: placed, checked: checkEvent(sha256, event) }
}

type Plain = {
  readonly event: PlacedEvent
  readonly checked: CheckedEvent & { readonly link: NonNullable<CheckedEvent['link']> }
}

/** An event without a finding says what its leaf says; so its id has the characters of one. */
const isPlain = (audited: AuditedEvent): audited is Plain =>
  'checked' in audited &&
  audited.checked.link !== undefined &&
  audited.checked.finding === undefined &&
  audited.checked.erases === undefined &&
  audited.checked.personal !== 'gone'
