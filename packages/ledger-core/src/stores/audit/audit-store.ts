import { keepChainEnds } from '../../evidence/chain-ends.ts'
import { sha256 } from '../../evidence/digest.ts'
import { finding } from '../../evidence/finding.ts'
import type { StatedEvent } from '../../evidence/stated-event.ts'
import { checkEvent } from '../../evidence/verify-event.ts'
import { Fault } from '../../kernel/fault.ts'
import type { EventStore, StoredEvent } from '../../ports/event-store.ts'
import { type Audit, type AuditedEvent, MAX_VALUE_BYTES } from './audit.ts'
import { openEndsFile } from './ends-file.ts'
import { openPartsFile } from './parts-file.ts'

export interface AuditStoreOptions {
  /** Streams whose ends are kept in memory; beyond them, in a temporary file. */
  readonly endsInMemory?: number
  /** An estimate of its events, for whoever shows how far it is. */
  readonly head?: number
}

/**
 * Opens a store of any engine to verify it, event by event as it reads its log; it is closed with the audit.
 *
 * What the engine answers is believed in nothing: each value is judged before it is taken for what a ledger writes.
 * Whatever a driver makes of a table that is none ends the runs with a Fault, behind all that could be read before it.
 */
export function auditStore(store: EventStore, { endsInMemory, head }: AuditStoreOptions = {}): Audit {
  const endsFile = openEndsFile()
  const partsFile = openPartsFile()
  let first: StatedEvent | undefined
  let reached = 0n
  let isFirst = true

  function audited(event: StoredEvent): AuditedEvent {
    const { position } = event
    reached = position
    const strange = strangeFieldOf(event)
    if (isFirst && strange === undefined) first = event
    isFirst = false
    if (strange === undefined) return { event, checked: checkEvent(sha256, event) }
    const says = `its ${strange} is of another type, or has more than ${MAX_VALUE_BYTES} bytes`
    return { unreadable: finding('ROW_UNREADABLE', says, { position }) }
  }

  async function* runs(): AsyncGenerator<Iterable<AuditedEvent>> {
    for await (const page of pagesOf(store)) {
      const run: AuditedEvent[] = []
      const misplaced = page.find((event) => {
        if (typeof event.position !== 'bigint' || event.position <= reached) return true
        run.push(audited(event))
        return false
      })
      partsFile.put(run.flatMap((one) => ('event' in one && one.checked.personal === 'kept' ? [one.event] : [])))
      yield run
      if (misplaced) throw notALedger(`position ${misplaced.position} comes behind ${reached}`)
    }
  }

  return {
    head,
    first: () => first,
    runs,
    ends: keepChainEnds(endsFile, endsInMemory),
    findPersonal: (eventId) => partsFile.find(eventId),
    async close() {
      endsFile.close()
      partsFile.close()
      await store.close()
    },
  }
}

/** What the driver says of tables that it was not made for is a word on the store, and no defect of ours. */
async function* pagesOf(store: EventStore): AsyncGenerator<readonly StoredEvent[]> {
  const pages = store.readLog()[Symbol.asyncIterator]()
  for (;;) {
    let next: IteratorResult<readonly StoredEvent[]>
    try {
      next = await pages.next()
    } catch (error) {
      const isOfDriver = error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError
      throw isOfDriver ? notALedger(error.message, error) : error
    }
    if (next.done) return
    yield next.value
  }
}

const notALedger = (what: string, cause?: unknown) =>
  new Fault('STORE_NOT_A_LEDGER', `the log is not that of a ledger: ${what}`, cause)

const isText = (value: unknown): boolean => typeof value === 'string' && value.length <= MAX_VALUE_BYTES
const isBytes = (value: unknown): boolean => value instanceof Uint8Array && value.length <= MAX_VALUE_BYTES
const isGoneOr = (is: (value: unknown) => boolean) => (value: unknown) => value === undefined || is(value)

const FIELDS: { readonly [field in Exclude<keyof StoredEvent, 'position'>]: (value: unknown) => boolean } = {
  eventId: isText,
  stream: isText,
  revision: Number.isSafeInteger,
  type: isText,
  schemaVersion: Number.isSafeInteger,
  occurredMs: Number.isSafeInteger,
  recordedMs: Number.isSafeInteger,
  leaf: isText,
  leafHash: isBytes,
  data: isText,
  dataSalt: isBytes,
  meta: isText,
  metaSalt: isBytes,
  personal: isGoneOr(isText),
  personalSalt: isGoneOr(isBytes),
}
const JUDGED = Object.entries(FIELDS) as [keyof typeof FIELDS, (value: unknown) => boolean][]

/** The first field that holds what no ledger writes. */
const strangeFieldOf = (event: StoredEvent): string | undefined => JUDGED.find(([field, is]) => !is(event[field]))?.[0]
