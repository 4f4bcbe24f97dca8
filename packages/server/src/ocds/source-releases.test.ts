import { describe, expect, test } from 'vitest'
import { award, facts, importAll, LIFE, OCID, packageOf, release } from './fixtures.ts'

/** The field histories that a publisher would make of releases that state whole awards and contracts. */
const compiled = release('r5', '2022-12-01T00:00:00Z', 'compiled', {
  ...Object.assign({}, ...LIFE),
  ...{ id: 'r5', date: '2022-12-01T00:00:00Z', tag: ['compiled'] },
})

describe('records', () => {
  test('embedded releases are taken, and what was compiled of them is not', async () => {
    const plain = await importAll([packageOf(...LIFE)])
    const record = await importAll([
      { ...packageOf(), records: [{ ocid: OCID, releases: LIFE, compiledRelease: compiled }] },
    ])
    expect(facts(record.events).map(({ type }) => type)).toEqual(facts(plain.events).map(({ type }) => type))
    expect(record.report.releases).toBe(LIFE.length)
  })

  test('a compiled release stands in where there is nothing else, and links are counted', async () => {
    const links = LIFE.map(({ date, tag }) => ({ url: 'https://publisher.invalid/r', date, tag }))
    const { report, events } = await importAll([
      { records: [{ ocid: OCID, releases: links, compiledRelease: compiled }] },
    ])
    expect(report).toMatchObject({ releases: 1, releasesNotFollowed: LIFE.length })
    expect(events.map(({ type }) => type)).toContain('AwardDecided')
  })

  test('a record of links alone holds no release', async () => {
    const links = [{ url: 'https://publisher.invalid/r', date: '2022-01-01T00:00:00Z', tag: ['tender'] }]
    const { report } = await importAll([{ records: [{ ocid: OCID, releases: links }] }])
    expect(report).toMatchObject({ files: 1, filesRefused: [], releases: 0, releasesNotFollowed: 1, projects: 0 })
  })

  test('a versioned release gives the releases it was made of', async () => {
    const version = (value: unknown) => [
      { releaseID: 'r2', releaseDate: '2022-04-01T10:00:00Z', releaseTag: ['award'], value },
    ]
    const versionedRelease = {
      ocid: OCID,
      awards: [
        {
          id: 'A-1',
          ...Object.fromEntries(
            Object.entries(award())
              .slice(1)
              .map(([k, v]) => [k, version(v)]),
          ),
        },
      ],
    }
    const { events } = await importAll([{ records: [{ ocid: OCID, versionedRelease }] }])
    const plain = await importAll([packageOf(release('r2', '2022-04-01T10:00:00Z', 'award', { awards: [award()] }))])
    expect(facts(events).filter(({ type }) => type === 'AwardDecided')).toEqual(
      facts(plain.events).filter(({ type }) => type === 'AwardDecided'),
    )
  })
})

describe('where a project comes from', () => {
  const importedData = async (content: unknown) => (await importAll([content])).events[0]?.data

  test('the publisher is the venue, by its number', async () => {
    expect(await importedData(packageOf(LIFE[0]))).toMatchObject({
      ocid: OCID,
      source: {
        uri: 'https://publisher.invalid/package.json',
        publisher: 'Example Publisher (invented)',
        standard: 'OCDS 1.1',
      },
      venue: { id: 'XX-77', name: 'Example Publisher (invented)', zone: 'UTC' },
    })
  })

  test('one that states no number has the prefix of its ocids, and one without a name that as a name', async () => {
    expect(await importedData(LIFE[0])).toMatchObject({
      source: { uri: 'file-0.json', standard: 'OCDS' },
      venue: { id: 'ocds-abc123', name: 'ocds-abc123' },
    })
  })

  test('a package without a version is OCDS 1.0', async () => {
    const { version: _, ...package1_0 } = packageOf(LIFE[0])
    expect(await importedData(package1_0)).toMatchObject({ source: { standard: 'OCDS 1.0' } })
  })

  test('a single release may keep what its package said', async () => {
    const packageInfo = { uri: 'https://publisher.invalid/p', publisher: { name: 'Kept (invented)' } }
    expect(await importedData({ ...LIFE[0], packageInfo })).toMatchObject({
      source: { uri: 'https://publisher.invalid/p' },
      venue: { name: 'Kept (invented)' },
    })
  })

  test('an ocid that is no id of the ledger gets a derived projectId, and stands in the project', async () => {
    const ocid = 'ocds-abc123-Straße 1/2'
    const { events } = await importAll([{ ...LIFE[0], ocid }])
    expect(events[0]?.projectId).toMatch(/^ocid-[0-9a-f]{40}$/)
    expect(events[0]?.data.ocid).toBe(ocid)
  })
})
