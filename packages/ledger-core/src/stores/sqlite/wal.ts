import type { Database, Statement } from 'better-sqlite3'
import { Fault } from '../../kernel/fault.ts'
import { engineFault, isDiskError } from './engine-fault.ts'
import { turn } from './turn.ts'
import { untilFree } from './until-free.ts'

/** Pages that the write-ahead log gathers before they are copied into the database: 4 KiB each. */
const CHECKPOINT_PAGES = 4_000

interface Surroundings {
  readonly path: string
  readonly busyTimeoutMs: number
  readonly onDiskError: (error: unknown) => void
  readonly onWarning: (warning: Fault) => void
}

type Checkpoint = readonly [isBusy: number, pages: number, copied: number]

/** The write-ahead log's upkeep. SQLite's automatic checkpoints swallow the disk's errors; these report them. */
export class Wal {
  readonly #surroundings: Surroundings
  readonly #look: Statement<[], Checkpoint>
  readonly #copy: Statement<[], Checkpoint>
  readonly #truncate: Statement<[], Checkpoint>
  #truncating: Promise<void> | undefined

  constructor(db: Database, surroundings: Surroundings) {
    this.#surroundings = surroundings
    this.#look = db.prepare<[], Checkpoint>('PRAGMA wal_checkpoint(NOOP)').raw()
    this.#copy = db.prepare<[], Checkpoint>('PRAGMA wal_checkpoint(PASSIVE)').raw()
    this.#truncate = db.prepare<[], Checkpoint>('PRAGMA wal_checkpoint(TRUNCATE)').raw()
  }

  /** Copies the log into the database when enough has gathered; whoever was answered before is served first. */
  async checkpoint(): Promise<void> {
    try {
      const [, pages, copied] = this.#look.get() ?? [0, 0, 0]
      if (pages - copied < CHECKPOINT_PAGES) return
      await turn()
      this.#copy.get()
    } catch (error) {
      this.#report(error)
    }
  }

  /**
   * Empties the log, so that what was erased is nowhere in the files. Another process that reads may hold it for a
   * while; beyond the busy timeout the caller is warned and the next opening does it.
   */
  async truncate(): Promise<void> {
    this.#truncating = (this.#truncating ?? Promise.resolve()).then(() => this.#truncateNow())
    await this.#truncating
  }

  async settle(): Promise<void> {
    await this.#truncating
  }

  async #truncateNow(): Promise<void> {
    const { path, busyTimeoutMs } = this.#surroundings
    try {
      await untilFree(busyTimeoutMs, () => {
        if (this.#truncate.get()?.[0] !== 0)
          throw new Fault(
            'STORE_BUSY',
            `${path}: another process reads its write-ahead log, where erased text may still lie; reopen the store when it is done`,
          )
      })
    } catch (error) {
      this.#report(error)
    }
  }

  #report(error: unknown): void {
    if (isDiskError(error)) this.#surroundings.onDiskError(error)
    this.#surroundings.onWarning(engineFault(this.#surroundings.path, error) as Fault)
  }
}
