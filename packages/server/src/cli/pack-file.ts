import { type Pack, PackInvalid, parsePack } from '@procurement-ledger/core/rules'
import { readJsonFile } from './json-file.ts'
import { UsageError } from './stores.ts'

/** Whether what stands among packs is a file and no id: ids have neither a dot nor a slash. */
export const isPackFile = (given: string): boolean => /[./\\]/.test(given)

/**
 * A pack of one's own: a file of JSON, which may name the functions and moments of the packs that are built in.
 *
 * @throws UsageError for a file that cannot be read, is no JSON, or does not parse
 */
export function readPack(path: string, builtIn: readonly Pack[]): Pack {
  const { data } = readJsonFile(path, 'the pack')
  try {
    return parsePack(data, codeOf(builtIn))
  } catch (error) {
    if (!(error instanceof PackInvalid)) throw error
    throw new UsageError(`${path}: ${error.message}`)
  }
}

function codeOf(packs: readonly Pack[]) {
  const reads = packs.map((pack) => pack.reads)
  return {
    functions: Object.fromEntries(packs.flatMap(({ functions }) => [...functions])),
    moments: Object.fromEntries(packs.flatMap(({ moments }) => [...moments])),
    // Of one that does not say what it looks at, it may be anything.
    ...(!reads.includes(undefined) && { reads: reads.flatMap((types) => types ?? []) }),
  }
}
