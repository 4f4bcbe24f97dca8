import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Ledger, openLedger } from '@procurement-ledger/core'
import { memory } from '@procurement-ledger/core/memory'
import { scriptedCommands, scriptedSources } from '@procurement-ledger/core/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { projectBundle } from '../bundle/project-bundle.ts'
import { readZip, writeZip } from '../bundle/zip.ts'
import { type Evidence, evidenceOf, signedTree } from '../testing/evidence-of.ts'
import { verifyBundle } from '../testing/verify-bundle.ts'
import { EXITS, type Given, type Verification } from './verification.ts'

/** A project bundle, and whoever wants it to say something else. */

const folder = mkdtempSync(join(tmpdir(), 'ledger-bundle-'))
afterAll(async () => {
  await ledger.close()
  rmSync(folder, { recursive: true, force: true })
})

const ORIGIN = 'ledger.invalid/county'
const PROJECT = 'SCRIPT-3'
let evidence: Evidence
let ledger: Ledger
let zip: Uint8Array
let files: ReadonlyMap<string, Uint8Array>
let events: number

let zipOf: (project: string, under?: Evidence) => Promise<Uint8Array>

beforeAll(async () => {
  ledger = await openLedger({ store: memory(), sources: scriptedSources(), origin: ORIGIN })
  for (const { projectId, facts, commandId } of scriptedCommands()) await ledger.record(projectId, facts, { commandId })
  evidence = await evidenceOf(ledger.store, ORIGIN)
  zipOf = (project, under = evidence) =>
    projectBundle(ledger, { ...under, checkpoint: () => under.note, verifierKeys: [under.verifierKey] }, project)
  zip = await zipOf(PROJECT)
  assert.deepEqual(await zipOf(PROJECT), zip, 'the same bytes for the same log')
  const read = readZip(zip)
  assert.ok(read.ok)
  files = read.files
  events = [...files.keys()].filter((name) => name.endsWith('/leaf')).length
})

async function verified(bytes: Uint8Array, given: Partial<Given> = {}): Promise<Verification & { exit: number }> {
  const found = await verifyBundle(folder, bytes, { keys: [evidence.verifierKey], ...given })
  assert.equal(found?.kind, 'bundle')
  return { ...found, exit: EXITS[found.verdict] }
}

/** The bundle with other files. */
const changed = (change: (files: Map<string, Uint8Array>) => void, given: Partial<Given> = {}) => {
  const copy = new Map(files)
  change(copy)
  return verified(writeZip(copy), given)
}

const codes = ({ findings }: Verification) => findings.map(({ code }) => code)
const text = (text: string) => new TextEncoder().encode(text)
const read = (name: string) => new TextDecoder().decode(files.get(name))

