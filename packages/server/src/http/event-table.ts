import type { LedgerEvent } from '@procurement-ledger/core'

/** Events in a table: what they have in common, and their data as JSON. */
export const EVENT_COLUMNS = [
  ...['position', 'recordedAt', 'occurredAt', 'type', 'projectId', 'revision', 'eventId', 'actor', 'leafHash', 'data'],
  ...['erasedBy', 'stream'],
] as const

export const eventRow = ({ actor, data, erased, ...event }: LedgerEvent) => ({
  ...event,
  ...{ actor: `${actor.id}:${actor.role}`, data: JSON.stringify(data), erasedBy: erased?.by },
})
