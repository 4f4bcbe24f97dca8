import { liveAwards, type MinorMoney, type ProjectHistory } from './project-history.ts'
import { base, projectTable, stampColumns } from './project-table.ts'
import type { SavingRow } from './rows.ts'

/**
 * What a project saved against its ceiling price or else its budget, or what a sale of land or property brought above
 * its reserve price. Once per project, placed by its first live award. The currency is null where baseline and awards
 * are not all in one.
 */
export const savings = projectTable<SavingRow>({
  name: 'savings',
  columns: { ...stampColumns, currency: 'text', baseline: 'text', ratePriced: 'integer', savedMinor: 'big' },
  nullable: ['currency', 'savedMinor'],
  indexes: [['occurredOn']],
  changedBy: ['AwardDecided', 'AwardCancelled', 'ReEvaluationOrdered'],

  rows(history) {
    const awards = liveAwards(history)
    const [firstAward] = awards
    if (firstAward === undefined) return []
    const { eventId, occurredMs, occurredOn } = firstAward
    const prices = awards.flatMap(({ price }) => price ?? [])
    const baseline = baselineOf(history)
    const isRatePriced = prices.length < awards.length
    const currency = oneCurrency(baseline === undefined ? prices : [baseline, ...prices])
    const isCountable = baseline !== undefined && !isRatePriced && currency !== null
    return [
      {
        ...base(history, ''),
        eventId,
        occurredMs,
        occurredOn,
        currency,
        baseline: baseline === undefined ? 'none' : 'known',
        ratePriced: isRatePriced ? 1 : 0,
        savedMinor: isCountable ? saved(history, baseline, prices) : null,
      },
    ]
  },
})

const isDisposal = ({ registration }: ProjectHistory): boolean =>
  registration?.dimensions.category === 'land' || registration?.dimensions.category === 'property'

function baselineOf(history: ProjectHistory): MinorMoney | undefined {
  const { ceilingPrice, budget, reservePrice } = history.registration ?? {}
  return isDisposal(history) ? reservePrice : (ceilingPrice ?? budget)
}

function oneCurrency(prices: readonly MinorMoney[]): string | null {
  const [one, ...others] = new Set(prices.map(({ currency }) => currency))
  return one === undefined || others.length > 0 ? null : one
}

function saved(history: ProjectHistory, baseline: MinorMoney, prices: readonly MinorMoney[]): bigint {
  const awarded = prices.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)
  return isDisposal(history) ? awarded - baseline.amountMinor : baseline.amountMinor - awarded
}
