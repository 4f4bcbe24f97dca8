import {
  Envelope,
  expertLifecycle,
  lifecycle,
  partyLifecycle,
  type StatedEventType,
  type SubjectKind,
  stepOf,
} from '@procurement-ledger/core'
import { SEVERITIES, STATES, SUBJECT_KINDS } from '@procurement-ledger/core/rules'
import type { FastifyInstance, FastifySchema } from 'fastify'
import { z } from 'zod'
import { jsonSchema } from './json-schema.ts'
import { EVENT_TYPES } from './parameters.ts'

/** The OpenAPI document's schemas, derived from the zod schemas that judge. Fastify itself validates nothing. */

const ref = (name: string) => ({ $ref: `${name}#` })

const Position = z
  .string()
  .regex(/^[0-9]+$/)
  .meta({ description: 'Place in the log: a decimal string.' })

const receiptOf = (subject: z.ZodRawShape) =>
  z.strictObject({
    eventId: z.uuid(),
    ...subject,
    type: z.string(),
    revision: z.int(),
    position: Position,
    recordedAt: z.iso.datetime(),
    leafHash: z.string().meta({ description: 'base64 of the RFC 9162 leaf hash' }),
  })

const LedgerEvent = Envelope.extend({
  eventId: z.uuid(),
  stream: z.string(),
  projectId: z.string().optional(),
  revision: z.int(),
  position: Position,
  type: z.enum(EVENT_TYPES),
  schemaVersion: z.int(),
  recordedAt: z.iso.datetime(),
  command: z.strictObject({ id: z.uuid(), index: z.int(), of: z.int(), asked: z.string() }).optional(),
  findings: z.array(z.strictObject({ code: z.string(), message: z.string() })).optional(),
  leafHash: z.string(),
  erased: z
    .strictObject({ by: z.uuid().meta({ description: 'eventId of the PersonalDataErased that names this event' }) })
    .optional()
    .meta({ description: 'The personal fields of this event were erased; `data` and `actor` lack them.' }),
  data: z.record(z.string(), z.unknown()),
})

const Problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string().meta({ description: 'Stable; script against it.' }),
  detail: z.string(),
  issues: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
})

const Links = z.strictObject({ next: z.string().optional() })

const ProjectState = z.looseObject({
  projectId: z.string(),
  phase: z.string(),
  suspended: z.boolean(),
  archived: z.boolean(),
  revision: z.int(),
  position: Position,
})

const stated: { readonly [K in SubjectKind]: readonly StatedEventType[] } = {
  project: Object.keys(lifecycle) as StatedEventType[],
  party: Object.keys(partyLifecycle) as StatedEventType[],
  expert: Object.keys(expertLifecycle) as StatedEventType[],
}
const TERMS = { ...partyLifecycle, ...expertLifecycle, ...lifecycle }
const factName = (type: StatedEventType) => `Fact.${type}`
const factOf = (type: StatedEventType) =>
  Envelope.extend({ type: z.literal(type), data: stepOf(type).data }).meta({ description: TERMS[type].zh })

/** The fact, and the command of one or several, that each kind of subject takes; and the receipt that it gives. */
const NAMES = {
  project: { fact: 'Fact', command: 'Command', receipt: 'Receipt' },
  party: { fact: 'PartyFact', command: 'PartyCommand', receipt: 'StreamReceipt' },
  expert: { fact: 'ExpertFact', command: 'ExpertCommand', receipt: 'StreamReceipt' },
} as const satisfies { readonly [K in SubjectKind]: object }

const oneOrMany = (name: string, limits: object = {}) => ({
  oneOf: [ref(name), { type: 'array', items: ref(name), ...limits }],
})

/** Names of schemas that routes refer to. */
export const CommandBody = {
  project: ref(NAMES.project.command),
  party: ref(NAMES.party.command),
  expert: ref(NAMES.expert.command),
}
export const ReceiptAnswer = {
  project: oneOrMany(NAMES.project.receipt),
  party: oneOrMany(NAMES.party.receipt),
  expert: oneOrMany(NAMES.expert.receipt),
}
export const EventPage = ref('EventPage')
export const ProjectStateAnswer = ref('ProjectState')

