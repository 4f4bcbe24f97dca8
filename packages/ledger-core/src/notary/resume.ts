import { Fault } from '../kernel/fault.ts'
import { gatherBatch } from './batch.ts'
import type { EvidenceFolder } from './evidence-folder.ts'
import { LOG_START, type LogEnd, rolledBack } from './log-end.ts'
import type { LogKeys } from './log-keys.ts'
import type { NotarizedLedger } from './notary.ts'
import { replaceCheckpoint } from './replace-checkpoint.ts'
import { assertSigned, rereadSignedLog } from './signed-log.ts'
import type { SignedTree } from './signed-tree.ts'

export interface Resuming {
  readonly ledger: NotarizedLedger
  readonly folder: EvidenceFolder
  readonly keys: LogKeys
  /** Is shown the last checkpoint as soon as it is trusted: readers have it whatever the log says. */
  readonly tree: SignedTree
  readonly adopt: string | undefined
  readonly maxBatchLeaves: number
}

export interface Resumed {
  /** The last checkpoint; undefined for a log that was never signed. */
  readonly note: string | undefined
  /** Of what is under it. */
  readonly end: LogEnd
}

/**
 * Where signing goes on, after the log was held against what was signed. Index and tiles that are gone are made again
 * from the log; what a crash left beyond the checkpoint is cut off, and written again by whoever goes on.
 */
export async function resume(resuming: Resuming): Promise<Resumed> {
  const { ledger, folder, keys, tree } = resuming
  const note = (await folder.checkpoints.read()) ?? (await adopted(resuming))
  if (note === undefined) {
    folder.index.cut(0)
    return { note, end: LOG_START }
  }
  const checkpoint = keys.open(note)
  tree.show(note, checkpoint.size)
  const end = (await assertSigned(ledger.store, folder, checkpoint)) ?? (await rebuild(resuming, checkpoint.size))
  folder.index.cut(checkpoint.size)
  return { note, end }
}

/** The checkpoint to begin behind, where the folder has none; undefined for a log that was never signed. */
async function adopted({ adopt, folder, keys, ledger }: Resuming): Promise<string | undefined> {
  if (adopt === undefined) {
    const [key] = await ledger.keys.stated()
    if (key === undefined) return undefined
    throw new Fault(
      'EVIDENCE_MISSING',
      `the log says that it was signed with ${key}, and ${folder.where} holds no checkpoint; nothing is recorded or ` +
        'signed. Bring the folder back, or give the last checkpoint that anybody kept with --adopt-checkpoint',
    )
  }
  await rereadSignedLog(ledger.store, keys.open(adopt))
  await replaceCheckpoint(folder, undefined, adopt)
  return adopt
}

async function rebuild({ folder, ledger, maxBatchLeaves }: Resuming, size: number): Promise<LogEnd> {
  folder.index.cut(0)
  let end = LOG_START
  while (end.edge.size < size) {
    const batch = await gatherBatch(ledger.store, folder, end, Math.min(end.edge.size + maxBatchLeaves, size))
    if (batch.end === undefined) throw rolledBack(`the log lost events while ${folder.where} was made again from it`)
    await batch.write()
    end = batch.end
  }
  return end
}
