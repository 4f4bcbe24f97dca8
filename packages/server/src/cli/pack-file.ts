import { readFileSync } from 'node:fs'
import { type Pack, PackInvalid, parsePack } from '@procurement-ledger/core/rules'
import { UsageError } from './stores.ts'

/** Whether what stands among packs is a file and no id: ids have neither a dot nor a slash. */
export const isPackFile = (given: string): boolean => /[./\\]/.test(given)

/**
 * A pack of one's own: a file of JSON, which may name the functions and moments of the packs that are built in.
 *
 * @throws UsageError for a file that cannot be read, is no JSON, or does not parse
 */
export function readPack(path: string, builtIn: readonly Pack[]): Pack {
  try {
    return parsePack(JSON.parse(textOf(path)), codeOf(builtIn))
  } catch (error) {
    if (error instanceof UsageError) throw error
    const reason = error instanceof PackInvalid ? error.message : `is no JSON: ${(error as Error).message}`
    throw new UsageError(`${path}: ${reason}`)
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new UsageError(`${path}: the pack cannot be read: ${(error as NodeJS.ErrnoException).code}; check the path`)
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
