import { openLedger } from '@procurement-ledger/core'
import { sqlite } from '@procurement-ledger/core/sqlite'

/** Replays a whole ledger, event by event, and tells how fast and in how much memory. */
const ledger = await openLedger({ store: await sqlite(process.argv[2] ?? '', { readOnly: true }) })
const started = performance.now()
let seen = 0
for await (const { data } of ledger.events({ live: false })) if (data !== undefined) seen++
const perSecond = (seen / (performance.now() - started)) * 1000
await ledger.close()
process.stdout.write(JSON.stringify({ perSecond, peakMiB: Math.round(process.resourceUsage().maxRSS / 1024) }))
