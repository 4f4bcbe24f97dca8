import { mkdir, open, rename } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'

export interface FileToWrite {
  /** Under the folder, with `/`. */
  readonly path: string
  readonly bytes: Uint8Array | string
}

/** Files that are open at once. */
const MAX_OPEN = 16

/**
 * Writes files under a folder: each is there whole or not at all, and all are durable before it resolves. A crash may
 * leave files that end in `.tmp`, which the next writing of the same file takes over.
 */
export async function writeDurably(folder: string, files: readonly FileToWrite[], mode = 0o644): Promise<void> {
  // The folders whose lists of names change.
  const changed = new Set<string>()
  for (const parent of new Set(files.map(({ path }) => dirname(path)))) {
    changed.add(parent)
    const first = await mkdir(join(folder, parent), { recursive: true })
    if (first === undefined) continue
    const made = relative(folder, first)
    for (let at = parent; at.length >= made.length; at = dirname(at)) changed.add(dirname(at))
  }
  await inParallel(files, async ({ path, bytes }) => {
    const place = join(folder, path)
    const handle = await open(`${place}.tmp`, 'w', mode)
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(`${place}.tmp`, place)
  })
  // A rename, and a folder's own name, are durable when the folder that holds them is.
  await inParallel([...changed], (path) => syncFolder(join(folder, path)))
}

export async function syncFolder(path: string): Promise<void> {
  // Windows opens no folder to sync it; its file system orders renames by itself.
  if (process.platform === 'win32') return
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = [...items].reverse()
  const worker = async () => {
    for (let item = rest.pop(); item !== undefined; item = rest.pop()) await work(item)
  }
  await Promise.all(Array.from({ length: Math.min(MAX_OPEN, items.length) }, worker))
}
