import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, inject, test } from 'vitest'
import { displayWidth } from '../county-year/display-width.ts'
import { enquiry, erasure, SECRET, secretEnquiry, tenderingProject } from '../endurance/commands.ts'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'ledger-cli-'))
const store = `sqlite:${join(folder, 'ledger.db')}`
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs `ledger` as a person would. */
function ledger(args: readonly string[], input = '', env = process.env): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [MAIN, ...args], { maxBuffer: 1 << 26, env }, (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), out, err }),
    )
    child.stdin?.end(input)
  })
}

const record = ({ projectId, facts: [fact] }: ReturnType<typeof enquiry>, ...more: string[]): Promise<Ran> => {
  const { type, occurredAt, actor, data } = fact as {
    type: string
    occurredAt: string
    actor: { id: string; role: string }
    data: object
  }
  const args = [
    'record',
    projectId,
    type,
    '--occurred-at',
    occurredAt,
    '--actor',
    `${actor.id}:${actor.role}`,
    '--store',
    store,
  ]
  return ledger([...args, ...more], JSON.stringify(data))
}

async function exportedTo(into: string): Promise<string> {
  const file = join(into, 'export.ndjson')
  writeFileSync(file, (await ledger(['export', 'ndjson', '--store', store])).out)
  return file
}

const project = tenderingProject('C-1')

beforeAll(async () => {
  for (const fact of project.facts) assert.equal((await record({ ...project, facts: [fact] })).code, 0)
  // A text that other readers of lines would cut.
  const [fact] = enquiry('C-1', 'q-1').facts
  await record({ ...project, facts: [{ ...fact, data: { enquiryId: 'q-1', text: 'one \u2028 two' } } as never] })
  // Processes of their own, which a busy machine starts slowly.
}, 60_000)

describe('ledger', () => {
  test('tells a stranger what it takes', async () => {
    const { code, out } = await ledger(['--help'])
    assert.equal(code, 0)
    for (const command of [
      'serve',
      'record',
      'show',
      'replay',
      'import',
      'export',
      'statistics',
      'compliance',
      'bundle',
      'verify',
      'keygen',
      'demo',
    ])
      assert.match(out, new RegExp(`^  ${command}\\b`, 'm'))
    for (const command of [
      ['serve'],
      ['record'],
      ['show'],
      ['replay'],
      ['import', 'ocds'],
      ['import', 'ndjson'],
      ['export'],
      ['statistics'],
      ['keygen'],
      ['bundle'],
      ['verify'],
      ['demo'],
    ])
      assert.equal((await ledger([...command, '--help'])).code, 0)
    const help = (await ledger(['statistics', '--help'])).out.replaceAll(/\s+/g, ' ')
    for (const choice of ['works, goods', 'previous-year', 'of category, regime'])
      assert.ok(help.includes(choice), choice)
  })

  test.each([
    [['fly'], 2],
    [['record', 'C-1'], 2],
    [['show', 'C-1', '--as-of', 'yesterday', '--store', store], 2],
    [['show', 'C-9', '--store', store], 1],
    [['show', 'C-1', '--store', 'redis://x'], 2],
    [['show', 'C-1', '--store', `sqlite:${join(folder, 'absent.db')}`], 2],
    [['show', 'C-1', '--store', `sqlite:${MAIN}`], 2],
    [['serve', '--port', '99999'], 2],
    [['replay', '--after', 'x', '--store', store], 2],
    [['statistics', 'luck', '--store', store], 1],
    [['statistics', 'turnover', '--models', 'redis://x', '--store', store], 2],
    [['statistics', 'turnover', '--models', 'sqlite:', '--store', store], 2],
    [['statistics', 'turnover', '--models', 'postgres://127.0.0.1/', '--store', store], 2],
    [['statistics', 'turnover', '--models', 'postgres://127.0.0.1:1/models', '--store', store], 2],
    [['statistics', 'cycle-time', '--from', '2023-02-30', '--store', store], 2],
    [['replay', '--types', 'Nothing', '--store', store], 2],
    [['replay', '--project', 'C-9', '--store', store], 1],
    [['export', 'csv', '--project', 'C-9', '--store', store], 1],
    [['show', 'C/9', '--store', store], 1],
    [['record', 'C-1', 'ProjectClosed', '--occurred-at', '2023-06-02T10:00:00+08:00', '--actor', 'u-7:agency:x'], 2],
    [['import', 'ndjson', folder, '--store', `sqlite:${join(folder, 'x.db')}`], 2],
    [['import', 'ndjson', '/dev/stdin', '--store', `sqlite:${join(folder, 'x.db')}`], 2],
    [['import', 'ndjson', join(folder, 'absent.ndjson'), '--store', `sqlite:${join(folder, 'x.db')}`], 2],
    [['import', 'ocds', '--zone', 'Mars', folder], 2],
  ])('%j exits %d with one clear line', async (args, expected) => {
    const { code, err } = await ledger(args)
    assert.equal(code, expected, err)
    assert.ok(err.trim().length > 0)
    assert.doesNotMatch(err, /\n\s+at |node:internal/, 'no stack trace')
  })
})

