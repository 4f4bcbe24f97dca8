import { randomBytes } from 'node:crypto'

/** A server of the real kind, on which every ledger of a test has a name of its own. */
export interface RealServer {
  readonly url: (ledger: string) => string
  readonly stop: () => Promise<void>
}

/** An image of a real server, with what makes it forget everything when it stops. */
export interface Image {
  readonly image: string
  readonly environment: { readonly [name: string]: string }
}

const settings = (product: string) => ({
  [`${product}_CLUSTER_SIZE`]: '1',
  [`${product}_INSECURE`]: 'true',
  [`${product}_MEM_DB`]: 'true',
  [`${product}_RUN_PROJECTIONS`]: 'None',
})

export const EVENTSTOREDB: Image = {
  image: 'docker.eventstore.com/eventstore/eventstoredb-ee:24.10',
  environment: settings('EVENTSTORE'),
}
export const KURRENTDB: Image = {
  image: 'kurrentplatform/kurrentdb:26.0',
  environment: settings('KURRENTDB'),
}

const PORT = 2113
const STARTUP_MS = 180_000

/** The server that the environment names, as `esdb://host:2113?tls=false`; or why there is none. */
export function namedServer(): RealServer | string {
  const url = process.env.LEDGER_TEST_ESDB_URL
  if (url === undefined || url === '') return 'LEDGER_TEST_ESDB_URL names no server'
  const joint = url.includes('?') ? '&' : '?'
  return { url: (ledger) => `${url}${joint}ledger=${ledger}`, stop: async () => {} }
}

/** A server of its own in a container; or why there is none. */
export async function containedServer({ image, environment }: Image): Promise<RealServer | string> {
  const { GenericContainer, getContainerRuntimeClient, Wait } = await import('testcontainers')
  try {
    await getContainerRuntimeClient()
  } catch {
    return 'no Docker engine answers here'
  }
  try {
    const container = await new GenericContainer(image)
      .withEnvironment(environment)
      .withExposedPorts(PORT)
      .withWaitStrategy(Wait.forHttp('/health/live', PORT).forStatusCodeMatching((status) => status < 300))
      .withStartupTimeout(STARTUP_MS)
      .start()
    const where = `${container.getHost()}:${container.getMappedPort(PORT)}`
    return {
      url: (ledger) => `esdb://${where}?tls=false&ledger=${ledger}`,
      stop: async () => void (await container.stop()),
    }
  } catch (error) {
    return `${image} did not start: ${(error as Error).message}`
  }
}

/** A name that no ledger of the server has yet. */
export const freshLedger = (): string => `test-${randomBytes(8).toString('hex')}`
