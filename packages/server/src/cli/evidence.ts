import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type EventStore, readIdentity } from '@procurement-ledger/core'
import {
  assertHoldsSigned,
  assertNotEmptied,
  CHECKPOINT_FILE,
  memoryFolder,
  openFileFolder,
  readKeyFile,
  type Signer,
} from '@procurement-ledger/core/notary'
import { type Command, InvalidArgumentError } from 'commander'
import type { Evidence } from '../service.ts'
import { type StoreUrl, UsageError } from './stores.ts'

/** Options of the commands that run a notary. */
export interface EvidenceOptions {
  readonly key?: readonly string[]
  readonly evidence?: string
  readonly adoptCheckpoint?: string
}

export const withEvidence = (command: Command): Command =>
  command
    .option('--key <file>', 'sign the log with this key; twice while one replaces another, the new one first', collect)
    .option('--evidence <dir>', 'where tiles and checkpoint lie (default: <store file>.evidence, or in --data-dir)')
    .option('--adopt-checkpoint <file>', 'the last checkpoint of a log whose evidence folder was lost')

/** What the notary of a service needs; undefined without a key. */
export async function evidenceOf(
  { key: keys = [], evidence, adoptCheckpoint }: EvidenceOptions,
  store: EventStore,
  { evidencePath }: Pick<StoreUrl, 'evidencePath'>,
): Promise<Evidence | undefined> {
  const [first, ...more] = keys
  if (first === undefined) {
    if (adoptCheckpoint !== undefined)
      throw new UsageError('nothing is signed without --key; "ledger keygen" makes one')
    return holdAgainstEvidence(store, evidencePath, evidence)
  }
  if (evidence !== undefined && evidencePath === undefined)
    throw new UsageError('a ledger in memory keeps its evidence in memory; leave --evidence out')
  // Only a key of other making names no log by itself.
  const origin = (await readIdentity(store))?.origin
  const signers: [Signer, ...Signer[]] = [readKeyFile(first, origin), ...more.map((file) => readKeyFile(file, origin))]
  const adopt = adoptCheckpoint === undefined ? {} : { adopt: readNote(adoptCheckpoint) }
  const folder = evidencePath === undefined ? memoryFolder() : openFileFolder(evidence ?? evidencePath)
  return { folder, signers, ...adopt }
}

/** For a command that appends without signing: where the evidence lies that the store must hold. */
export const withEvidenceToHold = (command: Command): Command =>
  command.option('--evidence <dir>', 'the evidence that the ledger must hold first (default: <store file>.evidence)')

/**
 * Where evidence lies beside a store, the store must hold what was signed before anything is appended, and again each time
 * that it lost its engine and found one: it may be an older copy. What is only looked for may be absent; what was named
 * may not.
 */
export async function holdAgainstEvidence(
  store: EventStore,
  evidencePath: string | undefined,
  named?: string | undefined,
): Promise<undefined> {
  if (named !== undefined && evidencePath === undefined)
    throw new UsageError('a ledger in memory keeps its evidence in memory; leave --evidence out')
  if (named !== undefined && !existsSync(join(named, CHECKPOINT_FILE)))
    throw new UsageError(`${named} has no checkpoint; --evidence names what a notary wrote: ledger serve --key`)
  const path = named ?? evidencePath
  if (path === undefined) return
  await assertHolds(store, path)
  store.onReconnect?.(() => assertHolds(store, path))
}

async function assertHolds(store: EventStore, path: string): Promise<void> {
  if (!existsSync(path)) return
  const folder = openFileFolder(path)
  try {
    await assertNotEmptied(store, folder)
    const identity = await readIdentity(store)
    if (identity !== undefined) await assertHoldsSigned(store, identity, folder)
  } finally {
    folder.close()
  }
}

const MAX_KEYS = 8

function collect(file: string, files: readonly string[] = []): readonly string[] {
  if (files.length === MAX_KEYS) throw new InvalidArgumentError(`at most ${MAX_KEYS} keys sign`)
  return [...files, file]
}

function readNote(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`)
  }
}
