import type { Actor, AskOf, Fact, StatedEventType } from '@procurement-ledger/core'
import type { PartyName } from '../cast.ts'
import { dayAt, minuteOf, moment, stated } from '../moment.ts'
import type { Random } from '../random.ts'

/** What is told of one project, enterprise or expert, each fact with its moment. */
export interface Told {
  readonly occurredMs: number
  readonly fact: Fact
}

/** Collects the facts of one stream in the order in which they are told; sorted by their moment at the end. */
export class Chronicle {
  readonly random: Random
  readonly #told: Told[] = []

  constructor(random: Random) {
    this.random = random
  }

  tell<Type extends StatedEventType>(type: Type, occurredMs: number, actor: Actor, data: AskOf<Type>): void {
    this.#told.push({ occurredMs, fact: { type, occurredAt: stated(occurredMs), actor, data: data as object } })
  }

  /** A minute of a day between two times of the clock, such as 9:30 and 11:00. */
  between(day: number, from: string, until: string): number {
    return moment(day, this.random.int(minuteOf(from), minuteOf(until)))
  }

  has(type: StatedEventType): boolean {
    return this.#told.some(({ fact }) => fact.type === type)
  }

  /** The day of the latest fact so far. */
  lastDay(): number {
    return dayAt(Math.max(...this.#told.map(({ occurredMs }) => occurredMs)))
  }

  /** In the order of the moments; facts of one moment stay in the order in which they were told. */
  facts(): readonly Told[] {
    return this.#told.toSorted((a, b) => a.occurredMs - b.occurredMs)
  }
}

export const centre: Actor = { id: 'centre-desk', role: 'centre' }
export const supervisor: Actor = { id: 'supervisor-desk', role: 'supervisor' }
export const itself: Actor = { id: 'ledger', role: 'ledger' }

export const asBuyer = ({ id }: PartyName): Actor => ({ id, role: 'buyer' })
export const asAgency = ({ id }: PartyName): Actor => ({ id, role: 'agency' })
export const asBidder = ({ id }: PartyName): Actor => ({ id, role: 'bidder' })
export const asBank = ({ id }: PartyName): Actor => ({ id, role: 'bank' })
