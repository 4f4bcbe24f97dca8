import assert from 'node:assert/strict'
import fc from 'fast-check'
import { test } from 'vitest'
import { type Ledger, openLedger } from '../ledger.ts'
import type { EventStore } from '../ports/event-store.ts'
import { memory } from '../stores/memory.ts'
import { annulling, begun, correcting, open } from '../testing/corrections.ts'
import { fact, type Stated } from '../testing/given.ts'
import * as histories from '../testing/histories.ts'
import { factOf } from '../testing/script.ts'
import type { Fact } from './command.ts'
import type { LedgerEvent } from './event.ts'
import type { Subject } from './subject.ts'

/** Printed in the name of the property; FC_SEED repeats it. */
const SEED = Number(process.env.FC_SEED ?? Math.floor(Math.random() * 2 ** 31))

const asked = fc.record({
  kind: fc.constantFrom('fact', 'fact', 'correction', 'annulment'),
  /** Of the pool, or among the events so far. */
  place: fc.nat(),
  names: fc.constantFrom(['none', 'none'], ['bid-a', 'bid-b'], ['bidder-a', 'bidder-b'], ['award-1', 'award-2']),
})
type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never

const commands = fc.array(fc.array(asked, { minLength: 1, maxLength: 3 }), { maxLength: 25, size: 'max' })

const renamed = (data: unknown, [from = '', to = '']: readonly string[]): object =>
  JSON.parse(JSON.stringify(data).replaceAll(from, to))

/** Of a stream without events only facts can be stated. */
function factFor(events: readonly LedgerEvent[], pool: readonly Stated[], { kind, place, names }: Asked): Fact {
  const target = events[place % events.length]
  if (kind === 'correction' && target !== undefined) return correcting(target.eventId, renamed(target.data, names))
  if (kind === 'annulment' && target !== undefined) return annulling(target.eventId)
  const { data, ...stated } = factOf(pool[place % pool.length] as Stated)
  return { ...stated, data: renamed(data, names) }
}

/** What two ledgers answer: one that keeps its states, and one that folds them anew for every command. */
async function answersOf(
  subject: Subject,
  [kept, folded]: readonly [Ledger, EventStore],
  pool: readonly Stated[],
  command: readonly Asked[],
) {
  const fresh = await openLedger({ store: folded })
  const answers = []
  for (const ledger of [kept, fresh]) {
    const events = await Array.fromAsync(ledger.history(subject))
    const outcome = await ledger.submit(
      subject,
      command.map((one) => factFor(events, pool, one)),
    )
    answers.push(outcome.status === 'refused' ? outcome.refusal.code : outcome.receipts.length)
  }
  return answers
}

/** What was found about each event when it was recorded. */
const foundIn = async (ledger: Ledger, subject: Subject) =>
  (await Array.fromAsync(ledger.history(subject))).map(({ type, findings = [] }) => [
    ...[type, ...findings.map(({ code }) => code)],
  ])

test(`a ledger that keeps its states decides as one that folds them anew for every command (seed ${SEED})`, async () => {
  const pool = [...histories.completed().slice(1), fact('ProjectArchived', { items: [], retainUntil: '2038-12-31' })]
  const leftIn = async (ledger: Ledger) => {
    const state = { ...(await ledger.project('P-1')), position: '' }
    return { state, found: await foundIn(ledger, 'P-1') }
  }
  const beginnings = fc.constantFrom<readonly Stated[]>([histories.imported()], histories.awarded())
  await fc.assert(
    fc.asyncProperty(beginnings, commands, async (beginning, commands) => {
      const [kept, folded] = [await begun(memory(), beginning), await begun(memory(), beginning)]
      for (const command of commands) {
        const [one, other] = await answersOf('P-1', [kept.ledger, folded.store], pool, command)
        assert.equal(one, other)
      }
      assert.deepEqual(await leftIn(kept.ledger), await leftIn(folded.ledger))
    }),
    { seed: SEED, numRuns: 60 },
  )
})

