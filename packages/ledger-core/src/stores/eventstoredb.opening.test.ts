import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Fault } from '../kernel/fault.ts'
import { type Certificate, makeCertificate } from '../testing/esdb/certificate.ts'
import { bounded, expectNothingUnhandled, LEDGER, logOf, openedAt, STREAM, standIn } from '../testing/esdb/scene.ts'
import { sealRun } from '../testing/sealed-events.ts'
import { eventStoreDb } from './eventstoredb.ts'

const PASSWORD = 'S3cret-Passw0rd'

describe('a server that cannot be used is told in one line, without the password', () => {
  test('nobody listens there', async () => {
    expectNothingUnhandled()
    const fault = await faultOf(`esdb://admin:${PASSWORD}@127.0.0.1:1?ledger=jx&tls=false`)
    expect(fault).toMatchObject({ code: 'STORE_UNREACHABLE', message: expect.stringContaining('127.0.0.1:1') })
  })

  test('the host does not exist', async () => {
    expectNothingUnhandled()
    const fault = await faultOf(`esdb://admin:${PASSWORD}@no-such-host.invalid:2113?ledger=jx&tls=false`)
    expect(fault).toMatchObject({ code: 'STORE_UNREACHABLE', message: expect.stringContaining('no-such-host.invalid') })
  })

  test('something else listens there', async () => {
    expectNothingUnhandled()
    const other = createServer((socket) => socket.on('error', () => {}).end('220 mail.invalid\r\n'))
    const port = await listening(other)
    const fault = await faultOf(`esdb://admin:${PASSWORD}@127.0.0.1:${port}?ledger=jx&tls=false`)
    expect(fault.code).toBe('STORE_UNREACHABLE')
  })

  test('it takes the connection and says nothing', async () => {
    expectNothingUnhandled()
    const port = await listening(createServer((socket) => socket.on('error', () => {})))
    const fault = await faultOf(`esdb://admin:${PASSWORD}@127.0.0.1:${port}?ledger=jx&tls=false`)
    expect(fault.code).toBe('STORE_UNREACHABLE')
  })

  test('no node of the cluster answers', async () => {
    expectNothingUnhandled()
    const fault = await faultOf(`esdb://admin:${PASSWORD}@127.0.0.1:1,127.0.0.1:2?ledger=jx&tls=false`)
    expect(fault).toMatchObject({ code: 'STORE_UNREACHABLE' })
  })

  test('the URL is wrong', async () => {
    const fault = await faultOf(`esdb://admin:${PASSWORD}@127.0.0.1:2113`)
    expect(fault).toMatchObject({ code: 'STORE_URL_INVALID' })
  })
})

