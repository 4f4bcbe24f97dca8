import { type Money, toMinor } from '../../kernel/money.ts'
import type { CaseFile, StampOf } from '../case-file.ts'
import type { Given, RuleFunction, Subject, Verdict } from '../rule.ts'
import { silent } from '../words.ts'

/** Limits in percent, computed in minor units: what is exactly at the limit is lawful. Given: `percent`. */

/** R19, a bond that was lodged. Given also: `basis`, fields of the registration, the first that is stated counts. */
export const bidBondLimit: RuleFunction = (file, subject, given) => {
  const [lodged] = file.ofSubject('BidBondLodged', subject)
  if (lodged === undefined) return
  if (lodged.data.form === 'annual') return silent('an annual bond stands for many tenders', [lodged.eventId])
  return judgeShare('the bond', lodged.data.amount, basisOf(file, given), given, [lodged.eventId])
}

/** R19, what the notice asks for. */
export const askedBondLimit: RuleFunction = (file, _subject, given) => {
  const asking = file.last('TenderNoticePublished')
  const { amount, percentage } = asking?.data.bond ?? {}
  if (asking === undefined || (amount === undefined && percentage === undefined))
    return silent('no notice asks for a bond of a stated amount')
  if (amount !== undefined) return judgeShare('the asked bond', amount, basisOf(file, given), given, [asking.eventId])
  const isWithin = (percentage ?? 0) <= (given.percent as number)
  return {
    state: isWithin ? 'pass' : 'violated',
    events: [asking.eventId],
    message: `the notice asks for ${percentage} %, at most ${given.percent} % are lawful`,
  }
}

/** R23: the performance bonds of a contract, as they are held when this one is lodged. */
export const performanceBondLimit: RuleFunction = (file, subject, given) => {
  const [lodged] = file.ofSubject('PerformanceBondLodged', subject)
  if (lodged === undefined) return
  const contract = contractOf(file, lodged)
  if (contract === undefined) return silent('its contract is not signed yet', [lodged.eventId])
  const earlier = file
    .of('PerformanceBondLodged')
    .filter((bond) => bond.ms < lodged.ms && contractOf(file, bond)?.eventId === contract.eventId)
    .filter((bond) => !isBackBy(file, bond.data.bondId, lodged.ms))
    .filter((bond) => bond.data.amount.currency === lodged.data.amount.currency)
  const events = [lodged.eventId, ...earlier.map(({ eventId }) => eventId), contract.eventId]
  const total = [lodged, ...earlier].reduce((sum, { data }) => sum + toMinor(data.amount), 0n)
  const { currency } = lodged.data.amount
  return judgeMinor('the performance bond', { minor: total, currency }, contract.data.amount, given, events)
}

/** R24: the highest total to which a contract was ever raised. Given: `percent` of the original. */
export const supplementLimit: RuleFunction = (file, subject, given) => {
  const [signed] = file.ofSubject('ContractSigned', subject)
  if (signed === undefined) return
  const amended = file.ofSubject('ContractAmended', subject).filter(({ data }) => data.amount !== undefined)
  if (amended.length === 0) return silent('its amount was never amended', [signed.eventId])
  const { currency } = signed.data.amount
  const totals = amended.flatMap(({ data: { amount } }) =>
    amount === undefined || amount.currency !== currency ? [] : [toMinor(amount)],
  )
  const highest = totals.toSorted((a, b) => Number(b - a))[0] ?? 0n
  const added = highest - toMinor(signed.data.amount)
  const events = [signed.eventId, ...amended.map(({ eventId }) => eventId)]
  return judgeMinor('what was added', { minor: added, currency }, signed.data.amount, given, events)
}

function basisOf({ registration }: CaseFile, { basis }: Given): Money | undefined {
  for (const field of basis as readonly ('budget' | 'ceilingPrice')[]) {
    const money = registration?.[field]
    if (money !== undefined) return money
  }
  return undefined
}

const judgeShare = (
  what: string,
  amount: Money,
  whole: Money | undefined,
  given: Given,
  events: readonly string[],
): Verdict => judgeMinor(what, { minor: toMinor(amount), currency: amount.currency }, whole, given, events)

function judgeMinor(
  what: string,
  { minor, currency }: { readonly minor: bigint; readonly currency: string },
  whole: Money | undefined,
  { percent }: Given,
  events: readonly string[],
): Verdict {
  if (whole === undefined) return silent(`what ${percent} % are taken of is not stated`, events)
  if (whole.currency !== currency)
    return silent(`${what} is in ${currency}, and its limit in ${whole.currency}`, events)
  const isWithin = minor * 100n <= toMinor(whole) * BigInt(percent as number)
  const message = `${what} is ${isWithin ? 'at most' : 'more than'} ${percent} % of ${whole.amount} ${whole.currency}`
  return { state: isWithin ? 'pass' : 'violated', events, message }
}

/** The contract that a performance bond names, else that of its supplier. */
function contractOf(
  file: CaseFile,
  { data: { contractId, supplier } }: StampOf<'PerformanceBondLodged'>,
): StampOf<'ContractSigned'> | undefined {
  const contracts = file.of('ContractSigned')
  if (contractId !== undefined) return contracts.find(({ data }) => data.contractId === contractId)
  const awards = file.of('AwardDecided').filter(({ data }) => data.supplier.id === supplier.id)
  return contracts.find((contract) => awards.some(({ data }) => data.awardId === contract.data.awardId))
}

function isBackBy(file: CaseFile, bondId: string, ms: number): boolean {
  const subject: Subject = { kind: 'bond', id: bondId }
  return file.about(subject).some((fact) => fact.ms <= ms && fact.type === 'BondReleased')
}
