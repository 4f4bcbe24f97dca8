import { BANKS, inventedHash, MEDIA, somebody } from '../cast.ts'
import { LAST_DAY } from '../days.ts'
import { kindOf } from '../kinds.ts'
import { dateOf } from '../moment.ts'
import { cny, part } from '../money.ts'
import type { Plot } from '../plots.ts'
import { workingDayFrom, workingDaysAfter } from '../working-days.ts'
import { type Award, standingAwards } from './award.ts'
import { type PerformanceBond, tellPerformanceRelease } from './bonds.ts'
import { organiser } from './cast-of-plot.ts'
import { asBank, asBuyer, type Chronicle } from './chronicle.ts'

const CONTRACT = 'contract-1'
const PERFORMANCE_BOND = 'performance-bond-1'

/** How many contracts are followed to their end, of those that are not works and of works. */
const FOLLOWED = 0.6
const FOLLOWED_WORKS = 0.5
const AMENDED = 0.1

/** 合同签订, 合同公开, 合同备案, and for some the life after. */
export function tellContract(chronicle: Chronicle, plot: Plot): void {
  const { days, published } = plot
  const [award] = standingAwards(plot)
  if (days.signed === undefined || published === undefined || award === undefined) return
  const bond = tellPerformanceBond(chronicle, plot, award, days.signed)
  tellSigning(chronicle, plot, award, days.signed)
  chronicle.tell('ContractPublished', chronicle.between(published, '16:40', '17:20'), organiser(plot), {
    contractId: CONTRACT,
    media: [...MEDIA],
  })
  if (kindOf(plot.outline.kind).regime === 'GPL')
    // GPL 47: a copy within 7 working days.
    chronicle.tell(
      'ContractFiled',
      chronicle.between(workingDaysAfter(days.signed, chronicle.random.int(2, 6)), '9:00', '11:00'),
      organiser(plot),
      {
        contractId: CONTRACT,
      },
    )
  const isWorks = kindOf(plot.outline.kind).category === 'works'
  const isTold = plot.unclaimed !== undefined || plot.outline.story === 'terminated'
  if (isTold || chronicle.random.chance(isWorks ? FOLLOWED_WORKS : FOLLOWED))
    tellLife(chronicle, plot, award, days.signed, bond)
}

/** TBR 58, GPR 48: at most a tenth of the contract. */
function tellPerformanceBond(
  chronicle: Chronicle,
  plot: Plot,
  { supplier, amount }: Award,
  day: number,
): PerformanceBond | undefined {
  const { random } = chronicle
  const isAsked = kindOf(plot.outline.kind).category === 'works' || random.chance(0.4)
  if (!isAsked || plot.unclaimed !== undefined) return
  const guarantor = random.pick(BANKS)
  const form = random.chance(0.8) ? 'guarantee' : 'transfer'
  const bond: PerformanceBond = {
    bondId: PERFORMANCE_BOND,
    form,
    lodgedOn: day,
    amount: part(amount, random.pick([200, 500, 1_000])),
  }
  chronicle.tell(
    'PerformanceBondLodged',
    chronicle.between(day, '9:00', '11:00'),
    form === 'guarantee' ? asBank(guarantor) : asBuyer(plot.buyer),
    {
      bondId: bond.bondId,
      supplier,
      form,
      amount: cny(bond.amount),
      ...(form === 'guarantee' && { guarantor, instrumentNo: `EX-${random.int(10_000_000, 99_999_999)}` }),
    },
  )
  return bond
}

function tellSigning(chronicle: Chronicle, plot: Plot, { awardId, supplier, amount }: Award, day: number): void {
  const { random } = chronicle
  const isWorks = kindOf(plot.outline.kind).category === 'works'
  chronicle.tell('ContractSigned', chronicle.between(day, '14:30', '16:00'), asBuyer(plot.buyer), {
    contractId: CONTRACT,
    awardId,
    amount: cny(amount),
    channel: plot.channel,
    period: {
      startOn: dateOf(day + 7),
      endOn: dateOf(day + 7 + (isWorks ? random.int(150, 540) : random.int(30, 360))),
    },
    signatories: [
      {
        name: somebody('采购人代表', random),
        role: `for ${plot.buyer.id}`,
        sha256: inventedHash(`signature/${plot.outline.projectId}/buyer`),
      },
      {
        name: somebody('供应商代表', random),
        role: `for ${supplier.id}`,
        sha256: inventedHash(`signature/${plot.outline.projectId}/supplier`),
      },
    ],
  })
}

