import { type Command, Option } from 'commander'
import { STORE_FORMS, type StorePlace } from './stores.ts'

/** Options that every command has. */
export interface CommonOptions extends StorePlace {
  readonly json?: boolean
}

export const DEFAULT_STORE = 'sqlite:ledger.db'

/** Adds what every command has. */
export const withCommon = (command: Command): Command =>
  command
    .addOption(
      // What the environment says may hold a password, and help shows defaults.
      new Option('--store <url>', STORE_FORMS).default(
        process.env.LEDGER_STORE ?? DEFAULT_STORE,
        `LEDGER_STORE, or ${DEFAULT_STORE}`,
      ),
    )
    .option(
      '--data-dir <dir>',
      'where read models and evidence of a ledger in a database lie',
      process.env.LEDGER_DATA_DIR ?? '.',
    )
    .addOption(
      new Option('--vault <file>', 'the keys of personal parts of a ledger in EventStoreDB').default(
        process.env.LEDGER_VAULT,
        'LEDGER_VAULT, or a file in --data-dir',
      ),
    )
    .option('--json', 'print what HTTP would answer')
