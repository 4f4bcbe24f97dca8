import { verify } from '../src/verify/verify.ts'

/** Verifies a whole ledger with its evidence, and tells how fast and in how much memory. */
const started = performance.now()
const found = await verify(process.argv[2] ?? '', { keys: process.argv.slice(3) })
if (found?.verdict !== 'sound' || found.events === undefined) throw new Error(JSON.stringify(found?.findings))
const perSecond = (found.events / (performance.now() - started)) * 1000
process.stdout.write(
  JSON.stringify({ events: found.events, perSecond, peakMiB: Math.round(process.resourceUsage().maxRSS / 1024) }),
)
