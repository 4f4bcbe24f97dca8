import { createHash } from 'node:crypto'
import type { RuleSetting } from '@procurement-ledger/core/rules'

/**
 * By what rows were made that follow from law, for the name of a read model: another pack is another name, and so is one
 * whose data were changed while its version was not.
 */
export const byPacks = ({ packs, calendar }: Pick<RuleSetting, 'packs' | 'calendar'>): readonly string[] => [
  ...packs.map(({ id, version, rules }) => `${id} ${version} ${digestOf(rules)}`),
  calendar.version,
]

const DIGEST_CHARS = 12

const digestOf = (rules: object): string =>
  createHash('sha256').update(JSON.stringify(rules)).digest('hex').slice(0, DIGEST_CHARS)
