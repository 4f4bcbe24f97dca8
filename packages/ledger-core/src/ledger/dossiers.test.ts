import assert from 'node:assert/strict'
import { test } from 'vitest'
import { type Ledger, openLedger, type Recorded } from '../ledger.ts'
import { memory } from '../stores/memory.ts'
import { annulling, correcting, supervisor } from '../testing/corrections.ts'
import { fact } from '../testing/given.ts'
import * as histories from '../testing/histories.ts'
import { factOf } from '../testing/script.ts'
import { scriptedSources } from '../testing/sources.ts'
import { archiveLine, restoreArchive } from './archive.ts'
import type { Fact } from './command.ts'
import type { Receipt } from './event.ts'
import type { Subject } from './subject.ts'

/** What is recorded of enterprises and experts, in streams of their own. */

const COMMAND = '0b9fae34-4d55-4d3b-8a6f-9b0f0d2e7a02'
const PARTY = { party: 'C-1' }
const EXPERT = { expert: 'E-1' }

const open = () => openLedger({ store: memory(), sources: scriptedSources() })
const scored = (points: number): Fact =>
  factOf(fact('CreditScored', { subject: 'bidder', points, reason: 'late with a bond', projectId: 'P-1' }))
const sanctioned = factOf(fact('ExpertSanctioned', { kind: 'points', points: -10, reason: 'did not come' }))
const fined = factOf(fact('PenaltyImposed', { decisionNo: 'decision 4', kind: 'fine' }))

const refusalOf = async (ledger: Ledger, subject: Subject, facts: Fact | readonly Fact[], options = {}) => {
  const outcome = await ledger.submit(subject, facts, options)
  return outcome.status === 'refused' ? outcome.refusal : undefined
}

test('the first fact begins the stream, and its receipt names the stream instead of a project', async () => {
  await using ledger = await open()
  const receipt = await ledger.record(PARTY, scored(-5))
  assert.ok(!receipt.refused)
  assert.deepEqual(Object.keys(receipt), [
    ...['eventId', 'stream', 'type', 'revision', 'position', 'recordedAt', 'leafHash'],
  ])
  assert.deepEqual([receipt.stream, receipt.revision, receipt.position], ['party-C-1', 0, '2'])
  const expert = await ledger.record(EXPERT, sanctioned)
  assert.equal(!expert.refused && expert.stream, 'expert-E-1')
})

test('one id names a project, an enterprise and an expert apart', async () => {
  await using ledger = await open()
  await ledger.record('X-1', histories.accepted().map(factOf))
  await ledger.record({ party: 'X-1' }, scored(-5))
  await ledger.record({ expert: 'X-1' }, [sanctioned, fined])
  const typesOf = async (subject: Subject) =>
    (await Array.fromAsync(ledger.history(subject))).map(({ type, stream, projectId }) => [stream, projectId, type])
  assert.deepEqual(await typesOf('X-1'), [
    ['project-X-1', 'X-1', 'ProjectRegistered'],
    ['project-X-1', 'X-1', 'RegistrationAccepted'],
  ])
  assert.deepEqual(await typesOf({ party: 'X-1' }), [['party-X-1', undefined, 'CreditScored']])
  assert.deepEqual(await typesOf({ expert: 'X-1' }), [
    ['expert-X-1', undefined, 'ExpertSanctioned'],
    ['expert-X-1', undefined, 'PenaltyImposed'],
  ])
  assert.deepEqual(await typesOf({ expert: 'X-2' }), [])
})

test('a project whose id looks like another stream stays a project', async () => {
  await using ledger = await open()
  await ledger.record('party-C-1', histories.accepted().map(factOf))
  await ledger.record(PARTY, scored(-5))
  const streams = (await Array.fromAsync(ledger.events({ live: false }))).map(({ stream }) => stream)
  assert.deepEqual(streams, ['ledger', 'project-party-C-1', 'project-party-C-1', 'party-C-1'])
  assert.equal((await ledger.project('party-C-1'))?.phase, 'accepted')
})

test('several facts are all or none, each judged after those before it', async () => {
  await using ledger = await open()
  assert.equal((await refusalOf(ledger, PARTY, [scored(-5), fined, fined]))?.code, 'PENALTY_EXISTS')
  assert.deepEqual(await Array.fromAsync(ledger.history(PARTY)), [])
  assert.equal(await refusalOf(ledger, PARTY, [scored(-5), fined]), undefined)
  assert.equal((await refusalOf(ledger, PARTY, fined))?.code, 'PENALTY_EXISTS')
})

