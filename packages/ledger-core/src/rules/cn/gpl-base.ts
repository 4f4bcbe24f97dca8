import { tenderEnds, tenders } from './scopes.ts'

/** In force from. */
export const GPL = '2003-01-01'
export const GPR = '2015-03-01'
export const ORDER_87 = '2017-10-01'

export const regimes = ['GPL'] as const
export const gplTenders = { regimes, ...tenders }
export const base = { version: 1, severity: 'warn' } as const
export const endedEarly = [...tenderEnds, { event: 'ReEvaluationOrdered' }] as const
