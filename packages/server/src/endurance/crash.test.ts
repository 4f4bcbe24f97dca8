import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { archiveLine, type Receipt, restoreArchive, type StoredEvent } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import { sqlite } from '@procurement-ledger/core/sqlite'
import { procurementReadModels } from '@procurement-ledger/projections'
import { afterAll, expect, test } from 'vitest'
import { openService, type Service } from '../service.ts'
import { enquiry, tenderingProject } from './commands.ts'

const KILLS = 50
const CHILD = fileURLToPath(new URL('./recording-child.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'ledger-crash-'))
const path = join(folder, 'ledger.db')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Acknowledged {
  readonly name: readonly string[]
  readonly receipts: readonly Receipt[]
}

/** One life of the recording process: killed after so many acknowledgements. */
async function liveAndDie(round: number, acknowledgements: number): Promise<Acknowledged[]> {
  const child = spawn(process.execPath, [CHILD, path, String(round)], { stdio: ['ignore', 'pipe', 'pipe'] })
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString()
  })
  const acknowledged: Acknowledged[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.endsWith('}')) continue
    if (acknowledged.push(JSON.parse(line)) === acknowledgements) child.kill('SIGKILL')
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  assert.equal(child.signalCode, 'SIGKILL', `the process ended by itself: ${errors}`)
  return acknowledged
}

const rowsOf = ({ models }: Service) =>
  Promise.all(
    procurementReadModels.tables.map(async ({ name }) => [
      name,
      await models.query(`select * from "${name}" order by "projectId", "key"`),
    ]),
  )

test(`after ${KILLS} kills every acknowledged fact is there, once, and the read models hold no more and no less`, {
  timeout: 300_000,
}, async () => {
  const acknowledged: Acknowledged[] = []
  // From the first acknowledgement to the middle of a busy life: kills fall into opening, appending and folding.
  for (let round = 0; round < KILLS; round++) acknowledged.push(...(await liveAndDie(round, 1 + ((round * 37) % 200))))

  await using service = await openService({ store: await sqlite(path), modelsPath: `${path}.models` })
  const log: StoredEvent[] = (await Array.fromAsync(service.ledger.store.readLog())).flat()
  const byId = new Map(log.map((event) => [event.eventId, event]))
  assert.deepEqual(
    log.map(({ position }) => Number(position)),
    log.map((_event, i) => i + 1),
    'no gap, no reorder',
  )
  assert.equal(byId.size, log.length, 'no duplicate')
  for (const { eventId, revision, position } of acknowledged.flatMap(({ receipts }) => receipts)) {
    const event = byId.get(eventId)
    assert.ok(event, `${eventId} was acknowledged and is lost`)
    assert.deepEqual([event.revision, event.position.toString()], [revision, position])
  }

  // Every leaf, part and chain holds: an export of it restores.
  const lines = log.map(archiveLine)
  assert.equal((await restoreArchive(memory(), () => lines)).events, log.length)

  // The same commandIds again: the same receipts, and nothing new.
  for (const { name, receipts } of acknowledged) {
    const [projectId = '', enquiryId] = name
    const { facts, commandId } = enquiryId === undefined ? tenderingProject(projectId) : enquiry(projectId, enquiryId)
    const outcome = await service.ledger.submit(projectId, facts, { commandId })
    assert.equal(outcome.status, 'repeated')
    assert.deepEqual('receipts' in outcome && outcome.receipts, receipts)
  }
  assert.equal(await service.ledger.store.head(), BigInt(log.length))

  await service.catchUp()
  await using rebuilt = await openService({ store: await sqlite(path), modelsPath: join(folder, 'rebuilt.models') })
  await rebuilt.catchUp()
  expect(await rowsOf(service)).toEqual(await rowsOf(rebuilt))
})
