import type { SealedEvent } from '../../evidence/sealed-event.ts'
import { erasureOf, sealTexts } from '../sealed-events.ts'

/**
 * What lies in samples/schema-N.sql: a ledger as the version that made schema N wrote it, dumped by pg_dump. A sample is
 * never made anew; every later version must bring it up to date and read it.
 */
export function sampleEvents(): readonly SealedEvent[] {
  const stream = 'project-JX-2023-001'
  const personal = '{"/actor/name":"Example Person (invented) 张三 𠀀"}'
  const [first, second] = sealTexts(stream, [{ personal, data: '{"b":1.0,"a":"\u2028 \\u0000"}' }, { personal }]) as [
    SealedEvent,
    SealedEvent,
  ]
  return [first, second, ...erasureOf(first.eventId, second)]
}
