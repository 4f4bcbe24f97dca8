import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { build } from 'esbuild'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { receiptOf, TEST_KEY, TEST_ORIGIN } from '../testing/receipts.ts'

/**
 * The verify door in a real browser: bundled as an application would bundle it, with the hash and the signature check
 * of a library, in a page without a network. Without a browser it is bundled all the same, and not run.
 */
const BROWSERS = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const executablePath = BROWSERS.find((path) => path !== undefined && existsSync(path))
if (!executablePath) console.info('skipped: there is no Chromium; install one, or name it in the variable CHROMIUM')

const ARGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
]

const APPLICATION = `
import { ed25519 } from '@noble/curves/ed25519.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { decodeBase64, openLogVerifier, parseLeaf, parseVerifierKey, rootOf, verifyReceipt } from './verify.ts'

const verifyEd25519 = (publicKey, message, signature) => ed25519.verify(signature, message, publicKey)

globalThis.judge = (receipt, key, origin) => {
  const parsed = parseVerifierKey(sha256, key)
  if (!parsed.ok) return parsed.finding.code
  const judged = verifyReceipt(sha256, receipt, { origin, keys: [parsed.value], verifyEd25519 })
  return judged.ok ? [judged.value.leaf.stream, judged.value.leaf.revision, judged.value.index] : judged.finding.code
}

const partsOf = (name, part) => ({ [name]: part?.text, [name + 'Salt']: part && decodeBase64(part.salt) })
const stated = ({ leaf, leafHash, data, meta, personal }) => {
  const { value } = parseLeaf(leaf)
  const times = { occurredMs: Date.parse(value.occurred), recordedMs: Date.parse(value.recorded) }
  const parts = { ...partsOf('data', data), ...partsOf('meta', meta), ...partsOf('personal', personal) }
  return { ...value, ...times, ...parts, leaf, leafHash: decodeBase64(leafHash) }
}
globalThis.judgeLog = (events) => {
  const root = rootOf(sha256, events.map(({ leafHash }) => decodeBase64(leafHash)))
  const log = openLogVerifier({ sha256, checkpoint: { origin: 'any', size: events.length, root } })
  for (const event of events) log.add(stated(event))
  const { verdict, proven, findings } = log.end()
  return [verdict, proven, findings.map(({ code, index }) => code + ' ' + index)]
}
`

const { events } = JSON.parse(readFileSync(new URL('../../vectors/leaves.json', import.meta.url), 'utf8'))

const bundle = async (): Promise<string> => {
  const { outputFiles } = await build({
    stdin: { contents: APPLICATION, resolveDir: import.meta.dirname, loader: 'js' },
    bundle: true,
    format: 'iife',
    // Whatever is not there in a browser, such as node:crypto, fails the build.
    platform: 'browser',
    target: 'es2024',
    write: false,
    logLevel: 'silent',
  })
  return outputFiles[0]?.text ?? ''
}

test('the door is bundled for a browser, and stays small', async () => {
  const text = await bundle()
  assert.ok(text.includes('c2sp.org/tlog-proof@v1'))
  assert.doesNotMatch(text, /node:|require\(/)
  // Noble's curves are most of it; a schema library or a store would show.
  assert.ok(text.length < 150_000, `${text.length} characters`)
})

describe.skipIf(!executablePath)('in Chromium', () => {
  let browser: Awaited<ReturnType<typeof chromium.launch>>
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath as string, args: ARGS })
  })
  afterAll(() => browser?.close())

  /** A page without a network that has the application, and answers what its function says. */
  async function ask(call: (page: (name: string, ...values: readonly unknown[]) => Promise<unknown>) => Promise<void>) {
    const context = await browser.newContext({ offline: true })
    const page = await context.newPage()
    const failures: string[] = []
    page.on('pageerror', ({ message }) => failures.push(message))
    await page.addScriptTag({ content: await bundle() })
    await call((name, ...values) =>
      page.evaluate(`${name}(${values.map((value) => JSON.stringify(value)).join(', ')})`),
    )
    assert.deepEqual(failures, [])
    await context.close()
  }

  test('a receipt is verified, and an altered one is not', async () => {
    const receipt = await receiptOf(13)
    await ask(async (page) => {
      const judge = (text: string, key = TEST_KEY, origin = TEST_ORIGIN) => page('judge', text, key, origin)
      assert.deepEqual(await judge(receipt), ['project-P-1', 13, 13])
      assert.equal(await judge(receipt.replace('index 13', 'index 12')), 'INCLUSION_FAILS')
      assert.equal(await judge(receipt.replace(/— (\S+) (.{20})./, '— $1 $2A')), 'SIGNATURE_INVALID')
      assert.equal(await judge(receipt.replace(/extra .{8}/, 'extra AAAAAAAA')), 'LEAF_MALFORMED')
      assert.equal(await judge(receipt, TEST_KEY, 'ledger.invalid/other'), 'ORIGIN_DIFFERS')
      assert.equal(await judge(receipt, TEST_KEY.slice(1)), 'KEY_MALFORMED')
    })
  })

  test('a whole log is verified, and an altered part is named', async () => {
    await ask(async (page) => {
      assert.deepEqual(await page('judgeLog', events), ['sound', events.length, []])
      const altered = events.with(5, { ...events[5], data: { ...events[5].data, text: '{}' } })
      assert.deepEqual(await page('judgeLog', altered), ['altered', events.length, ['PART_DIFFERS 5']])
    })
  })
})
