import { createReadStream } from 'node:fs'
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
