import { type Fact, MAX_FACTS, type Subject, subjectStream } from '@procurement-ledger/core'
import { commandIdOf } from './command-id.ts'
import { type Handed, handOver } from './handover.ts'
import { historicPlots } from './historic.ts'
import { overseeAll } from './oversight.ts'
import { type Plot, plotAll } from './plots.ts'
import { seeded } from './random.ts'
import type { Told } from './telling/chronicle.ts'
import { tellProject } from './telling/project.ts'
import { isViolation, type NamedViolation, violations } from './violations.ts'

/** What is handed over to the ledger of one project, enterprise or expert at one moment: all or none. */
export interface PlannedCommand {
  readonly subject: Subject
  readonly commandId: string
  /** Epoch milliseconds; the ledger's clock is set to it. */
  readonly recordedAtMs: number
  readonly facts: readonly Fact[]
}

/** The county year that the demo records. Another seed gives another county with the same figures. */
export const COUNTY_YEAR_SEED = 'procurement-ledger/county-year/1'

/** Everything that the example county records, in the order in which its ledger learns of it. Pure. */
export function planCountyYear(seed: string = COUNTY_YEAR_SEED): readonly PlannedCommand[] {
  const plots = plotAll(seed)
  const lives = [...historicPlots(seed), ...plots].flatMap((plot) => lifeOf(seed, plot))
  const overseen = overseeAll(seed, plots).flatMap(({ subject, told }) =>
    commandsOf(seed, subject, `oversight/${subjectStream(subject)}`, told),
  )
  const planned = [...lives, ...overseen]
  // Stable: commands of one stream keep their order within a moment.
  return planned.sort((a, b) => a.recordedAtMs - b.recordedAtMs)
}

/** The records of the plan that break a rule on purpose. */
export const namedViolations = (seed: string = COUNTY_YEAR_SEED): readonly NamedViolation[] =>
  [...historicPlots(seed), ...plotAll(seed)].flatMap(({ outline: { projectId, story } }) =>
    story !== undefined && isViolation(story) ? [{ projectId, ...violations[story] }] : [],
  )

function lifeOf(seed: string, plot: Plot): PlannedCommand[] {
  const { projectId } = plot.outline
  return commandsOf(seed, projectId, projectId, tellProject(seed, plot))
}

/** Commands are known by the name of what they tell, and by their place in it. */
function commandsOf(seed: string, subject: Subject, name: string, told: readonly Told[]): PlannedCommand[] {
  const handed = handOver(told, seeded(`${seed}/handover/${name}`))
  return roundsOf(handed).map(({ recordedMs, facts }, index) => ({
    subject,
    facts,
    recordedAtMs: recordedMs,
    commandId: commandIdOf(name, index),
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
