import { inventedHash } from '../cast.ts'
import { LAST_DAY } from '../days.ts'
import { kindOf } from '../kinds.ts'
import { dateOf, moment } from '../moment.ts'
import type { Plot } from '../plots.ts'
import { seeded } from '../random.ts'
import { workingDaysAfter } from '../working-days.ts'
import { tellAward } from './award.ts'
import { tellBidding, tellReleases } from './bonds.ts'
import { Chronicle, centre, type Told } from './chronicle.ts'
import { tellContract } from './contract.ts'
import { tellEvaluation } from './evaluation.ts'
import { tellOpening } from './opening.ts'
import { tellRegistration } from './registration.ts'
import { tellTender } from './tendering.ts'

/** GPL 42: kept for at least 15 years. */
const KEPT_YEARS = 16

/** The life of one project, from registration to archive, as far as the books go. */
export function tellProject(seed: string, plot: Plot): readonly Told[] {
  const { outline } = plot
  const chronicle = new Chronicle(seeded(`${seed}/telling/${outline.projectId}`))
  tellRegistration(chronicle, plot)
  if (outline.ending !== 'demanded' && kindOf(outline.kind).course !== 'direct') {
    tellTender(chronicle, plot)
    if (outline.ending !== 'cancelled') {
      tellBidding(chronicle, plot)
      tellOpening(chronicle, plot)
      tellEvaluation(chronicle, plot)
    }
  }
  tellAward(chronicle, plot)
  tellContract(chronicle, plot)
  tellClosing(chronicle, plot)
  tellReleases(chronicle, plot)
  tellArchive(chronicle, plot)

  const endMs = moment(LAST_DAY + 1, 0)
  return chronicle.facts().filter(({ occurredMs }) => occurredMs < endMs)
}

/** 办结: the contract is kept elsewhere. */
function tellClosing(chronicle: Chronicle, { days }: Plot): void {
  if (days.closed === undefined) return
  chronicle.tell('ProjectClosed', chronicle.between(days.closed, '16:45', '17:15'), centre, {
    reason: 'contractElsewhere',
  })
}

/** 电子档案归集: nothing follows it, so everything else is told before. */
function tellArchive(chronicle: Chronicle, plot: Plot): void {
  const { outline } = plot
  const hasEnded = outline.ending !== 'open' && (outline.ending !== 'contract' || chronicle.has('ContractCompleted'))
  if (!hasEnded) return
  const day = workingDaysAfter(chronicle.lastDay(), chronicle.random.int(4, 15))
  chronicle.tell('ProjectArchived', chronicle.between(day, '9:00', '16:00'), centre, {
    items: [{ title: 'Electronic archive 电子档案 (invented)', sha256: inventedHash(`archive/${outline.projectId}`) }],
    retainUntil: `${Number(dateOf(day).slice(0, 4)) + KEPT_YEARS}-12-31`,
  })
}
