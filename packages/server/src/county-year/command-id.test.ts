import { Uuid } from '@procurement-ledger/core'
import { expect, test } from 'vitest'
import { nameBasedUuid } from '../name-based-uuid.ts'
import { commandIdOf } from './command-id.ts'

test('a name-based UUID is that of RFC 9562, appendix A.4', () => {
  const dns = '6ba7b810-9dad-11d1-80b4-00c04fd430c8'
  expect(nameBasedUuid(dns, 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2')
})

test('a command keeps its id for ever, and shares it with no other', () => {
  expect(commandIdOf('EX-2023-W001', 0)).toMatchInlineSnapshot(`"ce66eb6f-eec0-5319-a378-781efbabd504"`)
  expect(commandIdOf('EX-2023-W001', 1)).not.toBe(commandIdOf('EX-2023-W001', 0))
  expect(commandIdOf('EX-2023-W002', 0)).not.toBe(commandIdOf('EX-2023-W001', 0))
  expect(Uuid.safeParse(commandIdOf('EX-2023-W001', 0)).success).toBe(true)
})
