import { describe, expect, test } from 'vitest'
import { bounded, LEDGER, logOf, openedAt, scene } from '../testing/esdb/scene.ts'
import * as answers from '../testing/esdb/wire-messages.ts'
import { MAX_APPEND_BYTES } from './eventstoredb/log-writer.ts'

const FOR_EVER = { times: 1_000 }

describe('what a server answers to an append', () => {
  test.each([
    ['more than it takes in one append', () => answers.appendTooLarge(65_536), 'APPEND_TOO_LARGE'],
    ['more than it takes in one event', () => answers.eventTooLarge(65_536), 'APPEND_TOO_LARGE'],
    ['no right to write', answers.accessDenied, 'STORE_DENIED'],
    ['nobody it knows', answers.unauthenticated, 'STORE_DENIED'],
    ['no such call', answers.unsupported, 'STORE_FAILED'],
  ])('%s: is told at once, and nothing was appended', async (_, answer, code) => {
    const { server, append, assertWhole } = await scene()
    await append()
    const before = server.calls.filter((call) => call === 'append!').length
    server.faults.fail('append', answer)
    await expect(bounded(append())).rejects.toMatchObject({ code })
    expect(server.calls.filter((call) => call === 'append!')).toHaveLength(before + 1)
    await assertWhole()
    await append()
    await assertWhole()
  })

  test.each([
    ['that it is starting', answers.starting],
    ['that its handler was interrupted', answers.interrupted],
  ])('%s: is asked again', async (_, answer) => {
    const { server, append, assertWhole } = await scene({ timeoutMs: 5_000 })
    server.faults.fail('append', answer, { times: 2 })
    await bounded(append())
    await assertWhole()
  })

  test('that it is starting, for too long: busy, and nothing was appended', async () => {
    const { server, append, assertWhole } = await scene()
    server.faults.fail('append', answers.starting, FOR_EVER)
    await expect(bounded(append())).rejects.toMatchObject({ code: 'STORE_BUSY' })
    await assertWhole()
  })

  test('a refusal while much is still being sent is told, and hangs nobody', async () => {
    const { server, append, assertWhole } = await scene({ timeoutMs: 10_000 })
    // A server judges before it has read the events.
    server.faults.fail('append', answers.accessDenied)
    const data = `{"a":"${'x'.repeat(MAX_APPEND_BYTES - 2_000)}"}`
    await expect(bounded(append({ data }))).rejects.toMatchObject({ code: 'STORE_DENIED' })
    await append({ data })
    await assertWhole()
  })

  test('a repeat without saying where: the receipt says it all the same', async () => {
    const { server, append, store, next } = await scene()
    const first = await append()
    const event = next()
    const stored = await store.append(event.stream, first.revision, [event])
    expect(await store.append(event.stream, first.revision, [event])).toStrictEqual(stored)
    expect(stored[0]?.position).toBe(server.log.end)
  })
})

describe('what a server answers to a read', () => {
  test('no right to read: is told', async () => {
    const { server, append, store } = await scene()
    await append()
    server.faults.fail('read', answers.accessDenied)
    await expect(logOf(store)).rejects.toMatchObject({ code: 'STORE_DENIED' })
    expect(await logOf(store)).toHaveLength(1)
  })

  test.each(['InvalidPosition', 'Error'] as const)('%s where no record begins: told at once', async (result) => {
    const { server, append } = await scene()
    const { position } = await append()
    const reader = await openedAt(server.url(LEDGER), { timeoutMs: 60_000 })
    server.faults.fail('read', () => answers.unreadable(result), FOR_EVER)
    const reading = Array.fromAsync(reader.readLeaves({ after: position - 1n }))
    await expect(bounded(reading, 10_000)).rejects.toMatchObject({ code: 'POSITION_INVALID' })
  })

  test('that its handler was interrupted: is asked again', async () => {
    const { server, append, assertWhole } = await scene({ timeoutMs: 5_000 })
    await append()
    server.faults.fail('read', answers.interrupted, { times: 2 })
    await bounded(assertWhole())
  })

  test('it is never asked what it supports: no answer to that could change anything', async () => {
    const { server, append, assertWhole } = await scene()
    server.faults.fail('features', answers.unsupported, FOR_EVER)
    await append()
    await assertWhole()
    expect(server.calls).not.toContain('features')
  })
})
