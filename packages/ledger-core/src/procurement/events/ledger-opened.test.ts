import { expect, test } from 'vitest'
import { ledgerOpened, Origin } from './ledger-opened.ts'

const identity = {
  ledgerId: '018f3a52-7c1e-7b3a-9d7e-3a5f0c1d2e4b',
  origin: 'ledger.example.org/county',
  software: 'procurement-ledger 0.1.0',
}

test('a ledger has an id, an origin and the software that opened it', () => {
  expect(ledgerOpened.data.parse(identity)).toEqual(identity)
})

test('an origin is a name without a scheme, spaces or plus', () => {
  const flawed = ['https://ledger.example.org', 'example county', 'a+b', 'a\tb', 'a\u3000b', 'a\u0000b', '']
  for (const origin of flawed) expect(Origin.safeParse(origin).success, JSON.stringify(origin)).toBe(false)
  for (const origin of ['ledger.example.org', '示例县账本', 'localhost:8080/log'])
    expect(Origin.safeParse(origin).success, origin).toBe(true)
})

test('an origin has at most 200 characters', () => {
  expect(Origin.safeParse('a'.repeat(200)).success).toBe(true)
  expect(Origin.safeParse('a'.repeat(201)).success).toBe(false)
})

test('the id of a ledger is a uuid in lower case', () => {
  expect(ledgerOpened.data.safeParse({ ...identity, ledgerId: identity.ledgerId.toUpperCase() }).success).toBe(false)
})