test(`a correction and its annulment leave a project as if neither had ever been, whatever comes between and after (seed ${SEED})`, async () => {
  const facts = histories.completed().map(factOf)
  const stateOf = async (ledger: Ledger) => ({ ...(await ledger.project('P-1')), revision: 0, position: '' })
  const expected = await open(memory())
  for (const one of facts) assert.ok(!(await expected.record('P-1', one)).refused)

  const places = fc.array(fc.integer({ min: 1, max: facts.length }), { minLength: 2, maxLength: 2 })
  const words = fc.constantFrom(['invented', 'corrected'], ['1900000', '1800000'], ['price', 'quality'])
  await fc.assert(
    fc.asyncProperty(places, fc.nat(), words, async (places, pick, words) => {
      const [first = 1, second = 1] = places.toSorted((a, b) => a - b)
      const ledger = await open(memory())
      const record = async (one: Fact) => {
        const receipt = await ledger.record('P-1', one)
        if (receipt.refused) throw new Error(`${one.type}: ${receipt.refused.message}`)
        return receipt.eventId
      }
      const ids: string[] = []
      for (const one of facts.slice(0, first)) ids.push(await record(one))
      const [target, aimed] = [ids[pick % first] as string, facts[pick % first] as Fact]
      // Now and then it contradicts what stands, and is refused: then there is nothing to annul.
      const change = { occurredAt: '2022-01-01T09:00:00+08:00' }
      const correction = await ledger.record('P-1', correcting(target, renamed(aimed.data, words), change))
      for (const one of facts.slice(first, second)) await record(one)
      if (!correction.refused) await record(annulling(correction.eventId))
      for (const one of facts.slice(second)) await record(one)
      const folded = await openLedger({ store: ledger.store })
      for (const one of [ledger, folded]) assert.deepEqual(await stateOf(one), await stateOf(expected))
    }),
    { seed: SEED, numRuns: 60 },
  )
})

test(`so it does of enterprises and experts, and no penalty and no case ever stands twice (seed ${SEED})`, async () => {
  const penalties = ['bid-a', 'bid-b'].flatMap((decisionNo) =>
    ['fine', 'ban'].map((kind) => fact('PenaltyImposed', { decisionNo, kind })),
  )
  const handled = ['bid-a', 'bid-b'].map((caseId) => fact('HotlineCaseHandled', { caseId, outcome: 'explained' }))
  const pools: readonly (readonly [Subject, readonly Stated[]])[] = [
    [{ party: 'C-1' }, [...penalties, ...handled]],
    [{ expert: 'E-1' }, [...penalties, fact('ExpertSanctioned', { kind: 'removal', reason: 'bid-a' })]],
  ]
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...pools), commands, async ([subject, pool], commands) => {
      const [kept, folded] = [await open(memory()), memory()]
      for (const command of commands) {
        const [one, other] = await answersOf(subject, [kept, folded], pool, command)
        assert.equal(one, other)
      }
      const refolded = await openLedger({ store: folded })
      assert.deepEqual(await foundIn(kept, subject), await foundIn(refolded, subject))
      const ids = standingIn(await Array.fromAsync(kept.history(subject)))
      assert.deepEqual(ids, [...new Set(ids)])
    }),
    { seed: SEED, numRuns: 60 },
  )
})

/** What names each penalty and each case that stands, told from the events alone. */
function standingIn(events: readonly LedgerEvent[]): readonly string[] {
  const annulled = events.filter(({ type }) => type === 'EventAnnulled').map(({ data }) => data.target)
  const acts = events.filter(({ type, eventId }) => type === 'EventCorrected' && !annulled.includes(eventId))
  const facts = events.filter(({ type }) => type === 'PenaltyImposed' || type === 'HotlineCaseHandled')
  return facts
    .filter(({ eventId }) => !annulled.includes(eventId))
    .map(({ eventId, data }) => {
      const { kind, decisionNo, caseId } = (acts.findLast((act) => act.data.target === eventId)?.data.data ??
        data) as Readonly<Record<string, string>>
      return caseId ?? `${kind} ${decisionNo}`
    })
}
