import { z } from 'zod'
import { watchBareEvents } from '../evidence/bare-events.ts'
import { endOf, judgeChain } from '../evidence/chain.ts'
import { keepChainEnds } from '../evidence/chain-ends.ts'
import { base64, fromBase64, sha256 } from '../evidence/digest.ts'
import { parseLeaf } from '../evidence/leaf-text.ts'
import { placeOf } from '../evidence/stated-event.ts'
import { type CheckedEvent, checkEvent } from '../evidence/verify-event.ts'
import { instantMs } from '../kernel/calendar.ts'
import { Fault } from '../kernel/fault.ts'
import { parseJson } from '../kernel/json.ts'
import { quoted } from '../kernel/quoted.ts'
import { type EventStore, MAX_PAGE_EVENTS, type SealedEvent, type StoredEvent } from '../ports/event-store.ts'
import { Meta } from '../procurement/fact.ts'
import { isPlace } from '../procurement/personal.ts'
import { LEDGER_STREAM } from './own-stream.ts'

/**
 * The export of a ledger: one line an event, in commit order, each with its leaf and the exact bytes and salts of every
 * part. A restored ledger has the same events, ids, revisions and leaf hashes.
 */

/** 32 bytes, of a hash or of a salt, in their one base64 form: the last digit holds four bits and two zeros. */
const Bytes32 = z.string().regex(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/)

// A salt of another length could take a byte from the text or give it one, under the same commitment.
const Part = z.strictObject({ text: z.string(), salt: Bytes32 })

const ArchiveLine = z.strictObject({
  position: z.string(),
  leaf: z.string(),
  leafHash: Bytes32,
  parts: z.strictObject({ data: Part, meta: Part, personal: Part.optional() }),
})

/** One event as one line of an export, without the line's end. */
export function archiveLine({ position, leaf, leafHash, ...event }: StoredEvent): string {
  const part = (text: string, salt: Uint8Array) => ({ text, salt: base64(salt) })
  const { personal, personalSalt } = event
  const line: z.infer<typeof ArchiveLine> = {
    position: position.toString(),
    leaf,
    leafHash: base64(leafHash),
    parts: {
      data: part(event.data, event.dataSalt),
      meta: part(event.meta, event.metaSalt),
      ...(personal !== undefined && personalSalt !== undefined && { personal: part(personal, personalSalt) }),
    },
  }
  return JSON.stringify(line)
}

/** Lines of an export, read twice: once to verify the whole of it, once to append. */
export type Lines = () => AsyncIterable<string> | Iterable<string>

export interface Restored {
  readonly events: number
  /** Events that an interrupted restore had already brought over. */
  readonly repeated: number
}

/** Appends that wait for the store together, where it cannot import pages. */
const APPENDS_IN_FLIGHT = 500
/** A page that is imported ends here too, or with a longer event. */
const PAGE_CHARACTERS = 8 * 1024 * 1024

/**
 * Restores an export into an empty ledger. Every line is verified before the first is appended: bytes against
 * commitments, leaf against hash, chain, revisions. An interrupted restore is finished by running it again.
 *
 * Throws `RESTORE_DIFFERS`, naming the line, and `STORE_NOT_EMPTY` when the store holds anything else.
 */
export async function restoreArchive(
  store: EventStore,
  lines: Lines,
  onProgress: (events: number) => void = () => {},
): Promise<Restored> {
  const total = await verifyArchive(lines)
  const repeated = await countRepeated(store, lines)

  const maxEvents = store.importPage === undefined ? APPENDS_IN_FLIGHT : MAX_PAGE_EVENTS
  let underWay: Promise<void> | undefined
  let events = 0
  let page: SealedEvent[] = []
  let characters = 0
  for await (const line of lines()) {
    if (line === '') continue
    events++
    if (events <= repeated) continue
    page.push(readLine(line, events).event)
    characters += line.length
    if (page.length < maxEvents && characters < PAGE_CHARACTERS && events < total) continue
    // The store writes one page while the next is read.
    await underWay
    const durable = events
    underWay = bringOver(store, page).then(() => onProgress(durable))
    // Whoever awaits it is told.
    underWay.catch(() => {})
    page = []
    characters = 0
  }
  await underWay
  return { events, repeated }
}

async function bringOver(store: EventStore, page: readonly SealedEvent[]): Promise<void> {
  if (store.importPage !== undefined) return store.importPage(page)
  await Promise.all(page.map((event) => store.append(event.stream, event.revision - 1, [event])))
}

/** Without it nobody could open what was restored as the ledger that it was. */
const NO_BEGINNING = 'the event that opened the ledger is missing; export the whole ledger, not a part of it'