/** Makes the schemas known to the document. */
export function addDocumentSchemas(app: FastifyInstance): void {
  const add = (name: string, schema: object) => app.addSchema({ $id: name, title: name, ...schema })
  for (const type of new Set(Object.values(stated).flat())) add(factName(type), jsonSchema(factOf(type)))
  for (const [kind, { fact, command }] of Object.entries(NAMES)) {
    add(fact, { oneOf: stated[kind as SubjectKind].map((type) => ref(factName(type))) })
    add(command, oneOrMany(fact, { minItems: 1, maxItems: 100 }))
  }
  add('Receipt', jsonSchema(receiptOf({ projectId: z.string() })))
  add('StreamReceipt', jsonSchema(receiptOf({ stream: z.string() })))
  add('Event', jsonSchema(LedgerEvent))
  add('EventPage', {
    type: 'object',
    properties: { events: { type: 'array', items: ref('Event') }, links: jsonSchema(Links) },
    required: ['events', 'links'],
  })
  add('ProjectState', jsonSchema(ProjectState))
  add('Problem', jsonSchema(Problem))
}

/** The JSON of lists whose rows are the projections' matter. */
const ItemPage = z.strictObject({ items: z.array(z.looseObject({})), links: Links })
const Figure = z.looseObject({
  id: z.string(),
  version: z.int(),
  unit: z.string(),
  zone: z.string(),
  position: Position,
  groups: z.array(z.looseObject({})),
  total: z.looseObject({}),
  links: z.strictObject({ definition: z.string(), population: z.string(), exclusions: z.string() }),
})
const StatisticDefinition = z.looseObject({
  id: z.string(),
  version: z.int(),
  description: z.string(),
  facts: z.array(z.strictObject({ name: z.string(), text: z.string() })),
  formula: z.array(z.strictObject({ key: z.string(), text: z.string() })),
})

const RuleOutcome = z.strictObject({
  rule: z.string(),
  version: z.int().meta({ description: 'Of the rule that was in force.' }),
  subject: z
    .strictObject({ kind: z.enum(SUBJECT_KINDS), id: z.string() })
    .meta({ description: 'What the result is about; the id of the kind `project` is the projectId.' }),
  state: z.enum(STATES),
  severity: z.enum(SEVERITIES),
  dueOn: z.iso.date().optional().meta({
    description: 'The last lawful day of an act, or the first lawful one after a minimum; once it has begun.',
  }),
  events: z.array(z.string()).meta({ description: 'The eventIds of the facts on which it was judged.' }),
  message: z.string(),
  fault: z.string().optional().meta({ description: 'CALENDAR_UNKNOWN: it could not be judged, and is pending.' }),
})
const PackVersion = z.strictObject({ id: z.string(), version: z.int() })
const Compliance = z.strictObject({
  projectId: z.string(),
  packs: z.array(PackVersion),
  calendar: z.string().meta({ description: 'The version of the calendar of working days.' }),
  results: z.array(RuleOutcome),
})
const ComplianceList = z.strictObject({
  items: z.array(RuleOutcome.extend({ projectId: z.string() })),
  links: Links,
})
const ExplainedRule = z.strictObject({
  id: z.string(),
  version: z.int(),
  pack: PackVersion,
  name: z.strictObject({ en: z.string(), zh: z.string() }),
  article: z.string(),
  binds: z.string().meta({ description: 'Whose duty it is.' }),
  counted: z.string().meta({ description: 'How days and amounts are counted.' }),
  silent: z.string().optional().meta({ description: 'When it does not apply, beyond its scope.' }),
  unverified: z.string().optional().meta({ description: 'What of it rests on no text that was read.' }),
  subjects: z.array(z.enum(SUBJECT_KINDS)),
  scope: z.looseObject({}).meta({ description: 'Which projects are bound; what is left out binds all.' }),
  severity: z.enum(SEVERITIES).meta({ description: 'As this ledger sets it.' }),
  effectiveFrom: z.iso.date(),
  effectiveUntil: z.iso.date().optional(),
})
const Rules = z.strictObject({ items: z.array(ExplainedRule), links: Links })
const FigureAt = z.strictObject({
  position: Position,
  asOf: z.string().optional(),
  total: z.looseObject({}),
  links: z.looseObject({ population: z.string() }),
})
const Difference = z.looseObject({
  id: z.string(),
  a: FigureAt,
  b: FigureAt,
  change: z.looseObject({ n: z.int() }).meta({ description: 'Of the rows behind the key, from a to b.' }),
  items: z.array(
    z.looseObject({
      projectId: z.string(),
      change: z.enum(['came', 'went', 'changed']),
      n: z.int(),
      events: z.array(z.looseObject({ eventId: z.uuid(), type: z.string(), position: Position })),
    }),
  ),
  links: Links,
})
const Readiness = z.strictObject({ status: z.enum(['ready', 'stalled']), followers: z.array(z.looseObject({})) })

