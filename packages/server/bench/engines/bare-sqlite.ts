import { join } from 'node:path'
import { bare } from '../bare.ts'
import { BATCH_EVENTS, type Contender, type Places, type Size } from './contender.ts'

/** What better-sqlite3 alone does with the same bytes. */

const WARM_UP_ROWS = 100

export async function bareSqlite({ main: folder }: Places, { ms, logEvents }: Size): Promise<Contender> {
  const driver = bare(join(folder, 'bare.db'))
  driver.write(logEvents, 1_000)

  /** As many rows as take about the time. */
  const grouped = (group: number) => async () => {
    const perSecond = driver.write(WARM_UP_ROWS * group, group)
    const groups = Math.ceil((perSecond * ms) / 1_000 / group)
    return { perSecond: driver.write(groups * group, group) }
  }
  return {
    replay: async () => ({ perSecond: driver.scan(false) }),
    feed: async () => ({ perSecond: driver.scan(true) }),
    single1: grouped(1),
    single64: grouped(64),
    single256: grouped(256),
    batch: grouped(BATCH_EVENTS),
  }
}
