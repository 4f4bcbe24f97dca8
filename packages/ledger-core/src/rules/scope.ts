import { type CalendarDate, dayNumber } from '../kernel/calendar-date.ts'
import type { CaseFile } from './case-file.ts'
import type { Rule, Scope } from './rule.ts'

/** What a scope looks at. */
export type Registered = Pick<CaseFile, 'registration'>

/** Why a project is outside a scope, in words; undefined for one that is bound. */
export function outside(file: Registered, scope: Scope): string | undefined {
  const { regime, method, procedure, category, mandatory, agency } = file.registration ?? {}
  return (
    notAmong('regime', regime, scope.regimes) ??
    notAmong('method', method, scope.methods) ??
    notAmong('procedure', procedure, scope.procedures) ??
    notAmong('category', category, scope.categories) ??
    mandatoryFlaw(mandatory, scope.mandatory) ??
    agencyFlaw(agency !== undefined, scope.agency)
  )
}

/** Tells whether a rule was law on a day; where none is known, it is taken to be. */
export function inForce({ effectiveFrom, effectiveUntil }: Rule): (day: number | undefined) => boolean {
  const from = dayNumber(effectiveFrom as CalendarDate)
  const until = effectiveUntil === undefined ? Number.POSITIVE_INFINITY : dayNumber(effectiveUntil as CalendarDate)
  return (day = from) => from <= day && day <= until
}

function notAmong(what: string, value: string | undefined, allowed: readonly string[] | undefined): string | undefined {
  if (allowed === undefined || allowed.includes(value ?? 'unstated')) return
  return value === undefined ? `the ${what} is not stated` : `the ${what} is ${value}`
}

function mandatoryFlaw(mandatory: boolean | undefined, wanted: boolean | undefined): string | undefined {
  if (wanted === undefined || mandatory === wanted) return
  if (mandatory === undefined) return 'whether tendering is mandatory is not stated'
  return mandatory ? 'tendering is mandatory' : 'tendering is not mandatory'
}

function agencyFlaw(hasAgency: boolean, wanted: boolean | undefined): string | undefined {
  if (wanted === undefined || hasAgency === wanted) return
  return hasAgency ? 'an agency acts for the buyer' : 'the buyer acts without an agency'
}
