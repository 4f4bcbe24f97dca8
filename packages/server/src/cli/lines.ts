import { accessSync, constants, createReadStream, statSync } from 'node:fs'
import { UsageError } from './stores.ts'

/**
 * The lines of a file, ended by LF alone: JSON text may hold U+2028 and U+2029, which other readers of lines take for
 * an end.
 */
export async function* linesOf(file: string): AsyncGenerator<string> {
  let rest = ''
  try {
    for await (const chunk of createReadStream(file, 'utf8')) {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      yield* lines
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`)
  }
  if (rest !== '') yield rest
}

/** Throws for what cannot be read, or only once: a pipe that is read again is empty. */
export function assertRereadable(file: string): void {
  if (!isRegular(file)) throw new UsageError(`${file} is not a file that can be read twice; save it to one first`)
}

function isRegular(file: string): boolean {
  try {
    accessSync(file, constants.R_OK)
    return statSync(file).isFile()
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`)
  }
}
