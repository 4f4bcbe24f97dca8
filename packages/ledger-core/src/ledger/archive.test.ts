import assert from 'node:assert/strict'
import { describe, test } from 'vitest'
import { openLedger } from '../ledger.ts'
import type { EventStore } from '../ports/event-store.ts'
import { memory } from '../stores/memory.ts'
import { scriptedCommands } from '../testing/script.ts'
import { scriptedSources } from '../testing/sources.ts'
import { archiveLine, restoreArchive } from './archive.ts'

async function exported(): Promise<string[]> {
  const ledger = await openLedger({ store: memory(), sources: scriptedSources() })
  for (const { projectId, facts, commandId } of scriptedCommands()) await ledger.record(projectId, facts, { commandId })
  return linesOf(ledger.store)
}

async function linesOf(store: EventStore): Promise<string[]> {
  const pages = await Array.fromAsync(store.readLog())
  return pages.flat().map(archiveLine)
}

const restore = async (lines: readonly string[], store = memory()) => {
  await restoreArchive(store, () => lines)
  return linesOf(store)
}

describe('an export restores the same ledger', () => {
  test('same events, ids, revisions, positions, bytes and salts', async () => {
    const lines = await exported()
    assert.deepEqual(await restore(lines), lines)
  })

  test('an interrupted restore is finished by running it again', async () => {
    const lines = await exported()
    const store = memory()
    await restore(lines.slice(0, 5), store)
    assert.deepEqual(await restoreArchive(store, () => lines), { events: lines.length, repeated: 5 })
    assert.deepEqual(await linesOf(store), lines)
  })

  test('a store that holds other events is left alone', async () => {
    const lines = await exported()
    const { store } = await openLedger({ store: memory() })
    await assert.rejects(restore(lines, store), { code: 'STORE_NOT_EMPTY' })
    assert.equal(await store.head(), 1n)
  })
})

describe('an export that was touched adds nothing', () => {
  const touched: readonly (readonly [string, (lines: string[]) => void])[] = [
    ['a flipped byte in data', (lines) => replace(lines, 3, 'contractId', 'contractIb')],
    ['a flipped byte in a leaf', (lines) => replace(lines, 3, '\\"rev\\":', '\\"rew\\":')],
    ['another leaf hash', (lines) => replace(lines, 3, '"leafHash":"', '"leafHash":"AAAA')],
    ['a line left out', (lines) => lines.splice(3, 1)],
    ['two lines swapped', (lines) => lines.splice(3, 2, lines[4] as string, lines[3] as string)],
    ['a line twice', (lines) => lines.splice(3, 0, lines[3] as string)],
    ['a truncated line', (lines) => lines.splice(-1, 1, (lines.at(-1) as string).slice(0, -20))],
    ['a personal part taken out', (lines) => dropPersonal(lines)],
    ['a field slipped in', (lines) => replace(lines, 3, '"position":', '"extra":1,"position":')],
  ]
  test.each(touched)('%s', async (_name, touch) => {
    const lines = await exported()
    touch(lines)
    const store = memory()
    await assert.rejects(
      restoreArchive(store, () => lines),
      { code: 'RESTORE_DIFFERS' },
    )
    assert.equal(await store.head(), 0n)
  })
})

function replace(lines: string[], from: number, what: string, by: string): void {
  const at = lines.findIndex((line, i) => i >= from && line.includes(what))
  assert.notEqual(at, -1, `${what} stands in no line`)
  lines[at] = (lines[at] as string).replace(what, by)
}

function dropPersonal(lines: string[]): void {
  const at = lines.findIndex((line) => line.includes('"personal":{"text"'))
  const { parts, ...rest } = JSON.parse(lines[at] as string)
  lines[at] = JSON.stringify({ ...rest, parts: { ...parts, personal: undefined } })
}
