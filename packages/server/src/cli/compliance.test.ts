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

  test('lists all projects on a day, for a person, a program and a spreadsheet', async () => {
    const asked = ['--on', '2023-04-01', '--state', 'violated', '--rule', 'R06']
    const person = await compliance(...asked)
    assert.match(person.out, /^projectId +rule +state +dueOn +subject\.kind +subject\.id +message\n/)
    assert.match(person.out, /^C-1 +R06 +violated +2023-03-31 +project +C-1 +not opened on 2023-03-31/m)
    const { items, links } = JSON.parse((await compliance(...asked, '--json')).out)
    assert.deepEqual([items[0].projectId, items[1].projectId, items.length, links], ['C-1', 'C-OLD', 2, {}])
    const [line = ''] = (await compliance(...asked, '--ndjson')).out.split('\n')
    assert.deepEqual(JSON.parse(line), items[0])
    const [head, row] = (await compliance(...asked, '--csv')).out.split('\r\n')
    assert.equal(head, 'projectId,rule,version,subject.kind,subject.id,state,severity,dueOn,events,message,fault')
    assert.match(String(row), /^C-1,R06,1,project,C-1,violated,warn,2023-03-31,[0-9a-f-]{36},/)
    assert.equal((await compliance('C-1', ...asked, '--csv')).out, `${head}\r\n${row}\r\n`)
  })

  test('and on a day before the last fact, or as it was known', async () => {
    const states = async (...args: readonly string[]) => {
      const { code, out, err } = await compliance('--rule', 'R06', '--json', ...args)
      assert.equal(code, 0, err)
      const items = JSON.parse(out).items as { projectId: string; state: string }[]
      return items.filter(({ projectId }) => projectId === 'C-1').map(({ state }) => state)
    }
    assert.deepEqual(await states('--on', '2023-03-20'), ['pending'])
    assert.deepEqual(await states('--on', '2022-12-31'), [])
    assert.deepEqual(await states('--on', '2023-04-01', '--at-position', '1'), [])
    assert.deepEqual(await states('--on', '2023-04-01', '--as-of', '2999-01-01T00:00:00Z'), ['violated'])
    assert.deepEqual(await states('--at-position', '4'), ['violated'])
  })

  test('--json leads to the next page as HTTP does', async () => {
    const { links } = JSON.parse((await compliance('--on', '2023-04-01', '--limit', '1', '--json')).out)
    assert.match(links.next, /^\/v1\/compliance\?on=2023-04-01&limit=1&after=/)
    const after = new URL(links.next, 'http://path.invalid').searchParams.get('after') ?? ''
    const next = JSON.parse((await compliance('--on', '2023-04-01', '--limit', '1', '--json', '--after', after)).out)
    assert.equal(next.items.length, 1)
    assert.match(
      (await compliance('--on', '2023-04-01', '--limit', '1')).out,
      new RegExp(`more rows: --after ${after}\n`),
    )
  })

  test.each([
    [['--state', 'late'], 'state'],
    [['--state', 'notApplicable'], 'state'],
    [['--on', '2023-02-30'], 'on'],
    [['--due-before', 'soon'], 'due-before'],
    [['--as-of', '2023-03-01'], 'as-of'],
    [['--as-of', '2023-03-01T00:00:00Z', '--at-position', '3'], 'at-position'],
    [['C-1', '--after', 'x'], 'after'],
    [['C-1', '--limit', '3'], 'limit'],
  ])('%j is INVALID, exit 2', async (args, option) => {
    const { code, out, err } = await compliance(...args, '--json')
    assert.deepEqual([code, JSON.parse(out).code], [2, 'INVALID'])
    assert.match(err, new RegExp(`^ledger: --${option}: `))
  })

  test('a position that the log has not reached is refused', async () => {
    for (const args of [[], ['C-1'], ['--on', '2023-03-20']]) {
      const { code, out } = await compliance(...args, '--at-position', '999', '--json')
      assert.deepEqual([code, JSON.parse(out).code], [1, 'POSITION_AHEAD'])
    }
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