describe('what surrounds a command', () => {
  const withEnvironment = (env: NodeJS.ProcessEnv, args: readonly string[]) =>
    ledger(args, '', { ...process.env, ...env })

  test('LEDGER_STORE names the store', async () => {
    assert.match((await withEnvironment({ LEDGER_STORE: store }, ['show', 'C-1'])).out, /^C-1/)
  })

  test('a PORT or LOG_LEVEL that is none is wrong usage of serve, and nothing to other commands', async () => {
    for (const [name, value] of [
      ['PORT', 'tcp://10.0.0.1:80'],
      ['LOG_LEVEL', 'loud'],
    ] as const) {
      const { code, err } = await withEnvironment({ [name]: value }, ['serve', '--store', 'memory:'])
      assert.equal(code, 2)
      assert.match(err, new RegExp(`^ledger: ${name} is `))
      assert.equal((await withEnvironment({ [name]: value }, ['statistics'])).code, 0)
    }
  })

  test('a ledger of a newer schema, and a folder that takes no files, say what to do', async () => {
    const newer = join(folder, 'newer.db')
    assert.equal((await ledger(['import', 'ndjson', await exportedTo(folder), '--store', `sqlite:${newer}`])).code, 0)
    const db = new Database(newer)
    db.pragma('user_version = 99')
    db.close()
    for (const [store, expected] of [
      [newer, /STORE_NEWER.*upgrade/],
      ['/proc/ledger.db', /STORE_(READ_ONLY|NOT_FOUND).*check/],
    ] as const) {
      const { code, err } = await ledger(['serve', '--port', '0', '--store', `sqlite:${store}`])
      assert.deepEqual([code, expected.test(err)], [2, true], err)
    }
  })

  test('an import that cannot begin leaves no store behind', async () => {
    const path = join(folder, 'never.db')
    assert.equal((await ledger(['import', 'ndjson', join(folder, 'absent'), '--store', `sqlite:${path}`])).code, 2)
    assert.equal(existsSync(path), false)
  })
})

