import type { CalendarDate, EventStore } from '@procurement-ledger/core'
import type { YearlyRate } from '@procurement-ledger/core/rules'
import { Command, InvalidArgumentError } from 'commander'
import { type Logger, pino } from 'pino'
import { buildApp } from '../../app.ts'
import { fileQueuePayout } from '../../releases/file-queue-payout.ts'
import { openService, type Service, type ServiceOptions } from '../../service.ts'
import { bondRatesOption } from '../bond-rates.ts'
import { date } from '../date-option.ts'
import { type EvidenceOptions, evidenceOf, withEvidence } from '../evidence.ts'
import { type ModelsOptions, modelsOf, withModels } from '../models.ts'
import { type RulesOptions, rulesOf, withRules } from '../rules.ts'
import { type CommonOptions, withCommon } from '../store-options.ts'
import { parseStoreUrl, UsageError } from '../stores.ts'

interface Options extends CommonOptions, EvidenceOptions, ModelsOptions, RulesOptions {
  readonly flags?: boolean
  readonly flagsSince?: CalendarDate
  readonly port?: number
  readonly host: string
  readonly bondRates?: readonly YearlyRate[]
  readonly payoutQueue?: string
}

export const DEFAULT_PORT = 3000
export const LOOPBACK = '127.0.0.1'
export const PORT_HELP = `port; 0 takes a free one (default: PORT, or ${DEFAULT_PORT})`

/** `ledger serve`: the HTTP service, until a signal. */
export const serveCommand = (): Command =>
  withRules(withEvidence(withModels(withCommon(new Command('serve')))))
    .option('--port <n>', PORT_HELP, port)
    .option('--flags', 'states flags of what breaks a rule, and their end')
    .option('--flags-since <date>', 'with --flags: not of what fell due before that day', date)
    .option('--host <address>', 'address to listen on', LOOPBACK)
    .addOption(bondRatesOption())
    .option('--payout-queue <file>', 'pay bonds back when their time has come: orders are written there for a bank')
    .addHelpText(
      'after',
      '\nLogs are JSON lines on stdout, without bodies and personal data. LOG_LEVEL sets how many: debug, info, warn, error, silent.',
    )
    .action(async ({ port = environmentPort(), host, ...asked }: Options) => {
      const { bondRates, payoutQueue } = asked
      if (payoutQueue !== undefined && bondRates === undefined)
        throw new UsageError('--payout-queue needs --bond-rates: without them nobody knows what interest is owed')
      const logger = pino({ level: logLevel() })
      const rules = rulesOf(asked)
      const flags = flagsOf(asked)
      const place = await parseStoreUrl(asked)
      const models = modelsOf(asked, place)
      const payout = payoutQueue === undefined ? undefined : await fileQueuePayout(payoutQueue)
      const store = await place.open('write')
      const evidence = await evidenceBeside(store, asked, place.evidencePath)
      const service = await openService({
        ...{ store, rules, ...flags, ...models, ...(evidence && { evidence }), ...(bondRates && { bondRates }) },
        ...(payout && { payout }),
      })
      const problem = service.notary?.status().error
      if (problem) logger.error({ code: problem.code }, problem.message)
      await serve(service, { port, host, logger })
    })

function flagsOf({ flags, flagsSince: since }: Pick<Options, 'flags' | 'flagsSince'>): Pick<ServiceOptions, 'flags'> {
  if (flags === undefined && since !== undefined) throw new UsageError('--flags-since says which flags; add --flags')
  return flags === undefined ? {} : { flags: since === undefined ? {} : { since } }
}

/** A store that is of no use without its evidence is closed again. */
async function evidenceBeside(store: EventStore, asked: EvidenceOptions, evidencePath: string | undefined) {
  try {
    return await evidenceOf(asked, store, { ...(evidencePath && { evidencePath }) })
  } catch (error) {
    await store.close()
    throw error
  }
}

interface Listening {
  readonly port: number
  readonly host: string
  readonly signal?: AbortSignal
  readonly logger?: Logger
  readonly onListening?: (address: string) => void
}

/** Listens until SIGINT or SIGTERM, then finishes what was accepted. */
export async function serve(service: Service, { port, host, signal, logger, onListening }: Listening): Promise<void> {
  const stopping = signal ?? untilStopped()
  const app = await buildApp({ service, ...(logger && { logger }) })
  try {
    const address = await app.listen({ port, host })
    onListening?.(address)
  } catch (error) {
    await app.close()
    throw new UsageError(`cannot listen on ${host}:${port}: ${(error as Error).message}; choose another with --port`)
  }
  if (!stopping.aborted) await new Promise((resolve) => stopping.addEventListener('abort', resolve, { once: true }))
  await app.close()
}

/** Aborts at the first SIGINT or SIGTERM. */
export function untilStopped(): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => controller.abort())
  return controller.signal
}

export function port(text: string): number {
  if (!isPort(text)) throw new InvalidArgumentError(NOT_A_PORT)
  return Number(text)
}

const NOT_A_PORT = 'a port is a number from 0 to 65535'
const isPort = (text: string): boolean => /^[0-9]{1,5}$/.test(text) && Number(text) <= 65_535

/** Asked only where it matters: whoever sets PORT for another program can still record. */
export function environmentPort(): number {
  const text = process.env.PORT
  if (text === undefined || text === '') return DEFAULT_PORT
  if (!isPort(text)) throw new UsageError(`PORT is "${text}"; ${NOT_A_PORT}`)
  return Number(text)
}

const LEVELS = [...Object.keys(pino.levels.values), 'silent']

function logLevel(): string {
  const level = process.env.LOG_LEVEL || 'info'
  if (!LEVELS.includes(level)) throw new UsageError(`LOG_LEVEL is "${level}"; write one of ${LEVELS.join(', ')}`)
  return level
}
