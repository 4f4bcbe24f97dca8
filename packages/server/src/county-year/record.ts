import { BrokenInvariant, type Ledger, subjectStream } from '@procurement-ledger/core'
import type { ExampleClock } from './example-clock.ts'
import { COUNTY_YEAR_SEED, type PlannedCommand, planCountyYear } from './plan.ts'

export interface RecordingProgress {
  /** Facts that are in the ledger, and that will be. */
  readonly facts: number
  readonly of: number
  /** The county's present: epoch milliseconds. */
  readonly recordedAtMs: number
}

export interface RecordingOptions {
  readonly seed?: string
  /** Told about a hundred times. */
  readonly onProgress?: (progress: RecordingProgress) => void
  /** Ends the run between two rounds; running again finishes it. */
  readonly signal?: AbortSignal
}

export interface CountyYearRecorded {
  readonly projects: number
  /** Those of enterprises and experts among them. */
  readonly facts: number
  /** Of those, added by this run. */
  readonly added: number
}

const PROGRESS_STEPS = 100

/**
 * Records the example county through the real command path. `clock` is the one that the ledger was opened with; it is
 * released at the end. Running again adds what is missing, and nothing twice.
 *
 * @throws BrokenInvariant if the ledger refuses a fact of the plan
 * @example
 * const clock = exampleClock()
 * await using ledger = await openLedger({ store, sources: { now: clock.now } })
 * await recordCountyYear(ledger, clock)
 */
export async function recordCountyYear(
  ledger: Ledger,
  clock: ExampleClock,
  { seed = COUNTY_YEAR_SEED, onProgress, signal }: RecordingOptions = {},
): Promise<CountyYearRecorded> {
  const plan = planCountyYear(seed)
  const of = countFacts(plan)
  const recorded = await recordedCommands(ledger)
  const missing = plan.filter(({ commandId }) => !recorded.has(commandId))
  const added = countFacts(missing)

  let facts = of - added
  let told = -1
  try {
    for (const round of roundsOf(missing)) {
      signal?.throwIfAborted()
      const recordedAtMs = round[0]?.recordedAtMs ?? clock.now()
      clock.set(recordedAtMs)
      // Commands of one stream wait for one another inside the ledger; different streams share a write.
      await Promise.all(round.map((command) => submit(ledger, command)))
      facts += countFacts(round)
      const step = Math.floor((facts * PROGRESS_STEPS) / of)
      if (step > told) onProgress?.({ facts, of, recordedAtMs })
      told = step
    }
  } finally {
    clock.release()
  }
  const projects = new Set(plan.map(({ subject }) => subject).filter((subject) => typeof subject === 'string')).size
  return { projects, facts: of, added }
}

/** What an earlier run left: asked once, since asking command by command would read every stream again. */
async function recordedCommands(ledger: Ledger): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  for await (const { command } of ledger.events({ live: false })) if (command?.index === 0) found.add(command.id)
  return found
}

async function submit(ledger: Ledger, { subject, facts, commandId }: PlannedCommand): Promise<void> {
  const outcome = await ledger.submit(subject, facts, { commandId })
  if (outcome.status !== 'refused') return
  const { code, message, issues } = outcome.refusal
  const types = facts.map(({ type }) => type).join(', ')
  throw new BrokenInvariant(`${subjectStream(subject)} (${types}): ${code} ${message} ${JSON.stringify(issues ?? [])}`)
}

/** Commands of one moment. */
function* roundsOf(plan: readonly PlannedCommand[]): Generator<readonly PlannedCommand[]> {
  let round: PlannedCommand[] = []
  for (const command of plan) {
    if (round[0] !== undefined && round[0].recordedAtMs !== command.recordedAtMs) {
      yield round
      round = []
    }
    round.push(command)
  }
  if (round.length > 0) yield round
}

const countFacts = (plan: readonly PlannedCommand[]): number => plan.reduce((sum, { facts }) => sum + facts.length, 0)