/** Reads every line, checks the chains and the missing parts; answers how many events there are. */
async function verifyArchive(lines: Lines): Promise<number> {
  const ends = keepChainEnds()
  const bare = watchBareEvents()
  let number = 0
  for await (const line of lines()) {
    if (line === '') continue
    const { event, checked } = readLine(line, ++number)
    if (number === 1 && event.stream !== LEDGER_STREAM) throw differs(1, NO_BEGINNING)
    const { link } = checked
    const broken = link && judgeChain(event, link, ends.get(link.stream))
    if (broken !== undefined) throw differs(number, broken.message)
    if (link) ends.set(link.stream, endOf(link, event.leafHash))
    // In its own stream and after it, as a ledger records it; an erasure elsewhere or before excuses nothing.
    bare.explain(event, checked)
    if (checked.personal === 'gone') bare.add(event, { ...placeOf(event), index: number - 1 })
  }
  if (number === 0) throw differs(1, NO_BEGINNING)
  for (const { index = 0, eventId } of bare.end())
    throw differs(index + 1, `the personal part of ${eventId} is missing, and no later event of its stream erased it`)
  return number
}

/** How much of the export the store holds already; anything but its beginning is refused. */
async function countRepeated(store: EventStore, lines: Lines): Promise<number> {
  const stored = log(store)
  let count = 0
  for await (const line of lines()) {
    if (line === '') continue
    const { value, done } = await stored.next()
    if (done) return count
    if (value.leaf !== JSON.parse(line).leaf) throw notEmpty()
    count++
  }
  if (!(await stored.next()).done) throw notEmpty()
  return count
}

async function* log(store: EventStore): AsyncGenerator<StoredEvent, undefined> {
  for await (const page of store.readLog()) yield* page
}

const notEmpty = () =>
  new Fault('STORE_NOT_EMPTY', 'the store holds other events than the export; restore into an empty one')

interface ReadLine {
  readonly event: SealedEvent
  readonly checked: CheckedEvent
}

/** One line, verified in itself: shape, canonical leaf, leaf hash, commitments. */
function readLine(text: string, number: number): ReadLine {
  const json = parseJson(text)
  if (!json.ok) throw differs(number, `it is not JSON: ${json.issue.message}`)
  const line = ArchiveLine.safeParse(json.value)
  if (!line.success) throw differs(number, issuesIn(line.error))
  const { leaf: leafText, leafHash, parts } = line.data
  const leaf = parseLeaf(leafText)
  if (!leaf.ok) throw differs(number, leaf.finding.message)

  const { eventId, stream, revision, type, schemaVersion, occurred, recorded } = leaf.value
  const event: SealedEvent = {
    eventId,
    stream,
    revision,
    type,
    schemaVersion,
    occurredMs: instantMs(occurred),
    recordedMs: instantMs(recorded),
    leaf: leafText,
    leafHash: fromBase64(leafHash),
    data: parts.data.text,
    dataSalt: fromBase64(parts.data.salt),
    meta: parts.meta.text,
    metaSalt: fromBase64(parts.meta.salt),
    personal: parts.personal?.text,
    personalSalt: parts.personal && fromBase64(parts.personal.salt),
  }
  const checked = checkEvent(sha256, event)
  if (checked.finding !== undefined) throw differs(number, checked.finding.message)
  assertReadable(event, number)
  return { event, checked }
}

/** What is proven must be readable too, or the ledger would fail whenever it reads it. */
function assertReadable({ data, personal = '{}', meta, occurredMs }: SealedEvent, number: number): void {
  const lawful = Tree.safeParse(jsonOf(data))
  const lifted = Tree.safeParse(jsonOf(personal))
  if (!lawful.success || !lifted.success) throw differs(number, 'a part of it is not a JSON object')
  const stated = Meta.safeParse(jsonOf(meta))
  if (!stated.success) throw differs(number, `its meta part is not one: ${issuesIn(stated.error)}`)
  if (instantMs(stated.data.occurredAt) !== occurredMs)
    throw differs(number, 'its leaf and its meta part differ in when')

  const whole = { data: lawful.data, actor: stated.data.actor }
  const stray = Object.keys(lifted.data).find((pointer) => !(PERSONAL.test(pointer) && isPlace(whole, pointer)))
  if (stray !== undefined)
    throw differs(number, `its personal part has a value for ${quoted(stray)}, which is no place`)
}

/** Where personal values come from: the data, and the name of the actor. */
const PERSONAL = /^\/(?:data\/|actor\/name$)/

const Tree = z.record(z.string(), z.unknown())

function jsonOf(text: string): unknown {
  const json = parseJson(text)
  return json.ok ? json.value : undefined
}

const differs = (line: number, what: string) => new Fault('RESTORE_DIFFERS', `line ${line}: ${what}`)

/** In one line, whatever the names in it hold. */
const issuesIn = ({ issues }: z.ZodError): string =>
  issues
    .map(({ path, message }) => `/${path.join('/')}: ${message}`)
    .join('; ')
    .replaceAll(/\s+/g, ' ')
