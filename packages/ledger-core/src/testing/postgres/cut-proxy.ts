import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A wire between a store and its server that can be cut, at the moment that a test wants. */
export interface CutProxy {
  readonly port: number
  /** From here on nothing of what the store says arrives. */
  muffle(): void
  /** From here on nothing of what the server answers arrives. */
  deafen(): void
  /** Cuts every connection; new ones are whole. */
  cut(): void
  /** Every connection, also a new one, is cut at once until `restore`. */
  refuse(): void
  restore(): void
  close(): Promise<void>
}

export async function cutProxy(target: { readonly host: string; readonly port: number }): Promise<CutProxy> {
  const pairs = new Set<readonly [client: Socket, server: Socket]>()
  let passes = { questions: true, answers: true }
  let isRefusing = false

  const server = createServer((client) => {
    if (isRefusing) return void client.destroy()
    const upstream = connect(target)
    const pair = [client, upstream] as const
    pairs.add(pair)
    client.on('data', (bytes) => passes.questions && upstream.write(bytes))
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
  }

  return {
    port: (server.address() as { port: number }).port,
    muffle() {
      passes = { ...passes, questions: false }
    },
    deafen() {
      passes = { ...passes, answers: false }
    },
    cut,
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
