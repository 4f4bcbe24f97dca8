import { expect, test } from 'vitest'
import { NO_STREAM } from '../ports/event-store.ts'
import { sealRun } from '../testing/sealed-events.ts'
import { storeContract } from '../testing/store-contract.ts'
import { memory } from './memory.ts'

storeContract('memory', async () => ({ store: memory() }))

test('an event id is used once in the whole log', async () => {
  const store = memory()
  await store.append('project-a', NO_STREAM, sealRun('project-a', 1))
  const [copy] = sealRun('project-a', 1).map((event) => ({ ...event, stream: 'project-b' }))
  await expect(store.append('project-b', NO_STREAM, copy ? [copy] : [])).rejects.toMatchObject({
    code: 'APPEND_INVALID',
  })
  expect(await store.head()).toBe(1n)
})
