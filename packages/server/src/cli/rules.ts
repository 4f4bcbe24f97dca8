import {
  cnCalendar,
  cnGpl,
  cnNingbo,
  cnPuyang,
  cnTbl,
  type Pack,
  PackInvalid,
  type RuleSetting,
  ruleSetting,
} from '@procurement-ledger/core/rules'
import type { Command } from 'commander'
import { Option } from 'commander'
import { readCalendar } from './calendar-file.ts'
import { isPackFile, readPack } from './pack-file.ts'
import { UsageError } from './stores.ts'

/** Options of the commands that go by rules. */
export interface RulesOptions {
  readonly packs: string
  readonly block: string
  /** '': the one that is built in. */
  readonly calendar: string
}

const PACKS = [cnTbl, cnGpl, cnNingbo, cnPuyang]
const PACK_IDS = PACKS.map(({ id }) => id).join(', ')
const DEFAULT_PACKS = `${cnTbl.id},${cnGpl.id}`

export const withRules = (command: Command): Command =>
  command
    .addOption(
      new Option('--packs <ids>', `the packs of rules that apply, comma-separated: ${PACK_IDS}, or files`).default(
        process.env.LEDGER_PACKS || DEFAULT_PACKS,
        `LEDGER_PACKS, or ${DEFAULT_PACKS}`,
      ),
    )
    .addOption(
      new Option('--block <rules>', 'rules that are set to block, comma-separated, such as R14,R17').default(
        process.env.LEDGER_BLOCK ?? '',
        'LEDGER_BLOCK, or none',
      ),
    )
    .addOption(
      new Option('--calendar <file>', 'a calendar of working days, or more years of the one that is built in').default(
        process.env.LEDGER_CALENDAR ?? '',
        `LEDGER_CALENDAR, or ${cnCalendar.version}`,
      ),
    )

/** @throws UsageError for a pack or a rule that there is not, and for a file that holds no pack or no calendar */
export function rulesOf({ packs: ids, block, calendar }: RulesOptions): RuleSetting {
  const packs = listed(ids).map(packOf)
  if (packs.length === 0) throw new UsageError(`--packs names no pack of rules; write some of ${PACK_IDS}`)
  const severities = Object.fromEntries(listed(block).map((rule) => [rule, 'block'] as const))
  try {
    return ruleSetting({ packs, severities, ...(calendar !== '' && { calendar: readCalendar(calendar) }) })
  } catch (error) {
    if (!(error instanceof PackInvalid)) throw error
    throw new UsageError(error.issues.map(({ path, message }) => `${path.split('/').at(-1)} ${message}`).join('; '))
  }
}

function packOf(given: string): Pack {
  if (isPackFile(given)) return readPack(given, PACKS)
  const pack = PACKS.find(({ id }) => id === given)
  if (pack === undefined)
    throw new UsageError(
      `"${given}" is no pack of rules; write some of ${PACK_IDS}, or the path of a file such as ./own.json`,
    )
  return pack
}

const listed = (text: string): readonly string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
