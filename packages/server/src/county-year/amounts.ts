import type { Year } from './census.ts'
import type { KindName } from './kinds.ts'
import type { Outline } from './outlines.ts'
import { seeded } from './random.ts'
import { split } from './split.ts'
import { type AmountGroup, targets } from './targets.ts'

/** What a project costs or brings in, in fen. */
export interface Price {
  /** Ceiling or budget; for sales the reserve. */
  readonly baseline: bigint
  /** What it is awarded for in all; 0 where there is no award. */
  readonly award: bigint
}

interface Spread {
  readonly group: AmountGroup
  /** How large such a project is beside others of its group. */
  readonly weight: number
  /** How far prices of the group lie apart. */
  readonly sigma: number
  /** In fen: what prices are multiples of. */
  readonly grain: bigint
}

const HUNDRED_YUAN = 100_00n
const TEN_THOUSAND_YUAN = 10_000_00n

const spreads: { readonly [K in KindName]: Spread } = {
  works: { group: 'works', weight: 1, sigma: 0.8, grain: 1n },
  smallWorks: { group: 'smallWorks', weight: 1, sigma: 0.15, grain: 1n },
  services: { group: 'services', weight: 1, sigma: 0.4, grain: HUNDRED_YUAN },
  tender: { group: 'purchases', weight: 1, sigma: 0.5, grain: HUNDRED_YUAN },
  framework: { group: 'purchases', weight: 1.3, sigma: 0.3, grain: HUNDRED_YUAN },
  consultation: { group: 'purchases', weight: 0.6, sigma: 0.4, grain: HUNDRED_YUAN },
  negotiation: { group: 'purchases', weight: 0.35, sigma: 0.3, grain: HUNDRED_YUAN },
  enquiry: { group: 'purchases', weight: 0.15, sigma: 0.3, grain: HUNDRED_YUAN },
  singleSource: { group: 'purchases', weight: 0.3, sigma: 0.3, grain: HUNDRED_YUAN },
  land: { group: 'land', weight: 1, sigma: 0.6, grain: TEN_THOUSAND_YUAN },
  property: { group: 'property', weight: 1, sigma: 0.7, grain: HUNDRED_YUAN },
  rural: { group: 'rural', weight: 1, sigma: 0.7, grain: HUNDRED_YUAN },
}

const SAVING_SIGMA = 0.25
const isSale = (kind: KindName) => kind === 'land' || kind === 'property' || kind === 'rural'

/** Prices of all projects; those that are awarded add up to the year's targets. */
export function priceAll(seed: string, outlines: readonly Outline[]): ReadonlyMap<string, Price> {
  const prices = new Map<string, Price>()
  for (const year of [2022, 2023] as const)
    for (const group of Object.keys(targets[year].awards) as AmountGroup[])
      priceGroup(seed, year, group, outlines, prices)

  for (const { projectId, kind, retenderAs } of outlines) {
    if (prices.has(projectId)) continue
    const like = outlines.find((other) => other.kind === kind && prices.has(other.projectId))
    const baseline = prices.get(retenderAs ?? like?.projectId ?? '')?.baseline
    if (baseline === undefined) throw new RangeError(`${projectId} has nothing to take its price from`)
    prices.set(projectId, { baseline, award: 0n })
  }
  return prices
}

function priceGroup(
  seed: string,
  year: Year,
  group: AmountGroup,
  outlines: readonly Outline[],
  prices: Map<string, Price>,
): void {
  const awarded = outlines.filter(
    ({ kind, ending, ...outline }) =>
      outline.year === year && spreads[kind].group === group && (ending === 'contract' || ending === 'closed'),
  )
  const random = seeded(`${seed}/amounts/${year}/${group}`)
  const weights = awarded.map(({ kind }) => spreads[kind].weight * random.spread(spreads[kind].sigma))
  const { grain } = spreads[awarded[0]?.kind ?? 'works']
  const { awards, savings } = targets[year]
  const shares = split(awards[group], weights, grain)
  const saved =
    group === 'rural'
      ? shares.map(() => 0n)
      : split(
          savings[group],
          weights.map((weight) => weight * random.spread(SAVING_SIGMA)),
          grain,
        )

  for (const [i, { projectId, kind }] of awarded.entries()) {
    const award = shares[i] as bigint
    const difference = saved[i] as bigint
    prices.set(projectId, { award, baseline: isSale(kind) ? award - difference : award + difference })
  }
}
