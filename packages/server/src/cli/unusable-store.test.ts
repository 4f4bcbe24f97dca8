import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EsdbWireStandIn, makeCertificate } from '@procurement-ledger/core/testing/esdb'
import { afterAll, describe, onTestFinished, test } from 'vitest'
import { LedgerCommand } from '../testing/ledger-command.ts'

/** Every command on a ledger in EventStoreDB that cannot be used says why, in one line. */

const folder = mkdtempSync(join(tmpdir(), 'ledger-cli-unusable-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const file = join(folder, 'some.ndjson')
writeFileSync(file, '{}\n')

const READING: readonly (readonly string[])[] = [
  ['replay'],
  ['show', 'P-1'],
  ['statistics', 'competition'],
  ['export', 'ndjson'],
  ['bundle', 'P-1', '--out', join(folder, 'some.zip')],
]
const WRITING: readonly (readonly string[])[] = [
  ['import', 'ndjson', file],
  ['import', 'ocds', file],
  ['record', 'P-1', 'BidsOpened', '--occurred-at', '2026-01-01T09:00:00+08:00', '--actor', 'clerk-1:buyer'],
  ['serve', '--port', '0'],
]

// Each question is a process of its own, and a busy machine starts them slowly.
describe('ledger --store esdb://', { timeout: 240_000 }, () => {
  const command = new LedgerCommand(folder)

  async function assertTold(store: string, code: string, commands: readonly (readonly string[])[]): Promise<void> {
    const ask = async (args: readonly string[]) => {
      const { code: exit, out, err } = await command.run(store, args, '{}')
      assert.deepEqual([exit, out], [2, ''], `${args.join(' ')}: ${err}`)
      assert.match(err, new RegExp(`^ledger: ${code}: .*\\n$`), args.join(' '))
    }
    await Promise.all(commands.map(ask))
  }

  /** Its exits are its own. */
  async function assertUnreadable(store: string, says: RegExp): Promise<void> {
    const { code, out, err } = await command.run(store, ['verify'])
    assert.deepEqual([code, err], [6, ''])
    assert.match(out, says)
  }

  test('with a wrong password', async ({ skip }) => {
    const tls = makeCertificate(folder)
    if (tls === undefined) return skip('there is no openssl to make a certificate')
    const server = await EsdbWireStandIn.start({ tls, users: new Map([['ops', 'right']]) })
    onTestFinished(() => server.stop())
    const url = (password: string) =>
      `esdb://ops:${password}@localhost:${server.port}?ledger=jx&tlsCAFile=${encodeURIComponent(tls.certFile)}`
    await assertTold(url('top-secret'), 'STORE_DENIED', [...READING, ...WRITING])
    await assertUnreadable(url('top-secret'), /STORE_DENIED|STORE_UNREADABLE/)
    assert.ok(!server.calls.some((call) => call.startsWith('append')))
    await assertTold(url('right'), 'STORE_NOT_FOUND', [['replay']])
  })

  test('with an option that a ledger does not take', async () => {
    const url = 'esdb://ops:top-secret@127.0.0.1:1?ledger=jx'
    await assertTold(`${url}&tlsVerifyCert=false`, 'STORE_URL_INVALID', WRITING.slice(3))
    await assertTold(`${url}&tls=false&connectionName=%E5%8E%BF`, 'STORE_URL_INVALID', [['verify']])
  })

  test('where nobody listens', async () => {
    const url = 'esdb://ops:top-secret@127.0.0.1:1?ledger=jx&tls=false'
    await assertTold(url, 'STORE_UNREACHABLE', WRITING.slice(2))
    await assertUnreadable(url, /STORE_UNREADABLE/)
  })

  test('under a name that nobody gave: reading does not make it a ledger', async () => {
    const server = await EsdbWireStandIn.start()
    onTestFinished(() => server.stop())
    await assertTold(server.url('nobody'), 'STORE_NOT_FOUND', READING.slice(3))
    assert.ok(!server.calls.some((call) => call.startsWith('append')))
  })

  test('no password and no stack is in anything that was said', () => {
    assert.ok(command.said.length > 30)
    const said = command.said.join('\n')
    assert.doesNotMatch(said, /top-secret/)
    assert.doesNotMatch(said, /^ +at /m)
  })
})
