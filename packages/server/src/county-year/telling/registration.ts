import { inventedHash, MEDIA, somebody, VENUE } from '../cast.ts'
import { kindOf } from '../kinds.ts'
import { dateOf, moment, stated } from '../moment.ts'
import { cny } from '../money.ts'
import type { Plot } from '../plots.ts'
import { workingDaysAfter } from '../working-days.ts'
import { deadlineOf, organiser } from './cast-of-plot.ts'
import { asBuyer, type Chronicle, centre } from './chronicle.ts'

const RETURN_REASONS = [
  'approval document missing 缺少批复文件',
  'power of attorney without a seal 授权委托书未盖章',
  'ceiling price without a breakdown 最高投标限价缺少明细',
  'funding not shown 资金来源未落实',
]
const DEFERRABLE = ['land approval 用地批复', 'planning permit 规划许可证', 'funding certificate 资金证明']

/** How often, of a hundred registrations without a story of their own. */
const RETURNED = 0.4
const DEFERRED = 0.12
const GREEN_CHANNEL = 0.09
const PLANNED = 0.5
const DEFERRED_WORKING_DAYS = 10
const HOUR_MS = 3_600_000

/** 项目登记, 审核, 受理; or what becomes of a project that is never tendered. */
export function tellRegistration(chronicle: Chronicle, plot: Plot): void {
  const { random } = chronicle
  const { outline, days } = plot
  chronicle.tell(
    'ProjectRegistered',
    chronicle.between(days.registered, '8:30', '9:40'),
    organiser(plot),
    registrationOf(plot),
  )
  if (days.registered < days.accepted && random.chance(RETURNED))
    chronicle.tell('RegistrationReturned', chronicle.between(days.registered, '14:00', '16:30'), centre, {
      reasons: random.shuffle(RETURN_REASONS).slice(0, random.int(1, 2)),
    })

  const acceptedMs = chronicle.between(days.accepted, '10:00', '11:00')
  // A material that is owed may not be supplied during a suspension; so only where there is none.
  const isDeferred = outline.story === undefined && outline.ending === 'contract' && random.chance(DEFERRED)
  if (isDeferred) tellDeferral(chronicle, plot, acceptedMs)
  else
    chronicle.tell('RegistrationAccepted', acceptedMs, centre, {
      greenChannel: random.chance(GREEN_CHANNEL),
      deferred: [],
    })

  if (outline.ending === 'demanded') tellDemand(chronicle, plot)
  else tellPreparation(chronicle, plot)
}

function registrationOf({ outline, price, title, region, buyer, agency }: Plot) {
  const { category, regime, method, procedure, mandatory, course, letter } = kindOf(outline.kind)
  const baseline = cny(price.baseline)
  return {
    title,
    ...(outline.programme && { programme: outline.programme }),
    codes: { project: outline.projectId, ...(letter === 'W' && { section: `${outline.projectId}-01` }) },
    buyer,
    ...(agency && { agency }),
    category,
    regime,
    method,
    procedure,
    mandatory,
    // A village sets no reserve, so these lack a baseline for savings.
    ...(outline.kind !== 'rural' && baselines[regime === 'GPL' ? 'GPL' : course === 'sale' ? 'sale' : 'TBL'](baseline)),
    fundSource: course === 'sale' ? 'none 无' : 'state funds 财政资金',
    region,
    venue: VENUE,
    ...(outline.retenderOf && { retenderOf: outline.retenderOf }),
  }
}

type Amount = ReturnType<typeof cny>
const baselines = {
  TBL: (ceilingPrice: Amount) => ({ ceilingPrice }),
  GPL: (budget: Amount) => ({ budget }),
  sale: (reservePrice: Amount) => ({ reservePrice }),
}

/** 容缺受理 + 信用承诺: accepted although something is missing, against a signed commitment. */
function tellDeferral(chronicle: Chronicle, plot: Plot, acceptedMs: number): void {
  const { random } = chronicle
  const { accepted } = plot.days
  const materials = random.shuffle(DEFERRABLE).slice(0, random.int(1, 2))
  chronicle.tell('RegistrationAccepted', acceptedMs, centre, {
    greenChannel: random.chance(0.5),
    deferred: materials.map((material) => ({
      material,
      dueOn: dateOf(workingDaysAfter(accepted, DEFERRED_WORKING_DAYS)),
    })),
    commitment: {
      signedBy: somebody('承诺人', random),
      sha256: inventedHash(`commitment/${plot.outline.projectId}`),
    },
  })
  for (const material of materials) {
    const day = workingDaysAfter(accepted, random.int(1, DEFERRED_WORKING_DAYS))
    chronicle.tell('DeferredMaterialSupplied', chronicle.between(day, '14:00', '17:00'), organiser(plot), { material })
  }
}

function tellDemand(chronicle: Chronicle, { days }: Plot): void {
  if (days.demanded === undefined || days.ended === undefined) return
  chronicle.tell('DemandIssued', chronicle.between(days.demanded, '9:00', '11:00'), centre, {
    text: 'Accepted 90 days ago and not tendered; tender within 10 days. 受理后逾期未开展交易,请于10日内启动。',
  })
  chronicle.tell('ProjectCancelled', chronicle.between(days.ended, '9:00', '11:00'), centre, {
    reason: 'not traded after the demand 催告后仍未交易',
  })
}

function tellPreparation(chronicle: Chronicle, plot: Plot): void {
  const { random } = chronicle
  const { outline, days, buyer, seats } = plot
  const { course } = kindOf(outline.kind)
  if (days.noticed === undefined || course === 'direct') return
  if (course !== 'sale' && random.chance(PLANNED))
    chronicle.tell('TenderPlanPublished', chronicle.between(days.accepted, '11:05', '11:30'), asBuyer(buyer), {
      expectedOn: dateOf(days.noticed),
      media: [...MEDIA],
    })

  const deadlineMs = deadlineOf(plot, 'first')
  const rooms = ['opening', ...(seats > 0 ? (['evaluation'] as const) : [])] as const
  for (const [i, purpose] of rooms.entries())
    chronicle.tell('VenueReserved', moment(days.accepted, 11 * 60 + 35 + i), centre, {
      reservationId: `room-${i + 1}`,
      room: `${purpose} room ${random.int(1, 4)} ${purpose === 'opening' ? '开标室' : '评标室'}`,
      purpose,
      fromAt: stated(deadlineMs),
      untilAt: stated(deadlineMs + (purpose === 'opening' ? HOUR_MS : 8 * HOUR_MS)),
    })
}
