import type { ImportReport } from './report.ts'

/** How many lines a section shows; the rest is counted. */
const MAX_LINES = 40

/** The report as tables for a person. The same figures, whole, are the report itself. */
export function printReport(report: ImportReport): string {
  const { changed, findings, notRecorded, interpreted, unmapped, filesRefused, filesIgnored } = report
  const sections = [
    section(report.isDryRun ? 'Dry run: nothing was recorded' : 'Import', [
      ['files', String(report.files)],
      ['files refused', String(filesRefused.length)],
      ['files ignored', String(filesIgnored.length)],
      ['releases', String(report.releases)],
      ['linked releases not followed', String(report.releasesNotFollowed)],
      ['projects', String(report.projects)],
      [report.isDryRun ? 'events to record' : 'events recorded', String(report.events)],
      ['facts repeated', String(report.repeated)],
      ['facts changed at the source', String(changed.length)],
      ['instants without offset', String(report.instantsWithoutOffset)],
    ]),
    section(
      'Files refused',
      filesRefused.map(({ file, code, reason }) => [file, code, reason]),
    ),
    section(
      'Files ignored',
      filesIgnored.map((file) => [file]),
    ),
    section(
      'Findings',
      Object.entries(findings).map(([code, count]) => [String(count), code]),
    ),
    section(
      'Changed at the source, not overwritten',
      changed.map((one) => [one.ocid, one.event, one.subject, one.fields.join(', '), `release ${one.release}`]),
    ),
    section(
      'Not recorded',
      notRecorded.map(({ path, reason, count }) => [String(count), path, reason]),
    ),
    section(
      'Interpreted',
      interpreted.map(({ path, reason, count }) => [String(count), path, reason]),
    ),
    section(
      'Unmapped fields',
      unmapped.map(({ path, count }) => [String(count), path]),
    ),
  ]
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`
}

function section(title: string, rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return ''
  const shown = rows.slice(0, MAX_LINES)
  const widths = (shown[0] ?? []).map((_, column) => Math.max(...shown.map((cells) => (cells[column] ?? '').length)))
  const lines = shown.map(
    (cells) =>
      `  ${cells
        .map((cell, column) => align(cell, widths[column] ?? 0))
        .join('  ')
        .trimEnd()}`,
  )
  const more = rows.length > shown.length ? [`  and ${rows.length - shown.length} more; --json prints all`] : []
  return [title, ...lines, ...more].join('\n')
}

/** Numbers to the right. */
const align = (cell: string, width: number): string => (/^\d+$/.test(cell) ? cell.padStart(width) : cell.padEnd(width))
