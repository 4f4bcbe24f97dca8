import { sqlite } from '@procurement-ledger/core/sqlite'
import { follow } from '../follower/follow.ts'
import { procurementReadModels } from '../read-models/procurement-read-models.ts'

/** A worker of its own, for tests that kill it: `following-process.ts <ledger> <models> <batch> <leaseMs>`. */
const [ledger = '', place = '', batch = '', leaseMs = ''] = process.argv.slice(2)

const store = await sqlite(ledger, { create: false, readOnly: true })
// Killed many times, so it loads no more than it needs.
const open = place.startsWith('postgres:')
  ? (await import('../postgres/index.ts')).openPostgresReadModels
  : (await import('../sqlite/index.ts')).openReadModels
const models = await open(place, [procurementReadModels])
const follower = follow({ store, models, maxBatchEvents: Number(batch), leaseMs: Number(leaseMs) })

process.send?.('ready')
process.on('message', () => process.send?.(follower.status().state))
// A run that was broken off leaves no worker behind.
process.on('disconnect', () => process.exit())
