import { instantMs } from '@procurement-ledger/core'
import { FieldMap } from './field-map.ts'
import type { ImportProgress } from './import-ocds.ts'
import { at, textAt, textsAt } from './json.ts'
import { OCDS_MAPPING } from './mapping.ts'
import { inOrder, type Release } from './release.ts'
import { ReportDraft } from './report.ts'
import { listFiles, readSource } from './source-files.ts'
import { readReleases, type SourceRelease } from './source-releases.ts'
import { statedInstant } from './stated-instant.ts'

/** Fields of packages that stand in `source` and venue. */
const PACKAGE_READS = ['uri', 'version', 'publisher', 'publisher.name', 'publisher.uid', 'publisher.scheme']

/** The releases of every contracting process, in order; the process that was published first comes first. */
export async function readProcesses(
  paths: readonly string[],
  zone: string,
  report: ReportDraft,
  onProgress: (progress: ImportProgress) => void,
  signal: AbortSignal | undefined,
): Promise<readonly (readonly Release[])[]> {
  const { files, ignored, missing } = await listFiles(paths)
  report.filesIgnored.push(...ignored)
  for (const { file, reason } of missing) report.filesRefused.push({ file, code: 'NOT_FOUND', reason })

  const processes = new Map<string, Release[]>()
  for (const [done, file] of files.entries()) {
    signal?.throwIfAborted()
    onProgress({ phase: 'reading', done, of: files.length })
    for (const release of await readFile(file, zone, report)) {
      const releases = processes.get(release.ocid)
      if (releases === undefined) processes.set(release.ocid, [release])
      else releases.push(release)
    }
  }
  const ordered = [...processes.values()].map((releases) => releases.sort(inOrder))
  return ordered.sort((a, b) => inOrder(a[0] as Release, b[0] as Release))
}

const releaseFields = new FieldMap(OCDS_MAPPING.flatMap(({ reads }) => reads))
const packageFields = new FieldMap(PACKAGE_READS)

/** The releases of one file, each cut down to what is mapped, so that memory holds facts and not files. */
async function readFile(file: string, zone: string, report: ReportDraft): Promise<readonly Release[]> {
  const releases: Release[] = []
  const draft = new ReportDraft()
  const text = await readSource(file)
  const take = (one: SourceRelease) => releases.push(...releaseOf(one, draft.releases++, zone, draft))
  const content = 'code' in text ? text : readReleases(text, take)
  if ('code' in content) {
    report.filesRefused.push({ file, ...content })
    return []
  }
  for (const meta of content.beside)
    packageFields.cut(meta, (path) => draft.unmapped.add({ path: `(package).${path}` }))
  draft.files = 1
  draft.releasesNotFollowed = content.linked
  report.add(draft)
  return releases
}

function releaseOf(
  { release, source }: SourceRelease,
  index: number,
  zone: string,
  report: ReportDraft,
): readonly Release[] {
  const skip = (path: string, reason: string) => {
    report.notRecorded.add({ path, reason: `the whole release: ${reason}` })
    return []
  }
  const ocid = at(release, 'ocid')
  if (typeof ocid !== 'string' || ocid.trim() === '') return skip('ocid', 'it names no contracting process')
  const date = statedInstant(textAt(release, 'date') ?? '', zone)
  if (date === undefined) return skip('date', 'without a date it has no place among the others')

  const tree = releaseFields.cut(release, (path) => report.unmapped.add({ path }))
  if (date.isCompleted) report.instantsWithoutOffset += 1
  const id = textAt(release, 'id') ?? date.text
  const tags = textsAt(release, 'tag')
  return [{ ocid, id, date: date.text, dateMs: instantMs(date.text), tags, tree, source, index }]
}
