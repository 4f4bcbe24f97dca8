import type { Days } from './days.ts'
import type { KindName } from './kinds.ts'
import { kindOf } from './kinds.ts'
import type { Outline } from './outlines.ts'
import { seeded } from './random.ts'
import { dayOf } from './working-days.ts'

/** What stands behind the bids of a project: a bond, a bond that nobody need lodge (免收投标担保), or nothing. */
export type Security = 'bond' | 'waived' | 'none'

interface Securable {
  readonly outline: Outline
  readonly days: Days
}

/** How many tenders of a kind waive their bond in a year. */
const WAIVED: { readonly [K in KindName]?: number } = { works: 11, smallWorks: 7, services: 3, tender: 10 }

/** How many purchases of a kind ask for a bond; works and sales always do. */
const BONDED: { readonly [K in KindName]?: number } = { tender: 22, consultation: 6, framework: 2 }

export function secureAll(seed: string, projects: readonly Securable[]): ReadonlyMap<string, Security> {
  const securities = new Map(projects.map(({ outline }) => [outline.projectId, usual(outline)]))
  const groups = Map.groupBy(projects.filter(isChoosable), ({ outline }) => `${outline.year}/${outline.kind}`)
  for (const [group, members] of groups) {
    const [
      {
        outline: { kind },
      },
    ] = members as [Securable]
    const mixed = seeded(`${seed}/securities/${group}`).shuffle(members)
    const waived = WAIVED[kind] ?? 0
    for (const { outline } of mixed.slice(0, waived)) securities.set(outline.projectId, 'waived')
    for (const { outline } of mixed.slice(waived, waived + (BONDED[kind] ?? 0)))
      securities.set(outline.projectId, 'bond')
  }
  return securities
}

function usual({ kind, ending, story }: Outline): Security {
  const { course, regime } = kindOf(kind)
  if (ending === 'demanded' || course === 'direct' || kind === 'rural') return 'none'
  // Whoever refuses to sign loses a bond; so there is one.
  return regime === 'GPL' && story !== 'secondCandidate' ? 'none' : 'bond'
}

/** Projects that are awarded in their own year and whose story is not about bonds. */
function isChoosable({ outline: { kind, year, ending, story }, days: { deadline } }: Securable): boolean {
  const { course } = kindOf(kind)
  return (
    (ending === 'contract' || ending === 'closed') &&
    (course === 'candidates' || course === 'report') &&
    (story === undefined || !['secondCandidate', 'lateRelease'].includes(story)) &&
    deadline !== undefined &&
    deadline >= dayOf(`${year}-01-04`)
  )
}
