import { readFileSync } from 'node:fs'
import { UsageError } from './stores.ts'

export interface JsonFile {
  readonly text: string
  readonly data: unknown
}

/**
 * A file that an option names.
 *
 * @param what such as `the pack`
 * @throws UsageError for one that cannot be read, or is no JSON
 */
export function readJsonFile(path: string, what: string): JsonFile {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new UsageError(`${path}: ${what} cannot be read: ${(error as NodeJS.ErrnoException).code}; check the path`)
  }
  try {
    return { text, data: JSON.parse(text) }
  } catch (error) {
    throw new UsageError(`${path}: ${what} is no JSON: ${(error as Error).message}`)
  }
}
