import { EsdbWireStandIn } from './wire-stand-in.ts'

/** A stand-in in a process of its own, so that what it holds is not counted as its client's. Prints its port; ends with its standard input. */
const server = await EsdbWireStandIn.start()
process.stdout.write(`${server.port}\n`)
process.stdin.resume().once('end', () => {
  server.stop()
  process.exit()
})
