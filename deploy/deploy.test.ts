import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, test } from 'vitest'
import { newDatabase, rawly } from '../packages/ledger-core/src/testing/postgres/given-ledger.ts'
import { composeOf, FILES, instructions, lastInstruction, POSTGRES, read } from './testing/deploy-files.ts'

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
