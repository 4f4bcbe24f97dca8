import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Fault } from '../../kernel/fault.ts'
import { ledgerNameOf } from '../eventstoredb.ts'
import { parseStoreUrl } from './store-url.ts'

describe('the URL of a store', () => {
  test('names a server, a ledger and who asks', () => {
    expect(parseStoreUrl('esdb://ops:s%40cr%3At@db-1:2114?ledger=jx')).toMatchObject({
      ledger: 'jx',
      hosts: [{ address: 'db-1', port: 2114 }],
      isDiscovered: false,
      isSecure: true,
      credentials: { username: 'ops', password: 's@cr:t' },
      shown: 'esdb://db-1:2114',
    })
  })

  test('gives the name by which files beside the store are called', () => {
    expect(ledgerNameOf('esdb://localhost?ledger=county-1')).toBe('county-1')
  })

  test('names a cluster by its nodes, or by one name', () => {
    const nodes = parseStoreUrl('esdb://a,b:2200,[::1]:2300/?ledger=jx&tls=false&maxDiscoverAttempts=3')
    expect(nodes.hosts.map(({ address, port }) => `${address} ${port}`)).toEqual(['a 2113', 'b 2200', '[::1] 2300'])
    expect(nodes).toMatchObject({ isSecure: false, credentials: undefined, numbers: { maxDiscoverAttempts: 3 } })
    expect(parseStoreUrl('esdb+discover://cluster.example?ledger=jx').isDiscovered).toBe(true)
  })

  test.each([
    ['postgres://localhost?ledger=jx', /begin with esdb/],
    ['esdb://localhost', /name the ledger/],
    ['esdb://localhost?ledger=', /not the name of a ledger/],
    ['esdb://localhost?ledger=a.b', /not the name of a ledger/],
    ['esdb://localhost?ledger=a&ledger=b', /twice/],
    ['esdb://localhost?ledger=a&colour=red', /no option/],
    ['esdb://localhost?ledger=a&nodePreference=follower', /asks the leader/],
    ['esdb://localhost?ledger=a&tls=yes', /true or false/],
    ['esdb://localhost?ledger=a&gossipTimeout=1.5', /whole number/],
    ['esdb://localhost?ledger=a&keepAliveInterval=5000', /at least 10000/],
    ['esdb://localhost?ledger=a&maxDiscoverAttempts=0', /at least 1/],
    ['esdb://localhost?ledger=a&gossipTimeout=0', /at least 1/],
    ['esdb://localhost?ledger=a&connectionName=%E5%8E%BF', /of ASCII/],
    ['esdb://localhost?ledger=a&connectionName=', /of ASCII/],
    ['esdb://localhost?ledger=a&tls=false&tlsCAFile=ca.pem', /of no use with tls=false/],
    ['esdb://localhost?ledger=a&tls=false&userKeyFile=key.pem', /of no use with tls=false/],
    ['esdb://localhost?ledger=a&tlsVerifyCert=false', /leave out tlsVerifyCert/],
    ['esdb://localhost?ledger=a&defaultDeadline=5', /leave out defaultDeadline/],
    ['esdb://localhost?ledger=a&throwOnAppendFailure=false', /leave out throwOnAppendFailure/],
    ['esdb://localhost?ledger=jx.', /not the name of a ledger/],
    ['esdb://localhost?ledger=j*', /not the name of a ledger/],
    ['esdb://localhost?ledger=%24all', /not the name of a ledger/],
    ['esdb://a%3Ab:secret@localhost?ledger=a', /holds a colon/],
    ['esdb://localhost:0?ledger=a', /not a port/],
    ['esdb://localhost:99999?ledger=a', /not a port/],
    ['esdb://?ledger=a', /a host is/],
    ['esdb://a,,b?ledger=a', /a host is/],
    ['esdb+discover://a,b?ledger=a', /takes one host/],
    ['esdb://localhost?ledger=a&tlsCAFile=/nowhere/ca.pem', /cannot be read/],
    ['esdb://localhost?ledger=a&userCertFile=package.json', /go together/],
  ])('%s is refused by what is wrong with it', (url, message) => {
    expect(() => parseStoreUrl(url)).toThrow(message)
    expect(codeOf(url)).toBe('STORE_URL_INVALID')
  })

  test('no message ever repeats the password', () => {
    const secret = 'S3cret-Passw0rd'
    for (const url of [
      `esdb://admin:${secret}@`,
      `esdb://admin:${secret}@host:0?ledger=a`,
      `esdb://admin:${secret}`,
      `esdb://admin:${secret}@ho st?ledger=a`,
      `esdb://:${secret}@host?ledger=a`,
      `esdb://admin:${secret}%@host?ledger=a`,
      `esdb//admin:${secret}@host?ledger=a`,
      `esdb://admin:${secret}@host?ledger=a&tls=maybe`,
    ])
      expect(messageOf(url)).not.toContain(secret)
  })

  test('any text is an address or a STORE_URL_INVALID of one line', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `esdb://${text}`),
        ),
        (url) => {
          expect([undefined, 'STORE_URL_INVALID']).toContain(codeOf(url))
          expect(messageOf(url)).not.toContain('\n')
        },
      ),
    )
  })
})

function faultOf(url: string): Fault | undefined {
  try {
    parseStoreUrl(url)
    return undefined
  } catch (error) {
    if (error instanceof Fault) return error
    throw error
  }
}

const codeOf = (url: string): string | undefined => faultOf(url)?.code
const messageOf = (url: string): string => faultOf(url)?.message ?? ''
