import { type JsonObject, textAt } from '../json.ts'
import type { Reading } from '../reading.ts'

/** As the source has it: what facts of one contract are matched by. */
export const idOf = (contract: JsonObject): string => textAt(contract, 'id') ?? ''
/** As the ledger has it. */
export const contractIdOf = (contract: JsonObject, reading: Reading) =>
  reading.id('contracts[].id', textAt(contract, 'id'))
