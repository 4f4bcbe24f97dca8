import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, test } from 'vitest'

/** What is published works for a stranger: three tarballs in an empty folder, an import and a short program. */

const folder = mkdtempSync(join(tmpdir(), 'ledger-pack-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (command: string, args: readonly string[], cwd: string): string =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

const PROGRAM = `
import { openLedger } from '@procurement-ledger/core'
import { ledgerNameOf } from '@procurement-ledger/core/eventstoredb'
import { memory } from '@procurement-ledger/core/memory'
import { memoryFolder } from '@procurement-ledger/core/notary'
import { postgres } from '@procurement-ledger/core/postgres'
import { sqlite } from '@procurement-ledger/core/sqlite'
import { cnCalendar, cnTbl, judge } from '@procurement-ledger/core/rules'
import { parseTilePath } from '@procurement-ledger/core/verify'
import { procurementReadModels } from '@procurement-ledger/projections'
import { openPostgresReadModels } from '@procurement-ledger/projections/postgres'
import { buildApp } from '@procurement-ledger/server'

await using ledger = await openLedger({ store: await sqlite('ledger.db') })
const { refused } = await ledger.record('P-1', { type: 'ProjectInvented', occurredAt: '2023-01-01T00:00:00Z', data: {} })
console.log(refused.code, (await memory().head()).toString(), typeof procurementReadModels, typeof buildApp)
console.log(parseTilePath('tile/0/x001/234.p/5').index, memoryFolder().where, ledgerNameOf('esdb://localhost?ledger=jx'))
console.log(judge([], { on: '2023-06-01', packs: [cnTbl], calendar: cnCalendar }).results.length)
console.log(typeof openPostgresReadModels, await postgres('postgres://127.0.0.1:1/none').catch(({ code }) => code))
`

test('the three packages install and run from their tarballs', { timeout: 300_000 }, () => {
  run('pnpm', ['build'], '.')
  for (const name of ['ledger-core', 'projections', 'server'])
    run('pnpm', ['pack', '--pack-destination', folder], join('packages', name))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'empty', private: true, type: 'module' }))
  const tarballs = globSync('*.tgz', { cwd: folder }).map((name) => `./${name}`)
  assert.equal(tarballs.length, 3)
  run('npm', ['install', '--no-audit', '--no-fund', ...tarballs], folder)

  writeFileSync(join(folder, 'program.mjs'), PROGRAM)
  assert.equal(
    run(process.execPath, ['program.mjs'], folder).trim(),
    'INVALID 0 object function\n1234 memory jx\n17\nfunction STORE_UNREACHABLE',
  )
  const ledger = (...args: readonly string[]) => run(join(folder, 'node_modules/.bin/ledger'), args, folder)
  const help = ledger('--help')
  assert.match(help, /record one fact/)
  // What is named is loaded, so this loads every command.
  const commands = [...help.matchAll(/^ {2}([a-z]+) {2,}\S/gm)].map(([, name = '']) => name)
  assert.ok(commands.includes('serve') && commands.includes('demo'), commands.join())
  assert.match(ledger(...commands, '--help'), /^Usage: ledger serve /)
})
