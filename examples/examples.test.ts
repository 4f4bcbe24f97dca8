import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { describe, test } from 'vitest'

/** Every example runs, and prints what stands beside it. */
describe('examples', () => {
  const folders = globSync('examples/*/main.ts')
    .map((path) => path.replace(/\/main\.ts$/, ''))
    .sort()

  test('there are some', () => assert.ok(folders.length >= 3, folders.join()))

  test.each(folders)('%s', (folder) => {
    const output = execFileSync(process.execPath, [`${folder}/main.ts`], { encoding: 'utf8' })
    assert.ok(existsSync(`${folder}/output.txt`))
    assert.equal(output, readFileSync(`${folder}/output.txt`, 'utf8'))
  })
})