/** 里程碑, 支付, 变更, 验收, 完成 and 履约评价, as far as the books go. */
function tellLife(
  chronicle: Chronicle,
  plot: Plot,
  award: Award,
  signed: number,
  bond: PerformanceBond | undefined,
): void {
  const { random } = chronicle
  const isWorks = kindOf(plot.outline.kind).category === 'works'
  const buyer = asBuyer(plot.buyer)
  const months = isWorks ? random.int(4, 9) : random.int(1, 2)
  const begun = workingDayFrom(signed + random.int(8, 15))
  const monthly = part(award.amount, Math.floor((isWorks ? 8_500 : 6_000) / months))
  const isAmended = isWorks && random.chance(AMENDED)
  const isTerminated = plot.outline.story === 'terminated'

  let day = begun
  for (let month = 1; month <= months && day <= LAST_DAY; month++) {
    if (isWorks)
      chronicle.tell('MilestoneMet', chronicle.between(day, '9:00', '11:00'), buyer, {
        contractId: CONTRACT,
        milestoneId: `milestone-${month}`,
        metOn: dateOf(day),
        title: `Stage ${month} of ${months} 第${month}阶段`,
      })
    tellPayment(chronicle, plot, award, workingDaysAfter(day, 2), `payment-${month}`, monthly)
    if (isAmended && month === 2)
      chronicle.tell('ContractAmended', chronicle.between(workingDaysAfter(day, 3), '9:00', '11:00'), buyer, {
        contractId: CONTRACT,
        rationale: 'unforeseen ground 地质条件变化',
        amount: cny(award.amount + part(award.amount, random.int(100, 900))),
      })
    day = workingDayFrom(day + random.int(26, 34))
  }
  if (day > LAST_DAY) return
  if (isTerminated) {
    chronicle.tell('ContractTerminated', chronicle.between(day, '10:00', '11:00'), buyer, {
      contractId: CONTRACT,
      reason: 'the supplier cannot go on 供应商无力履约',
    })
    if (bond !== undefined) tellPerformanceRelease(chronicle, bond, workingDaysAfter(day, 3))
    return
  }

  chronicle.tell('AcceptanceRecorded', chronicle.between(day, '9:00', '11:00'), buyer, {
    contractId: CONTRACT,
    result: 'passed',
    report: {
      title: 'Acceptance report 验收报告 (invented)',
      sha256: inventedHash(`acceptance/${plot.outline.projectId}`),
    },
  })
  const settled = workingDaysAfter(day, random.int(3, 8))
  const left = award.amount - monthly * BigInt(months)
  tellPayment(chronicle, plot, award, settled, 'payment-final', part(left, 9_700))
  chronicle.tell('ContractCompleted', chronicle.between(settled, '15:00', '16:00'), buyer, { contractId: CONTRACT })
  chronicle.tell('PerformanceRated', chronicle.between(workingDaysAfter(settled, 2), '10:00', '11:00'), buyer, {
    contractId: CONTRACT,
    points: random.int(70, 99),
  })
  if (bond !== undefined) tellPerformanceRelease(chronicle, bond, workingDaysAfter(settled, 5))
}

function tellPayment(
  chronicle: Chronicle,
  plot: Plot,
  { supplier }: Award,
  day: number,
  paymentId: string,
  amount: bigint,
): void {
  chronicle.tell('PaymentMade', chronicle.between(day, '13:30', '14:30'), asBuyer(plot.buyer), {
    contractId: CONTRACT,
    paymentId,
    payee: supplier,
    amount: cny(amount),
  })
}
