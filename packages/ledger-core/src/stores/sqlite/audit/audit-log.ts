import { availableParallelism } from 'node:os'
import { keepChainEnds } from '../../../evidence/chain-ends.ts'
import type { StatedEvent } from '../../../evidence/stated-event.ts'
import type { Audit, AuditedEvent } from '../../audit/audit.ts'
import { openEndsFile } from '../../audit/ends-file.ts'
import { type AuditedFile, openAudited } from './audited-file.ts'
import { type CheckedRun, checkRun, eventsOf } from './checked-run.ts'
import { openRunPool } from './run-pool.ts'

export interface AuditSqliteOptions {
  /** Threads that read and check; default: one a core. 0: this one alone. */
  readonly threads?: number
  /** Streams whose ends are kept in memory; beyond them, in a temporary file. */
  readonly endsInMemory?: number
}

/** Positions that a thread is asked for at once. */
const RUN_POSITIONS = 1024

/** Runs that are checked or waiting: what bounds the memory. */
const RUNS_A_THREAD = 8

/** A shorter log is checked sooner than threads start. */
const WORTH_THREADS = 20_000

const MAX_THREADS = 8

/** Opens a SQLite file to verify it: read only, believing nothing that it says. */
export function auditSqlite(path: string, options: AuditSqliteOptions = {}): Audit {
  const file = openAudited(path)
  const { threads = file.head < WORTH_THREADS ? 0 : Math.min(availableParallelism(), MAX_THREADS) } = options
  const pool = threads > 0 ? openRunPool(path, threads) : undefined
  const endsFile = openEndsFile()
  const check = async (from: number, to: number): Promise<CheckedRun> =>
    pool ? pool.check({ from, to }) : checkRun(file, from, to)

  async function* runs(): AsyncGenerator<Iterable<AuditedEvent>> {
    const asked: Promise<CheckedRun>[] = []
    for (const { from, to } of rangesOf(file)) {
      const run = check(from, to)
      // Waited for below; until then it must not end the process.
      run.catch(() => {})
      asked.push(run)
      if (asked.length > threads * RUNS_A_THREAD) yield eventsOf((await asked.shift()) as CheckedRun)
    }
    for (const run of asked) yield eventsOf(await run)
  }

  return {
    head: file.head,
    first: () => firstOf(file),
    runs,
    ends: keepChainEnds(endsFile, options.endsInMemory),
    findPersonal: file.findPersonal,
    async close() {
      await pool?.close()
      endsFile.close()
      file.close()
    },
  }
}

function firstOf(file: AuditedFile): StatedEvent | undefined {
  const position = file.nextPosition(0)
  if (position === undefined) return undefined
  for (const stated of file.events(position, position)) return stated.ok ? stated.event : undefined
  return undefined
}

/** Ranges of positions that begin where there is an event: gaps, as wide as a forger likes, cost nothing. */
function* rangesOf({ head, nextPosition }: AuditedFile): Generator<{ from: number; to: number }> {
  let from = nextPosition(0)
  while (from !== undefined && from <= head) {
    const to = Math.min(from + RUN_POSITIONS - 1, head)
    yield { from, to }
    from = nextPosition(to + 1)
  }
}