describe('recording and reading', () => {
  test('data that is not UTF-8 is refused, not repaired', async () => {
    const bytes = join(folder, 'bytes.json')
    writeFileSync(
      bytes,
      Buffer.concat([Buffer.from('{"enquiryId":"q-9","text":"'), Buffer.from([0xff]), Buffer.from('"}')]),
    )
    const { code, err } = await record(enquiry('C-1', 'q-9'), '--data', bytes)
    assert.deepEqual([code, /UTF-8/.test(err)], [2, true], err)
  })

  test('a problem is what HTTP would answer', async () => {
    const problem = async (...args: string[]) => {
      const { code, out } = await ledger([...args, '--store', store, '--json'])
      return [code, JSON.parse(out).code]
    }
    assert.deepEqual(await problem('show', 'C-1', '--revision', '99'), [1, 'REVISION_UNKNOWN'])
    assert.deepEqual(await problem('show', 'C/1'), [1, 'INVALID'])
    assert.deepEqual(await problem('replay', '--project', 'C-9'), [1, 'PROJECT_UNKNOWN'])
    assert.deepEqual(await problem('statistics', 'luck'), [1, 'STATISTIC_UNKNOWN'])
    assert.deepEqual(await problem('statistics', 'turnover', '--category', 'luck'), [2, 'INVALID'])
  })

  test('a refusal is exit 1 with its code; --json is what HTTP would answer', async () => {
    const again = { ...project, facts: [project.facts[0]] } as never
    const { code, err } = await record(again)
    assert.equal(code, 1)
    assert.match(err, /^refused PROJECT_EXISTS: /)
    const json = await record(again, '--json')
    assert.deepEqual([json.code, JSON.parse(json.out).code, JSON.parse(json.out).status], [1, 'PROJECT_EXISTS', 409])
  })

  test('the same command id gives the same receipt', async () => {
    const command = enquiry('C-1', 'q-2')
    const first = await record(command, '--command-id', command.commandId, '--json')
    const again = await record(command, '--command-id', command.commandId.toUpperCase(), '--json')
    assert.equal(first.code, 0)
    assert.equal(again.out, first.out)
  })

  test('records and replays what is stated of an enterprise or an expert', async () => {
    const data = JSON.stringify({ kind: 'points', points: -10, reason: 'did not come (invented)' })
    const stated = [
      '--occurred-at',
      '2023-05-01T09:00:00+08:00',
      '--actor',
      'supervisor-1:supervisor',
      '--store',
      store,
    ]
    const sanctioned = (...args: string[]) => ledger(['record', ...args, ...stated], data)
    const first = await sanctioned('ExpertSanctioned', '--stream', 'expert-E-1', '--json')
    assert.deepEqual([first.code, JSON.parse(first.out).stream], [0, 'expert-E-1'], first.err)
    const second = await sanctioned('E-1', 'ExpertSanctioned', '--stream', 'expert-E-1')
    assert.match(second.out, /^recorded ExpertSanctioned as revision 1 of expert-E-1$/m)

    for (const args of [
      ['ExpertSanctioned'],
      ['E-2', 'ExpertSanctioned', '--stream', 'expert-E-1'],
      ['ExpertSanctioned', '--stream', 'project-C-1'],
    ])
      assert.equal((await sanctioned(...args)).code, 2, args.join(' '))
    const refused = await sanctioned('ExpertSanctioned', '--stream', 'party-E-1')
    assert.deepEqual([refused.code, /^refused INVALID: /.test(refused.err)], [1, true], refused.err)

    const replayed = await ledger(['replay', '--stream', 'expert-E-1', '--store', store])
    const events = replayed.out.trimEnd().split('\n')
    assert.deepEqual(
      events.map((line) => JSON.parse(line).revision),
      [0, 1],
    )
    const all = await ledger(['replay', '--types', 'ExpertSanctioned', '--store', store])
    assert.equal(all.out, replayed.out)
    const csv = await ledger(['export', 'csv', '--stream', 'expert-E-1', '--store', store])
    assert.equal(csv.out.trimEnd().split('\n').length, 3)
    const unknown = await ledger(['replay', '--stream', 'party-nobody', '--store', store])
    assert.match(unknown.err, /STREAM_UNKNOWN/)
  })

  test('show and replay', async () => {
    const { out } = await ledger(['show', 'C-1', '--store', store])
    assert.match(out, /^C-1 {2}tendering/)
    const json = JSON.parse((await ledger(['show', 'C-1', '--store', store, '--revision', '0', '--json'])).out)
    assert.deepEqual([json.phase, json.revision], ['registered', 0])
    const lines = (await ledger(['replay', '--store', store, '--types', 'EnquiryReceived', '--after', '2'])).out
      .trim()
      .split('\n')
    assert.deepEqual(
      lines.map((line) => JSON.parse(line).data.enquiryId),
      ['q-1', 'q-2'],
    )
    assert.equal((await ledger(['replay', '--store', store, '--until', '2000-01-01T00:00:00Z'])).out, '')
  })

  test('a correction is recorded, shown and replayed like any fact', async () => {
    const { eventId } = JSON.parse((await ledger(['replay', '--store', store, '--types', 'ProjectRegistered'])).out)
    const [registered] = project.facts
    const correction = {
      ...{ type: 'EventCorrected', occurredAt: '2023-03-02T09:00:00+08:00', actor: { id: 's-3', role: 'supervisor' } },
      data: { target: eventId, data: { ...registered?.data, title: 'Corrected (invented)' }, reason: 'misspelt' },
    }
    const command = { ...project, facts: [correction as never] }
    const { code, err, out } = await record(command, '--json')
    assert.equal(code, 0, err)
    const shown = async (...cut: string[]) =>
      JSON.parse((await ledger(['show', 'C-1', '--store', store, '--json', ...cut])).out).registration.title
    assert.deepEqual([await shown(), await shown('--revision', '0')], ['Corrected (invented)', 'C-1 (invented)'])
    const replayed = JSON.parse((await ledger(['replay', '--store', store, '--types', 'EventCorrected'])).out)
    assert.deepEqual([replayed.eventId, replayed.data], [JSON.parse(out).eventId, correction.data])
    assert.match((await record(command)).err, /^refused NOTHING_CORRECTED: /)
  })

  test('corrects and annuls what is stated of an enterprise, its first fact too', async () => {
    const record = async (type: string, data: object, ...args: string[]) =>
      ledger(
        [
          ...['record', type, '--stream', 'party-C-7', '--store', store, '--json', ...args],
          ...['--occurred-at', '2023-05-01T09:00:00+08:00', '--actor', 'supervisor-1:supervisor'],
        ],
        JSON.stringify(data),
      )
    const score = { subject: 'bidder', points: -5, reason: 'late with a bond (invented)' }
    const disclosed = async () => {
      const told = await ledger(['statistics', 'credit', '--store', store, '--json'])
      const { bidders, disclosed } = JSON.parse(told.out).total
      return [bidders, disclosed]
    }
    const { eventId: target } = JSON.parse((await record('CreditScored', score)).out)
    assert.deepEqual(await disclosed(), [1, 0])
    const data = { ...score, disclosureMonths: 6 }
    const corrected = await record('EventCorrected', { target, data, reason: 'of another list (invented)' })
    assert.deepEqual([corrected.code, JSON.parse(corrected.out).stream], [0, 'party-C-7'], corrected.err)
    assert.deepEqual(await disclosed(), [1, 1])
    const annulled = await record('EventAnnulled', { target, reason: 'another enterprise (invented)' })
    assert.equal(annulled.code, 0, annulled.err)
    assert.deepEqual(await disclosed(), [0, 0])
    const again = await record('EventAnnulled', { target, reason: 'another enterprise (invented)' })
    assert.deepEqual([again.code, JSON.parse(again.out).code], [1, 'TARGET_ANNULLED'])
    const replayed = await ledger(['replay', '--stream', 'party-C-7', '--store', store])
    assert.deepEqual(
      replayed.out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).type),
      ['CreditScored', 'EventCorrected', 'EventAnnulled'],
    )
  })

  test('statistics list, tell and fill a spreadsheet', async () => {
    assert.match((await ledger(['statistics'])).out, /cycle-time/)
    assert.match((await ledger(['statistics', '--csv'])).out, /^id,version,title,[^\n]*\ncycle-time,/)
    assert.equal(JSON.parse((await ledger(['statistics', '--json'])).out).items[0].id, 'cycle-time')
    const args = ['statistics', 'registration-time', '--store', store, '--group-by', 'category']
    assert.match((await ledger(args)).out, /group 1 +total/)
    assert.equal(JSON.parse((await ledger([...args, '--json'])).out).total.n, 1)
    assert.match((await ledger([...args, '--csv'])).out, /^category,n,/)
  })

  test('bonds are listed, by what HTTP takes', async () => {
    const bonds = (...args: readonly string[]) => ledger(['bonds', '--store', store, ...args])
    assert.deepEqual(JSON.parse((await bonds('--json', '--state', 'overdue', '--due-before', '2023-06-01')).out), {
      ...{ items: [], links: {} },
    })
    assert.match((await bonds('--csv')).out, /^projectId,.*,state,dueOn,dueRule,triggerEvent,/)
    const { code, err } = await bonds('--due-before', 'soon')
    assert.deepEqual([code, /--due-before:.*YYYY-MM-DD/.test(err)], [2, true])
  })

  test('the books of bonds balance', async () => {
    const balance = (...args: readonly string[]) => ledger(['bonds', '--store', store, '--balance', 'bank', ...args])
    assert.match((await balance()).out, /^bank +lodged +released[\s\S]*\ntotal +0\.00/)
    assert.match((await balance('--csv')).out, /^key,lodged\.amount,lodged\.currency,/)
    const { items, links, groupBy } = JSON.parse((await balance('--json')).out)
    assert.deepEqual([items, links, groupBy], [[], {}, 'bank'])
    assert.match((await balance('--state', 'held')).err, /--state: not asked for here; leave it out/)
  })

  test('releases are proposed, and paid only where rates are known', async () => {
    const proposals = (...args: readonly string[]) => ledger(['bonds', '--store', store, '--proposals', ...args])
    const rates = ['--bond-rates', '2015-10-24=0.35']
    assert.equal((await proposals(...rates)).out, 'nothing\n')
    assert.equal((await proposals('--as-of', '2020-01-01T00:00:00Z')).out, 'nothing\n')
    assert.match((await proposals(...rates, '--csv')).out, /^projectId,bondId,payee,principal\.amount,/)
    assert.match((await proposals('--bond-rates', '2015=0.35')).err, /is no rate/)
    assert.match((await ledger(['serve', '--store', store, '--payout-queue', 'x'])).err, /needs --bond-rates/)
  })

  test('statistics as they were known: at a position, or at a moment', async () => {
    const figure = async (...args: string[]) =>
      ledger(['statistics', 'registration-time', '--store', store, '--json', ...args])
    const now = JSON.parse((await figure()).out)
    const begun = JSON.parse((await figure('--at-position', '1')).out)
    assert.deepEqual([begun.position, begun.total.n, begun.total.excluded.open], ['1', 0, 0])
    const later = JSON.parse((await figure('--as-of', '2999-01-01T00:00:00Z')).out)
    assert.deepEqual({ ...later, asOf: undefined, links: {} }, { ...now, asOf: undefined, links: {} })
    const ahead = await figure('--at-position', '999999999')
    assert.deepEqual([ahead.code, JSON.parse(ahead.out).code], [1, 'POSITION_AHEAD'])
    const both = await figure('--at-position', '1', '--as-of', '2999-01-01T00:00:00Z')
    assert.deepEqual([both.code, JSON.parse(both.out).code], [2, 'INVALID'])
    const told = await ledger(['statistics', 'registration-time', '--store', store, '--as-of', '2020-01-01T00:00:00Z'])
    assert.match(told.out, /at position 0, as known 2020-01-01T00:00:00Z/)
  })

  test('lists are told, and fill spreadsheets and programs', async () => {
    const projects = async (...args: string[]) => (await ledger(['projects', '--store', store, ...args])).out
    assert.match(await projects(), /projectId +title[^\n]*\n[^\n]*\nC-1 +Corrected \(invented\) +tendering/)
    const [item, ...rest] = JSON.parse(await projects('--json')).items
    assert.deepEqual([item.projectId, rest.length], ['C-1', 0])
    assert.deepEqual(JSON.parse(await projects('--ndjson')), item)
    const [head, line, end] = (await projects('--csv')).split('\r\n')
    assert.match(String(head), /^projectId,title,phase,/)
    assert.match(String(line), /^C-1,Corrected \(invented\),tendering,/)
    assert.equal(end, '')
    assert.equal(await projects('--csv', '--bom'), `\uFEFF${await projects('--csv')}`)
    assert.equal(await projects('--as-of', '2000-01-01T00:00:00Z'), 'nothing\n')
    assert.equal((await projects('--csv', '--at-position', '1')).split('\r\n').length, 2)
    assert.equal((await ledger(['bonds', '--store', store, '--csv'])).out.split(',', 1)[0], 'projectId')
    const wrong = await ledger(['bonds', '--store', store, '--state', 'lost', '--json'])
    assert.deepEqual([wrong.code, JSON.parse(wrong.out).code], [2, 'INVALID'])
  })

  test('a figure is explained in 80 columns, and its rows and exclusions are listed', async () => {
    const asked = ['statistics', 'cycle-time', '--store', store, '--to', '2023-12-31']
    const { out } = await ledger([...asked, '--explain'])
    for (const line of out.split('\n')) assert.ok(displayWidth(line) <= 80, line)
    for (const part of [
      /^In-venue cycle time \(场内流转周期\), cycle-time version 1$/m,
      /^Variant registered-to-award-notice: ProjectRegistered to the first/m,
      /^Period {5}the beginning to 2023-12-31, days of Asia\/Shanghai$/m,
      /^Rows {7}0 behind n\nLeft out {3}1 open\n {11}0 negative\n/m,
      /^ {2}n = number of ended where days >= 0$/m,
      /^ {2}ended: rows of intervals where/m,
      /^No rows\.$/m,
    ])
      assert.match(out, part)
    const excluded = await ledger([...asked, '--exclusions', '--ndjson'])
    assert.deepEqual([JSON.parse(excluded.out).projectId, JSON.parse(excluded.out).excluded], ['C-1', 'open'])
    const rows = ['statistics', 'registration-time', '--store', store, '--rows']
    assert.match((await ledger([...rows, '--csv'])).out, /^projectId,subject,start\.eventId,[^\n]*\r\nC-1,,/)
    assert.match((await ledger([...rows, 'greenChannel', '--json'])).out, /"items": \[\]/)
  })

  test('the difference of a figure, with the events behind it', async () => {
    const told = await ledger(['statistics', 'registration-time', '--store', store, '--difference', '1', '4'])
    assert.match(told.out, /position 1 +position 4\n/)
    assert.match(
      told.out,
      /^\+ C-1 {2}came {2}0\n {4}2 ProjectRegistered, recorded [^\n]+\n[^\n]+\n {4}3 RegistrationAccepted, /m,
    )
    const args = ['statistics', 'registration-time', '--store', store, '--json', '--difference']
    const { a, b, items } = JSON.parse((await ledger([...args, '1', '4'])).out)
    assert.deepEqual([a.total.n, b.total.n, items.length], [0, 1, 1])
    const one = await ledger([...args, '1'])
    assert.deepEqual([one.code, one.err.includes('two positions or instants')], [2, true])
    const wrong = await ledger([...args, '1', 'yesterday'])
    assert.deepEqual([wrong.code, JSON.parse(wrong.out).code], [2, 'INVALID'])
  })

  test('statistics are the same wherever the read models lie, named by --models or by LEDGER_MODELS', async () => {
    const args = ['statistics', 'registration-time', '--store', store, '--json']
    const { out } = await ledger(args)
    const postgres = new URL(inject('postgresUrl'))
    postgres.searchParams.set('schema', `cli_models_${process.pid}`)
    const file = join(folder, 'elsewhere.models.db')
    for (const models of [postgres.href, `sqlite:${file}`]) {
      assert.equal((await ledger([...args, '--models', models])).out, out)
      assert.equal((await ledger(args, '', { ...process.env, LEDGER_MODELS: models })).out, out)
    }
    assert.ok(existsSync(file))
  })
})

