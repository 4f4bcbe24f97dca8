import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLedger } from '@procurement-ledger/core'
import { sqlite } from '@procurement-ledger/core/sqlite'
import { afterAll, beforeAll, describe, onTestFinished, test, vi } from 'vitest'
import { tenderingProject } from '../endurance/commands.ts'
import { LedgerCommand } from '../testing/ledger-command.ts'
import { ownPack } from '../testing/own-pack.ts'

const folder = mkdtempSync(join(tmpdir(), 'ledger-compliance-'))
const store = `sqlite:${join(folder, 'ledger.db')}`
const command = new LedgerCommand(folder)
const compliance = (...args: readonly string[]) => command.run(store, ['compliance', ...args])

beforeAll(async () => {
  await using ledger = await openLedger({ store: await sqlite(join(folder, 'ledger.db')) })
  await ledger.record('C-1', tenderingProject('C-1').facts)
  await ledger.record('C-OLD', [
    ...tenderingProject('C-OLD').facts,
    {
      ...{ type: 'ComplaintFiled', occurredAt: '2014-12-29T10:00:00+08:00' },
      data: { complaintId: 'K-1', about: 'contract', channel: 'paper', text: 'invented' },
      actor: { id: 'bidder-office', role: 'bidder' },
    },
  ])
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// Processes of their own, which a busy machine starts slowly.
describe('ledger compliance', { timeout: 60_000 }, () => {
  test('shows a project on a day, filtered', async () => {
    const { code, out } = await compliance(
      'C-1',
      '--on',
      '2023-04-01',
      '--state',
      'violated',
      '--due-before',
      '2023-04-01',
    )
    assert.equal(code, 0)
    assert.match(out, /^C-1 {2}by cn-tbl 1, cn-gpl 1, calendar cn-2026\.1\n/)
    assert.match(out, /^R06 +violated +2023-03-31 +project +not opened on 2023-03-31/m)
    assert.doesNotMatch(out, /pending|notApplicable/)
  })

  test('--json prints what HTTP answers', async () => {
    const { out } = await compliance('C-1', '--on', '2023-04-01', '--rule', 'R06', '--block', 'R06', '--json')
    const { results, ...by } = JSON.parse(out)
    assert.deepEqual(Object.keys(by), ['projectId', 'packs', 'calendar'])
    assert.deepEqual(
      results.map(({ rule, state, severity }: Record<string, string>) => [rule, state, severity]),
      [['R06', 'violated', 'block']],
    )
  })

  test('a year of which the calendar knows nothing is told, and guessed at nowhere', async () => {
    const { code, out } = await compliance('C-OLD', '--on', '2023-03-20', '--rule', 'R25')
    assert.equal(code, 0)
    assert.match(out, /^R25 +pending +complaint K-1 +.*2014/m)
  })

  test('a pack in a file goes beside those that are built in, and may name their functions', async () => {
    const own = join(folder, 'own.json')
    writeFileSync(own, JSON.stringify(ownPack('openingAtDeadline')))
    const { code, out, err } = await compliance('C-1', '--on', '2023-04-01', '--packs', `cn-gpl,${own}`)
    assert.equal(code, 0, err)
    assert.match(out, /^C-1 {2}by cn-gpl 1, xl 1, calendar cn-2026\.1\n/)
    assert.match(out, /^X1 +violated +2023-03-31 +project +not opened on 2023-03-31/m)
  })

  test('a project that is not there is refused', async () => {
    const { code, err } = await compliance('C-2')
    assert.equal(code, 1)
    assert.match(err, /^refused PROJECT_UNKNOWN: /)
  })

  test.each([
    [
      ['--packs', 'cn-mars'],
      /^ledger: "cn-mars" is no pack of rules; write some of cn-tbl, cn-gpl, cn-ningbo, cn-puyang, or the path of .*\n$/,
    ],
    [['--packs', './none.json'], /^ledger: \.\/none\.json: the pack cannot be read: ENOENT; check the path\n$/],
    [['--packs', ','], /^ledger: --packs names no pack of rules; write some of .*\n$/],
    [['--packs', 'cn-tbl,cn-tbl'], /^ledger: .* is cn-tbl, which is given twice; give it once\n$/],
    [['--packs', 'cn-tbl', '--block', 'R14,R17'], /^ledger: R17 is no rule of cn-tbl; leave it out\n$/],
  ])('%j is one line, exit 2', async (args, line) => {
    const { code, err } = await compliance('C-1', ...args)
    assert.equal(code, 2)
    assert.match(err, line)
  })

  test('record refuses what breaks a rule that is set to block, and takes an override with who and why', async () => {
    const data = JSON.stringify({ changes: ['invented'], affectsBids: true })
    const asked = ['record', 'C-1', 'ClarificationIssued', '--occurred-at', '2023-03-20T10:00:00+08:00']
    const blocked = [...asked, '--actor', 'office:agency', '--block', 'R04']
    const refused = await command.run(store, blocked, data)
    assert.equal(refused.code, 1)
    assert.match(refused.err, /^refused RULE_VIOLATED: R04 /)
    const wrong = await command.run(store, [...blocked, '--override', 'R04:office-7'], data)
    assert.equal(wrong.code, 2)
    assert.match(wrong.err, /write rule:by:reason/)
    const taken = await command.run(store, [...blocked, '--override', 'R04:office-7:a drawing: wrong'], data)
    assert.equal(taken.code, 0, taken.err)
  })

  test('serve refuses a day for flags that nobody asked for', async () => {
    const { code, err } = await command.run(store, ['serve', '--port', '0', '--flags-since', '2023-01-01'])
    assert.deepEqual([code, err], [2, 'ledger: --flags-since says which flags; add --flags\n'])
  })

  test('the environment says which packs and rules, for serve too', async () => {
    vi.stubEnv('LEDGER_PACKS', 'cn-gpl')
    vi.stubEnv('LEDGER_BLOCK', 'R14,R16')
    onTestFinished(() => void vi.unstubAllEnvs())
    const { code, err } = await command.run(store, ['serve', '--port', '0'])
    assert.deepEqual([code, err], [2, 'ledger: R16 is no rule of cn-gpl; leave it out\n'])
  })
})