describe('a bundle', () => {
  test('proves every event of its project, and says what it cannot', async () => {
    const found = await verified(zip)
    assert.deepEqual([found.exit, found.events, found.proven], [0, events, events])
    assert.ok(events >= 4)
    assert.deepEqual(found.unchecked, [
      'whether the project has further events behind these',
      'whether an older history was replaced: no --since was given',
    ])
    assert.equal(found.checkpoint?.signedBy.length, 1)
  })

  test('without a key given says that the signature is by its own', async () => {
    const found = await verified(zip, { keys: [] })
    assert.equal(found.exit, 0)
    assert.match(found.unchecked.join(), /by the key that the bundle itself names/)
    const bare = await changed((files) => files.delete('keys.txt'), { keys: [] })
    assert.match(bare.unchecked.join(), /no --key was given/)
  })

  test('signed by another key than the given one: exit 5', async () => {
    const { verifierKey } = signedTree([], ORIGIN, 'another key')
    assert.equal((await verified(zip, { keys: [verifierKey] })).exit, 5)
  })

  const openssl = spawnSync('openssl', ['version'], { encoding: 'utf8' }).stdout ?? ''
  const canSign = /^OpenSSL [3-9]/.test(openssl)
  if (!canSign) console.log(`not checked by hand: OpenSSL 3 is not here (${openssl.trim() || 'none'})`)

  test.runIf(canSign)('is checked by its own README, with openssl and a shell', () => {
    const place = join(folder, 'by-hand')
    for (const [name, bytes] of files) {
      mkdirSync(dirname(join(place, name)), { recursive: true })
      writeFileSync(join(place, name), bytes)
    }
    const sh = (script: string, cwd = join(place, 'events/000001')) =>
      execFileSync('sh', ['-euc', script], { cwd, encoding: 'utf8' }).trim()
    const [part, hash] = [...read('README.txt').matchAll(/^ {7}(\{ printf '(?:proc|\\000).*)$/gm)].map(
      ([, line]) => line,
    )
    const leaf = JSON.parse(read('events/000001/leaf'))
    assert.equal(sh(part as string), leaf.parts.data)
    assert.equal(sh(hash as string, join(place, 'events/000000')), leaf.prev)
    const signature = [...read('README.txt').matchAll(/^ {7}(head .*|sed .*|\{ printf '\\060.*|openssl .*)$/gm)].map(
      ([, line]) => line,
    )
    assert.equal(signature.length, 4)
    assert.match(sh(`cp keys.txt key\n${signature.join('\n')}`, place), /Verified Successfully/)
  })
})

describe('an attack on a bundle', () => {
  const FLIPS = 'every flipped bit of a leaf, a part, a salt, a receipt or the checkpoint is noticed'
  test(FLIPS, { timeout: 300_000 }, async () => {
    const names = [...files.keys()].filter((name) => name !== 'README.txt' && name !== 'keys.txt')
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), fc.nat(), async (name, bit) => {
        const found = await changed((files) => {
          const bytes = (files.get(name) as Uint8Array).slice()
          const at = bit % (bytes.length * 8)
          bytes[at >> 3] = (bytes[at >> 3] as number) ^ (1 << (at & 7))
          files.set(name, bytes)
        })
        assert.notEqual(found.exit, 0, name)
      }),
      { numRuns: 300 },
    )
  })

  test.each([
    ['data', 3],
    ['data.salt', 3],
    ['meta', 3],
    ['personal', 3],
    ['leaf', 6],
    ['receipt', 6],
  ])('a %s that is left out: exit %d', async (part, exit) => {
    const name = [...files.keys()].find((name) => name.endsWith(`/${part}`)) as string
    assert.equal((await changed((files) => files.delete(name))).exit, exit)
  })

  test('an event that is left out: missing', async () => {
    const found = await changed((files) => {
      for (const [name, bytes] of [...files]) {
        const [, at, file] = /^events\/(\d+)\/(.+)$/.exec(name) ?? []
        if (at === undefined || Number(at) < 1) continue
        files.delete(name)
        if (Number(at) > 1) files.set(`events/${String(Number(at) - 1).padStart(6, '0')}/${file}`, bytes)
      }
    })
    assert.deepEqual([found.exit, found.findings[0]?.code, found.findings[0]?.revision], [3, 'REVISION_SKIPPED', 2])
  })

  test('two events swapped: noticed and named', async () => {
    const found = await changed((files) => {
      for (const file of ['leaf', 'data', 'data.salt', 'meta', 'meta.salt', 'receipt']) {
        const [a, b] = [files.get(`events/000001/${file}`), files.get(`events/000002/${file}`)] as [
          Uint8Array,
          Uint8Array,
        ]
        files.set(`events/000001/${file}`, b).set(`events/000002/${file}`, a)
      }
    })
    assert.equal(found.findings[0]?.code, 'REVISION_SKIPPED')
    assert.equal(found.findings[0]?.revision, 2)
  })

  test('an event of another project, with its own receipt: altered, and it says so', async () => {
    const other = readZip(await zipOf('SCRIPT-1'))
    assert.ok(other.ok)
    const found = await changed((files) => {
      for (const [name, bytes] of other.files) if (name.startsWith('events/000001/')) files.set(name, bytes)
    })
    assert.deepEqual([found.exit, codes(found)[0]], [1, 'FIELD_DIFFERS'])
    assert.match(
      found.findings[0]?.message ?? '',
      /an event of project-SCRIPT-1 stands among those of project-SCRIPT-3/,
    )
  })

  test('a tree that was signed with the events of a project in another order: altered', async () => {
    const turned = signedTree(evidence.hashes.toReversed(), ORIGIN, 'the first key')
    const indexOf = (eventId: string) => evidence.hashes.length - 1 - (evidence.indexOf(eventId) ?? 0)
    const found = await verified(await zipOf(PROJECT, { ...turned, indexOf }))
    assert.deepEqual([found.exit, codes(found)[0]], [1, 'INCLUSION_FAILS'])
    assert.match(found.findings[0]?.message ?? '', /does not follow/)
  })

  test('the receipt of another event, or under another checkpoint: altered', async () => {
    const other = await changed((files) => files.set('events/000001/receipt', text(read('events/000002/receipt'))))
    assert.deepEqual([other.exit, codes(other)[0]], [1, 'INCLUSION_FAILS'])
    const older = read('events/000001/receipt').replace(evidence.note, signedTree([], ORIGIN, 'the first key').note)
    const found = await changed((files) => files.set('events/000001/receipt', text(older)))
    assert.deepEqual([found.exit, codes(found)], [1, ['INCLUSION_FAILS']])
  })

  test.each([
    ['without events', () => new Map([['checkpoint', files.get('checkpoint') as Uint8Array]])],
    ['without a checkpoint', () => new Map([...files].filter(([name]) => name !== 'checkpoint'))],
    ['with a file that none has', () => new Map([...files, ['run.me', new Uint8Array(1)]])],
    ['with events behind a gap', () => new Map([...files, ['events/000099/leaf', new Uint8Array(1)]])],
    ['of nothing', () => new Map()],
  ])('%s: not readable', async (_what, files) => {
    const found = await verified(writeZip(files()))
    assert.deepEqual([found.exit, codes(found)], [6, ['BUNDLE_UNREADABLE']])
  })

  test.each(['../checkpoint', 'events/../../x', '/etc/passwd', 'events\\000000\\leaf', 'C:leaf'])(
    'a file named %j: not readable, and nothing is written',
    async (name) => {
      const found = await verified(writeZip(new Map([...files, [name, text('x')]])))
      assert.deepEqual([found.exit, codes(found)], [6, ['BUNDLE_UNREADABLE']])
      assert.match(found.findings[0]?.message ?? '', /no name of a file/)
    },
  )

  test('a file that says it inflates to four gigabytes: not readable, and nothing is inflated', async () => {
    const bomb = Buffer.from(zip)
    bomb.writeUInt32LE(0xffff_ffff, bomb.lastIndexOf('PK\x01\x02') + 24)
    const found = await verified(bomb)
    assert.deepEqual([found.exit, codes(found)], [6, ['BUNDLE_UNREADABLE']])
    assert.match(found.findings[0]?.message ?? '', /have more than/)
  })

  test('a zip that is cut off: not readable, in one line', async () => {
    const found = await verified(zip.subarray(0, 1000))
    assert.deepEqual([found.exit, codes(found)], [6, ['BUNDLE_UNREADABLE']])
    assert.doesNotMatch(found.findings[0]?.message ?? '', /\n/)
  })
})
