import {
  type Computed,
  type Condition,
  type Definition,
  type Facts,
  isMeasure,
  type Measure,
  type Operand,
  type Template,
} from './definition.ts'

/** A definition in words: what its facts are, and what stands under each key. Told from the data that is reckoned by. */

/** Rows of one table, under the name that keys refer to. */
export interface FactsInWords {
  readonly name: string
  readonly text: string
}

/** One key of a figure, with dots between levels. */
export interface KeyInWords {
  readonly key: string
  readonly text: string
}

export const factsInWords = ({ facts }: Definition): readonly FactsInWords[] =>
  Object.entries(facts).map(([name, one]) => ({ name, text: factsText(one) }))

export const formula = ({ figure, excluded }: Definition): readonly KeyInWords[] => [
  ...keysIn(figure, ''),
  ...keysIn(excluded, 'excluded.'),
]

const keysIn = (template: Template, prefix: string): KeyInWords[] =>
  Object.entries(template).flatMap(([key, entry]) =>
    isMeasure(entry) ? [{ key: prefix + key, text: measureText(entry) }] : keysIn(entry, `${prefix}${key}.`),
  )

function measureText(measure: Measure): string {
  const { of, where } = measure
  const rows = `${of}${whereText(where)}`
  if (measure.give === 'count') return `number of ${rows}`
  if (measure.give === 'distinct') return `number of distinct ${measure.column} of ${rows}`
  if (measure.give === 'money') {
    const less = measure.less === undefined ? '' : `, minus the ${measureText(measure.less)}`
    return `sum of ${measure.column} of ${rows}${less}`
  }
  if (measure.give === 'share') return `those with ${conditionsText(measure.having)}, of ${rows}: n, of, share`
  if (measure.give === 'ratio') return `those with ${conditionsText(measure.having)}, of ${rows}: the share alone`
  if (measure.give === 'moneyShare')
    return `sum of ${measure.column} of those with ${conditionsText(measure.having)}, of ${rows}: sum, of, share`
  return `${measure.give} of ${measure.column} of ${rows}`
}

function factsText({ table, placed, where = [], computed = {}, oneBy }: Facts): string {
  const when =
    'on' in placed ? `placed on ${placed.on}` : `as at the end of to, from ${placed.from} on${leftText(placed)}`
  const parts = [`rows of ${table}${whereText(where)}, ${when}`]
  for (const [name, one] of Object.entries(computed)) parts.push(`${name} is ${computedText(one)}`)
  if (oneBy) parts.push(`those that agree in ${oneBy.join(' and ')} are one`)
  return parts.join('; ')
}

const leftText = ({ until, isJudged }: { readonly until?: string; readonly isJudged?: true }): string =>
  `${until === undefined ? '' : ` until ${until}`}${isJudged ? '; without to none of them' : ''}`

function computedText(computed: Computed): string {
  if ('days' in computed) {
    const [from, to] = computed.days
    const net = computed.net === undefined ? '' : `, with net=true without ${computed.net}`
    return `the civil days from ${from} to ${to}${net}`
  }
  if ('earlier' in computed) return `the earlier of ${computed.earlier.join(' and ')}`
  if ('aged' in computed)
    return `1 where more than ${computed.aged.days} days had passed since ${computed.aged.since} by the end of to`
  if ('come' in computed) return `1 where ${computed.come} had come by the end of to`
  const { due, plus, done } = computed.late
  const limit = plus === 0 ? due : `${due} and ${plus} days`
  return `1 where ${done} came after ${limit}, or had not by the end of to though they had passed`
}

const whereText = (conditions: readonly Condition[]): string =>
  conditions.length === 0 ? '' : ` where ${conditionsText(conditions)}`

const conditionsText = (conditions: readonly Condition[]): string => conditions.map(conditionText).join(' and ')

function conditionText(one: Condition): string {
  if ('below' in one) return `${one.column} < ${operandText(one.below)}`
  if ('atLeast' in one) return `${one.column} >= ${operandText(one.atLeast)}`
  if ('in' in one) return `${one.column} is ${one.in.map(operandText).join(' or ')}`
  return `${one.column} is not ${one.notIn.map(operandText).join(' or ')}`
}

const ASKED = { currency: 'that asked for', lodgedBefore: 'lodgedBefore', measure: 'that of the variant' } as const

function operandText(operand: Operand | null): string {
  if (operand === null) return 'unknown'
  return typeof operand === 'object' ? ASKED[operand.asked] : String(operand)
}
