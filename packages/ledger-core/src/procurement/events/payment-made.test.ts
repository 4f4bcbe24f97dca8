import { expect, test } from 'vitest'
import { fact, given } from '../../testing/given.ts'
import { bidderA, cny, completed, contracted } from '../../testing/histories.ts'

const paid = (override: object = {}) =>
  fact('PaymentMade', {
    contractId: 'contract-1',
    paymentId: 'payment-1',
    payee: bidderA,
    amount: cny('570000.00'),
    ...override,
  })

test('the buyer pays, also after completion', () => {
  for (const history of [contracted(), completed()])
    given(...history)
      .when(paid())
      .then(({ payments }) => expect([...payments]).toEqual(['payment-1']))
})

test('a payment belongs to a contract', () => {
  given(...contracted())
    .when(paid({ contractId: 'contract-9' }))
    .thenRefused('CONTRACT_UNKNOWN')
})

test('a payment is made once', () => {
  given(...contracted(), paid())
    .when(paid())
    .thenRefused('PAYMENT_EXISTS')
})
