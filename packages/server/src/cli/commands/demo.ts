import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type EventStore, readIdentity } from '@procurement-ledger/core'
import { makeKeyFile, openFileFolder, readKeyFile } from '@procurement-ledger/core/notary'
import { sqlite } from '@procurement-ledger/core/sqlite'
import { figure, statisticOf, statisticQuery } from '@procurement-ledger/projections'
import { Command } from 'commander'
import { checkFigures, exampleClock, recordCountyYear, renderVerdicts, type Verdict } from '../../county-year/index.ts'
import { type Evidence, openService, type Service } from '../../service.ts'
import { printVerification } from '../../verify/print-verification.ts'
import type { Verification } from '../../verify/verification.ts'
import { verify } from '../../verify/verify.ts'
import { REFUSED } from '../exit-codes.ts'
import { print, printError, printJson, progress } from '../output.ts'
import { UsageError } from '../stores.ts'
import { environmentPort, LOOPBACK, PORT_HELP, port, serve, untilStopped } from './serve.ts'

interface Options {
  readonly dir: string
  readonly port?: number
  readonly once?: boolean
  readonly json?: boolean
  readonly evidence?: string
}

/** `ledger demo`: the example county's two years, recorded, replayed, measured, and served. */
export const demoCommand = (): Command =>
  new Command('demo')
    .description(
      'Records two years of an invented county through the real command path, replays the figures that a real county\n' +
        'published, and serves the ledger until Ctrl-C. Every project, party and amount in it is invented.',
    )
    .option('--dir <folder>', 'where the ledger lies; an existing one is reopened, never doubled', 'demo')
    .option('--port <n>', PORT_HELP, port)
    .option('--evidence <folder>', 'where tiles and checkpoint lie (default: ledger.db.evidence in the folder)')
    .option('--once', 'end after the table; exit 1 if a figure differs')
    .option('--json', 'the table as JSON')
    .action(async ({ dir, port = environmentPort(), once, json, evidence }: Options) => {
      makeFolder(dir)
      const clock = exampleClock()
      const store = await sqlite(join(dir, 'ledger.db'))
      const service = await openService({
        store,
        modelsPath: join(dir, 'ledger.models.db'),
        sources: { now: clock.now },
        evidence: await evidenceIn(dir, store, evidence),
      })
      const stopped = untilStopped()
      try {
        await record(service, clock, stopped, dir, json)
      } catch (error) {
        await service.close()
        if (stopped.aborted) return print('\nStopped; run it again to finish.')
        throw error
      }
      const verdicts = await replay(service)
      if (json)
        printJson(
          verdicts.map(({ figure: { label, term, unit, published }, replayed, isSame }) => ({
            label,
            term,
            unit,
            published,
            replayed,
            isSame,
          })),
        )
      else print(renderVerdicts(verdicts))
      if (!json) print(`\n${await checkpointOf(service)}`)
      const verified = await verifyIn(dir, service)
      if (!json) print(`${printVerification(verified)}\n`)
      if (!verdicts.every(({ isSame }) => isSame) || verified.verdict !== 'sound') process.exitCode = REFUSED
      if (once || stopped.aborted) return service.close()

      await serve(service, {
        port,
        host: LOOPBACK,
        signal: stopped,
        // Beside the JSON nothing else stands on stdout.
        onListening: (address) => (json ? printError : print)(invitation(address)),
      })
    })

async function record(
  service: Service,
  clock: ReturnType<typeof exampleClock>,
  signal: AbortSignal,
  dir: string,
  isQuiet: boolean | undefined,
): Promise<void> {
  const started = performance.now()
  const recording = progress('recording the example county: fact')
  const { projects, facts, added } = await recordCountyYear(service.ledger, clock, {
    signal,
    onProgress: ({ facts: done, of }) => recording.update(done, of),
  })
  recording.end()
  const folding = progress('folding read models: event')
  await service.catchUp(folding.update)
  folding.end()
  if (isQuiet) return
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const what = `${facts.toLocaleString('en')} facts of ${projects.toLocaleString('en')} projects, all invented`
  print(added === 0 ? `Reopened ${dir}/ledger.db: ${what}.` : `Recorded in ${dir}/ledger.db in ${seconds} s: ${what}.`)
}

/** Every published figure, asked of the statistics as anybody would ask. */
const replay = ({ models }: Service): Promise<readonly Verdict[]> =>
  checkFigures(async (id, query) => {
    const definition = statisticOf(id)
    if (definition === undefined) throw new Error(`the demo asks for ${id}, which is no statistic`)
    return figure(models, definition, statisticQuery(definition).parse(query))
  })

const DEMO_ORIGIN = 'ledger.invalid/example-county'
const SIGNED_WITHIN_MS = 10_000

/** The key is made at the first run, under the name that the ledger has, or is to have. */
async function evidenceIn(dir: string, store: EventStore, folder = join(dir, 'ledger.db.evidence')): Promise<Evidence> {
  const key = join(dir, 'ledger.key')
  if (!existsSync(key)) await makeKeyFile(key, (await readIdentity(store))?.origin ?? DEMO_ORIGIN)
  return { folder: openFileFolder(folder), signers: [readKeyFile(key)] }
}

/** The checkpoint over everything that was recorded, and the key to check it with. */
async function checkpointOf({ ledger, notary }: Service): Promise<string> {
  await notary?.waitFor(await ledger.store.head(), SIGNED_WITHIN_MS)
  const note = notary?.checkpoint()
  if (note === undefined) return `Nothing is signed: ${notary?.status().error?.message ?? 'the notary is behind'}`
  return `The log is signed up to here; the verifier key is ${notary?.verifierKeys[0]}\n\n${note.trimEnd()}\n`
}

/** What was recorded, verified as an auditor would: from the files alone, with the public key. */
async function verifyIn(dir: string, { notary }: Service): Promise<Verification> {
  const file = join(dir, 'ledger.db')
  const verified = await verify(file, { keys: [...(notary?.verifierKeys ?? [])] })
  if (verified === undefined) throw new Error(`${file} was there a moment ago`)
  return verified
}

function makeFolder(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true })
  } catch (error) {
    throw new UsageError(`${dir} cannot be made: ${(error as Error).message}; choose another with --dir`)
  }
}

const invitation = (address: string): string => `Serving ${address} until Ctrl-C. Try:
  ${address}/docs
  ${address}/v1/statistics/cycle-time?from=2023-01-01&to=2023-11-30&groupBy=category
  ${address}/v1/statistics/cycle-time/population?from=2023-01-01&to=2023-11-30&category=works
  ${address}/v1/projects?category=works`
