import { describe, expect, test } from 'vitest'
import { nameBasedUuid } from '../name-based-uuid.ts'
import { commandIdOf } from './command-id.ts'

describe('a derived commandId', () => {
  test('is a UUID of version 5 (the example of RFC 9562, appendix A.4)', () => {
    expect(nameBasedUuid('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com')).toBe(
      '2ed6657d-e927-568b-95e1-2665a8aea6a2',
    )
  })

  test('is stable, and differs by process, event and subject', () => {
    const ids = [
      commandIdOf('ocds-abc123-1', 'AwardDecided', 'A-1'),
      commandIdOf('ocds-abc123-2', 'AwardDecided', 'A-1'),
      commandIdOf('ocds-abc123-1', 'AwardCancelled', 'A-1'),
      commandIdOf('ocds-abc123-1', 'AwardDecided', 'A-2'),
    ]
    expect(new Set(ids).size).toBe(4)
    expect(ids[0]).toBe(commandIdOf('ocds-abc123-1', 'AwardDecided', 'A-1'))
  })
})
