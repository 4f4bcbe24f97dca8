import type { LawfulFact } from './decider.ts'

/** A flag that the ledger itself raised or resolved. Nobody decided it, and it stands in the way of nobody who decides. */
export const isOwnFlag = ({ type, role }: Pick<LawfulFact, 'type' | 'role'>): boolean =>
  role === 'ledger' && (type === 'FlagRaised' || type === 'FlagResolved')
