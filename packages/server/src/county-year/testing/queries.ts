import type { StatisticDescription } from '@procurement-ledger/projections'

/** Each variant in total, with every group alone, with groups of two, net, and beside the year before. */
export function queriesOf({ variants = [], options, groupBy }: StatisticDescription): object[] {
  const period = { from: '2023-01-01', to: '2023-11-30' }
  const lodgedBefore = options.includes('lodgedBefore') ? { lodgedBefore: '2023-06-01' } : {}
  const groups = [...groupBy, ...(groupBy.includes('category') ? ['category,month', 'quarter,venue,regime'] : [])]
  return (variants.length === 0 ? [{}] : variants.map(({ name }) => ({ variant: name }))).flatMap((variant) => [
    { ...variant, ...lodgedBefore },
    { ...variant, ...lodgedBefore, ...period, compare: 'previous-year' },
    ...(options.includes('net') ? [{ ...variant, ...period, net: 'true' }] : []),
    ...groups.map((group) => ({ ...variant, ...lodgedBefore, ...period, groupBy: group })),
  ])
}
