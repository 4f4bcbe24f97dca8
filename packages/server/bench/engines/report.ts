import { existsSync, readFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { markdown, perSecond } from '../table.ts'
import { MEASURES, type Measure, type Result, SAME_AS } from './contender.ts'
import type { Engine, Name } from './contenders.ts'

/** What one contender did in one round. */
export interface Measurement extends Result {
  readonly engine: Engine
  readonly measure: Measure
  readonly name: Name
  readonly round: number
}

const COLUMNS = { record: 'this ledger', store: 'its store alone', emmett: 'Emmett', bare: 'bare driver' } as const
const RATIOS = [
  ['record', 'emmett', 'ledger / Emmett'],
  ['store', 'emmett', 'store / Emmett'],
  ['record', 'bare', 'ledger / driver'],
  ['store', 'bare', 'store / driver'],
] as const

/** The table, and what must be said of its figures. */
export function report(measured: readonly Measurement[]): string {
  const head = ['what, in events a second', ...Object.values(COLUMNS), ...RATIOS.map(([, , title]) => title)]
  const rows = (['PostgreSQL', 'SQLite'] as const).flatMap((engine) => {
    const ofEngine = measured.filter((each) => each.engine === engine)
    return (Object.keys(MEASURES) as Measure[]).flatMap((measure) => {
      const found = ofEngine.filter((each) => each.measure === measure)
      if (found.length === 0) return []
      const same = ofEngine.filter(
        (each) => each.measure === SAME_AS[measure] && !found.some(({ name }) => name === each.name),
      )
      return [[`${engine}: ${MEASURES[measure]}`, ...cellsOf([...found, ...same])]]
    })
  })
  const remarks = new Set(measured.flatMap(({ remark }) => (remark === undefined ? [] : [remark])))
  return [markdown([head, ...rows]), '', ...[...remarks].map((remark) => `- ${remark}`)].join('\n')
}

/** What must be said of the contenders, whatever the figures are. */
export const NOTES = `What each does:
- this ledger judges, seals (four SHA-256, one SHA-1), chains and appends; it parses and checks what it replays
- its store alone appends events that are sealed already, and gives them back as they are stored
- Emmett has data and metadata of the same bytes and no evidence; it runs over the pool that it opens itself
- a driver writes as many rows in a transaction as are asked for at once, and parses only for the replay as objects
- rebuilds do not wait for the disk (synchronous_commit off), neither ours nor Emmett's
- our replays and rebuilds are counted, and a missing event fails the run
Skipped: Emmett on SQLite, whose driver sqlite3 is built by an install script, and none is run here.
Left out: EventStoreDB. The stand-in that its store is tried against is no server, and its times say nothing of one.`

function cellsOf(found: readonly Measurement[]): string[] {
  const rates = (name: Name) => found.filter((each) => each.name === name).map((each) => each.perSecond)
  const figures = (Object.keys(COLUMNS) as Name[]).map((name) => orEmpty(median(rates(name)), perSecond))
  const ratios = RATIOS.map(([own, other]) => {
    const others = rates(other)
    const each = others.length === 0 ? [] : rates(own).map((rate, round) => rate / (others[round] as number))
    return orEmpty(median(each), (ratio) => ratio.toFixed(ratio < 10 ? 2 : 0))
  })
  return [...figures, ...ratios]
}

const orEmpty = (n: number | undefined, write: (n: number) => string): string => (n === undefined ? '' : write(n))

const median = (of: readonly number[]): number | undefined => of.toSorted((a, b) => a - b)[of.length >> 1]

export const machine = (): string =>
  `${cpus().length} x ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`

export const versions = (): string =>
  ['@event-driven-io/emmett', '@event-driven-io/emmett-postgresql', 'pg', 'better-sqlite3']
    .map((name) => `${name} ${versionOf(name)}`)
    .join(', ')

/** Read from its folder: not every package lets its package.json be imported. */
function versionOf(name: string): string {
  let folder = new URL('.', import.meta.resolve(name))
  while (!existsSync(new URL('package.json', folder)) || !('version' in packageIn(folder)))
    folder = new URL('..', folder)
  return packageIn(folder).version ?? ''
}

const packageIn = (folder: URL): { readonly version?: string } =>
  JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'))
