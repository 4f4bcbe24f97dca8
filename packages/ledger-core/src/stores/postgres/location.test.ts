import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { Fault } from '../../kernel/fault.ts'
import { parseLocation } from './location.ts'

afterEach(() => vi.unstubAllEnvs())

describe('what is shown of a URL', () => {
  test.each([
    ['postgres://u:secret@db.example:6432/ledgers?schema=jx', 'postgres://db.example:6432/ledgers?schema=jx'],
    ['postgresql://u:secret@db.example/ledgers', 'postgres://db.example:5432/ledgers?schema=ledger'],
    ['postgres://u:s%2Fe%40c@[::1]/ledgers', 'postgres://[::1]:5432/ledgers?schema=ledger'],
    ['postgres:///ledgers?host=/var/run/postgresql', 'postgres:///var/run/postgresql:5432/ledgers?schema=ledger'],
    ['postgres://db.example/ledgers?port=6432&password=secret', 'postgres://db.example:6432/ledgers?schema=ledger'],
  ])('%s is %s', (url, shown) => {
    expect(parseLocation(url).shown).toBe(shown)
  })

  test('is where the driver connects, also where the environment says so', () => {
    vi.stubEnv('PGHOST', 'elsewhere.example')
    vi.stubEnv('PGPORT', '7777')
    expect(parseLocation('postgres:///ledgers').shown).toBe('postgres://elsewhere.example:7777/ledgers?schema=ledger')
  })
})

test.each([
  ['a slash in the password', 'postgres://u:12/top-secret@db.example/ledgers'],
  ['a question mark in the password', 'postgres://u:12/top?secret@db.example/ledgers'],
  ['a hash in the password', 'postgres://u:12/top#secret@db.example/ledgers'],
  ['a port that is none', 'postgres://u:top-secret@db.example/ledgers?port=here'],
  ['a port out of range', 'postgres://u:top-secret@db.example/ledgers?port=70000'],
  ['a password that is no text', 'postgres://u:top-secret%ff%fe@db.example/ledgers'],
  ['a certificate that is not there', 'postgres://u:top-secret@db.example/ledgers?sslrootcert=/no/such/file'],
  ['a schema that is too long', `postgres://u:top-secret@db.example/ledgers?schema=${'a'.repeat(64)}`],
])('%s is refused, and no part of a password is repeated', (_what, url) => {
  expect(() => parseLocation(url)).toThrow(expect.objectContaining({ code: 'STORE_NOT_FOUND' }))
  expect(() => parseLocation(url)).not.toThrow(/top|secret/)
  expect(() => parseLocation(url)).toThrow(Fault)
})

test.each(['prefer', 'require', 'verify-ca', 'verify-full'])(
  'sslmode=%s checks the certificate, and nothing is warned of',
  (mode) => {
    const warned = vi.spyOn(process, 'emitWarning')
    onTestFinished(() => warned.mockRestore())
    const { connectionString } = parseLocation(`postgres://u@db.example/ledgers?sslmode=${mode}`)
    expect(new URL(connectionString).searchParams.get('sslmode')).toBe('verify-full')
    expect(warned).not.toHaveBeenCalled()
  },
)

test.each(['disable', 'no-verify'])('sslmode=%s is what it says', (mode) => {
  const { connectionString } = parseLocation(`postgres://u@db.example/ledgers?sslmode=${mode}`)
  expect(new URL(connectionString).searchParams.get('sslmode')).toBe(mode)
})
