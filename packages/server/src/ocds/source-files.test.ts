import { mkdir, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { LIFE, OCID, openTestLedger, packageOf, withFiles } from './fixtures.ts'
import { importOcds } from './import-ocds.ts'
import { FILE_REFUSALS } from './report.ts'
import { MAX_FILE_BYTES } from './source-files.ts'

const importPaths = async (paths: readonly string[]) => {
  await using ledger = await openTestLedger()
  return await importOcds(ledger, paths)
}

const importContent = (content: unknown, name = 'file.json') => withFiles([{ name, content }], importPaths)

const text = JSON.stringify(packageOf(...LIFE))
const latin1 = Buffer.from(JSON.stringify({ ocid: OCID, title: 'Contratación' }), 'latin1')

describe('a file that adds nothing says why', () => {
  const reached = new Set<string>()

  test.each([
    ['nothing at all', '', 'EMPTY', /empty/],
    ['nothing but space', ' \n\t ', 'EMPTY', /space/],
    ['ISO-8859-1', latin1, 'ENCODING', /byte 46 \(0xf3\) is not UTF-8.*ISO-8859-1.*iconv/],
    ['UTF-16', Buffer.from(`\ufeff${text}`, 'utf16le'), 'ENCODING', /UTF-16/],
    ['cut off', text.slice(0, 400), 'NOT_JSON', /character 400.*ends too early/],
    ['a key twice', '{"ocid":"a","ocid":"b"}', 'NOT_JSON', /at \/ocid.*twice/],
    ['another text', 'ocid,date\n1,2', 'NOT_JSON', /character 0/],
    ['too deep', '['.repeat(100_000), 'NOT_JSON', /nests more than/],
    ['a broken line', `${JSON.stringify(LIFE[0])}\n{"ocid":`, 'NOT_JSON', /line 2, character 8/],
    ['a number', '5', 'NOT_OCDS', /no release/],
    ['a schema', '{"$schema":"x","properties":{"ocid":{}}}', 'NOT_OCDS', /no release/],
    ['an empty list', '[]', 'NOT_OCDS', /no release/],
  ])('%s', async (_, content, code, reason) => {
    const { filesRefused, files, events } = await importContent(content)
    expect(filesRefused).toEqual([
      { file: expect.stringContaining('file.json'), code, reason: expect.stringMatching(reason) },
    ])
    expect([files, events]).toEqual([0, 0])
    reached.add(code)
  })

  test('what does not exist', async () => {
    const { filesRefused } = await importPaths(['/nowhere/at/all.json'])
    expect(filesRefused.map(({ code }) => code)).toEqual(['NOT_FOUND'])
    reached.add('NOT_FOUND')
  })

  test('what is beyond the bound is not read', () =>
    withFiles([{ name: 'huge.json', content: '{' }], async (paths) => {
      await truncate(paths[0] as string, MAX_FILE_BYTES + 1)
      const { filesRefused } = await importPaths(paths)
      expect(filesRefused.map(({ code }) => code)).toEqual(['TOO_LARGE'])
      reached.add('TOO_LARGE')
    }))

  test('and every code of the list was reached', () => {
    expect([...reached].sort()).toEqual(Object.keys(FILE_REFUSALS).sort())
  })

  test('a broken file beside a whole one takes nothing from it', () =>
    withFiles(
      [
        { name: 'a.json', content: text.slice(0, -1) },
        { name: 'b.json', content: text },
      ],
      async (paths) => {
        const report = await importPaths(paths)
        expect(report).toMatchObject({ files: 1, releases: LIFE.length, projects: 1 })
        expect(report.filesRefused).toHaveLength(1)
      },
    ))
})

describe('files are read however they are written', () => {
  const lines = LIFE.map((release) => JSON.stringify(release)).join('\n')

  test.each([
    ['a package', text, 'a.json'],
    ['with a byte order mark', `\ufeff${text}`, 'a.json'],
    ['indented', JSON.stringify(packageOf(...LIFE), null, 2), 'a.json'],
    ['a list of releases', JSON.stringify(LIFE), 'a.json'],
    ['a list of packages', JSON.stringify(LIFE.map((release) => packageOf(release))), 'a.json'],
    ['JSON lines', lines, 'a.jsonl'],
    ['JSON lines with CR LF and an empty end', `${lines.replaceAll('\n', '\r\n')}\r\n\r\n`, 'a.ndjson'],
    ['JSON lines in a .json', lines, 'a.json'],
    ['JSON lines of packages', LIFE.map((release) => JSON.stringify(packageOf(release))).join('\n'), 'a.jsonl'],
    ['JSON that is called lines', JSON.stringify(packageOf(...LIFE), null, 2), 'a.jsonl'],
    ['a record with its releases', JSON.stringify({ ocid: OCID, releases: LIFE }), 'a.json'],
    ['a record package', JSON.stringify({ uri: 'u', records: [{ ocid: OCID, releases: LIFE }] }), 'a.json'],
  ])('%s', async (_, content, name) => {
    const report = await importContent(content, name)
    expect(report.filesRefused).toEqual([])
    expect(report).toMatchObject({ files: 1, releases: LIFE.length, projects: 1 })
    expect(report.events).toBeGreaterThan(1)
  })

  test('folders are read with all below them, and what is passed over is named', () =>
    withFiles([{ name: 'a.json', content: LIFE[0] }], async (_, folder) => {
      await mkdir(join(folder, 'below'))
      await writeFile(join(folder, 'below', 'b.JSONL'), JSON.stringify(LIFE[1]))
      await writeFile(join(folder, 'below', 'notes.txt'), 'x')
      await symlink(folder, join(folder, 'circle'))
      const report = await importPaths([folder])
      expect(report).toMatchObject({ files: 2, releases: 2 })
      expect(report.filesIgnored).toEqual([join(folder, 'below', 'notes.txt'), join(folder, 'circle')])
    }))

  test('a file that is named is read whatever its extension', async () => {
    expect(await importContent(text, 'download')).toMatchObject({ files: 1, projects: 1 })
  })
})
