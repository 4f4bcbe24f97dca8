import { createHash } from 'node:crypto'
import { eventIdOf, type Fact, type Ledger, projectStream, utcMillis } from '@procurement-ledger/core'
import { isReleased, type Queryable } from '@procurement-ledger/projections'
import { nameBasedUuid } from '../name-based-uuid.ts'
import type { Payment, Payout } from './payout.ts'
import { RELEASER, recordPayment } from './record-payment.ts'

/** Refusals which say that somebody else released, forfeited or took back the bond that was paid: paid twice, or for nothing. */
const PAID_FOR_NOTHING: readonly string[] = ['BOND_NOT_HELD', 'BOND_EXCEEDED', 'CURRENCY_MISMATCH']

/** The fixed namespace of the commands that flag a payment. */
const NAMESPACE = '5f3a1c0e-92f4-5b7d-8a60-9e1d27b4c6a3'

export interface ReconciliationOptions {
  readonly ledger: Ledger
  readonly models: Queryable
  readonly payout: Payout
  readonly now: () => number
}

/**
 * Holds what was paid against the log (对账): a payment whose release a crash kept from being recorded is recorded, and one
 * that cannot be recorded, because somebody was faster with the bond, is flagged in its project. So money that was paid
 * twice stands in the log until a person has dealt with it, whoever's process ended when.
 */
export class Reconciliation {
  readonly #options: ReconciliationOptions
  /** Up to where payments were looked at. */
  #after: string | undefined
  /** Those that are not recorded. */
  readonly #open = new Map<string, Payment>()

  constructor(options: ReconciliationOptions) {
    this.#options = options
  }

  /** What a person has to look at. The rows MUST hold what the log holds. */
  async reconcile(signal: AbortSignal): Promise<readonly string[]> {
    const { ledger, models, payout } = this.#options
    for await (const payment of payout.payments(this.#after)) {
      if (signal.aborted) return []
      const { key, projectId } = payment.order
      const eventId = eventIdOf(projectStream(projectId), key, 0)
      if (!(await isReleased(models, projectId, eventId))) this.#open.set(payment.reference, payment)
      this.#after = payment.reference
    }
    const told: string[] = []
    for (const [reference, payment] of this.#open) {
      if (signal.aborted) return told
      const recorded = await recordPayment(ledger, payment)
      const problem =
        recorded.status !== 'refused'
          ? await this.#settled(payment)
          : PAID_FOR_NOTHING.includes(recorded.code)
            ? await this.#flag(payment, recorded.message)
            : recorded.message
      if (problem === undefined) this.#open.delete(reference)
      else told.push(problem)
    }
    return told
  }

  /** The message for as long as nobody has resolved the flag. */
  async #flag({ order, paidMs }: Payment, message: string): Promise<string | undefined> {
    const { key, projectId, bondId, payee, principal, interest } = order
    const flag = (await this.#options.ledger.project(projectId))?.flags.find(({ flagId }) => flagId === flagIdOf(key))
    if (flag !== undefined) return flag.resolved ? undefined : message
    const events = await this.#eventsOf(projectId, bondId)
    const paid = `${principal.amount} and ${interest.amount} ${principal.currency} to ${payee} at ${utcMillis(paidMs)}`
    const evidence = [
      {
        title: `${bondId} was paid under ${key}, not recorded: ${paid}`,
        sha256: createHash('sha256').update(JSON.stringify(order)).digest('hex'),
      },
    ]
    const data = { flagId: flagIdOf(key), origin: 'analytics', level: 'red', events }
    await this.#state(projectId, { type: 'FlagRaised', data, evidence, correlationId: key })
    return message
  }

  /** Recorded after all: what stood in its way was annulled or corrected. */
  async #settled({ order: { key, projectId } }: Payment): Promise<undefined> {
    const flag = (await this.#options.ledger.project(projectId))?.flags.find(({ flagId }) => flagId === flagIdOf(key))
    if (flag?.resolved === false)
      await this.#state(projectId, {
        type: 'FlagResolved',
        data: { flagId: flagIdOf(key), outcome: 'remedied' },
        correlationId: key,
      })
  }

  async #state(projectId: string, fact: Pick<Fact, 'type' | 'data' | 'evidence'> & { readonly correlationId: string }) {
    const commandId = nameBasedUuid(NAMESPACE, `${fact.type}\n${fact.correlationId}`)
    const occurredAt = utcMillis(this.#options.now())
    const { refused } = await this.#options.ledger.record(
      projectId,
      { ...fact, occurredAt, actor: RELEASER },
      { commandId },
    )
    // Its time is not made from the payment, so the same command has other content.
    if (refused !== undefined && refused.code !== 'COMMAND_REUSED')
      throw new Error(`${fact.type} of ${projectId}: ${refused.code} ${refused.message}`)
  }

  /** What was recorded of a bond. */
  async #eventsOf(projectId: string, bondId: string): Promise<readonly string[]> {
    const events: string[] = []
    for await (const page of this.#options.ledger.store.readStream(projectStream(projectId)))
      for (const { eventId, data } of page) if (JSON.parse(data).bondId === bondId) events.push(eventId)
    return events
  }
}

const flagIdOf = (key: string): string => `payment-${key}`
