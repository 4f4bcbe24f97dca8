import { REMOTE_VENUES, SEAT_VENUES, VENUE, type VenueName } from './cast.ts'
import type { Year } from './census.ts'
import type { Days } from './days.ts'
import { kindOf } from './kinds.ts'
import type { Outline } from './outlines.ts'
import { seeded } from './random.ts'
import { targets } from './targets.ts'
import { dayOf } from './working-days.ts'

/** One sitting of a committee. One session may evaluate several sections of a tender. */
export interface Session {
  readonly sessionId: string
  readonly mode: 'onsite' | 'remote' | 'distributed'
  readonly sites: readonly Site[]
}

export interface Site {
  readonly role: 'main' | 'sub'
  readonly venue: VenueName
  readonly seats: number
}

interface Sitting {
  readonly key: string
  readonly day: number
  readonly seats: number
}

/** Above this ceiling seven judge instead of five; in fen. */
const LARGE_PROJECT = 30_000_000_00n

export const committeeOf = (outline: Outline, baseline: bigint): number => {
  const { committee } = kindOf(outline.kind)
  return committee === 5 && outline.programme === undefined && baseline > LARGE_PROJECT ? 7 : committee
}

/** The key of a project's session; the second one is held after a re-evaluation was ordered. */
export const sessionKey = ({ programme, projectId }: Outline, which: 'only' | 'again' = 'only'): string =>
  `${programme ?? projectId}/${which}`

/** The sessions of all projects by their key; of each year as many are remote and distributed as its targets say. */
export function seatAll(
  seed: string,
  projects: readonly { readonly outline: Outline; readonly days: Days; readonly seats: number }[],
): ReadonlyMap<string, Session> {
  const sittings = new Map<string, Sitting>()
  for (const { outline, days, seats } of projects) {
    if (seats === 0) continue
    const first = days.earlier?.evaluated ?? days.evaluated ?? (outline.ending === 'failed' ? days.deadline : undefined)
    if (first !== undefined) sittings.set(sessionKey(outline), { key: sessionKey(outline), day: first, seats })
    if (days.earlier === undefined || days.evaluated === undefined) continue
    sittings.set(sessionKey(outline, 'again'), { key: sessionKey(outline, 'again'), day: days.evaluated, seats })
  }
  const ordered = [...sittings.values()].sort((a, b) => a.day - b.day || (a.key < b.key ? -1 : 1))
  const modes = modesOf(seed, ordered)
  return new Map(
    ordered.map((sitting, i) => [sitting.key, sessionOf(seed, sitting, i, modes.get(sitting.key) ?? 'onsite')]),
  )
}

function modesOf(seed: string, sittings: readonly Sitting[]): ReadonlyMap<string, Session['mode']> {
  const modes = new Map<string, Session['mode']>()
  for (const year of [2022, 2023] as const) {
    const { remote, distributed } = targets[year].sessions
    const mixed = seeded(`${seed}/modes/${year}`).shuffle(sittings.filter(isWithin(year)))
    for (const { key } of mixed.slice(0, remote)) modes.set(key, 'remote')
    for (const { key } of mixed.slice(remote, remote + distributed)) modes.set(key, 'distributed')
  }
  return modes
}

const isWithin =
  (year: Year) =>
  ({ day }: Sitting): boolean =>
    day >= dayOf(`${year}-01-01`) && day <= dayOf(`${year}-11-30`)

function sessionOf(seed: string, { key, day, seats }: Sitting, index: number, mode: Session['mode']): Session {
  const random = seeded(`${seed}/session/${key}`)
  const year = day < dayOf('2022-01-01') ? 2021 : day < dayOf('2023-01-01') ? 2022 : 2023
  return { sessionId: `session-${year}-${String(index + 1).padStart(4, '0')}`, mode, sites: sitesOf() }

  function sitesOf(): readonly Site[] {
    if (mode === 'onsite') return [{ role: 'main', venue: VENUE, seats }]
    if (mode === 'distributed')
      return SEAT_VENUES.slice(0, seats).map((venue, i) => ({ role: i === 0 ? 'main' : 'sub', venue, seats: 1 }))
    const away = Math.floor(seats / 2)
    return [
      { role: 'main', venue: VENUE, seats: seats - away },
      { role: 'sub', venue: random.pick(REMOTE_VENUES), seats: away },
    ]
  }
}
