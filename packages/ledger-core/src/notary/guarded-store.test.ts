import { expect, test } from 'vitest'
import { Fault } from '../kernel/fault.ts'
import type { EventStore } from '../ports/event-store.ts'
import { memory } from '../stores/memory.ts'
import { sealRun } from '../testing/sealed-events.ts'
import { guardedStore } from './guarded-store.ts'

test('appends are refused for as long as they are told to be, and reads go on', async () => {
  const store = guardedStore(memory())
  const [first, second] = [sealRun('project-A', 1), sealRun('project-B', 1)]
  store.refuseAppends(new Fault('LEDGER_ROLLED_BACK', 'for a test'))
  await expect(store.append('project-A', -1, first)).rejects.toMatchObject({ code: 'LEDGER_ROLLED_BACK' })
  expect(await store.head()).toBe(0n)
  store.allowAppends()
  await store.append('project-B', -1, second)
  expect(await store.head()).toBe(1n)
})

test('a store without pages has none behind the guard', () => {
  expect(guardedStore(memory()).importPage).toBeUndefined()
})

test('checks reach a store whose engine can go away, and no other store has them', () => {
  const checks: unknown[] = []
  const remote: EventStore = { ...memory(), onReconnect: (check) => checks.push(check) }
  const check = async () => {}
  guardedStore(remote).onReconnect?.(check)
  expect(checks).toEqual([check])
  expect(guardedStore(memory()).onReconnect).toBeUndefined()
})
