import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** What a server of PostgreSQL 13 says on the wire, as far as it is asked before it is refused. Source: manual, chapter 54. */

const OLD = '130018'
const TEXT = 25

const message = (type: string, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts)
  const head = Buffer.alloc(5)
  head.write(type)
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}
const int16 = (value: number): Buffer => Buffer.from([value >> 8, value & 255])
const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
const zeroEnded = (text: string): Buffer => Buffer.from(`${text}\0`)

const READY = message('Z', Buffer.from('I'))
const GREETING = Buffer.concat([message('R', int32(0)), READY])

/** One row of texts, of whatever was asked. */
function row(values: readonly string[]): Buffer {
  const fields = values.map((_, i) =>
    Buffer.concat([zeroEnded(`c${i}`), int32(0), int16(0), int32(TEXT), int16(-1), int32(-1), int16(0)]),
  )
  const texts = values.map((value) => Buffer.concat([int32(value.length), Buffer.from(value)]))
  return Buffer.concat([
    message('T', int16(values.length), ...fields),
    message('D', int16(values.length), ...texts),
    message('C', zeroEnded('SELECT 1')),
    READY,
  ])
}

/** Its port; it stops with the test. */
export async function oldServer(): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('data', () => {
      socket.write(GREETING)
      socket.on('data', (bytes) => {
        // Q: a question; X: goodbye.
        if (bytes[0] === 'Q'.charCodeAt(0)) socket.write(row([OLD, 'UTF8', 'on', 'on', 'f', 'off']))
        if (bytes[0] === 'X'.charCodeAt(0)) socket.end()
      })
    })
  }).listen(0, '127.0.0.1')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
