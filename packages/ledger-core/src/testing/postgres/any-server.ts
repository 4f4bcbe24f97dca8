import { request } from 'node:http'
import { ownServer } from './own-server.ts'

/** A real server, whoever runs it. */
export interface AnyServer {
  /** Of its superuser. */
  readonly urlOf: (database: string) => string
  readonly remove: () => Promise<void>
}

const IMAGE = 'postgres:18-alpine'
const DOCKER_SOCKET = '/var/run/docker.sock'

/** The one that LEDGER_TEST_POSTGRES_URL names, else Docker's, else npm's. */
export const anyServer = async (): Promise<AnyServer> => givenServer() ?? (await dockerServer()) ?? (await ownServer())

function givenServer(): AnyServer | undefined {
  const given = process.env.LEDGER_TEST_POSTGRES_URL
  if (!given) return undefined
  const urlOf = (name: string) => {
    const url = new URL(given)
    url.pathname = `/${name}`
    return url.href
  }
  return { urlOf, remove: async () => {} }
}

/** An engine that answers may still have no way to the image: then the reason is said, and npm's server serves. */
async function dockerServer(): Promise<AnyServer | undefined> {
  if (!(await hasDocker())) return undefined
  try {
    const { GenericContainer, Wait } = await import('testcontainers')
    const container = await new GenericContainer(IMAGE)
      .withEnvironment({ POSTGRES_PASSWORD: 'test' })
      .withExposedPorts(5432)
      // It starts twice: first to make its files.
      .withWaitStrategy(Wait.forLogMessage(/ready to accept connections/, 2))
      .start()
    const host = `${container.getHost()}:${container.getMappedPort(5432)}`
    const remove = async () => void (await container.stop())
    return { urlOf: (name) => `postgres://postgres:test@${host}/${name}`, remove }
  } catch (error) {
    console.warn(`PostgreSQL does not run in Docker here (${(error as Error).message}); npm's server is taken`)
    return undefined
  }
}

function hasDocker(): Promise<boolean> {
  if (process.env.DOCKER_HOST) return Promise.resolve(true)
  return new Promise((resolve) => {
    const asked = request({ socketPath: DOCKER_SOCKET, path: '/_ping', timeout: 2_000 }, (answer) => {
      answer.resume()
      resolve(answer.statusCode === 200)
    })
    asked.on('error', () => resolve(false))
    asked.on('timeout', () => asked.destroy())
    asked.end()
  })
}