describe('with certificates', () => {
  const users = new Map([['ops', PASSWORD]])

  test('the right user opens; a wrong one, a wrong password and none are denied', async ({ skip }) => {
    const tls = certificate()
    if (tls === undefined) return skip('there is no openssl to make a certificate')
    const server = await standIn({ tls, users })
    expectNothingUnhandled(server)
    const at = (user: string) =>
      server.url(LEDGER, `&tlsCAFile=${encodeURIComponent(tls.certFile)}`).replace('//', `//${user}`)
    const store = await openedAt(at(`ops:${PASSWORD}@`), ANSWERED)
    const stored = await store.append(STREAM, -1, sealRun(STREAM, 2))
    expect(await logOf(store)).toStrictEqual(stored)
    for (const user of [`ops:not-${PASSWORD}@`, `other:${PASSWORD}@`, ''])
      expect(await faultOf(at(user), ANSWERED)).toMatchObject({ code: 'STORE_DENIED' })
  })

  test('what is percent-encoded in the URL is told as it is meant', async ({ skip }) => {
    const tls = certificate()
    if (tls === undefined) return skip('there is no openssl to make a certificate')
    const [name, password] = ['ops@county', 'p:a@s/s?w#ö%密']
    const server = await standIn({ tls, users: new Map([[name, password]]) })
    expectNothingUnhandled(server)
    const user = `${encodeURIComponent(name)}:${encodeURIComponent(password)}@`
    const url = server.url(LEDGER, `&tlsCAFile=${encodeURIComponent(tls.certFile)}`).replace('//', `//${user}`)
    const store = await openedAt(url, ANSWERED)
    expect(await store.append(STREAM, -1, sealRun(STREAM, 1))).toStrictEqual(await logOf(store))
  })

  test('a certificate of the user is shown to a server that asks for one; without it there is no way in', async ({
    skip,
  }) => {
    const tls = certificate()
    if (tls === undefined) return skip('there is no openssl to make a certificate')
    const server = await standIn({ tls: { ...tls, users: tls.cert } })
    expectNothingUnhandled(server)
    const file = encodeURIComponent(tls.certFile)
    const key = encodeURIComponent(tls.keyFile)
    const url = server.url(LEDGER, `&tlsCAFile=${file}`)
    const store = await openedAt(`${url}&userCertFile=${file}&userKeyFile=${key}`, ANSWERED)
    expect(await store.append(STREAM, -1, sealRun(STREAM, 1))).toStrictEqual(await logOf(store))
    expect(await faultOf(url)).toMatchObject({ code: 'STORE_UNREACHABLE' })
  })

  test('a cluster with certificates and users is found, and asked as the user', async ({ skip }) => {
    const tls = certificate()
    if (tls === undefined) return skip('there is no openssl to make a certificate')
    const [server, other] = [await standIn({ tls, users }), await standIn({ tls, users })]
    other.followLeader(server)
    for (const node of [server, other]) node.cluster.splice(0, 1, server, other)
    expectNothingUnhandled(server, other)
    const more = `&tlsCAFile=${encodeURIComponent(tls.certFile)}`
    const at = (user: string) => other.url(LEDGER, more).replace('esdb://', `esdb+discover://${user}`)
    const store = await openedAt(at(`ops:${PASSWORD}@`), ANSWERED)
    expect(await store.append(STREAM, -1, sealRun(STREAM, 1))).toStrictEqual(await logOf(store))
    expect(await faultOf(at(`ops:not-${PASSWORD}@`), ANSWERED)).toMatchObject({ code: 'STORE_DENIED' })
  })

  test('a server that takes whoever comes is used without a user', async ({ skip }) => {
    const tls = certificate()
    if (tls === undefined) return skip('there is no openssl to make a certificate')
    const server = await standIn({ tls })
    expectNothingUnhandled(server)
    const store = await openedAt(server.url(LEDGER, `&tlsCAFile=${encodeURIComponent(tls.certFile)}`), ANSWERED)
    expect(await store.append(STREAM, -1, sealRun(STREAM, 1))).toStrictEqual(await logOf(store))
  })

  test('a certificate that nobody vouches for is not trusted', async ({ skip }) => {
    const tls = certificate()
    if (tls === undefined) return skip('there is no openssl to make a certificate')
    const server = await standIn({ tls, users })
    const fault = await faultOf(server.url(LEDGER).replace('//', `//ops:${PASSWORD}@`))
    expect(fault).toMatchObject({ code: 'STORE_UNREACHABLE', message: expect.stringContaining('certificate') })
  })
})

/** For what is answered, however slow the machine is. */
const ANSWERED = { timeoutMs: 20_000 }

/** The fault at opening: one line, and nothing of it or behind it holds the password. */
async function faultOf(url: string, options = { timeoutMs: 600 }): Promise<Fault> {
  const fault: unknown = await bounded(eventStoreDb(url, options), 30_000).then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(fault).toBeInstanceOf(Fault)
  const { message, stack, cause } = fault as Fault
  expect(message).not.toContain('\n')
  for (const said of [message, stack, String(cause), JSON.stringify(cause)])
    expect(String(said)).not.toContain(PASSWORD)
  return fault as Fault
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return (server.address() as { port: number }).port
}

function certificate(): Certificate | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-tls-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return makeCertificate(folder)
}
