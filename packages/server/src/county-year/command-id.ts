import { nameBasedUuid } from '../name-based-uuid.ts'

/** Whose names are commands of the example county. For ever: another namespace would double an existing ledger. */
const NAMESPACE = '5f4d1f0e-0d0b-5c55-9f0a-0c6a3a7c2b11'

/** The same command of what has this name has the same id in every run, so that a run can be repeated. */
export const commandIdOf = (name: string, index: number): string => nameBasedUuid(NAMESPACE, `${name}\n${index}`)
