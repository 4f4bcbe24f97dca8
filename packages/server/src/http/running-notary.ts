import type { Notary } from '@procurement-ledger/core/notary'
import type { Service } from '../service.ts'
import { serviceProblem } from './problems.ts'

/** The notary of a service, or the problem that says how to have one. */
export function runningNotary({ ledger, notary }: Service): Notary {
  if (notary !== undefined) return notary
  const { origin } = ledger.identity
  throw serviceProblem(
    'NOTARY_ABSENT',
    `no notary runs here; make a key with "ledger keygen --origin ${origin} --out ledger.key", then serve with --key ledger.key`,
  )
}
