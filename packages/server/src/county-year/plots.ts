import { type Price, priceAll } from './amounts.ts'
import { type Bidding, inviteAll } from './bidding.ts'
import { AGENCIES, buyers, type PartyName, PLACES } from './cast.ts'
import type { Days } from './days.ts'
import { kindOf } from './kinds.ts'
import { type Outline, outlineYears } from './outlines.ts'
import { publishAll, registerAll } from './paperwork.ts'
import { seeded } from './random.ts'
import { schedule } from './schedule.ts'
import { committeeOf, type Session, seatAll, sessionKey } from './sessions.ts'
import { targets } from './targets.ts'
import { isViolation, violations } from './violations.ts'

/** Everything about one project that is settled before its facts are told. */
export interface Plot {
  readonly outline: Outline
  readonly days: Days
  readonly price: Price
  readonly bidding: Bidding
  readonly title: string
  readonly region: string
  readonly buyer: PartyName
  /** Undefined where the buyer organises everything itself (自行招标), as sellers do. */
  readonly agency: PartyName | undefined
  /** How many judge; 0 where nobody does. */
  readonly seats: number
  readonly session: Session | undefined
  /** After a re-evaluation was ordered. */
  readonly sessionAgain: Session | undefined
  /** The day the contract is published (合同公开). */
  readonly published: number | undefined
  readonly channel: 'online' | 'paper'
  /** Losers who never asked for their bond, and the day it was cleared (历史沉淀保证金清退). */
  readonly unclaimed: { readonly bonds: number; readonly clearedOn: number } | undefined
  /** What a bank lends on the award (中标贷), in fen. */
  readonly loan: bigint | undefined
}

export function plotAll(seed: string): readonly Plot[] {
  const outlines = outlineYears(seed)
  const prices = priceAll(seed, outlines)
  const drafted = outlines.map((outline) => ({
    outline,
    // Sections of one tender go through the same days.
    days: schedule(outline, seeded(`${seed}/schedule/${outline.programme ?? outline.projectId}`)),
    price: prices.get(outline.projectId) as Price,
  }))
  const registered = registerAll(seed, drafted)
  const { published, onPaper } = publishAll(seed, registered)
  const biddings = inviteAll(seed, registered)

  const seated = registered.map((project) => {
    const bidding = biddings.get(project.outline.projectId) as Bidding
    const isHeld = project.outline.ending !== 'failed' || bidding.bidders.length >= 3
    return { ...project, bidding, seats: isHeld ? committeeOf(project.outline, project.price.baseline) : 0 }
  })
  const sessions = seatAll(seed, seated)
  const loans = loansOn(outlines)

  return seated.map((project) => {
    const { outline } = project
    return {
      ...project,
      ...dressed(seed, outline),
      session: sessions.get(sessionKey(outline)),
      sessionAgain: sessions.get(sessionKey(outline, 'again')),
      published: published.get(outline.projectId),
      channel: onPaper.has(outline.projectId) ? 'paper' : 'online',
      unclaimed: undefined,
      loan: loans.get(outline.projectId),
    }
  })
}

/** The first works of 2023 to which nothing happens get the year's loans, one each. */
function loansOn(outlines: readonly Outline[]): ReadonlyMap<string, bigint> {
  const borrowing = outlines.filter(
    ({ year, kind, ending, story, position }) =>
      year === 2023 && kind === 'works' && ending === 'contract' && story === undefined && position > 0.2,
  )
  return new Map(targets[2023].loans.map((amount, i) => [borrowing[i]?.projectId ?? '', amount]))
}

/** Title, place, buyer and agency; sections of one tender, and a tender and its retender, share them. */
export function dressed(seed: string, outline: Outline): Pick<Plot, 'title' | 'region' | 'buyer' | 'agency'> {
  const { projectId, kind, programme, retenderOf, story } = outline
  const { subjects, buyers: offices, course } = kindOf(kind)
  const random = seeded(`${seed}/dress/${programme ?? retenderOf ?? projectId}`)
  const [en, zh] = random.pick(subjects)
  const place = random.pick(PLACES)
  const section = programme === undefined ? '' : `, section ${projectId.slice(-3)} 标段`
  const again = retenderOf === undefined ? '' : ' (second tender 二次)'
  const flaw =
    story !== undefined && isViolation(story)
      ? ` (示例 of a violation of ${violations[story].rule}: ${violations[story].says})`
      : ''
  return {
    title: `${en} in ${place.en}${section}${again} 示例县${place.zh}${zh}${again === '' ? '' : '(二次)'} (invented)${flaw}`,
    region: `示例县${place.zh}`,
    buyer: random.pick<PartyName>(buyers[offices]),
    agency: course === 'sale' ? undefined : random.pick(AGENCIES),
  }
}
