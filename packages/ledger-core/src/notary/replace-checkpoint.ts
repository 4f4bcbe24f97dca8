import { Fault } from '../kernel/fault.ts'
import type { EvidenceFolder } from './evidence-folder.ts'

/** Puts a checkpoint in the place of the last one. @throws Fault CHECKPOINT_CONFLICT where something else stands there */
export async function replaceCheckpoint(
  { where, checkpoints }: EvidenceFolder,
  previous: string | undefined,
  next: string,
): Promise<void> {
  if (await checkpoints.swap(previous, next)) return
  throw new Fault('CHECKPOINT_CONFLICT', `${where}: another checkpoint stands where the last one of this notary was`)
}
