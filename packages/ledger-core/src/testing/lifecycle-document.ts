import { readFileSync } from 'node:fs'
import { BrokenInvariant, FAULTS } from '../kernel/fault.ts'
import { REFUSALS } from '../kernel/refusal.ts'
import {
  type Condition,
  type EventType,
  expertLifecycle,
  ledgerLifecycle,
  lifecycle,
  PHASES,
  type Phase,
  type PlainRow,
  type ProjectEventType,
  partyLifecycle,
  type Row,
} from '../procurement/lifecycle.ts'
import { kebab } from './samples.ts'

/** Where the repository keeps the document. */
export const LIFECYCLE_DOCUMENT = new URL('../../../../docs/lifecycle.md', import.meta.url)

const EVENTS_FOLDER = new URL('../procurement/events/', import.meta.url)

const CONDITIONS: { readonly [C in Condition]: string } = {
  forAuctionOrListing: 'for auction and listing',
  forSingleSource: 'for singleSource',
  withoutContract: 'without a contract',
}

const intro = (): string => `# Lifecycle

This page is generated from the table in \`packages/ledger-core/src/procurement/lifecycle.ts\`; renew it with
\`pnpm docs:lifecycle\`. A project is in one phase at a time. The table says which event may follow which phase, where it
leads, and who may state it; only what a row says is a precondition. Whatever \`agency\` may state, \`buyer\` may state too
(自行招标). "active" is every phase that is not an end, "any" is ends too, "same" means that the phase stays. An imported
project records what would be refused, with its finding, but for what acts here and now: ${acts().join(', ')}.`

/** `docs/lifecycle.md`: the phases as a diagram, the table, and every code. */
export const lifecycleDocument = (): string =>
  [
    intro(),
    '## Phases',
    diagram(),
    '## Events',
    table(
      ['event', 'from -> to', 'by', 'while suspended', 'after the archive', 'OCDS', 'Chinese'],
      projectTypes.map(eventLine),
    ),
    '## Enterprises and experts',
    'Each has a stream of its own, `party-<id>` and `expert-<id>`, without phases: the first fact begins it, whichever it is.',
    table(
      ['event', 'of', 'by', 'Chinese'],
      [...linesOf('an enterprise', partyLifecycle), ...linesOf('an expert', expertLifecycle)],
    ),
    "## The ledger's own stream",
    table(['event', 'of', 'by', 'Chinese'], linesOf('the ledger', ledgerLifecycle)),
    '## What each event refuses by itself',
    'After its shape, the table and the clock. Events without codes of their own are left out.',
    table(['event', 'codes'], refusing().map(codesLine)),
    '## Refusals',
    'The procedure says no: a value, expected, part of the API.',
    table(['code', 'meaning'], Object.entries(REFUSALS).map(codeLine)),
    '## Faults',
    'The world failed: thrown, with the cause beside it.',
    table(['code', 'meaning'], Object.entries(FAULTS).map(codeLine)),
  ]
    .join('\n\n')
    .concat('\n')

