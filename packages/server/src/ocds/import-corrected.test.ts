import type { Ledger } from '@procurement-ledger/core'
import { expect, test } from 'vitest'
import { contract, eventsOf, gbp, LIFE, OCID, openTestLedger, release, withFiles } from './fixtures.ts'
import { importOcds } from './import-ocds.ts'

/** The source goes on stating what was corrected or annulled here, or states one day what the correction says. */

const supervisor = { id: 'supervisor-3', role: 'supervisor' } as const
const act = async (ledger: Ledger, type: string, data: object) => {
  const fact = { type, occurredAt: '2023-01-01T00:00:00Z', data, actor: supervisor }
  expect((await ledger.record(OCID, fact)).refused).toBeUndefined()
}
/** The contract was signed over 990, and the notice of the award was never issued. */
const corrected = async (ledger: Ledger) => {
  const events = await eventsOf(ledger)
  const signed = events.find(({ type }) => type === 'ContractSigned')
  const noticed = events.find(({ type }) => type === 'AwardNoticeIssued')
  const data = { ...signed?.data, amount: { amount: '990', currency: 'GBP' } }
  await act(ledger, 'EventCorrected', { target: signed?.eventId, data, reason: 'written wrongly' })
  await act(ledger, 'EventAnnulled', { target: noticed?.eventId, reason: 'never issued' })
}
const stateOf = async (ledger: Ledger) => ({ ...(await ledger.project(OCID)), revision: 0, position: '' })
const whole = LIFE.map((content, i) => ({ name: `file-${i}.json`, content }))
const written = whole.slice(0, 3)
const later = (content: object) => ({
  name: 'later.json',
  content: release('later', '2022-08-01T00:00:00Z', 'contractUpdate', { contracts: [contract(content)] }),
})

test('what was corrected is neither a difference nor undone by the same files, in a dry run neither', () =>
  withFiles(written, async (paths) => {
    await using ledger = await openTestLedger()
    const { events } = await importOcds(ledger, paths)
    await corrected(ledger)
    const state = await stateOf(ledger)
    for (const dryRun of [true, false])
      expect(await importOcds(ledger, paths, { dryRun })).toMatchObject({
        events: 0,
        repeated: events,
        changed: [],
      })
    expect(await stateOf(ledger)).toEqual(state)
    expect(state.contracts).toMatchObject([{ amount: { amount: '990' } }])
  }))

test.each([
  ['what it stated before', {}],
  ['what the correction says', { value: gbp(990) }],
])('what was corrected is not amended by a later release that states %s', async (_what, content) => {
  await using ledger = await openTestLedger()
  await withFiles(written, (paths) => importOcds(ledger, paths))
  await corrected(ledger)
  const state = await stateOf(ledger)
  await withFiles([...written, later(content)], async (paths) =>
    expect(await importOcds(ledger, paths)).toMatchObject({ events: 0, changed: [], notRecorded: [] }),
  )
  expect(await stateOf(ledger)).toEqual(state)
})

test('what was corrected is amended by one that states a third thing', async () => {
  await using ledger = await openTestLedger()
  await withFiles(written, (paths) => importOcds(ledger, paths))
  await corrected(ledger)
  for (const dryRun of [true, false])
    await withFiles([...written, later({ value: gbp(1200) })], async (paths) =>
      expect(await importOcds(ledger, paths, { dryRun })).toMatchObject({ events: 1, changed: [], findings: {} }),
    )
  expect((await ledger.project(OCID))?.contracts).toMatchObject([{ amount: { amount: '1200' } }])
})

test('what was corrected stays known where an amendment was recorded after it', async () => {
  await using ledger = await openTestLedger()
  await withFiles(whole, (paths) => importOcds(ledger, paths))
  await corrected(ledger)
  const recorded = (await eventsOf(ledger)).length
  await withFiles(whole, async (paths) =>
    expect(await importOcds(ledger, paths)).toMatchObject({ events: 0, changed: [] }),
  )
  expect(await eventsOf(ledger)).toHaveLength(recorded)
})
