import { z } from 'zod'
import { CalendarDate } from '../kernel/calendar-date.ts'
import { Fault } from '../kernel/fault.ts'
import { Id, Line } from '../kernel/ids.ts'
import type { Issue } from '../kernel/refusal.ts'
import { Category, Method, Procedure, Regime } from '../procurement/shapes.ts'
import { UNITS } from './calendar/count-days.ts'
import { type MomentFunction, type Rule, type RuleFunction, SEVERITIES, SUBJECT_KINDS } from './rule.ts'

/** A pack is data: the rules of one body of law. What data cannot say are functions, which the pack's maker gives along. */
export interface Pack {
  readonly id: string
  readonly version: number
  readonly name: { readonly en: string; readonly zh: string }
  readonly rules: readonly Rule[]
  readonly functions: ReadonlyMap<string, RuleFunction>
  readonly moments: ReadonlyMap<string, MomentFunction>
  /** The event types that its functions and moments look at; undefined: it is not known, so any. */
  readonly reads: readonly string[] | undefined
}

export interface PackCode {
  readonly functions?: { readonly [name: string]: RuleFunction }
  readonly moments?: { readonly [name: string]: MomentFunction }
  /** The event types that they look at, so that a project is not judged again for others. Left out: any. */
  readonly reads?: readonly string[]
}

/** The data do not make a pack; every issue names its path. */
export class PackInvalid extends Fault {
  override readonly name = 'PackInvalid'
  readonly issues: readonly Issue[]

  constructor(issues: readonly Issue[]) {
    const list = issues.map(({ path, message }) => `${path || '/'} ${message}`).join('; ')
    super('PACK_INVALID', `the pack does not parse: ${list}`)
    this.issues = issues
  }
}

const MAX_RULES = 200
const MAX_DAYS = 20_000

const among = <T extends z.ZodType<string>>(values: T) => z.array(z.union([values, z.literal('unstated')])).min(1)

const Scope = z.strictObject({
  regimes: among(Regime).optional(),
  methods: among(Method).optional(),
  procedures: among(Procedure).optional(),
  categories: among(Category).optional(),
  mandatory: z.boolean().optional(),
  agency: z.boolean().optional(),
})

const Value = z.union([z.string(), z.number(), z.boolean()])
const Moment = z.union([
  z.strictObject({ event: Id, at: Id.optional(), where: z.record(Id, Value).optional() }),
  z.strictObject({ named: Id }),
])
const Period = z.strictObject({ count: z.int().min(0).max(MAX_DAYS), unit: z.enum(UNITS) })
const part = { subject: z.enum(SUBJECT_KINDS), scope: Scope.optional() }

const Part = z.discriminatedUnion('check', [
  z.strictObject({
    ...part,
    check: z.literal('within'),
    from: Moment,
    act: Moment,
    period: Period,
    stops: z.array(Line).optional(),
    endedBy: z.array(Moment).optional(),
    elsewhere: z.array(Moment).optional(),
    each: z.boolean().optional(),
  }),
  z.strictObject({ ...part, check: z.literal('atLeast'), from: Moment, until: Moment, period: Period }),
  z.strictObject({ ...part, check: z.literal('before'), act: Moment, until: Moment, period: Period }),
  z.strictObject({
    ...part,
    check: z.literal('function'),
    name: Id,
    given: z.record(Id, z.union([Value, z.array(z.string())])).optional(),
  }),
])

const Names = z.strictObject({ en: Line, zh: Line })

const RuleData = z
  .strictObject({
    id: Id,
    version: z.int().min(1),
    effectiveFrom: CalendarDate,
    effectiveUntil: CalendarDate.optional(),
    scope: Scope,
    severity: z.enum(SEVERITIES),
    article: Line,
    name: Names,
    binds: Line,
    counted: z.string().min(1),
    silent: z.string().min(1).optional(),
    unverified: z.string().min(1).optional(),
    parts: z.array(Part).min(1),
  })
  .refine(({ effectiveFrom, effectiveUntil }) => effectiveUntil === undefined || effectiveFrom <= effectiveUntil, {
    path: ['effectiveUntil'],
    error: 'lies before effectiveFrom; write a day on or after it',
  })

const PackData = z.strictObject({
  id: Id,
  version: z.int().min(1),
  name: Names,
  rules: z.array(RuleData).min(1).max(MAX_RULES),
})

/** A pack as it is written; what `parsePack` takes. */
export type PackData = Pick<Pack, 'id' | 'version' | 'name' | 'rules'>

/**
 * Parses a pack once, so that judging need not. Every function and moment that it names must be given along.
 *
 * @throws PackInvalid (code PACK_INVALID) with every issue and its path
 */
export function parsePack(data: unknown, { functions = {}, moments = {}, reads }: PackCode = {}): Pack {
  const parsed = PackData.safeParse(data)
  if (!parsed.success)
    throw new PackInvalid(parsed.error.issues.map(({ path, message }) => ({ path: pointer(path), message })))
  const pack = {
    ...parsed.data,
    functions: new Map(Object.entries(functions)),
    moments: new Map(Object.entries(moments)),
    reads: readBy({ functions, moments, ...(reads && { reads }) }),
  }
  const missing = missingCode(pack)
  if (missing.length > 0) throw new PackInvalid(missing)
  return pack
}

const readBy = ({ functions = {}, moments = {}, reads }: PackCode): readonly string[] | undefined =>
  Object.keys(functions).length + Object.keys(moments).length === 0 ? [] : reads

const pointer = (path: readonly PropertyKey[]): string => path.map((key) => `/${String(key)}`).join('')

/** Names in the data behind which there is no code. */
function missingCode({ rules, functions, moments }: Pack): Issue[] {
  const issues: Issue[] = []
  rules.forEach((rule, r) => {
    rule.parts.forEach((part, p) => {
      const path = `/rules/${r}/parts/${p}`
      if (part.check === 'function' && !functions.has(part.name))
        issues.push({ path: `${path}/name`, message: `names ${part.name}; give a function of that name along` })
      for (const [field, value] of Object.entries(part))
        for (const name of namesIn(value))
          if (!moments.has(name))
            issues.push({ path: `${path}/${field}`, message: `names ${name}; give a moment of that name along` })
    })
  })
  return issues
}

function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn)
  return typeof value === 'object' && value !== null && 'named' in value ? [String(value.named)] : []
}
