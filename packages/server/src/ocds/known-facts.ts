import { isDeepStrictEqual } from 'node:util'
import { effectiveHistory, instantMs, type LedgerEvent } from '@procurement-ledger/core'
import { commandIdOf } from './command-id.ts'
import type { Candidate, JsonData } from './row.ts'

/** A fact that is recorded, or that this run will record, with every version of it that was stated. */
export interface KnownFact {
  readonly commandId: string
  /** The correlationId of the event: the release that stated it first. */
  readonly releaseId: string | undefined
  /** Whether it lay in the ledger before this run. */
  readonly isRecorded: boolean
  readonly versions: Version[]
  isRepeated: boolean
}

interface Statement {
  readonly data: JsonData
  readonly occurredAt: string
}

interface Version extends Statement {
  /** What stands of it, where it was corrected since: who states that says nothing new either. */
  readonly standing?: Statement | undefined
  /** From when on it is stated; the first from the beginning. */
  readonly sinceMs: number
  /** The recorded amendment that made it. */
  readonly amendment?: KnownFact | undefined
}

/** Personal texts may have been erased since; what is gone is not a difference. */
const ERASABLE: readonly string[] = ['text', 'host']

/** What is known of one contracting process, by commandId. */
export class KnownFacts {
  readonly #ocid: string
  readonly #facts = new Map<string, KnownFact>()
  /** The bids of each opening, by the opening's subject. */
  readonly openings = new Map<string, ReadonlySet<string>>()

  constructor(ocid: string) {
    this.#ocid = ocid
  }

  get(event: string, subject: string): KnownFact | undefined {
    return this.#facts.get(commandIdOf(this.#ocid, event, subject))
  }

  /**
   * Takes over what the ledger holds: as it was recorded, because the source goes on stating that, and as it stands. What
   * was annulled is known all the same, or the next import would record it again.
   */
  addHistory(history: readonly LedgerEvent[]): void {
    for (const event of history) this.#addRecorded(event)
    const recorded = history.map((event) => ({ ...event, occurredMs: instantMs(event.occurredAt) }))
    const standing = effectiveHistory(recorded)
    if (standing === recorded) return
    const known = new KnownFacts(this.#ocid)
    for (const event of standing) known.#addRecorded(event)
    for (const [commandId, { versions }] of this.#facts) {
      const corrected = known.#facts.get(commandId)?.versions ?? []
      for (const [i, version] of versions.entries())
        versions[i] = { ...version, standing: corrected.find((other) => isSameVersion(version, other)) }
    }
  }

  /** Events that no import recorded have commandIds that no candidate meets. */
  #addRecorded({ type, data, occurredAt, command, correlationId }: LedgerEvent): void {
    if (command === undefined) return
    this.#add(command.id, type, data, { occurredAt, releaseId: correlationId, isRecorded: true })
  }

  /** Takes over what this run is about to record. */
  addNew({ event, subject }: Candidate, data: JsonData, occurredAt: string, releaseId: string): void {
    const commandId = commandIdOf(this.#ocid, event, subject)
    this.#add(commandId, event, data, { occurredAt, releaseId, isRecorded: false })
  }

  #add(
    commandId: string,
    type: string,
    data: JsonData,
    { occurredAt, ...rest }: { occurredAt: string; releaseId: string | undefined; isRecorded: boolean },
  ): void {
    if (this.#facts.has(commandId)) return
    const first = { data, occurredAt, sinceMs: Number.NEGATIVE_INFINITY }
    const fact = { commandId, ...rest, versions: [first], isRepeated: false }
    this.#facts.set(commandId, fact)
    if (type === 'BidsOpened' || type === 'OffersReceived') this.#addOpening(data)
    this.#amend(type, data, { sinceMs: instantMs(occurredAt), amendment: fact })
  }

  #addOpening(data: JsonData): void {
    const bids = (data.bids ?? data.offers) as readonly { readonly bidId: string }[]
    const ids = bids.map(({ bidId }) => bidId)
    this.openings.set(openingSubject(ids), new Set(ids))
  }

  /** An amendment makes a new version of the contract it amends; an extension, of the notice or the invitation. */
  #amend(type: string, { contractId, amount, period, bidDeadlineAt }: JsonData, since: Since): void {
    if (type === 'ContractAmended')
      addVersion(this.get('ContractSigned', String(contractId)), { amount, period }, since)
    if (type !== 'DeadlineExtended') return
    addVersion(this.get('TenderNoticePublished', ''), { bidDeadlineAt }, since)
    addVersion(this.get('InvitationIssued', ''), { bidDeadlineAt }, since)
  }
}

interface Since extends Pick<Version, 'sinceMs' | 'amendment'> {
  readonly occurredAt?: string | undefined
}

/** Adds what is newly stated to a fact, so that the next release is held against it. */
export function addVersion(fact: KnownFact | undefined, data: JsonData, { occurredAt, ...since }: Since): void {
  const latest = fact?.versions.at(-1)
  if (latest === undefined) return
  const stated = Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined))
  const restated = (known: Statement): Statement => ({
    data: { ...known.data, ...stated },
    occurredAt: occurredAt ?? known.occurredAt,
  })
  fact?.versions.push({ ...since, ...restated(latest), standing: latest.standing && restated(latest.standing) })
}

const isSameVersion = (one: Version, other: Version): boolean => one.amendment?.commandId === other.amendment?.commandId

/** The version of a known fact that a statement is closest to, the later of two, and in which fields it differs. */
export function compare(
  fact: KnownFact,
  stated: Candidate,
  releaseMs: number,
  isSameRelease: boolean,
): { readonly fields: readonly string[]; readonly version: Version } {
  const latest = fact.versions.at(-1) as Version
  // The release that stated it first is held to its own words; an older one may restate an older version.
  const older = releaseMs <= latest.sinceMs ? fact.versions : [latest]
  const compared = isSameRelease ? fact.versions.slice(0, 1) : older
  return compared
    .map((version) => ({ version, fields: fieldsThatDiffer(version, stated) }))
    .reduce((closest, one) => (one.fields.length <= closest.fields.length ? one : closest))
}

function fieldsThatDiffer(version: Version, stated: Candidate): string[] {
  const fields = fieldsOtherwise(version, stated)
  const others = version.standing === undefined ? fields : fieldsOtherwise(version.standing, stated)
  return others.length < fields.length ? others : fields
}

function fieldsOtherwise({ data: known, occurredAt }: Statement, { data, occurredAt: moved }: Candidate): string[] {
  const fields = Object.keys(data).filter(
    (field) => !isDeepStrictEqual(known[field], data[field]) && !(ERASABLE.includes(field) && !(field in known)),
  )
  const isMoved = moved !== undefined && instantMs(moved) !== instantMs(occurredAt)
  return isMoved ? [...fields, 'occurredAt'] : fields
}

/** One opening is named by its bids: what two releases open in two parts are two openings. */
export const openingSubject = (bidIds: readonly string[]): string => [...bidIds].sort().join(' ')
