import type { Subject } from '@procurement-ledger/core'
import { AGENCIES, someExperts } from './cast.ts'
import { LAST_DAY } from './days.ts'
import { kindOf } from './kinds.ts'
import type { Plot } from './plots.ts'
import { type Random, seeded } from './random.ts'
import { oversight } from './targets.ts'
import { Chronicle, type Told } from './telling/chronicle.ts'
import {
  tellCase,
  tellCheck,
  tellInspection,
  tellLead,
  tellOpinion,
  tellPenalty,
  tellReport,
  tellSanction,
  tellScore,
} from './telling/oversight.ts'
import { dayOf, workingDaysAfter, workingDaysIn } from './working-days.ts'

/**
 * What the county's supervisor did from January to November 2023, and who was scored for what. It is planned after the
 * projects and told in commands of its own, so no project depends on it.
 */
export interface Overseen {
  readonly subject: Subject
  /** In the order of their moments. */
  readonly told: readonly Told[]
}

const FIRST_DAY = dayOf('2023-01-03')
/** Days within which what follows from a fact has happened too: an answer, a resolution, a score. */
const FOLLOW_UP_DAYS = 45
const LAST_CAUSE = LAST_DAY - FOLLOW_UP_DAYS

const isIn = (day: number | undefined, until = LAST_CAUSE): day is number =>
  day !== undefined && day >= FIRST_DAY && day <= until

export function overseeAll(seed: string, plots: readonly Plot[]): readonly Overseen[] {
  const books = new Books(seed)
  checkDocuments(books, plots)
  inspectSites(books, plots)
  followLeads(books, plots)
  handleCases(books, plots)
  scoreBidders(books, plots)
  scoreAgencies(books, plots)
  sanctionExperts(books)
  return books.all()
}

/** One chronicle for each subject. */
class Books {
  readonly #seed: string
  readonly #books = new Map<string, { readonly subject: Subject; readonly chronicle: Chronicle }>()

  constructor(seed: string) {
    this.#seed = `${seed}/oversight`
  }

  random(name: string): Random {
    return seeded(`${this.#seed}/${name}`)
  }

  of(subject: Subject): Chronicle {
    const name = JSON.stringify(subject)
    const known = this.#books.get(name)
    if (known !== undefined) return known.chronicle
    const chronicle = new Chronicle(this.random(name))
    this.#books.set(name, { subject, chronicle })
    return chronicle
  }

  all(): readonly Overseen[] {
    return [...this.#books.values()].map(({ subject, chronicle }) => ({ subject, told: chronicle.facts() }))
  }
}

/** So many different ones; an example that has too few is a mistake of ours. */
function choose<T>(candidates: readonly T[], count: number, random: Random): readonly T[] {
  if (candidates.length < count) throw new RangeError(`${count} are to be chosen of ${candidates.length}`)
  return random.shuffle(candidates).slice(0, count)
}

/** 抽查招标文件: soon after they are handed out; on some of them there is an opinion. */
function checkDocuments(books: Books, plots: readonly Plot[]): void {
  const random = books.random('documents')
  const published = plots.filter(({ days }) => isIn(days.noticed))
  for (const [i, plot] of choose(published, oversight.documents, random).entries()) {
    const chronicle = books.of(plot.outline.projectId)
    const day = workingDaysAfter(plot.days.noticed as number, random.int(1, 3))
    tellCheck(chronicle, day, i < oversight.opinions)
    if (i < oversight.opinions) tellOpinion(chronicle, plot, day)
  }
}

/** 检查在建工程: works under construction, some of them twice. */
function inspectSites(books: Books, plots: readonly Plot[]): void {
  const random = books.random('sites')
  const underWay = plots.filter(({ outline, days }) => kindOf(outline.kind).category === 'works' && isIn(days.signed))
  for (const [i, { outline, days }] of choose(underWay, oversight.sites, random).entries()) {
    const day = workingDaysAfter(days.signed as number, random.int(10, 20))
    const chronicle = books.of(outline.projectId)
    tellInspection(chronicle, day)
    if (i < oversight.inspectedTwice) tellInspection(chronicle, workingDaysAfter(day, 5))
  }
}

/** 大数据分析问题线索: flags of an analysis, and a few that somebody reported. */
function followLeads(books: Books, plots: readonly Plot[]): void {
  const random = books.random('leads')
  const evaluated = plots.filter(({ days }) => isIn(days.evaluated))
  for (const [i, { outline, days }] of choose(evaluated, oversight.leads + oversight.reports, random).entries()) {
    const tell = i < oversight.leads ? tellLead : tellReport
    tell(books.of(outline.projectId), workingDaysAfter(days.evaluated as number, random.int(1, 4)))
  }
}

/** 信访热线: about projects, and one about an enterprise. */
function handleCases(books: Books, plots: readonly Plot[]): void {
  const random = books.random('hotline')
  const decided = plots.filter(({ days, bidding }) => isIn(days.decided) && bidding.bidders.length > 0)
  for (const [i, plot] of choose(decided, oversight.hotline, random).entries()) {
    const bidder = random.pick(plot.bidding.bidders)
    const subject = i === 0 ? { party: bidder.id } : plot.outline.projectId
    const day = workingDaysAfter(plot.days.decided as number, random.int(2, 10))
    tellCase(books.of(subject), `hotline-2023-${String(i + 1).padStart(2, '0')}`, day)
  }
}

/** 信用记分: enterprises for what they did as bidders; the score of some is shown to the public (披露期). */
function scoreBidders(books: Books, plots: readonly Plot[]): void {
  const random = books.random('bidders')
  const decided = random.shuffle(plots.filter(({ days, bidding }) => isIn(days.decided) && bidding.bidders.length > 0))
  const scored = new Set<string>()
  for (const { outline, days, bidding } of decided) {
    const { id } = random.pick(bidding.bidders)
    if (scored.has(id)) continue
    const chronicle = books.of({ party: id })
    const day = workingDaysAfter(days.decided as number, random.int(5, 20))
    // 披露期3-12个月不等: from 3 to 12 months.
    const months = scored.size < oversight.disclosed ? 3 + (scored.size % 10) : undefined
    tellScore(chronicle, 'bidder', day, outline.projectId, months)
    if (scored.size === 0) tellPenalty(chronicle, day, outline.projectId)
    scored.add(id)
    if (scored.size === oversight.bidders) return
  }
  throw new RangeError(`${oversight.bidders} enterprises are to be scored, and only ${scored.size} have bid`)
}

function scoreAgencies(books: Books, plots: readonly Plot[]): void {
  const random = books.random('agencies')
  for (const { id } of choose(AGENCIES, oversight.agencies, random)) {
    const own = plots.filter(({ agency, days }) => agency?.id === id && isIn(days.noticed))
    const [plot] = choose(own, 1, random)
    if (plot === undefined) return
    const day = workingDaysAfter(plot.days.noticed as number, random.int(5, 20))
    tellScore(books.of({ party: id }), 'agency', day, plot.outline.projectId, undefined)
  }
}

/** 评审专家扣分, 清退出库. */
function sanctionExperts(books: Books): void {
  const random = books.random('experts')
  const days = workingDaysIn(FIRST_DAY, LAST_DAY)
  const { expertsPoints, expertsRemoved } = oversight
  for (const [i, { pseudonym }] of someExperts(expertsPoints + expertsRemoved, random).entries())
    tellSanction(books.of({ expert: pseudonym }), random.pick(days), i < expertsPoints ? 'points' : 'removal')
}
