import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, test } from 'vitest'

/** What the README shows, runs, and prints what it says. */

const readme = readFileSync('README.md', 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'ledger-readme-'))
const program = resolve('examples/.readme.ts')
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
  rmSync(program, { force: true })
})

/** Fenced blocks of one language, each with the text block that follows it at once. */
const blocks = (language: string) =>
  [
    ...readme.matchAll(
      new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`\\n(?:\\n\`\`\`text\\n([\\s\\S]*?)^\`\`\`\\n)?`, 'gm'),
    ),
  ].map(([, code = '', output]) => ({ code, output }))

describe('README', () => {
  test('its program prints what stands below it', () => {
    const [block, ...more] = blocks('ts')
    assert.ok(block && more.length === 0)
    // Beside the examples, so that the packages are found by their names.
    writeFileSync(program, block.code)
    assert.equal(execFileSync(process.execPath, [program], { encoding: 'utf8' }), block.output)
  })

  test('its commands run, one after another, in an empty folder', { timeout: 120_000 }, () => {
    const [block, ...more] = blocks('sh')
    assert.ok(block && more.length === 0)
    const ledger = `ledger() { '${process.execPath}' '${resolve('packages/server/src/cli/main.ts')}' "$@"; }`
    execFileSync('sh', ['-euc', `${ledger}\n${block.code}`], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  })

  test('the table it shows is the one that the example prints', () => {
    const table = /<!-- demo -->\n```text\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
    assert.ok(table.trim().length > 0)
    assert.ok(readFileSync('examples/03-county-year/output.txt', 'utf8').includes(table.trim()))
  })

  test('it names the two commands', () => {
    for (const name of ['demo', 'test']) assert.ok(readme.includes(`npx -y -p node@24 -p pnpm@12 pnpm ${name}`))
  })
})
