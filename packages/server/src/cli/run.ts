import { type EventStore, Fault, type Ledger, openLedger } from '@procurement-ledger/core'
import type { RuleSetting } from '@procurement-ledger/core/rules'
import {
  CutError,
  type CutParameters,
  type Cuts,
  cutOf,
  type Needs,
  openCuts,
  type Snapshots,
} from '@procurement-ledger/projections'
import { type Command, CommanderError, Option } from 'commander'
import { Problem, problemOf } from '../http/problems.ts'
import { openScratch, openService, type Service } from '../service.ts'
import { holdAgainstEvidence } from './evidence.ts'
import { type ModelsOptions, modelsOf } from './models.ts'
import { printError, printJson, progress } from './output.ts'
import { type RulesOptions, rulesOf } from './rules.ts'
import { parseStoreUrl, STORE_FORMS, type StorePlace, UsageError } from './stores.ts'

/** Exit codes: part of the contract. */
export const DONE = 0
export const REFUSED = 1
export const UNUSABLE = 2

/** Options that every command has. */
export interface CommonOptions extends StorePlace {
  readonly json?: boolean
}

export const DEFAULT_STORE = 'sqlite:ledger.db'

/** Adds what every command has. */
export const withCommon = (command: Command): Command =>
  command
    .addOption(
      // What the environment says may hold a password, and help shows defaults.
      new Option('--store <url>', STORE_FORMS).default(
        process.env.LEDGER_STORE ?? DEFAULT_STORE,
        `LEDGER_STORE, or ${DEFAULT_STORE}`,
      ),
    )
    .option(
      '--data-dir <dir>',
      'where read models and evidence of a ledger in a database lie',
      process.env.LEDGER_DATA_DIR ?? '.',
    )
    .addOption(
      new Option('--vault <file>', 'the keys of personal parts of a ledger in EventStoreDB').default(
        process.env.LEDGER_VAULT,
        'LEDGER_VAULT, or a file in --data-dir',
      ),
    )
    .option('--json', 'print what HTTP would answer')

/** Opens the ledger, gives it to `use`, closes it whatever happens. `evidence` is where it was said to lie. */
export async function withLedger<T>(
  place: StorePlace & Partial<RulesOptions>,
  purpose: 'read' | 'write',
  use: (ledger: Ledger) => Promise<T>,
  evidence?: string | undefined,
): Promise<T> {
  const { packs, block } = place
  // A command that records is told the rules; whoever only reads is held to none.
  const rules = packs === undefined || block === undefined ? undefined : rulesOf({ packs, block })
  const { open, evidencePath } = await parseStoreUrl(place)
  const store = await open(purpose)
  if (purpose === 'read') {
    await using ledger = await openLedger({ store })
    return await use(ledger)
  }
  await using ledger = await openSigned(store, evidencePath, evidence, rules)
  return await use(ledger)
}

/** A ledger that lost what its notary signed takes no further facts, also where no notary runs. */
async function openSigned(
  store: EventStore,
  evidencePath: string | undefined,
  named: string | undefined,
  rules: RuleSetting | undefined,
): Promise<Ledger> {
  try {
    await holdAgainstEvidence(store, evidencePath, named)
    return await openLedger({ store, ...(rules && { rules }) })
  } catch (error) {
    await store.close()
    throw error
  }
}

/** As withLedger, with read models that have folded everything the log holds. */
export async function withCaughtUpService<T>(
  asked: StorePlace & ModelsOptions & RulesOptions,
  use: (service: Service) => Promise<T>,
): Promise<T> {
  const rules = rulesOf(asked)
  const place = await parseStoreUrl(asked)
  const models = modelsOf(asked, place)
  await using service = await openService({ store: await place.open('read'), rules, ...models })
  await service.catchUp()
  return await use(service)
}

/**
 * As withCaughtUpService, for what only reads read models: what is known now, or as of the cut that the query names.
 * For a cut nothing else is folded than what the answer needs.
 */
export async function withKnown<T>(
  asked: StorePlace & ModelsOptions & RulesOptions,
  { query, needs }: { readonly query: CutParameters; readonly needs: Needs },
  read: (models: Snapshots) => Promise<T>,
): Promise<T> {
  const cut = cutOf(query)
  if (cut === undefined) return withCaughtUpService(asked, ({ models }) => read(models))
  const { update, end } = progress('folding the log:')
  const onProgress = (position: bigint, head: bigint) => update(Number(position), Number(head))
  try {
    return await withCuts(asked, (cuts) => cuts.read({ cut, needs, onProgress }, read))
  } finally {
    end()
  }
}

/** A ledger's log, and what was known of it. */
export const withCuts = <T>(asked: StorePlace, use: (cuts: Cuts, log: EventStore) => Promise<T>): Promise<T> =>
  withLedger(asked, 'read', async ({ store }) => {
    await using cuts = openCuts({ store, openModels: openScratch })
    return await use(cuts, store)
  })

/** Runs the command line and answers its exit code. Problems are printed as HTTP would answer them; faults become one line that says what to do. */
export async function run(program: Command, argv: readonly string[]): Promise<number> {
  try {
    throwInsteadOfExit(program)
    await program.parseAsync(argv, { from: 'user' })
    return process.exitCode === undefined ? DONE : Number(process.exitCode)
  } catch (error) {
    return explain(error, argv.includes('--json'))
  }
}

/** Commander ends the process by itself, with its own exit code, unless each command is told not to. */
function throwInsteadOfExit(command: Command): void {
  command.exitOverride()
  command.commands.forEach(throwInsteadOfExit)
}

function explain(error: unknown, isJson: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? DONE : UNUSABLE
  if (error instanceof UsageError) {
    if (isJson && error.problem !== undefined) printJson(error.problem.body)
    printError(`ledger: ${error.message}`)
    return UNUSABLE
  }
  if (error instanceof Problem || error instanceof CutError) {
    const { body } = problemOf(error)
    if (isJson) printJson(body)
    else printError(`refused ${body.code}: ${body.detail}`)
    return REFUSED
  }
  if (error instanceof Fault) {
    if (isJson) printJson(problemOf(error).body)
    printError(`ledger: ${error.code}: ${error.message}`)
    return isAboutTheStore(error) ? UNUSABLE : REFUSED
  }
  throw error
}

/** What has to be put right before anything can be asked: store, vault, evidence, key. */
const isAboutTheStore = ({ code }: Fault): boolean =>
  /^(STORE|VAULT|EVIDENCE|CHECKPOINT|LEDGER|KEY|ORIGIN)_/.test(code) || code === 'POSITION_INVALID'