describe('erasing', () => {
  test('is recorded like any fact, and shown by replay and by both exports', async () => {
    const enquiries = async () =>
      (await ledger(['replay', '--store', store, '--types', 'EnquiryReceived'])).out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    await record({ ...project, facts: [secretEnquiry('q-3')] })
    const { eventId } = (await enquiries()).at(-1)
    const erased = await record({ ...project, facts: [erasure(eventId)] }, '--json')
    assert.equal(erased.code, 0, erased.err)
    const by = JSON.parse(erased.out).eventId
    const again = await record({ ...project, facts: [erasure(eventId)] })
    assert.deepEqual([again.code, /^refused ALREADY_ERASED: /.test(again.err)], [1, true])

    assert.deepEqual((await enquiries()).at(-1).erased, { by })
    const csv = (await ledger(['export', 'csv', '--store', store])).out
    assert.match(csv, new RegExp(`${eventId}.*${by},project-C-1\\r?\\n`))
    const ndjson = (await ledger(['export', 'ndjson', '--store', store])).out
    for (const out of [csv, ndjson]) assert.ok(!out.includes(SECRET))
    const file = join(folder, 'erased.ndjson')
    writeFileSync(file, ndjson)
    const other = `sqlite:${join(folder, 'erased.db')}`
    assert.equal((await ledger(['import', 'ndjson', file, '--store', other])).code, 0)
    assert.equal((await ledger(['export', 'csv', '--store', other])).out, csv)
  })
})

