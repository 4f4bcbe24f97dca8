import { describe, expect, test } from 'vitest'
import { appendContending } from '../testing/contending-writer.ts'
import { bounded, logOf, STREAM, scene, sleep, streamOf, TIMEOUT_MS } from '../testing/esdb/scene.ts'
import { notReady, timedOut, tooBusy } from '../testing/esdb/wire-messages.ts'

const FOR_EVER = { times: 1_000 }

describe('a server that is not there', () => {
  test('for a moment is waited for, by appends and by reads', async () => {
    const { server, store, append, assertWhole } = await scene({ timeoutMs: 10_000 })
    await append()
    server.kill()
    const appending = append()
    const reading = logOf(store)
    await sleep(300)
    await server.restart()
    await bounded(Promise.all([appending, reading]))
    await assertWhole()
  })

  test('is said to be out of reach, and nothing was appended', async () => {
    const { server, store, append, assertWhole } = await scene()
    await append()
    server.kill()
    await expect(bounded(append())).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
    await expect(bounded(logOf(store))).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
    await expect(bounded(store.head())).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
    await server.restart()
    await append()
    await assertWhole()
  })

  test('wakes those who wait, so that they read and are told', async () => {
    const { server, store, append } = await scene()
    const { position } = await append()
    const woken = store.waitBeyond(position, new AbortController().signal)
    server.kill()
    await bounded(woken)
    await expect(bounded(store.head())).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
  })

  test('killed in the middle of many appends has lost none that it acknowledged', async () => {
    const { server, store } = await scene({ timeoutMs: 20_000 })
    const acknowledged: string[] = []
    const writing = Array.from({ length: 6 }, (_, i) =>
      appendContending(store, {
        stream: `project-${i % 3}`,
        writer: `writer-${i}`,
        count: 40,
        onStored: ({ eventId }) => acknowledged.push(eventId),
      }),
    )
    for (let kills = 0; kills < 3; kills++) {
      await sleep(60)
      server.kill()
      await sleep(60)
      await server.restart()
    }
    await bounded(Promise.all(writing), 60_000)
    const ids = (await logOf(store)).map(({ eventId }) => eventId)
    expect(ids).toHaveLength(240)
    expect(new Set(ids)).toEqual(new Set(acknowledged))
  })
})

describe('a server that says no for now', () => {
  test.each([
    ['busy', tooBusy],
    ['not ready', notReady],
  ])('%s: is asked again', async (_, error) => {
    const { server, append, assertWhole } = await scene()
    server.faults.fail('append', error, { times: 3 })
    server.faults.fail('read', error, { times: 2 })
    await bounded(append())
    expect(server.calls.filter((call) => call === 'append!')).toHaveLength(4)
    await assertWhole()
  })

  test('busy for too long: nothing was appended, and the fault says so', async () => {
    const { server, store, append, assertWhole } = await scene()
    await append()
    server.faults.fail('append', tooBusy, FOR_EVER)
    await expect(bounded(append())).rejects.toMatchObject({ code: 'STORE_BUSY' })
    expect(await logOf(store)).toHaveLength(1)
    await assertWhole()
  })

  test('its own timeout leaves open what happened: the same is sent again', async () => {
    const { server, append, assertWhole } = await scene()
    server.faults.fail('append', timedOut, { moment: 'after' })
    await bounded(append())
    await assertWhole()
  })
})

describe('a slow server', () => {
  test('is waited for', async () => {
    const { server, append, assertWhole } = await scene({ timeoutMs: 10_000 })
    server.faults.delayMs = 200
    await bounded(append())
    await assertWhole()
  })

  test('slower than may be waited: unknown, and what was stored is given by the same append again', async () => {
    const { server, store, append, next } = await scene()
    const first = await append()
    const event = next({ personal: '{"/actor/name":"Example Person (invented)"}' })
    server.faults.delayMs = 2 * TIMEOUT_MS
    await expect(bounded(store.append(STREAM, 0, [event]))).rejects.toMatchObject({ code: 'APPEND_UNKNOWN' })
    await expect(bounded(store.head())).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
    server.faults.delayMs = 0
    await sleep(3 * TIMEOUT_MS)
    const stored = await bounded(store.append(STREAM, 0, [event]))
    expect(stored).toMatchObject([event])
    expect(await logOf(store)).toStrictEqual([first, ...stored])
  })

  test('frozen, and then not any more: nothing is there twice', async () => {
    const { server, store, append, next, assertWhole } = await scene()
    await append()
    server.faults.freeze()
    await expect(bounded(store.append(STREAM, 0, [next()]))).rejects.toMatchObject({ code: 'APPEND_UNKNOWN' })
    await expect(bounded(streamOf(store))).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
    server.faults.thaw()
    await append()
    await assertWhole()
  })

  test('a read of a frozen server is left at once by an abort, and closing does not wait for it', async () => {
    const { server, store, append } = await scene({ timeoutMs: 60_000 })
    await append()
    server.faults.freeze()
    const abort = new AbortController()
    const reads = [store.readLog({ signal: abort.signal }), store.readStream(STREAM, { signal: abort.signal })]
    const ended = Promise.all(reads.map((pages) => Array.fromAsync(pages as AsyncIterable<unknown>)))
    await sleep(50)
    abort.abort()
    expect(await bounded(ended)).toEqual([[], []])
    const left = expect(store.head()).rejects.toMatchObject({ code: 'STORE_CLOSED' })
    await bounded(store.close())
    await left
  })
})