test('the same command again gives the same receipt, and its content is held to', async () => {
  await using ledger = await open()
  const first = await ledger.record(PARTY, scored(-5), { commandId: COMMAND })
  assert.deepEqual(await ledger.record(PARTY, scored(-5), { commandId: COMMAND }), first)
  assert.equal((await refusalOf(ledger, PARTY, scored(-6), { commandId: COMMAND }))?.code, 'COMMAND_REUSED')
  // The id is scoped to the stream.
  assert.ok(!(await ledger.record({ party: 'C-2' }, scored(-5), { commandId: COMMAND })).refused)
})

test('the expected revision is that of the stream', async () => {
  await using ledger = await open()
  assert.equal((await refusalOf(ledger, PARTY, scored(-5), { expectedRevision: 0 }))?.code, 'REVISION_MISMATCH')
  assert.equal(await refusalOf(ledger, PARTY, scored(-5), { expectedRevision: -1 }), undefined)
  assert.equal(await refusalOf(ledger, PARTY, scored(-5), { expectedRevision: 0 }), undefined)
})

test.each<[string, Subject, Fact, string]>([
  ['a fact of a project about an enterprise', PARTY, factOf(histories.bidsOpened()), '/type'],
  ['a fact of an expert about an enterprise', PARTY, sanctioned, '/type'],
  ['a fact of an enterprise about an expert', EXPERT, scored(-5), '/type'],
  ['a fact of an enterprise about a project', 'P-1', scored(-5), '/type'],
  ['a name of every object', PARTY, { ...scored(-5), type: 'toString' }, '/type'],
  ['an id with a slash', { party: 'a/b' }, scored(-5), '/party'],
  ['an id that climbs', { expert: '..' }, sanctioned, '/expert'],
  ['no id', { party: undefined } as never, scored(-5), '/party'],
  ['nobody', {} as never, scored(-5), '/expert'],
])('%s is refused by its shape', async (_what, subject, stated, path) => {
  await using ledger = await open()
  const refusal = await refusalOf(ledger, subject, stated)
  assert.deepEqual([refusal?.code, refusal?.issues?.map((issue) => issue.path)], ['INVALID', [path]])
})

test('the name of who stated it is erased there as anywhere', async () => {
  await using ledger = await open()
  const actor = { id: 'supervisor-1', role: 'supervisor', name: 'Example Person (invented)' } as const
  const receipt = await ledger.record(PARTY, { ...scored(-5), actor })
  assert.ok(!receipt.refused)
  const erasure = (target: string) =>
    factOf(
      fact('PersonalDataErased', {
        ...{ target, legalBasis: 'request of the person' },
        approvedBy: { id: 'supervisor-2', role: 'supervisor' },
      }),
    )
  assert.equal((await refusalOf(ledger, EXPERT, erasure(receipt.eventId)))?.code, 'TARGET_UNKNOWN')
  const erased = await ledger.record(PARTY, erasure(receipt.eventId))
  assert.ok(!erased.refused)
  const [event] = await Array.fromAsync(ledger.history(PARTY))
  assert.deepEqual([event?.actor, event?.erased], [{ id: 'supervisor-1', role: 'supervisor' }, { by: erased.eventId }])
})

const idOf = (receipt: Recorded): string => {
  if (receipt.refused) throw new Error(receipt.refused.message)
  return receipt.eventId
}

test('what was stated of them is corrected and annulled, and judged on what then stands', async () => {
  await using ledger = await open()
  const target = idOf(await ledger.record(PARTY, fined))
  const other = { decisionNo: 'decision 5', kind: 'fine' }
  const correction = await ledger.record(PARTY, correcting(target, other), { commandId: COMMAND })
  assert.deepEqual(await ledger.record(PARTY, correcting(target, other), { commandId: COMMAND }), correction)
  assert.equal(await refusalOf(ledger, PARTY, fined), undefined)
  assert.equal((await refusalOf(ledger, PARTY, annulling(idOf(correction))))?.code, 'CORRECTION_CONTRADICTS')
  assert.equal(await refusalOf(ledger, PARTY, annulling(target)), undefined)
  assert.equal((await refusalOf(ledger, PARTY, fined))?.code, 'PENALTY_EXISTS')
  assert.equal((await refusalOf(ledger, PARTY, correcting(target, other)))?.code, 'TARGET_ANNULLED')
})

