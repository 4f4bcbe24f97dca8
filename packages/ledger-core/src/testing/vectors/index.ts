import { extensionVectors } from './extensions.ts'
import { leafVectors, partVectors } from './leaves.ts'
import { noteVectors, receiptVectors } from './notes.ts'
import { consistencyVectors, inclusionVectors, rootVectors, tileVectors } from './trees.ts'

/** Where the package keeps its vectors. They are published with it. */
export const VECTORS = new URL('../../../vectors/', import.meta.url)

/** Every vector file by name, as text. leaves.json is older and comes from a script of commands: see determinism.test.ts. */
export async function vectorFiles(): Promise<ReadonlyMap<string, string>> {
  const files = {
    'parts.json': partVectors(),
    'leaf.json': leafVectors(),
    'roots.json': rootVectors(),
    'inclusion.json': inclusionVectors(),
    'consistency.json': consistencyVectors(),
    'tiles.json': tileVectors(),
    'notes.json': await noteVectors(),
    'receipts.json': await receiptVectors(),
    'extensions.json': await extensionVectors(),
  }
  return new Map(Object.entries(files).map(([name, file]) => [name, `${JSON.stringify(file, null, 1)}\n`]))
}