describe('export and import', () => {
  test('a restored ledger is the same ledger', async () => {
    const file = join(folder, 'ledger.ndjson')
    const exported = (await ledger(['export', 'ndjson', '--store', store])).out
    writeFileSync(file, exported)
    const other = `sqlite:${join(folder, 'restored.db')}`
    const { code, out } = await ledger(['import', 'ndjson', file, '--store', other])
    assert.equal(code, 0)
    assert.match(out, /^restored \d+ events, verified line by line/)
    assert.equal((await ledger(['export', 'ndjson', '--store', other])).out, exported)
    const replayed = (await ledger(['replay', '--store', store])).out
    assert.equal((await ledger(['replay', '--store', other])).out, replayed)
  })

  test('an export that was cut adds nothing', async () => {
    const file = join(folder, 'cut.ndjson')
    writeFileSync(file, readFileSync(join(folder, 'ledger.ndjson'), 'utf8').slice(0, -40))
    const other = `sqlite:${join(folder, 'cut.db')}`
    const { code, err } = await ledger(['import', 'ndjson', file, '--store', other])
    assert.deepEqual([code, /RESTORE_DIFFERS: line \d+/.test(err)], [1, true], err)
    const { code: none, out } = await ledger(['export', 'ndjson', '--store', other])
    assert.deepEqual([none, out], [2, ''])
  })

  test('a part of a ledger is no ledger', async () => {
    const file = join(folder, 'part.ndjson')
    writeFileSync(file, (await ledger(['export', 'ndjson', '--store', store, '--project', 'C-1'])).out)
    const { code, err } = await ledger(['import', 'ndjson', file, '--store', `sqlite:${join(folder, 'part.db')}`])
    assert.deepEqual([code, /RESTORE_DIFFERS: line 1/.test(err)], [1, true], err)
  })

  test('CSV has a line an event', async () => {
    const lines = (await ledger(['export', 'csv', '--store', store, '--project', 'C-1'])).out.trim().split('\n')
    assert.match(lines[0] as string, /^position,recordedAt,/)
    assert.equal(lines.length, 1 + 8)
  })

  test('a publisher file is imported, reported, and adds nothing twice', async () => {
    const file = join(folder, 'release.json')
    const release = {
      ocid: 'ocds-invented-1',
      id: 'r1',
      date: '2022-01-10T00:00:00Z',
      tag: ['planning'],
      tender: { title: 'Invented' },
    }
    writeFileSync(file, JSON.stringify(release))
    const args = ['import', 'ocds', file, '--store', store, '--json']
    assert.equal(JSON.parse((await ledger([...args, '--dry-run'])).out).events, 1)
    const elsewhere = join(folder, 'nowhere.db')
    assert.equal((await ledger([...args, '--dry-run', '--store', `sqlite:${elsewhere}`])).code, 0)
    assert.ok(!existsSync(elsewhere))
    assert.equal(JSON.parse((await ledger(args)).out).events, 1)
    assert.deepEqual(JSON.parse((await ledger(args)).out).events, 0)
    writeFileSync(join(folder, 'broken.json'), '{"ocid":')
    const broken = await ledger(['import', 'ocds', join(folder, 'broken.json'), '--store', store])
    assert.equal(broken.code, 1)
    assert.match(broken.out, /broken\.json/)
  })
})

describe('serving', () => {
  test('listens on loopback, logs neither bodies nor queries, and ends on a signal', async () => {
    const child = spawn(process.execPath, [MAIN, 'serve', '--port', '0', '--store', store], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const lines: string[] = []
    let address = ''
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line)
      const listening = /Server listening at (http:\/\/127\.0\.0\.1:\d+)/.exec(line)?.[1]
      if (listening !== undefined) {
        address = listening
        await fetch(`${address}/v1/projects?text=SecretName`)
        await fetch(`${address}/v1/projects/C-1/events`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{"secret":"SecretName"}',
        })
        child.kill('SIGTERM')
      }
    }
    if (child.exitCode === null) await once(child, 'exit')
    assert.equal(child.exitCode, 0)
    assert.ok(lines.some((line) => JSON.parse(line).route === '/v1/projects'))
    assert.ok(!lines.join('\n').includes('SecretName'))
  })
})