test('a fact that was stated with the wrong offset is moved to another day, though to no other instant', async () => {
  await using ledger = await open()
  const score = { ...scored(-5), occurredAt: '2023-03-05T00:30:00+08:00' }
  const target = idOf(await ledger.record(PARTY, score))
  const at = (occurredAt: string) => {
    const correction = correcting(target, score.data)
    return { ...correction, data: { ...correction.data, occurredAt } }
  }
  assert.equal((await refusalOf(ledger, PARTY, at('2023-03-05T01:30:00+09:00')))?.code, 'NOTHING_CORRECTED')
  assert.equal(await refusalOf(ledger, PARTY, at('2023-03-04T16:30:00Z')), undefined)
  assert.equal((await refusalOf(ledger, PARTY, at('2023-03-04T16:30:00Z')))?.code, 'NOTHING_CORRECTED')
})

test('corrected data have the shape of their target, and an event of another stream is none', async () => {
  await using ledger = await open()
  const target = idOf(await ledger.record(PARTY, scored(-5)))
  const wrong = await refusalOf(ledger, PARTY, correcting(target, { decisionNo: 'decision 4', kind: 'fine' }))
  assert.deepEqual(
    [wrong?.code, wrong?.issues?.map(({ path }) => path)],
    ['INVALID', ['subject', 'points', 'reason', 'decisionNo', 'kind'].map((field) => `/data/data/${field}`)],
  )
  assert.equal((await refusalOf(ledger, EXPERT, annulling(target)))?.code, 'TARGET_UNKNOWN')
  assert.equal((await refusalOf(ledger, 'P-1', annulling(target)))?.code, 'PROJECT_UNKNOWN')
})

test('where the first fact was annulled the stream goes on, and another process knows what stands', async () => {
  const store = memory()
  const ledger = await openLedger({ store, sources: scriptedSources() })
  const target = idOf(await ledger.record(EXPERT, fined))
  await ledger.record(EXPERT, annulling(target))
  const other = await openLedger({ store, sources: { ...scriptedSources(), newId: () => crypto.randomUUID() } })
  assert.equal(await refusalOf(other, EXPERT, fined, { expectedRevision: 1 }), undefined)
  assert.equal((await refusalOf(ledger, EXPERT, fined))?.code, 'PENALTY_EXISTS')
  const types = (await Array.fromAsync(ledger.history(EXPERT))).map(({ type }) => type)
  assert.deepEqual(types, ['PenaltyImposed', 'EventAnnulled', 'PenaltyImposed'])
})

test('the name of who corrected is erased by an erasure of its own', async () => {
  await using ledger = await open()
  const target = idOf(await ledger.record(PARTY, scored(-5)))
  const named = { ...supervisor, name: 'Example Person (invented)' }
  const correction = idOf(
    await ledger.record(PARTY, { ...correcting(target, scored(-6).data as object), actor: named }),
  )
  const erasure = factOf(
    fact('PersonalDataErased', {
      ...{ target: correction, legalBasis: 'request of the person' },
      approvedBy: { id: 'supervisor-2', role: 'supervisor' },
    }),
  )
  const erased = idOf(await ledger.record(PARTY, erasure))
  const [, event] = await Array.fromAsync(ledger.history(PARTY))
  assert.deepEqual([event?.actor, event?.erased], [supervisor, { by: erased }])
  assert.equal((await refusalOf(ledger, PARTY, annulling(erased)))?.code, 'TARGET_NOT_ANNULLABLE')
  assert.equal(await refusalOf(ledger, PARTY, annulling(correction)), undefined)
})

test('an export of the whole ledger restores them, and what is recorded then follows', async () => {
  await using ledger = await open()
  const [, penalty] = (await ledger.record(PARTY, [scored(-5), fined])) as readonly Receipt[]
  await ledger.record(PARTY, correcting(penalty?.eventId ?? '', { decisionNo: 'decision 5', kind: 'fine' }))
  await ledger.record(EXPERT, sanctioned)
  const lines = (await Array.fromAsync(ledger.store.readLog())).flat().map(archiveLine)
  const copy = memory()
  await restoreArchive(copy, () => lines)
  const sources = scriptedSources('2024-01-31T12:00:00+08:00')
  await using restored = await openLedger({ store: copy, sources: { ...sources, newId: () => crypto.randomUUID() } })
  assert.equal(await refusalOf(restored, PARTY, fined), undefined)
  assert.equal((await refusalOf(restored, PARTY, fined))?.code, 'PENALTY_EXISTS')
  const next = await restored.record(EXPERT, fined)
  assert.equal(next.refused ?? next.revision, 1)
})
