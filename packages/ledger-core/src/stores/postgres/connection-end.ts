import type { Socket } from 'node:net'
import type { Client, ClientBase } from 'pg'

const CLOSE_MS = 1_000

/** Gives a connection up. The driver cuts it at once where an answer is still due. */
export function discard(client: Client): void {
  void hangUp(client)
}

/** Says goodbye; a server that does not hear it is not waited for. */
export async function hangUp(client: Client): Promise<void> {
  const gone = closed(client)
  client.end().catch(() => {})
  await gone
}

/**
 * Resolves when a connection that was told to end is closed. The driver waits for the server to close it: one that stands
 * still would hold the process for ever, so then it is cut.
 */
export async function closed(client: ClientBase): Promise<void> {
  const socket = socketOf(client)
  if (socket.destroyed) return
  const { promise: isGone, resolve } = Promise.withResolvers<void>()
  socket.once('close', resolve)
  const timer = setTimeout(() => socket.destroy(), CLOSE_MS)
  await isGone
  clearTimeout(timer)
}

/** Where the driver has it; its own pool takes it from there, too. */
const socketOf = (client: ClientBase): Socket =>
  (client as unknown as { readonly connection: { readonly stream: Socket } }).connection.stream
