// What did the office know, and when? The same project, replayed as it was known on different days.
import { type Fact, openLedger, type Role } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'

// The ledger's clock is a port: here it says when each fact reached the office.
let clock = ''
await using ledger = await openLedger({
  store: memory(),
  sources: { now: () => Date.parse(clock || '2023-01-01T00:00:00Z') },
})

async function record(recordedAt: string, role: Role, occurredAt: string, type: string, data: object): Promise<void> {
  clock = recordedAt
  const fact: Fact = { type, occurredAt, data, actor: { id: `${role}-office`, role } }
  const { refused } = await ledger.record('EX-2023-002', fact)
  if (refused) throw new Error(refused.message)
}

await record('2023-05-04T02:00:00Z', 'agency', '2023-05-04T10:00:00+08:00', 'ProjectRegistered', {
  title: 'Example school kitchen (invented)',
  buyer: { id: 'B-SCHOOL', name: 'Example School (invented)' },
  category: 'goods',
  regime: 'GPL',
  method: 'limited',
  procedure: 'negotiation',
  mandatory: false,
  venue: { id: 'V-1', name: 'Example Trading Centre (invented)', zone: 'Asia/Shanghai' },
})
await record('2023-05-05T01:00:00Z', 'centre', '2023-05-05T09:00:00+08:00', 'RegistrationAccepted', {
  greenChannel: false,
  deferred: [],
})
// The invitation went out on 8 May and was entered on 12 May: late entry is normal, and both moments are kept.
await record('2023-05-12T03:00:00Z', 'agency', '2023-05-08T09:00:00+08:00', 'InvitationIssued', {
  invited: [{ id: 'S-GAMMA', name: 'Example Kitchens Gamma (invented)' }],
})

for (const day of ['2023-05-03', '2023-05-04', '2023-05-10', '2023-05-12']) {
  const known = await ledger.project('EX-2023-002', { asOf: `${day}T23:59:59+08:00` })
  console.log(`known by the end of ${day}: ${known ? `${known.phase}, revision ${known.revision}` : 'nothing'}`)
}

console.log('\noccurred                   recorded                  event')
for await (const { occurredAt, recordedAt, type } of ledger.history('EX-2023-002'))
  console.log(`${occurredAt}  ${recordedAt}  ${type}`)
