import { type Fact, MAX_FACTS } from '@procurement-ledger/core'
import { commandIdOf } from './command-id.ts'
import { type Handed, handOver } from './handover.ts'
import { historicPlots } from './historic.ts'
import { type Plot, plotAll } from './plots.ts'
import { seeded } from './random.ts'
import { tellProject } from './telling/project.ts'
import { isViolation, type NamedViolation, violations } from './violations.ts'

/** What one project hands over to the ledger at one moment: all or none. */
export interface PlannedCommand {
  readonly projectId: string
  readonly commandId: string
  /** Epoch milliseconds; the ledger's clock is set to it. */
  readonly recordedAtMs: number
  readonly facts: readonly Fact[]
}

/** The county year that the demo records. Another seed gives another county with the same figures. */
export const COUNTY_YEAR_SEED = 'procurement-ledger/county-year/1'

/** Everything that the example county records, in the order in which its ledger learns of it. Pure. */
export function planCountyYear(seed: string = COUNTY_YEAR_SEED): readonly PlannedCommand[] {
  const plots = [...historicPlots(seed), ...plotAll(seed)]
  const planned = plots.flatMap((plot) => commandsOf(seed, plot))
  // Stable: commands of one project keep their order within a moment.
  return planned.sort((a, b) => a.recordedAtMs - b.recordedAtMs)
}

/** The records of the plan that break a rule on purpose. */
export const namedViolations = (seed: string = COUNTY_YEAR_SEED): readonly NamedViolation[] =>
  [...historicPlots(seed), ...plotAll(seed)].flatMap(({ outline: { projectId, story } }) =>
    story !== undefined && isViolation(story) ? [{ projectId, ...violations[story] }] : [],
  )

function commandsOf(seed: string, plot: Plot): PlannedCommand[] {
  const { projectId } = plot.outline
  const handed = handOver(tellProject(seed, plot), seeded(`${seed}/handover/${projectId}`))
  return roundsOf(handed).map(({ recordedMs, facts }, index) => ({
    projectId,
    facts,
    recordedAtMs: recordedMs,
    commandId: commandIdOf(projectId, index),
  }))
}

interface Round {
  readonly recordedMs: number
  readonly facts: Fact[]
}

/** Facts that are handed over together, as many as one command may hold. */
function roundsOf(handed: readonly Handed[]): readonly Round[] {
  const rounds: Round[] = []
  for (const { recordedMs, fact } of handed) {
    const last = rounds.at(-1)
    if (last?.recordedMs === recordedMs && last.facts.length < MAX_FACTS) last.facts.push(fact)
    else rounds.push({ recordedMs, facts: [fact] })
  }
  return rounds
}