/** The codes that the doc-comment of an event names after `Refuses:`. */
export function ownCodes(type: EventType): readonly string[] {
  const source = readFileSync(new URL(`${kebab(type)}.ts`, EVENTS_FOLDER), 'utf8')
  const comment = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export const \w+ = step\(/.exec(source)?.[1]
  if (comment === undefined) throw new BrokenInvariant(`${kebab(type)}.ts has no doc-comment before its step`)
  const named = /Refuses:\s([^.]*)\./.exec(comment.replaceAll(/\n\s*\*\s?/g, ' '))?.[1]
  return named === undefined ? [] : named.split(',').map((code) => code.trim())
}

export const projectTypes = Object.keys(lifecycle) as ProjectEventType[]
/** Those of streams that are no projects, each once. */
export const otherTypes = [
  ...new Set(Object.keys({ ...partyLifecycle, ...expertLifecycle, ...ledgerLifecycle }) as EventType[]),
].filter((type) => !Object.hasOwn(lifecycle, type))

/** What is refused on imported projects too. */
const acts = (): string[] => projectTypes.filter((type) => rowOf(type).isAct)

const rowOf = (type: ProjectEventType): Row => lifecycle[type]

const refusing = (): EventType[] => [...projectTypes, ...otherTypes].filter((type) => ownCodes(type).length > 0)

const BREAK = '<br/>'

function diagram(): string {
  const labels = Map.groupBy(projectTypes.flatMap(edgesOf), ({ from, to }) => `${from} --> ${to}`)
  const edges = [...labels].map(([edge, same]) => `  ${edge} : ${same.map(({ label }) => label).join(BREAK)}`)
  return ['```mermaid', 'stateDiagram-v2', ...edges, ...ENDS.map((end) => `  ${end} --> [*]`), '```'].join('\n')
}

interface Edge {
  readonly from: string
  readonly to: Phase
  readonly label: string
}

function edgesOf(type: ProjectEventType): Edge[] {
  const { from, to, toWhen } = rowOf(type)
  const targets = (typeof to === 'string' ? [to] : to).filter((target) => target !== 'same')
  return targets.flatMap((target) => {
    const when = toWhen === undefined ? '' : ` ${toWhen.replace(`${target} `, '').replaceAll(', ', `,${BREAK}`)}`
    return originsOf(from).map(([origin, condition]) => ({
      from: origin,
      to: target,
      label: type + when + (condition === undefined ? '' : ` ${CONDITIONS[condition]}`),
    }))
  })
}

/** The phases a row may follow, each with its condition. */
function originsOf(from: Row['from']): (readonly [origin: string, condition?: Condition])[] {
  if (from === 'none') return [['[*]']]
  if (from === 'any') return PHASES.map((phase) => [phase])
  if (from === 'active') return PHASES.filter((phase) => !ENDS.includes(phase)).map((phase) => [phase])
  return from.map((entry) => (typeof entry === 'string' ? [entry] : entry))
}

/** A phase that no row leaves by name is an end. */
const ENDS: readonly Phase[] = PHASES.filter((phase) =>
  projectTypes.every((type) => {
    const { from, to } = rowOf(type)
    return typeof from === 'string' || to === 'same' || originsOf(from).every(([origin]) => origin !== phase)
  }),
)

function eventLine(type: ProjectEventType): string[] {
  const row = rowOf(type)
  const { from, to, toWhen, whileSuspended, afterArchive, ocds, zh } = row
  return [
    type,
    `${describeFrom(from)} -> ${describeTo(to, toWhen)}`,
    describeBy(row),
    whileSuspended ? 'yes' : '-',
    afterArchive ? 'yes' : '-',
    ocds ?? '-',
    zh,
  ]
}

const describeBy = ({ by, orByTarget }: Pick<Row, 'by' | 'orByTarget'>): string =>
  by
    .map((entry) => (typeof entry === 'string' ? entry : `${entry[0]} (in ${entry[1].join(', ')})`))
    .concat(orByTarget ? ['who may state its target'] : [])
    .join(', ')

function describeFrom(from: Row['from']): string {
  if (from === 'none') return '(none)'
  if (typeof from === 'string') return from
  return from.map((entry) => (typeof entry === 'string' ? entry : `${entry[0]} ${CONDITIONS[entry[1]]}`)).join(', ')
}

function describeTo(to: Row['to'], toWhen = ''): string {
  if (typeof to === 'string') return to
  // "as ContractCompleted" needs no other half.
  return toWhen.startsWith('as ') ? toWhen : `${toWhen}, else ${to.at(-1)}`
}

const linesOf = (of: string, rows: { readonly [type: string]: PlainRow }): string[][] =>
  Object.entries(rows).map(([type, row]) => [type, of, describeBy(row), row.zh])

const codesLine = (type: EventType): string[] => [type, ownCodes(type).map(code).join(', ')]
const codeLine = ([name, meaning]: [string, string]): string[] => [code(name), meaning]
const code = (name: string): string => `\`${name}\``

const table = (head: readonly string[], lines: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.map(escapeCell).join(' | ')} |`).join('\n')

const escapeCell = (cell: string): string => cell.replaceAll('|', '\\|')
