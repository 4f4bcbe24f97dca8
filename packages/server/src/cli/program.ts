import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { bondsCommand } from './commands/bonds.ts'
import { bundleCommand } from './commands/bundle.ts'
import { complianceCommand } from './commands/compliance.ts'
import { demoCommand } from './commands/demo.ts'
import { exportCommand } from './commands/export.ts'
import { importCommand } from './commands/import.ts'
import { keygenCommand } from './commands/keygen.ts'
import { projectsCommand } from './commands/lists.ts'
import { recordCommand } from './commands/record.ts'
import { replayCommand } from './commands/replay.ts'
import { serveCommand } from './commands/serve.ts'
import { showCommand } from './commands/show.ts'
import { statisticsCommand } from './commands/statistics.ts'
import { verifyCommand } from './commands/verify.ts'
import { DEFAULT_STORE } from './run.ts'
import { STORE_FORMS } from './stores.ts'

/** As it was published. */
const { version: VERSION } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))

/** The `ledger` command line. */
export const buildProgram = (): Command =>
  new Command('ledger')
    .description('An event-sourced ledger of public procurement: record, replay, measure, prove.')
    .version(VERSION, '--version', 'the version of this program')
    .showHelpAfterError('(add --help for what it takes)')
    .addCommand(serveCommand())
    .addCommand(recordCommand())
    .addCommand(showCommand())
    .addCommand(replayCommand())
    .addCommand(importCommand())
    .addCommand(exportCommand())
    .addCommand(projectsCommand())
    .addCommand(bondsCommand())
    .addCommand(statisticsCommand())
    .addCommand(complianceCommand())
    .addCommand(keygenCommand())
    .addCommand(bundleCommand())
    .addCommand(verifyCommand())
    .addCommand(demoCommand())
    .addHelpText(
      'after',
      `
Exit codes: 0 done, 1 refused or different, 2 wrong usage or a store that cannot be used; verify has more.
The store is --store or LEDGER_STORE: ${STORE_FORMS}; default ${DEFAULT_STORE}.

Start here:
  ledger demo                        a county's example year, recorded and measured
  ledger serve                       HTTP on 127.0.0.1:3000, documents at /docs
  ledger import ocds releases.json   what a publisher publishes`,
    )
