import assert from 'node:assert/strict'
import { describe, test } from 'vitest'
import { memory } from '../stores/memory.ts'
import { annulling, begun, correcting, historyOf, recorded, refusalOf } from '../testing/corrections.ts'
import * as histories from '../testing/histories.ts'
import { factOf } from '../testing/script.ts'
import type { Fact } from './command.ts'

const COMMAND = '018f3a52-7c1e-7b3a-9d7e-3a5f0c1d2e4b'
const OTHER_COMMAND = '018f3a52-7c1e-7b3a-9d7e-3a5f0c1d2e4c'
const amount = (text: string) => ({ amount: { amount: text, currency: 'CNY' } })

describe('the border of a correction', () => {
  test('names every issue of the corrected data by its path, in one fact and in several', async () => {
    const { ledger, idOf, dataOf } = await begun(memory())
    const wrong = correcting(idOf('AwardDecided'), {
      ...dataOf('AwardDecided'),
      amount: 'much',
      extra: 1,
      basis: undefined,
    })
    const pathsOf = async (asked: Fact | Fact[], options = {}) =>
      (await refusalOf(ledger.submit('P-1', asked, options)))?.issues?.map(({ path }) => path).toSorted()
    const paths = ['/data/data/amount', '/data/data/basis', '/data/data/extra']
    const stated = { ...wrong, data: JSON.parse(JSON.stringify(wrong.data)) }
    assert.deepEqual(await pathsOf(stated), paths)
    const several = paths.map((path) => `/1${path}`)
    assert.deepEqual(await pathsOf([annulling(idOf('AwardDecided')), stated]), several)
    // The shape before the commandId and the revision, as for any other fact.
    await recorded(ledger, correcting(idOf('AwardDecided'), { ...dataOf('AwardDecided'), ...amount('5.00') }), {
      commandId: COMMAND,
    })
    assert.deepEqual(await pathsOf(stated, { commandId: COMMAND }), paths)
    assert.deepEqual(await pathsOf(stated, { expectedRevision: 0 }), paths)
    for (const data of [{}, { target: 'x', data: [], reason: '' }, { target: COMMAND, data: null, reason: 'r' }])
      assert.equal((await refusalOf(ledger.submit('P-1', { ...wrong, data })))?.code, 'INVALID')
  })

  test('asks for the target before all that depends on it, and for the project before that', async () => {
    const { ledger, dataOf } = await begun(memory())
    const codeOf = async (projectId: string, one: Fact, options = {}) =>
      (await refusalOf(ledger.submit(projectId, one, options)))?.code
    const unknown = correcting(OTHER_COMMAND, { anything: true })
    assert.equal(await codeOf('P-1', unknown), 'TARGET_UNKNOWN')
    assert.equal(await codeOf('P-9', unknown), 'PROJECT_UNKNOWN')
    assert.equal(await codeOf('P-1', unknown, { expectedRevision: 0 }), 'REVISION_MISMATCH')
    assert.equal(await codeOf('P-1', { ...unknown, actor: { id: 'b', role: 'bank' } }), 'TARGET_UNKNOWN')
    // An event of another project is none of this one.
    await ledger.record('P-2', histories.awarded().map(factOf))
    const [foreign] = await historyOf(ledger, 'P-2')
    assert.equal(await codeOf('P-1', correcting(foreign?.eventId ?? '', {})), 'TARGET_UNKNOWN')
    assert.equal(await codeOf('P-1', annulling(foreign?.eventId ?? '')), 'TARGET_UNKNOWN')
    assert.equal((await historyOf(ledger)).length, histories.awarded().length)
    assert.ok(dataOf('AwardDecided'))
  })

  test('takes what a source leaves unsaid on an imported project, and only there', async () => {
    const history = [histories.imported(), ...histories.contracted().slice(2)]
    const { ledger, idOf, dataOf } = await begun(memory(), history)
    const { channel: _unsaid, ...unsaid } = dataOf('ContractSigned') as { channel: string }
    assert.equal((await ledger.submit('P-1', correcting(idOf('ContractSigned'), unsaid))).status, 'recorded')
    const registered = await begun(memory(), histories.contracted())
    const refusal = await refusalOf(
      registered.ledger.submit('P-1', correcting(registered.idOf('ContractSigned'), unsaid)),
    )
    assert.deepEqual(
      refusal?.issues?.map(({ path }) => path),
      ['/data/data/channel'],
    )
  })
})
