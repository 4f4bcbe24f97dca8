import { CalendarDate } from '@procurement-ledger/core'
import { InvalidArgumentError } from 'commander'

/** An option that takes a day. */
export function date(text: string): CalendarDate {
  const parsed = CalendarDate.safeParse(text)
  if (!parsed.success) throw new InvalidArgumentError(parsed.error.issues.map(({ message }) => message).join('; '))
  return parsed.data
}
