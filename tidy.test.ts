import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, test } from 'vitest'
import { expertLifecycle, lifecycle, partyLifecycle } from './packages/ledger-core/src/procurement/lifecycle.ts'
import { TOGETHER } from './vitest.config.ts'

/** The repo's law. What a reader may rely on everywhere is checked here, not remembered. */

const sources = globSync('{packages,examples}/**/*.ts', { exclude: (path) => /node_modules|dist/.test(path) })
const texts = new Map(sources.map((path) => [path, readFileSync(path, 'utf8')]))
const isTest = (path: string) => path.endsWith('.test.ts')

/** Without comments and strings of templates, roughly: what a rule about code is asked of. */
const codeOf = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')

/** Imports that are there at run time; a type may name a type that names it. */
const values = (path: string): string[] =>
  [...(texts.get(path) ?? '').matchAll(/^(?:import|export) (?!type\b)[^'"]*?from '(\.[^']+)'/gm)].map((match) =>
    normalize(join(dirname(path), match[1] ?? '')),
  )

const imports = (path: string): string[] =>
  [...(texts.get(path) ?? '').matchAll(/^(?:import|export)\b[^'"]*?from '([^']+)'|^import '([^']+)'/gm)].map(
    (match) => match[1] ?? match[2] ?? '',
  )

/** Relative imports as repo paths. */
const edges = (path: string): string[] =>
  imports(path)
    .filter((name) => name.startsWith('.'))
    .map((name) => normalize(join(dirname(path), name)))

describe('who may import whom', () => {
  const PACKAGES = ['ledger-core', 'projections', 'server']
  const NAMES = ['core', 'projections', 'server']

  test('examples -> server -> projections -> core, by the doors', () => {
    for (const path of sources) {
      const own = path.startsWith('examples/') ? PACKAGES.length : PACKAGES.indexOf(path.split('/')[1] ?? '')
      for (const name of imports(path)) {
        const target = NAMES.indexOf(/^@procurement-ledger\/([a-z]+)/.exec(name)?.[1] ?? '')
        assert.ok(target < own || target === -1, `${path} imports ${name}, which stands above it or is itself`)
      }
      for (const target of edges(path)) {
        const home = path.split('/').slice(0, 2).join('/')
        assert.ok(target.startsWith(home), `${path} reaches into ${target}; use the door`)
      }
    }
  })

  const INSIDE_CORE: { readonly [folder: string]: readonly string[] } = {
    kernel: [],
    procurement: ['kernel'],
    rules: ['procurement', 'kernel'],
    evidence: ['kernel'],
    ports: ['evidence', 'kernel'],
    stores: ['ports', 'evidence', 'kernel'],
    follower: [],
    notary: ['follower', 'ports', 'evidence', 'kernel'],
    // The procedure never asks the rules; the ledger does, after it, where some of them block.
    ledger: ['ports', 'evidence', 'rules', 'procurement', 'kernel'],
  }

  test('inside the core: a store never learns what a tender is, the law never learns what a hash is', () => {
    for (const path of sources.filter((path) => !isTest(path))) {
      const folder = /^packages\/ledger-core\/src\/([a-z]+)\//.exec(path)?.[1]
      const allowed = folder && INSIDE_CORE[folder]
      if (!allowed) continue
      for (const target of edges(path)) {
        const to = /^packages\/ledger-core\/src\/([a-z-]+)\//.exec(target)?.[1] ?? ''
        assert.ok(to === folder || allowed.includes(to), `${path} imports ${target}`)
      }
    }
  })

  test('node:* appears in the core only in stores, digests and the files of evidence', () => {
    for (const path of sources.filter(
      (path) => path.startsWith('packages/ledger-core/src') && !isTest(path) && !path.includes('/testing/'),
    )) {
      const node = imports(path).filter((name) => name.startsWith('node:'))
      assert.ok(node.length === 0 || /\/stores\/|\/notary\/files\/|\/digest\.ts$/.test(path), `${path} imports ${node}`)
    }
  })

  test('what the verify door reaches runs in a browser: no node:*, no store, no package', () => {
    const reached = new Set<string>()
    const visit = (path: string): void => {
      if (reached.has(path)) return
      reached.add(path)
      const foreign = imports(path).filter((name) => !name.startsWith('.'))
      assert.deepEqual(foreign, [], `${path} imports ${foreign}`)
      assert.match(path, /^packages\/ledger-core\/src\/(evidence|kernel)\//, `${path} is neither evidence nor kernel`)
      assert.doesNotMatch(codeOf(texts.get(path) ?? ''), /\bBuffer\.|\bprocess\.|\b(require|import)\(/, path)
      for (const target of edges(path)) visit(target)
    }
    visit('packages/ledger-core/src/evidence/verify.ts')
    assert.ok(reached.size > 15, 'the door reaches less than it exports')
  })

  test('what the rules door reaches runs in a browser too: zod, and nothing else that is not the law', () => {
    const reached = new Set<string>()
    const visit = (path: string): void => {
      if (reached.has(path)) return
      reached.add(path)
      const foreign = imports(path).filter((name) => !name.startsWith('.'))
      assert.deepEqual(foreign, foreign.length === 0 ? [] : ['zod'], `${path} imports ${foreign}`)
      assert.match(path, /^packages\/ledger-core\/src\/(rules|procurement|kernel)\//, `${path} is no law`)
      for (const target of edges(path)) visit(target)
    }
    visit('packages/ledger-core/src/rules/index.ts')
    assert.ok(reached.size > 40, 'the door reaches less than it exports')
  })

  test('the client of EventStoreDB is known to its store and its stand-in only: no other door loads it', () => {
    for (const path of sources.filter((path) => imports(path).some((name) => name.startsWith('@eventstore/'))))
      assert.match(path, /\/stores\/eventstoredb\/|\/testing\/esdb\//, path)
    for (const path of sources.filter(
      (path) => !isTest(path) && edges(path).some((target) => /\/eventstoredb(\/|\.ts)/.test(target)),
    ))
      assert.match(path, /\/stores\/eventstoredb|\/testing\/esdb\//, path)
  })

  test('no cycles', () => {
    const done = new Set<string>()
    const visit = (path: string, trail: readonly string[]): void => {
      assert.ok(!trail.includes(path), `a cycle: ${[...trail.slice(trail.indexOf(path)), path].join(' -> ')}`)
      if (done.has(path)) return
      for (const target of values(path)) visit(target, [...trail, path])
      done.add(path)
    }
    for (const path of sources) visit(path, [])
  })
})

describe('how it is written', () => {
  test('every import names a file that exists', () => {
    for (const path of sources)
      for (const target of edges(path)) assert.ok(existsSync(target), `${path} imports ${target}`)
  })

  test('no default exports, no any', () => {
    for (const [path, text] of texts) {
      assert.doesNotMatch(text, /^export default /m, path)
      assert.doesNotMatch(codeOf(text), /: any\b|\bas any\b|<any>/, path)
    }
  })

  test('what runs in one process with other tests changes nothing of it', () => {
    const together = globSync(TOGETHER)
    assert.ok(together.length > 100)
    for (const path of together)
      assert.doesNotMatch(
        codeOf(texts.get(path) ?? ''),
        /\bvi\.|\bprocess\.(env(\.\w+|\[[^\]]+\]) *=[^=]|(on|once|chdir|exit)\()|\bmemoryInUse\b|\bsetFlagsFromString\b/,
        `${path} would be felt by others; leave it out of TOGETHER in vitest.config.ts`,
      )
  })

  test('no file is named after nothing', () => {
    for (const path of sources) assert.doesNotMatch(path, /(^|[/-])(utils?|helpers?|common|misc)([./-]|$)/)
  })

  test('comments leave out words that say nothing', () => {
    for (const [path, text] of texts) {
      const comments = [...text.matchAll(/\/\/ .*|^\s*\/?\*.*$/gm)].map(([line]) => line).join('\n')
      assert.doesNotMatch(comments, /\b(simply|obviously|seamless(ly)?|robust(ly)?|easily)\b/i, path)
    }
  })
})

describe('every event of a table', () => {
  const events = 'packages/ledger-core/src/procurement/events'
  const kebab = (type: string) => type.replace(/(?<!^)([A-Z])/g, '-$1').toLowerCase()
  const document = existsSync('docs/lifecycle.md') ? readFileSync('docs/lifecycle.md', 'utf8') : ''

  test.each(Object.keys({ ...lifecycle, ...partyLifecycle, ...expertLifecycle }))(
    '%s has a file, a test, a sample and a line in the document',
    (type) => {
      assert.ok(existsSync(`${events}/${kebab(type)}.ts`))
      assert.ok(existsSync(`${events}/${kebab(type)}.test.ts`))
      assert.ok(existsSync(`packages/ledger-core/src/procurement/samples/${kebab(type)}.v1.json`))
      assert.ok(document.includes(`| ${type} |`), 'docs/lifecycle.md lacks it')
    },
  )
})
