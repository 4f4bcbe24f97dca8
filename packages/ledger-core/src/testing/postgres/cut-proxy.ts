import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A wire between a store and its server that can be cut, at the moment that a test wants. */
export interface CutProxy {
  readonly port: number
  /** From here on nothing of what the store says arrives. */
  muffle(): void
  /** From here on nothing of what the server answers arrives. */
  deafen(): void
  /** The same, from when the store says these words. */
  deafenAt(words: string): void
  /** Cuts every connection; new ones are whole. */
  cut(): void
  /** Cuts every connection in the middle of what the store says, once so many bytes more of it were passed on. */
  cutAfter(bytes: number): void
  /** Every connection, also a new one, is cut at once until `restore`. */
  refuse(): void
  restore(): void
  close(): Promise<void>
}

export async function cutProxy(target: { readonly host: string; readonly port: number }): Promise<CutProxy> {
  const pairs = new Set<readonly [client: Socket, server: Socket]>()
  let passes = { questions: true, answers: true }
  let isRefusing = false
  let deafeningWords: string | undefined
  let bytesLeft = Number.POSITIVE_INFINITY

  const server = createServer((client) => {
    if (isRefusing) return void client.destroy()
    const upstream = connect(target)
    const pair = [client, upstream] as const
    pairs.add(pair)
    client.on('data', (bytes) => {
      if (deafeningWords !== undefined && bytes.includes(deafeningWords)) passes = { ...passes, answers: false }
      if (passes.questions) upstream.write(bytes.subarray(0, bytesLeft))
      bytesLeft -= bytes.length
      if (bytesLeft <= 0) cut()
    })
    upstream.on('data', (bytes) => passes.answers && client.write(bytes))
    for (const socket of pair) {
      socket.on('error', () => {})
      socket.on('close', () => {
        pairs.delete(pair)
        for (const each of pair) each.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  function cut(): void {
    for (const [client, upstream] of pairs) {
      client.destroy()
      upstream.destroy()
    }
    passes = { questions: true, answers: true }
    deafeningWords = undefined
    bytesLeft = Number.POSITIVE_INFINITY
  }

  return {
    port: (server.address() as { port: number }).port,
    muffle() {
      passes = { ...passes, questions: false }
    },
    deafen() {
      passes = { ...passes, answers: false }
    },
    deafenAt(words) {
      deafeningWords = words
    },
    cut,
    cutAfter(bytes) {
      bytesLeft = bytes
    },
    refuse() {
      isRefusing = true
      cut()
    },
    restore() {
      isRefusing = false
    },
    async close() {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}
