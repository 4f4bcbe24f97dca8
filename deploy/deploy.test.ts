import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, test } from 'vitest'
import { newDatabase, rawly } from '../packages/ledger-core/src/testing/postgres/given-ledger.ts'
import {
  composeOf,
  EVENTSTOREDB,
  FILES,
  instructions,
  lastInstruction,
  POSTGRES,
  read,
  type Service,
} from './testing/deploy-files.ts'

/** Whatever stands in deploy/ is known to the program, the server and the other files. */

const sources = globSync('packages/*/src/**/*.ts', { exclude: (path) => /\.test\.ts$|testing/.test(path) }).map(read)
const knownVariables = new Set(
  sources.flatMap((text) => [...text.matchAll(/process\.env\.([A-Z_]+)/g)].map(([, name = '']) => name)),
)
const help = execFileSync(process.execPath, ['packages/server/src/cli/main.ts', 'serve', '--help'], {
  encoding: 'utf8',
})
const flagsOf = (command: readonly string[]): string[] => command.filter((word) => word.startsWith('--'))

describe('compose files', () => {
  test.each(FILES)('%s names services, volumes, secrets and files that are there', (path) => {
    const { services, volumes = {}, secrets = {} } = composeOf(path)
    for (const [name, service] of Object.entries(services)) {
      assert.ok(service.image, `${name} has no image`)
      for (const other of Object.keys(service.depends_on ?? {})) {
        const awaited = services[other] ?? assert.fail(`${name} waits for ${other}`)
        if (service.depends_on?.[other]?.condition === 'service_healthy') assert.ok(awaited.healthcheck, other)
      }
      for (const [from = '', to = ''] of (service.volumes ?? []).map((each) => each.split(':'))) {
        assert.match(to, /^\//, `${name} mounts ${from}`)
        const isMade = from === './certs'
        assert.ok(from in volumes || isMade || existsSync(join(dirname(path), from)), `${name} mounts ${from}`)
      }
      for (const secret of service.secrets ?? []) assert.ok(secret in secrets, `${name} needs ${secret}`)
      for (const port of service.ports ?? []) assert.match(port, /^127\.0\.0\.1:/, `${name} is open to the network`)
      if (service.build) assert.ok(existsSync(join(dirname(path), service.build.context, service.build.dockerfile)))
    }
  })

  test.each(FILES)('%s says that it was not run', (path) => {
    assert.match(read(path), /NOT RUN/)
  })

  test('images are those that the tests of the engines name', () => {
    const named = globSync('packages/ledger-core/src/testing/**/*.ts').map(read).join('\n')
    for (const { image } of FILES.flatMap((path) => Object.values(composeOf(path).services)))
      if (image !== 'procurement-ledger' && !image.includes('gencert')) assert.ok(named.includes(`'${image}`), image)
  })

  test('options and variables of the services are known to the program', () => {
    const services = Object.values(POSTGRES.services).filter(({ image }) => image === 'procurement-ledger')
    assert.equal(services.length, 3)
    for (const { command = [], environment = {} } of services) {
      for (const flag of flagsOf(command)) assert.ok(help.includes(`${flag} <`), flag)
      for (const name of Object.keys(environment)) assert.ok(knownVariables.has(name), name)
    }
  })

  test('settings of the database are those of a server, which takes their values', async () => {
    const command = POSTGRES.services.database?.command ?? []
    const settings = command.filter((word) => word.includes('=')).map((word) => word.split('='))
    assert.equal(settings.length, 5)
    await rawly(await newDatabase(), async (ask) => {
      for (const [name = '', value = ''] of settings) {
        const [[known] = []] = await ask('SELECT vartype FROM pg_settings WHERE name = $1', [name])
        assert.ok(known === 'bool' || known === 'enum' ? value === 'on' : /^\d+GB$/.test(value), `${name}=${value}`)
      }
    })
  })
})

describe('the cluster of EventStoreDB', () => {
  const nodes = Object.entries(EVENTSTOREDB.services).filter(([name]) => name.startsWith('node'))
  const addressOf = ({ networks }: Service): string => Object.values(networks ?? {})[0]?.ipv4_address ?? ''
  const settingsOf = ({ environment = {} }: Service) =>
    Object.fromEntries(
      Object.entries(environment).map(([name, value]) => [name.replace('EVENTSTORE_', ''), `${value}`]),
    )

  test('has settings that the manual of 24.10 names, and none that would lose what was acknowledged', () => {
    assert.equal(nodes.length, 3)
    for (const [, { environment = {} }] of nodes) {
      assert.deepEqual(
        Object.keys(environment).filter((name) => !SETTINGS.has(name.replace('EVENTSTORE_', ''))),
        [],
      )
    }
  })

  test('has nodes that replicate over their own addresses, look for the others, and are reached by their ports', () => {
    const addresses = nodes.map(([, node]) => addressOf(node))
    assert.equal(new Set(addresses).size, 3)
    for (const [name, node] of nodes) {
      const own = addressOf(node)
      const settings = settingsOf(node)
      assert.equal(settings.CLUSTER_SIZE, '3')
      assert.deepEqual([settings.REPLICATION_IP, settings.NODE_HOST_ADVERTISE_AS], [own, own])
      const others = addresses.filter((address) => address !== own)
      assert.deepEqual(
        settings.GOSSIP_SEED?.split(','),
        others.map((address) => `${address}:${settings.NODE_PORT}`),
      )
      // What clients are told must be what is published, and the health check must reach it too.
      const client = `${settings.ADVERTISE_HOST_TO_CLIENT_AS}:${settings.ADVERTISE_NODE_PORT_TO_CLIENT_AS}`
      assert.deepEqual(node.ports, [`${client}:${settings.NODE_PORT}`])
      assert.equal(settings.NODE_IP, '0.0.0.0')
      assert.ok(settings.CERTIFICATE_FILE?.startsWith(`/certs/${name}/`))
      assert.ok(settings.CERTIFICATE_PRIVATE_KEY_FILE?.startsWith(`/certs/${name}/`))
    }
  })

  test('makes a certificate for every address of a node, and says none of its passwords', () => {
    const script = EVENTSTOREDB.services.certificates?.command?.join('\n') ?? ''
    for (const [, node] of nodes) assert.ok(script.includes(addressOf(node).slice(0, -1)), addressOf(node))
    assert.match(script, /127\.0\.0\.1/)
    const { DEFAULT_ADMIN_PASSWORD, DEFAULT_OPS_PASSWORD } = settingsOf(nodes[0]?.[1] ?? assert.fail('no node'))
    for (const password of [DEFAULT_ADMIN_PASSWORD, DEFAULT_OPS_PASSWORD]) assert.match(password ?? '', /^\$\{\w+:\?/)
  })
})

/** Source: the manual of EventStoreDB 24.10, configuration, networking, cluster and security. */
const SETTINGS = new Set(
  `CLUSTER_SIZE DISCOVER_VIA_DNS GOSSIP_SEED NODE_IP NODE_PORT NODE_HOST_ADVERTISE_AS REPLICATION_IP REPLICATION_PORT
  ADVERTISE_HOST_TO_CLIENT_AS ADVERTISE_NODE_PORT_TO_CLIENT_AS TRUSTED_ROOT_CERTIFICATES_PATH CERTIFICATE_FILE
  CERTIFICATE_PRIVATE_KEY_FILE RUN_PROJECTIONS DB LOG DEFAULT_ADMIN_PASSWORD DEFAULT_OPS_PASSWORD`.split(/\s+/),
)

describe('the Dockerfile', () => {
  test('runs what Node 24 runs, as nobody special, with no secret in it', () => {
    const images = instructions('FROM').map((rest) => rest.split(' ')[0])
    assert.deepEqual(images, ['node:24-slim', 'node:24-slim'])
    assert.match(JSON.parse(read('package.json')).engines.node, /24/)
    assert.equal(lastInstruction('USER'), 'node')
    assert.doesNotMatch(`${instructions('ENV')} ${instructions('ARG')}`, /PASSWORD|SECRET|TOKEN|:\/\/\w+:/i)
    assert.match(read('deploy/Dockerfile'), /NOT RUN/)
    for (const flag of flagsOf(JSON.parse(lastInstruction('CMD')))) assert.ok(help.includes(`${flag} <`), flag)
    for (const [, name = ''] of lastInstruction('ENV').matchAll(/([A-Z_]+)=/g))
      assert.ok(name === 'NODE_ENV' || knownVariables.has(name), name)
  })
})
