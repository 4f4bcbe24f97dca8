import { z } from 'zod'
import { CalendarDate, Zone } from '../kernel/calendar.ts'
import { Id, Line, Sha256 } from '../kernel/ids.ts'
import { Money } from '../kernel/money.ts'

/** Shapes that several events share. Names and lists are the catalogue's. */

export const Party = z.strictObject({ id: Id, name: Line })
export const Venue = z.strictObject({ id: Id, name: Line, zone: Zone })
export const Document = z.strictObject({ title: Line, sha256: Sha256, uri: Line.optional() })
export const ArchiveItem = z.strictObject({ title: Line, sha256: Sha256 })
/** Calendar dates in the venue's zone, both inclusive. */
export const Period = z
  .strictObject({ startOn: CalendarDate, endOn: CalendarDate })
  .refine(({ startOn, endOn }) => startOn <= endOn, {
    path: ['endOn'],
    error: 'the period ends before it starts; write startOn or a later day',
  })
/** An amount that moves. The text is asked, because the amount may be flawed in another way that is reported too. */
export const MovedMoney = Money.refine(({ amount }) => /[1-9]/.test(amount), {
  path: ['amount'],
  error: 'nothing moves; write an amount greater than zero',
})

export const Category = z.enum(['works', 'goods', 'services', 'land', 'property', 'other'])
/** TBL 招标投标法, GPL 政府采购法. */
export const Regime = z.enum(['TBL', 'GPL', 'other'])
/** OCDS procurementMethod. */
export const Method = z.enum(['open', 'selective', 'limited', 'direct'])
export const Procedure = z.enum([
  'openTender',
  'invitedTender',
  'negotiation',
  'consultation',
  'enquiry',
  'singleSource',
  'framework',
  'auction',
  'listing',
  'other',
])
export const BondForm = z.enum(['cash', 'transfer', 'guarantee', 'insurance', 'annual'])
export const Channel = z.enum(['online', 'paper'])
export const ObjectionSubject = z.enum(['notice', 'documents', 'opening', 'evaluation', 'award'])

/** How the supervisor came upon what it checked: its plan, the draw (双随机), or a lead. */
export const Selection = z.enum(['routine', 'random', 'lead'])

/** How many there are, or how many days it takes. */
export const Count = z.int().min(0).max(1_000_000)
export const Months = z.int().min(1).max(1_200)
/** The place in an order, from one: a version, a round. */
export const Ordinal = z.int().min(1).max(100_000)
export const Rank = z.int().min(1).max(100_000)
export const Points = z.number().min(-1_000_000).max(1_000_000)

/** The most entries a list in one event may have; a command of 100 facts still fits the body limit. */
export const MAX_LIST = 5_000
export const list = <T extends z.ZodType>(item: T) => z.array(item).max(MAX_LIST)
export const listOf1 = <T extends z.ZodType>(item: T) => list(item).min(1)

/** For `.check`: no two entries of the list `key` share the value that `by` gives. */
export const unique =
  <T>(by: (item: T) => string, what: string) =>
  (ctx: z.core.ParsePayload<readonly T[]>): void => {
    const seen = new Set<string>()
    ctx.value.forEach((item, index) => {
      const id = by(item)
      if (seen.has(id)) {
        ctx.issues.push({
          code: 'custom',
          input: item,
          path: [index],
          message: `${what} ${id} stands in the list twice`,
        })
      }
      seen.add(id)
    })
  }
