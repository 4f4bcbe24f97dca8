import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, test } from 'vitest'
import { readZip, writeZip } from '../bundle/zip.ts'
import { EXAMPLE_BUNDLE, exampleBundle } from './example-bundle.ts'

const folder = mkdtempSync(join(tmpdir(), 'ledger-example-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('the bundle of the example is the one that the ledger makes; pnpm example:bundle writes it anew', async () => {
  assert.ok(readFileSync(EXAMPLE_BUNDLE).equals(await exampleBundle()))
})

test.each(['checkpoint', 'leaf', 'data', 'data.salt', 'meta', 'receipt'])(
  'the example notices a flipped byte of a %s',
  async (part) => {
    const read = readZip(await exampleBundle())
    assert.ok(read.ok)
    const files = new Map(read.files)
    const name = part === 'checkpoint' ? part : `events/000003/${part}`
    const bytes = (files.get(name) as Uint8Array).slice()
    // Of a receipt the last half is the checkpoint again, which stands by itself.
    const at = part === 'receipt' ? new TextDecoder().decode(bytes).indexOf('\nindex ') + 12 : bytes.length >> 1
    bytes[at] = (bytes[at] as number) ^ 1
    writeFileSync(join(folder, 'altered.zip'), writeZip(files.set(name, bytes)))
    const { status, stdout } = spawnSync(
      process.execPath,
      ['examples/04-verify-offline/main.ts', join(folder, 'altered.zip')],
      { encoding: 'utf8' },
    )
    assert.equal(status, 1)
    if (part !== 'leaf') assert.match(stdout, /ALTERED: /)
  },
)

test('the example notices a personal part that is gone, although no event erased it', async () => {
  const read = readZip(await exampleBundle())
  assert.ok(read.ok)
  const personal = [...read.files.keys()].filter((name) => /\/personal(\.salt)?$/.test(name))
  assert.ok(personal.length >= 2, 'the example has a personal part')
  writeFileSync(
    join(folder, 'bare.zip'),
    writeZip(new Map([...read.files].filter(([name]) => !personal.includes(name)))),
  )
  const run = spawnSync(process.execPath, ['examples/04-verify-offline/main.ts', join(folder, 'bare.zip')])
  assert.equal(run.status, 1)
  assert.match(run.stdout.toString(), /ALTERED: the personal part of .* is gone/)
})

test('the example imports nothing but Node: a second verifier, not ours again', () => {
  const text = readFileSync('examples/04-verify-offline/main.ts', 'utf8')
  const imported = [...text.matchAll(/\bfrom '([^']+)'|\bimport\(|\brequire\(/g)].map(([, name]) => name)
  assert.deepEqual(imported, ['node:crypto', 'node:fs', 'node:zlib'])
})
