import { createHash } from 'node:crypto'
import { dateIn, Id, instantMs, type Money } from '@procurement-ledger/core'
import { at, type Json, objectsAt, textAt } from './json.ts'
import { statedInstant } from './stated-instant.ts'
import { statedMoney } from './stated-money.ts'

/** What a required text says where the source says nothing: a statement about the source, never about the matter. */
export const NOT_STATED = 'not stated by the source'

const MAX_LINE_CHARS = 500
const MAX_PROSE_CHARS = 10_000
/** How much of a SHA-256 stands in a derived id: 160 bits. */
const DERIVED_HEX_CHARS = 40

/** How something was read that is not written as OCDS or the ledger writes it, by field path. */
export interface Note {
  readonly path: string
  readonly reason: string
}

/**
 * Reads the values of one fact as the ledger writes them. It gathers what it had to interpret (`notes`), and what it
 * could not use (`flaws`), for the report.
 */
export class Reading {
  readonly zone: string
  readonly notes: Note[] = []
  readonly flaws: string[] = []
  /** Instants that had no offset, or were bare dates. */
  completed = 0

  constructor(zone: string) {
    this.zone = zone
  }

  /** One line: control characters and line breaks become spaces, what is too long is cut. */
  line(path: string, text: string | undefined): string | undefined {
    const line = text?.replaceAll(/[\p{Cc}\p{Cs}\u2028\u2029]+/gu, ' ').trim()
    return line === undefined ? undefined : this.#cut(path, line, MAX_LINE_CHARS)
  }

  prose(path: string, text: string | undefined): string | undefined {
    const prose = text?.replaceAll(/[^\P{Cc}\t\n\r]+|\p{Cs}+/gu, ' ').trim()
    return prose === undefined ? undefined : this.#cut(path, prose, MAX_PROSE_CHARS)
  }

  #cut(path: string, text: string, max: number): string | undefined {
    if (text.length > max) this.note(path, `cut after ${max} characters`)
    return (
      text
        .slice(0, max)
        .replace(/\p{Cs}$/u, '')
        .trim() || undefined
    )
  }

  /** An id of the source; one that the ledger cannot write is replaced by a stable derived one. */
  id(path: string, text: string | undefined): string | undefined {
    if (text === undefined || ledgerId(text) === text) return text
    this.note(path, 'not an id of the ledger (1 to 64 letters, digits, ".", "_", "-"); a SHA-256 of it stands in')
    return ledgerId(text)
  }

  instant(path: string, text: string | undefined): string | undefined {
    if (text === undefined) return undefined
    const stated = statedInstant(text, this.zone)
    if (stated === undefined) this.note(path, 'not an instant; left out')
    if (stated?.isCompleted) this.completed += 1
    return stated?.text
  }

  /** The calendar date in the zone at an instant of the source. */
  date(path: string, text: string | undefined): string | undefined {
    const instant = this.instant(path, text)
    return instant === undefined ? undefined : dateIn(this.zone, instantMs(instant))
  }

  /** A period with both ends, the second not before the first; else it is not usable, and that is noted. */
  period(path: string, value: Json | undefined): { startOn: string; endOn: string } | undefined {
    const startOn = this.date(`${path}.startDate`, textAt(value, 'startDate'))
    const endOn = this.date(`${path}.endDate`, textAt(value, 'endDate'))
    if (startOn === undefined || endOn === undefined) return undefined
    if (startOn <= endOn) return { startOn, endOn }
    this.note(path, 'ends before it starts; left out')
    return undefined
  }

  money(path: string, value: Json | undefined): Money | undefined {
    const { money, flaw, note } = statedMoney(value)
    if (flaw !== undefined) this.flaws.push(`${path}: ${flaw}`)
    if (note !== undefined) this.note(path, note)
    return money
  }

  /**
   * A party: OCDS 1.1 refers to `parties[]` by id, OCDS 1.0 states it in place. Its id is the one that the reference
   * states, else that of its identifier, else one derived from the name, which is all that is known of it then.
   */
  party(path: string, reference: Json | undefined, parties: readonly Json[]): { id: string; name: string } | undefined {
    const ref = textAt(reference, 'id')
    const entry = ref === undefined ? undefined : parties.find((party) => textAt(party, 'id') === ref)
    const identifier = at(reference, 'identifier') ?? at(entry, 'identifier')
    const stated = textAt(reference, 'name') ?? textAt(entry, 'name') ?? textAt(identifier, 'legalName')
    const name = this.line(`${path}.name`, stated)
    const id = this.id(`${path}.id`, ref ?? registeredId(identifier)) ?? this.#nameId(path, name)
    return id === undefined ? undefined : { id, name: name ?? NOT_STATED }
  }

  #nameId(path: string, name: string | undefined): string | undefined {
    if (name === undefined) return undefined
    this.note(`${path}.id`, 'not stated; a SHA-256 of the name stands in')
    return derivedId('name', name)
  }

  note(path: string, reason: string): void {
    this.notes.push({ path, reason })
  }
}

/** A stable id made of a text that is none: the same for the same text, everywhere. */
const derivedId = (kind: string, text: string): string =>
  `${kind}-${createHash('sha256').update(text).digest('hex').slice(0, DERIVED_HEX_CHARS)}`

/** The text itself where it is an id of the ledger, else the id that stands in. */
export const ledgerId = (text: string, kind = 'id'): string =>
  Id.safeParse(text).success ? text : derivedId(kind, text)

/** `scheme-id`, as org-id.guide writes an organization's number; the number alone where no scheme is stated. */
function registeredId(identifier: Json | undefined): string | undefined {
  const number = textAt(identifier, 'id')
  const scheme = textAt(identifier, 'scheme')
  return number === undefined || scheme === undefined ? number : `${scheme}-${number}`
}

export const partiesOf = (release: Json): readonly Json[] => objectsAt(release, 'parties')
