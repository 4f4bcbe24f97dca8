import { CalendarDate } from '@procurement-ledger/core'
import { simpleInterest365, type YearlyRate } from '@procurement-ledger/core/rules'
import { InvalidArgumentError, Option } from 'commander'

/** `--bond-rates 2015-10-24=0.35,2025-05-20=0.05`: by which interest on bonds is computed. */
export const bondRatesOption = (): Option =>
  new Option(
    '--bond-rates <rates>',
    'yearly rates for interest, such as 2015-10-24=0.35: a day and percent from it on, comma-separated',
  ).argParser(bondRates)

function bondRates(text: string): readonly YearlyRate[] {
  return text.split(',').map((part) => {
    const [day = '', percent = ''] = part.split('=')
    const from = CalendarDate.safeParse(day)
    if (!from.success)
      throw new InvalidArgumentError(`"${part}" is no rate; write a day and percent, such as 2015-10-24=0.35`)
    const rate = { from: from.data, percent }
    try {
      simpleInterest365(0n, { fromOn: 0, untilOn: 0 }, [rate])
    } catch (error) {
      throw new InvalidArgumentError((error as Error).message)
    }
    return rate
  })
}
