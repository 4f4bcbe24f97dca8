import type { Year } from './census.ts'
import type { Days } from './days.ts'
import { kindOf } from './kinds.ts'
import type { Outline } from './outlines.ts'
import { seeded } from './random.ts'
import { type Choice, settle } from './settle.ts'
import { targets } from './targets.ts'
import { dayOf, workingDaysAfter, workingDaysIn } from './working-days.ts'

/** The two days at a project's edges on which the county's averages hang: its registration, and its contract's publication. */

interface Dated {
  readonly outline: Outline
  readonly days: Days
}

/** So long before acceptance a project may be registered. */
const REGISTERED_BEFORE = 8
const REGISTERED_BEFORE_RETENDER = 1

/** A contract of a tender under TBL is published within so many days of its signing. */
const PUBLISHED_WITHIN = 90

const YEARS = [2022, 2023] as const

/** Projects with their day of registration; where the year says so, cycles add up to its target. */
export function registerAll<Project extends Dated>(seed: string, projects: readonly Project[]): readonly Project[] {
  const registered = new Map<string, number>()
  for (const year of YEARS) {
    const { worksCycleDays, purchaseCycleDays } = targets[year]
    const ofYear = projects.filter(({ outline }) => outline.year === year)
    const works = ofYear.filter(isNotified).filter(({ outline }) => kindOf(outline.kind).category === 'works')
    const purchases = ofYear.filter(isNotified).filter(({ outline }) => kindOf(outline.kind).regime === 'GPL')
    const others = ofYear.filter((project) => !works.includes(project) && !purchases.includes(project))
    registerGroup(seed, works, worksCycleDays, registered)
    registerGroup(seed, purchases, purchaseCycleDays, registered)
    registerGroup(seed, others, undefined, registered)
  }
  return projects.map((project) => ({
    ...project,
    days: { ...project.days, registered: registered.get(project.outline.projectId) ?? project.days.accepted },
  }))
}

const isNotified = ({ days: { notified } }: Dated): boolean => notified !== undefined

function registerGroup(
  seed: string,
  projects: readonly Dated[],
  total: number | undefined,
  registered: Map<string, number>,
): void {
  const endOf = ({ days }: Dated): number => days.notified ?? days.accepted
  const choices = projects.map((project): Choice => {
    const { outline, days } = project
    const earliest = days.accepted - (outline.retenderOf === undefined ? REGISTERED_BEFORE : REGISTERED_BEFORE_RETENDER)
    const options = workingDaysIn(earliest, days.accepted).map((day) => endOf(project) - day)
    options.reverse()
    const random = seeded(`${seed}/registered/${outline.projectId}`)
    return { options, start: Math.min(options.length - 1, random.pick([0, 0, 0, 1, 1, 2])) }
  })
  const cycles = total === undefined ? choices.map(startOf) : settle(choices, total)
  for (const [i, project] of projects.entries())
    registered.set(project.outline.projectId, endOf(project) - (cycles[i] as number))
}

const startOf = ({ options, start }: Choice): number => options[start] as number

/** When each contract is published, and which are signed on paper. */
export function publishAll(
  seed: string,
  projects: readonly Dated[],
): { readonly published: ReadonlyMap<string, number>; readonly onPaper: ReadonlySet<string> } {
  const published = new Map<string, number>()
  const onPaper = new Set<string>()
  for (const year of YEARS) {
    const { publicationDays, paperContracts } = targets[year]
    const signed = projects.filter(({ outline, days }) => outline.year === year && days.signed !== undefined)
    const waits = settle(
      signed.map((project) => publicationChoice(seed, year, project)),
      publicationDays,
    )
    for (const [i, { outline, days }] of signed.entries())
      published.set(outline.projectId, (days.signed as number) + (waits[i] as number))
    for (const { outline } of seeded(`${seed}/paper/${year}`).shuffle(signed).slice(0, paperContracts))
      onPaper.add(outline.projectId)
  }
  return { published, onPaper }
}

function publicationChoice(seed: string, year: Year, { outline, days }: Dated): Choice {
  const signed = days.signed as number
  const random = seeded(`${seed}/published/${outline.projectId}`)
  // GPR 50: within 2 working days of signing.
  if (outline.story === 'latePublication') return { options: [workingDaysAfter(signed, 8) - signed], start: 0 }
  if (kindOf(outline.kind).regime === 'GPL')
    return { options: [workingDaysAfter(signed, random.int(0, 2)) - signed], start: 0 }

  const last = Math.min(signed + PUBLISHED_WITHIN, dayOf(`${year}-11-30`))
  const options = workingDaysIn(signed + 2, last).map((day) => day - signed)
  return { options, start: Math.floor((options.length * random.int(10, 70)) / 100) }
}