const Hash = z.string().meta({ description: 'base64 of a SHA-256' })
const InclusionProof = z.strictObject({
  eventId: z.uuid(),
  index: z.int().meta({ description: 'Place in the tree, from 0.' }),
  size: z.int().meta({ description: 'Leaves of the tree that the path leads to the root of.' }),
  leaf: z.string().meta({ description: 'The leaf, to the byte.' }),
  leafHash: Hash,
  path: z.array(Hash),
  checkpoint: z.string().meta({ description: 'The last signed note; of the same size unless another was asked for.' }),
})
const ConsistencyProof = z.strictObject({ from: z.int(), to: z.int(), path: z.array(Hash) })

export const InclusionAnswer = jsonSchema(InclusionProof)
export const ConsistencyAnswer = jsonSchema(ConsistencyProof)
export const ItemPageAnswer = jsonSchema(ItemPage)
export const FigureAnswer = jsonSchema(Figure)
export const ComplianceAnswer = jsonSchema(Compliance)
export const ComplianceListAnswer = jsonSchema(ComplianceList)
export const RulesAnswer = jsonSchema(Rules)
export const DefinitionAnswer = jsonSchema(StatisticDefinition)
export const DifferenceAnswer = jsonSchema(Difference)
export const ReadyAnswer = jsonSchema(Readiness)
export const Text = { type: 'string' }

/** Request headers, as the document names them. */
export const KEY_HEADER = header('Idempotency-Key', 'The commandId, a uuid; the same again gives the same receipt.')
export const MATCH_HEADER = header(
  'If-Match',
  'The revision that the stream must be at, in quotes; flags that the ledger itself raised or resolved since do not count.',
)
export const AFTER_HEADER = header('X-After-Position', 'The answer waits, bounded, until it holds this position.')
export const RESUME_HEADER = header('Last-Event-ID', 'The last position that was read; resumes a live feed.')

function header(name: string, description: string) {
  return { [name]: { type: 'string', description } }
}

/** `afterPosition` belongs to every read, not to what is read. */
export const awaited = <Shape extends z.ZodRawShape>(query: z.ZodObject<Shape>) =>
  query.extend({ afterPosition: Position.optional() })

interface Described {
  readonly tag: string
  readonly summary: string
  readonly params?: z.ZodType
  readonly query?: z.ZodType
  readonly headers?: Readonly<Record<string, object>>
  readonly body?: object
  /** By status: a schema of JSON, or schemas by media type. */
  readonly answers?: { readonly [status: number]: object | ByMediaType }
}

interface ByMediaType {
  readonly as: { readonly [mediaType: string]: object }
}

/** The schema of a route, for the document. */
export const describe = ({ tag, summary, params, query, headers, body, answers = {} }: Described): FastifySchema => ({
  tags: [tag],
  summary,
  ...(params && { params: jsonSchema(params) }),
  ...(query && { querystring: jsonSchema(query) }),
  ...(headers && { headers: { type: 'object', properties: headers } }),
  ...(body && { body }),
  response: {
    ...Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, content('the answer', answer)])),
    '4xx': content('a problem', PROBLEM),
    '5xx': content('a problem', PROBLEM),
  },
})

const PROBLEM: ByMediaType = { as: { 'application/problem+json': ref('Problem') } }

function content(description: string, answer: object | ByMediaType) {
  const schemas = 'as' in answer ? Object.entries(answer.as) : [['application/json', answer] as const]
  return { description, content: Object.fromEntries(schemas.map(([type, schema]) => [type, { schema }])) }
}
