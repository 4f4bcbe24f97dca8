import { dayNumber } from '@procurement-ledger/core'
import { expect, test } from 'vitest'
import { told } from '../testing/invented.ts'
import { accepted, registered, rowsIn } from '../testing/project-facts.ts'
import { deferred } from './deferred.ts'

const day = (date: string) => dayNumber(date as never)
const supplied = (when: string, material: string) => told('DeferredMaterialSupplied', when, { material })
const facts = [
  registered('2023-03-01'),
  accepted('2023-03-02', {
    deferred: [
      { material: 'land certificate', dueOn: '2023-03-20' as never },
      { material: 'approval', dueOn: '2023-03-10' as never },
    ],
  }),
]

test('every deferred material has a row, open until it is supplied', () => {
  expect(rowsIn(deferred, ...facts, supplied('2023-03-12', 'approval'))).toEqual([
    { key: 'land certificate', acceptedOn: day('2023-03-02'), dueOn: day('2023-03-20'), suppliedOn: null },
    { key: 'approval', acceptedOn: day('2023-03-02'), dueOn: day('2023-03-10'), suppliedOn: day('2023-03-12') },
  ])
})

test('a material that was never deferred adds nothing when it is supplied', () => {
  expect(rowsIn(deferred, ...facts, supplied('2023-03-12', 'another'))).toHaveLength(2)
})
