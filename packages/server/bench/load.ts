import autocannon from 'autocannon'
import { bid } from './facts.ts'

/** Records over HTTP for some seconds, and tells how many answers a second came. A process of its own: a client is no part of the server. */
const [, , url = '', projects = '', connections = '', seconds = ''] = process.argv

let n = 0
const result = await autocannon({
  url,
  connections: Number(connections),
  duration: Number(seconds),
  requests: [
    {
      method: 'POST',
      setupRequest(request) {
        const id = n++
        const project = id % Number(projects)
        const headers = { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }
        return { ...request, path: `/v1/projects/P-${project}/events`, headers, body: JSON.stringify(bid(project, id)) }
      },
    },
  ],
})
if (result.non2xx > 0 || result.errors > 0) throw new Error(`${result.non2xx + result.errors} requests failed`)
process.stdout.write(JSON.stringify({ perSecond: result['2xx'] / result.duration, p99Ms: result.latency.p99 }))
