import { tenders } from './scopes.ts'

/** In force from. The texts that were read are as amended; a period is taken to have been the same since the first day. */
export const TBL = '2000-01-01'
export const TBR = '2012-02-01'

export const regimes = ['TBL'] as const
export const tblTenders = { regimes, ...tenders }
export const mandatoryTenders = { ...tblTenders, mandatory: true }
export const base = { version: 1, severity: 'warn' } as const

export const about = (matter: 'documents' | 'evaluation') => ({ event: 'ObjectionRaised', where: { about: matter } })
